import { expect, test } from "vitest";
import { Log, type LogRecord } from "../../../../main/log/log.ts";
import { knobsV2 } from "../../../../main/node/enforcement/cgroup-v2.ts";
import { Enforcer, notEnforcing } from "../../../../main/node/enforcement/enforcer.ts";
import { GroupTree } from "../../../../main/node/enforcement/group-tree.ts";
import type { EnforcementPlan } from "../../../../main/node/enforcement/plan.ts";
import { Priority } from "../../../../main/node/enforcement/priority.ts";
import { RealTime } from "../../../../main/node/enforcement/real-time.ts";
import { Reservations } from "../../../../main/node/enforcement/reservations.ts";
import { aFakeClock } from "../../../support/clock.ts";
import { HostTree } from "../../../support/host-tree.ts";

const PLAN: EnforcementPlan = {
  dom0Weight: 4096,
  dom0Priority: 2,
  gpuMainPriority: 1,
  domains: [
    { name: "cluster", weight: 2048, nice: 3, quota: undefined, memoryMib: 256, reservation: undefined },
    {
      name: "ivi",
      weight: 256,
      nice: 12,
      quota: { quotaUs: 5000, periodUs: 10_000 },
      memoryMib: 1024,
      reservation: { percent: 10, priority: 1, refused: undefined },
    },
  ],
};
const FILES = ["cgroup.procs", "cpu.idle", "cpu.weight", "cpu.max", "memory.high", "memory.max"];

function anEnforcer(groups: "groups" | "none" = "groups", plan: EnforcementPlan = PLAN, rights: "rights" | "none" = "none") {
  const clock = aFakeClock(0);
  const files = new HostTree(
    {
      "/proc/40/task/40": "",
      "/proc/50/stat": "",
      "/proc/50/task/51/comm": "VizCompositorTh",
      "/proc/41/task/41": "",
      "/proc/42/task/42": "",
      "/cg/dom0/cpu.weight": "100",
    },
    FILES,
  );
  const logged: LogRecord[] = [];
  const version = {
    tops: new Map([
      ["cpu", "/cg"],
      ["memory", "/cg"],
    ] as const),
    knobs: knobsV2,
  };
  const log = new Log(
    () => 0,
    (record) => logged.push(record),
  );
  const given: [priority: number, threads: readonly number[]][] = [];
  const realTime = new RealTime(files, (wish, threads) => {
    if ("priority" in wish) given.push([wish.priority, threads]);
    return Promise.resolve(rights === "rights" ? undefined : "the launcher gives real time as root only");
  });
  const dom0 = {
    pid: 40,
    gpuPid: () => 50,
    displayServer: undefined,
    priority: plan.dom0Priority,
    gpuMainPriority: plan.gpuMainPriority,
    processors: [0],
  };
  const reservations = new Reservations({ realTime, files, timers: clock, log, dom0, back: () => undefined });
  const enforcer = new Enforcer({
    plan,
    realTime,
    reservations,
    groups: groups === "groups" ? new GroupTree(version, files) : "/cg is not delegated to uid 65534: EACCES",
    timers: clock,
    priority: new Priority({ files, ownNice: 0, setNice: () => undefined }),
    log,
  });
  return { enforcer, files, logged, clock, given };
}

test("a line for dom0 and one for each domain that runs says what was applied", () => {
  const { enforcer, files } = anEnforcer();
  enforcer.place(2, "ivi", 42);
  enforcer.place(1, "cluster", 41);
  expect(enforcer.lines()).toEqual([
    "dom0: cpu.weight 1600, nice 0 of all but Chromium's helper threads",
    "cluster: cpu.weight 800, memory.high 256 MiB, memory.max 320 MiB, nice 3",
    "ivi: cpu.weight 100, cpu.max 5000 10000, memory.high 1024 MiB, memory.max 1152 MiB, cpu.idle until 2 s after its first frame, nice 12, reservation 10 % of a processor",
  ]);
  expect(files.files.get("/cg/d2/cgroup.procs")).toBe("42");
});

test("without control groups the line says what was wanted, why it was not to be had, and that niceness was", () => {
  const { enforcer } = anEnforcer("none");
  enforcer.place(2, "ivi", 42);
  expect(enforcer.lines()).toEqual([
    "dom0: nice 0 of all but Chromium's helper threads; a control group not applied: /cg is not delegated to uid 65534: EACCES",
    "ivi: nice 12; weight 256, cap 50 %, memory 1024 MiB, reservation 10 % of a processor not applied: /cg is not delegated to uid 65534: EACCES",
  ]);
});

