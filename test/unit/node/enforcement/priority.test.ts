import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { hostFiles } from "../../../../main/node/enforcement/host-files.ts";
import { machinePriority, Priority, type PriorityOptions } from "../../../../main/node/enforcement/priority.ts";
import { loadScheduling } from "../../../../main/node/enforcement/scheduling.ts";
import { HostTree } from "../../../support/host-tree.ts";

const LINUX = process.platform === "linux";
const UNPRIVILEGED = {
  "/proc/self/status": "Name:\tnode\nCapEff:\t0000000000000000\n",
  "/proc/self/limits": "Max realtime priority     0                    0                    \n",
};

function aPriority(files: HostTree, options: Partial<PriorityOptions> = {}) {
  const set: [thread: number, nice: number][] = [];
  const priority = new Priority({
    files,
    ownNice: 0,
    setNice: (thread, nice) => void set.push([thread, nice]),
    scheduling: () => Promise.reject(new Error("loaded for nothing")),
    ...options,
  });
  return { priority, set };
}

const threads = (...ids: readonly number[]) => Object.fromEntries(ids.map((id) => [`/proc/42/task/${id}`, ""]));

test("niceness counts from dom0's own, and ends at 19", () => {
  const { priority, set } = aPriority(new HostTree(threads(42)), { ownNice: -3 });
  expect([priority.nice(42, 3), priority.nice(42, 12), priority.nice(42, 99)]).toEqual([
    { what: "nice 0" },
    { what: "nice 9" },
    { what: "nice 19" },
  ]);
  expect(set.map(([, nice]) => nice)).toEqual([0, 9, 19]);
});

test("a thread that starts while the others are made nice is made nice, too", () => {
  const files = new HostTree(threads(42));
  const set: number[] = [];
  const setNice = (thread: number): undefined => {
    set.push(thread);
    if (thread === 42) files.files.set("/proc/42/task/43", "");
  };
  aPriority(files, { setNice }).priority.nice(42, 3);
  expect(set).toEqual([42, 43]);
});

test("a thread that ended meanwhile is nobody's trouble; a process that did is told", () => {
  const { priority } = aPriority(new HostTree(threads(42)), { setNice: () => "ESRCH" });
  expect([priority.nice(42, 3), priority.nice(41, 3)]).toEqual([{ what: "nice 3" }, { what: "nice 3", refused: "process 41 is gone" }]);
});

test("a helper thread that Chromium has made nicer already stays so, and keeps none of the others from it", () => {
  const set: number[] = [];
  const setNice = (thread: number): string | undefined => (thread === 43 ? "EACCES" : void set.push(thread));
  expect(aPriority(new HostTree(threads(42, 43, 44)), { setNice }).priority.nice(42, 3)).toEqual({ what: "nice 3" });
  expect(set).toEqual([42, 44]);
});

test("a refused niceness is not claimed", () => {
  const { priority } = aPriority(new HostTree(threads(42)), { setNice: () => "EACCES" });
  expect(priority.nice(42, 3)).toEqual({ what: "nice 3", refused: "setpriority: EACCES" });
});

test("without the right to real time nothing is tried, and no library loaded", async () => {
  const { priority } = aPriority(new HostTree({ ...UNPRIVILEGED, ...threads(42) }));
  expect(await priority.realtime(42)).toEqual({ what: "SCHED_RR 1", refused: "EPERM: neither CAP_SYS_NICE nor RLIMIT_RTPRIO" });
});

const PRIVILEGED = { ...UNPRIVILEGED, "/proc/self/status": "CapEff:\t0000000000800000\n" };

test.each([
  ["CAP_SYS_NICE", PRIVILEGED],
  ["RLIMIT_RTPRIO", { ...UNPRIVILEGED, "/proc/self/limits": "Max realtime priority     10                   10                   \n" }],
])("with %s every thread is scheduled in real time", async (_, right) => {
  const calls: number[][] = [];
  const setScheduler = (...call: number[]): number => (calls.push(call), 0);
  const { priority } = aPriority(new HostTree({ ...right, ...threads(42, 43) }), { scheduling: () => Promise.resolve({ setScheduler }) });
  expect(await priority.realtime(42)).toEqual({ what: "SCHED_RR 1" });
  expect(calls).toEqual([
    [42, 2, 1],
    [43, 2, 1],
  ]);
});

test.each([
  ["no koffi", undefined, "koffi is not there"],
  // As in a group of version 1 without a real-time budget (CONFIG_RT_GROUP_SCHED).
  ["EPERM all the same", { setScheduler: () => 1 }, "sched_setscheduler: errno 1"],
])("with the right and %s it is not claimed", async (_, calls, refused) => {
  const { priority } = aPriority(new HostTree({ ...PRIVILEGED, ...threads(42) }), { scheduling: () => Promise.resolve(calls) });
  expect(await priority.realtime(42)).toEqual({ what: "SCHED_RR 1", refused });
});

/** proc(5): fields of a thread's stat, which are counted from 3 behind the name. */
function ofThreads(pid: number, field: number): string[] {
  return readdirSync(`/proc/${pid}/task`).map(
    (thread) => readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8").split(") ")[1]?.split(" ")[field - 3] ?? "",
  );
}

async function withChild(act: (pid: number) => Promise<void> | void): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, ["-e", "process.stdout.write('up'); setInterval(() => {}, 1000)"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    await new Promise((resolve) => child.stdout?.once("data", resolve));
    await act(child.pid ?? 0);
  } finally {
    child.kill("SIGKILL");
  }
}

const machine = (): Priority => new Priority({ ...machinePriority(), files: hostFiles, scheduling: loadScheduling });

test.runIf(LINUX)("on this machine every thread of a process that runs already becomes nice", () =>
  withChild((pid) => {
    const priority = machine();
    expect(priority.nice(pid, 3)).toEqual({ what: `nice ${priority.ownNice + 3}` });
    const nice = ofThreads(pid, 19);
    expect(new Set(nice)).toEqual(new Set([String(priority.ownNice + 3)]));
    expect(nice.length).toBeGreaterThan(1);
  }),
);

test.runIf(LINUX)("on this machine a process is scheduled in real time if that is what is told, and else as it was", () =>
  withChild(async (pid) => {
    const { refused } = await machine().realtime(pid);
    // Policy: 2 is SCHED_RR, 0 the usual one.
    expect(new Set(ofThreads(pid, 41))).toEqual(new Set([refused === undefined ? "2" : "0"]));
  }),
);
