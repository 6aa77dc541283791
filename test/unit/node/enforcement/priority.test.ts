import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { hostFiles } from "../../../../main/node/enforcement/host-files.ts";
import { machinePriority, Priority, type PriorityOptions } from "../../../../main/node/enforcement/priority.ts";
import { HostTree } from "../../../support/host-tree.ts";

const LINUX = process.platform === "linux";

function aPriority(files: HostTree, options: Partial<PriorityOptions> = {}) {
  const set: [thread: number, nice: number][] = [];
  const priority = new Priority({
    files,
    ownNice: 0,
    setNice: (thread, nice) => void set.push([thread, nice]),
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

const machine = (): Priority => new Priority({ ...machinePriority(), files: hostFiles });

test.runIf(LINUX)("on this machine every thread of a process that runs already becomes nice", () =>
  withChild((pid) => {
    const priority = machine();
    expect(priority.nice(pid, 3)).toEqual({ what: `nice ${priority.ownNice + 3}` });
    const nice = ofThreads(pid, 19);
    expect(new Set(nice)).toEqual(new Set([String(priority.ownNice + 3)]));
    expect(nice.length).toBeGreaterThan(1);
  }),
);