test("a light domain starts on what the others leave, and has its weight again with its first frame; the heaviest does not wait, a promised one does", () => {
  const light = { name: "ivi", weight: 256, nice: 12, quota: undefined, memoryMib: 1024, reservation: undefined };
  const { enforcer, files, clock } = anEnforcer("groups", {
    dom0Weight: 4096,
    dom0Priority: 2,
    gpuMainPriority: 1,
    domains: [...PLAN.domains.slice(0, 1), light],
  });
  enforcer.place(1, "cluster", 41);
  enforcer.place(2, "ivi", 42);
  expect([files.files.get("/cg/d1/cpu.idle") ?? "", files.files.get("/cg/d2/cpu.idle")]).toEqual(["", "1"]);
  expect(enforcer.lines()[2]).toContain("cpu.idle until 2 s after its first frame");
  // As the kernel does with a group that ceases to be idle.
  files.files.set("/cg/d2/cpu.weight", "1");
  enforcer.started(2);
  clock.advance(1999);
  enforcer.started(2);
  expect(files.files.get("/cg/d2/cpu.idle")).toBe("1");
  clock.advance(1);
  expect([files.files.get("/cg/d2/cpu.idle"), files.files.get("/cg/d2/cpu.weight")]).toEqual(["0", "100"]);
  enforcer.started(1);
  clock.advance(5000);
  expect(files.files.get("/cg/d1/cpu.idle") ?? "").toBe("");
  // What it was promised begins when it has started.
  const promised = anEnforcer();
  promised.enforcer.place(2, "ivi", 42);
  expect(promised.files.files.get("/cg/d2/cpu.idle")).toBe("1");
});

test("a light domain whose process is another's while it starts is told of with its weight", () => {
  const light = { name: "ivi", weight: 256, nice: 12, quota: undefined, memoryMib: 1024, reservation: undefined };
  const { enforcer, files } = anEnforcer("groups", {
    dom0Weight: 4096,
    dom0Priority: 2,
    gpuMainPriority: 1,
    domains: [...PLAN.domains.slice(0, 1), light],
  });
  // As the kernel: an idle group takes no weight.
  const write = files.write.bind(files);
  files.write = (path, value) =>
    path === "/cg/d2/cpu.weight" && files.files.get("/cg/d2/cpu.idle") === "1" ? "EINVAL" : write(path, value);
  enforcer.place(2, "ivi", 41);
  expect(files.files.get("/cg/d2/cpu.idle")).toBe("1");
  enforcer.place(2, "ivi", 42);
  expect(enforcer.lines()[1]).toBe(
    "ivi: cpu.weight 100, memory.high 1024 MiB, memory.max 1152 MiB, cpu.idle until 2 s after its first frame, nice 12",
  );
  expect(files.files.get("/cg/d2/cpu.idle")).toBe("1");
});

test("what runs beside the cockpit has a group of its own, as heavy as the whole cockpit", () => {
  const { enforcer, files } = anEnforcer();
  const weights = PLAN.domains.reduce((sum, { weight }) => sum + weight, PLAN.dom0Weight);
  enforcer.placeOutside(70);
  enforcer.placeOutside(71);
  expect(files.files.get("/cg/outside/cgroup.procs")).toBe("70\n71");
  expect(Number(files.files.get("/cg/outside/cpu.weight"))).toBe(Math.round((weights * 100) / 256));
});

test("a domain that is gone before it has settled does not come to weight again", () => {
  const light = { name: "ivi", weight: 256, nice: 12, quota: undefined, memoryMib: 1024, reservation: undefined };
  const { enforcer, files, clock } = anEnforcer("groups", {
    dom0Weight: 4096,
    dom0Priority: 2,
    gpuMainPriority: 1,
    domains: [...PLAN.domains.slice(0, 1), light],
  });
  enforcer.place(2, "ivi", 42);
  enforcer.started(2);
  enforcer.release(2);
  const { length } = files.done;
  clock.advance(5000);
  expect(files.done.slice(length)).toEqual([]);
});

test("a reservation is not claimed where the weight that holds it was refused, or the plan refuses it", () => {
  const refusing = anEnforcer();
  refusing.files.refusals.set("write /cg/d2/cpu.weight", "EACCES");
  refusing.enforcer.place(2, "ivi", 42);
  expect(refusing.enforcer.lines()[1]).toContain(
    "; cpu.weight 100, reservation 10 % of a processor not applied: /cg/d2/cpu.weight: EACCES",
  );

  const [cluster, ivi] = PLAN.domains;
  const full = { ...PLAN, domains: [cluster!, { ...ivi!, reservation: { percent: 400, priority: 1, refused: "too much" } }] };
  const { enforcer } = anEnforcer("groups", full);
  enforcer.place(2, "ivi", 42);
  expect(enforcer.lines()[1]).toMatch(/; reservation 400 % of a processor not applied: too much$/);
});

test("one line of the log for each placement, with the domain's number and the process", () => {
  const { enforcer, logged } = anEnforcer("none");
  enforcer.place(2, "ivi", 42);
  expect(logged.map(({ level, domid, msg, data }) => ({ level, domid, msg, pid: data?.["pid"] }))).toEqual([
    { level: "info", domid: undefined, msg: "enforcement", pid: undefined },
    { level: "info", domid: 2, msg: "enforcement", pid: 42 },
  ]);
});

test("a domain that is gone has no line and no group; one that takes its place has its own", () => {
  const { enforcer, files } = anEnforcer();
  enforcer.place(2, "ivi", 42);
  enforcer.release(2);
  expect({ lines: enforcer.lines().length, folders: [...files.folders] }).toEqual({ lines: 1, folders: [] });
  enforcer.place(3, "ivi", 41);
  expect([...files.folders]).toEqual(["/cg/d3"]);
});

test("a domain that no plan has is left alone", () => {
  const { enforcer, files } = anEnforcer();
  const before = files.done.length;
  enforcer.place(9, "stranger", 42);
  expect({ done: files.done.length, lines: enforcer.lines().length }).toEqual({ done: before, lines: 1 });
});

test("what became of the overlay pages' real time is said with dom0", async () => {
  const { enforcer } = anEnforcer();
  await enforcer.placeOverlay(42);
  expect(enforcer.lines()[0]).toBe(
    "dom0: cpu.weight 1600, nice 0 of all but Chromium's helper threads; overlay pages SCHED_RR 2 not applied: the launcher gives real time as root only",
  );
});

test("a domain that was promised processor time is in real time from 2 s after its first frame, dom0's loop before it; others never", async () => {
  const { enforcer, clock, given } = anEnforcer("groups", PLAN, "rights");
  enforcer.place(1, "cluster", 41);
  enforcer.place(2, "ivi", 42);
  enforcer.started(1);
  enforcer.started(2);
  await clock.advanceAsync(1999);
  expect(given).toEqual([]);
  await clock.advanceAsync(1, 20);
  expect(given).toEqual([
    [2, [40]],
    [2, [51]],
    [1, [42]],
  ]);
  expect(enforcer.lines()[0]).toMatch(/, its loop and the GPU process SCHED_RR 2$/);
  expect(enforcer.lines()[2]).toMatch(/, reservation 10 % of a processor, SCHED_RR 1$/);
  expect(enforcer.lines()[1]).not.toContain("SCHED_RR");
});

test("a process that takes the place of one in real time has it when it has started, too, and one that is gone is left alone", async () => {
  const { enforcer, clock, given } = anEnforcer("groups", PLAN, "rights");
  enforcer.place(2, "ivi", 42);
  enforcer.started(2);
  await clock.advanceAsync(2000, 20);
  given.length = 0;
  enforcer.place(2, "ivi", 41);
  await clock.advanceAsync(1999, 20);
  expect(given).toEqual([]);
  await clock.advanceAsync(1, 20);
  expect(given).toEqual([[1, [41]]]);
  enforcer.release(2);
  expect(clock.pending).toBe(0);
});

test("a promise that the plan refuses gives no real time", async () => {
  const [cluster, ivi] = PLAN.domains;
  const full = { ...PLAN, domains: [cluster!, { ...ivi!, reservation: { percent: 400, priority: 1, refused: "too much" } }] };
  const { enforcer, clock, given } = anEnforcer("groups", full, "rights");
  enforcer.place(2, "ivi", 42);
  enforcer.started(2);
  await clock.advanceAsync(5000, 20);
  expect(given).toEqual([]);
});

test("what enforces nothing says so", async () => {
  const enforcement = notEnforcing("--no-enforcement");
  enforcement.place(1, "cluster", process.pid);
  await enforcement.placeOverlay(process.pid);
  enforcement.release(1);
  expect(enforcement.lines()).toEqual(["off: --no-enforcement"]);
});

test("a weight that a reservation raised above dom0's keeps the proportions, too, where it is more than the kernel takes", () => {
  const [cluster, ivi] = PLAN.domains;
  const { enforcer } = anEnforcer("groups", {
    dom0Weight: 25_600,
    dom0Priority: 2,
    gpuMainPriority: 1,
    domains: [{ ...cluster!, weight: 51_200 }, ivi!],
  });
  enforcer.place(1, "cluster", 41);
  expect(enforcer.lines().map((line) => /cpu.weight \d+/.exec(line)?.[0])).toEqual(["cpu.weight 5000", "cpu.weight 10000"]);
});
