import { expect, test } from "vitest";
import { Log, type LogRecord } from "../../../../main/log/log.ts";
import { RealTime } from "../../../../main/node/enforcement/real-time.ts";
import { Reservations } from "../../../../main/node/enforcement/reservations.ts";
import { aFakeClock } from "../../../support/clock.ts";
import { HostTree } from "../../../support/host-tree.ts";

/** Ticks of 10 ms that process 41 has used. */
const stat = (utime: number, stime: number): string => `41 (a (strange) name) S 1 1 1 0 -1 0 0 0 0 0 ${utime} ${stime} 0 0 20 0 9 0 1`;

const PROMISED = { percent: 80, priority: 1 };

function reservations(refusal?: string, processors: readonly number[] = [0]) {
  const clock = aFakeClock(0);
  const files = new HostTree({
    "/proc/40/comm": "electron\n",
    "/proc/40/task/40/comm": "electron\n",
    "/proc/40/task/42/comm": "electron\n",
    "/proc/40/task/42/status": "Name:\telectron\nvoluntary_ctxt_switches:\t5110\nnonvoluntary_ctxt_switches:\t9\n",
    "/proc/40/task/43/comm": "electron\n",
    "/proc/40/task/43/status": "Name:\telectron\nvoluntary_ctxt_switches:\t355\nnonvoluntary_ctxt_switches:\t7230\n",
    "/proc/40/task/44/comm": "Chrome_IOThread\n",
    "/proc/40/stat": "",
    "/proc/41/task/41/comm": "electron\n",
    "/proc/41/stat": stat(0, 0),
    "/proc/50/task/50/comm": "electron\n",
    "/proc/50/task/51/comm": "VizCompositorTh\n",
    "/proc/50/task/52/comm": "Thread<00>\n",
    "/proc/50/stat": "",
    "/proc/70/task/70/comm": "Xvfb\n",
  });
  const asked: [priority: number, threads: readonly number[]][] = [];
  const pinned: [processors: readonly number[], threads: readonly number[]][] = [];
  const back: [domid: number, pid: number][] = [];
  const logged: LogRecord[] = [];
  let gpuPid = 50;
  const held = new Reservations({
    realTime: new RealTime(files, (wish, threads) => {
      if ("priority" in wish) asked.push([wish.priority, threads]);
      else pinned.push([wish.processors, threads]);
      return Promise.resolve(refusal);
    }),
    files,
    timers: clock,
    log: new Log(
      () => 0,
      (record) => logged.push(record),
    ),
    dom0: { pid: 40, gpuPid: () => gpuPid, displayServer: 70, priority: 2, gpuMainPriority: 1, processors },
    back: (domid, pid) => void back.push([domid, pid]),
  });
  const second = async (used: number): Promise<void> => {
    const before = Number(files.read("/proc/41/stat")?.split(" ")[15]);
    files.files.set("/proc/41/stat", stat(before + used, 0));
    await clock.advanceAsync(1000, 20);
  };
  return { held, clock, files, asked, pinned, back, logged, second, newGpu: (pid: number) => (gpuPid = pid) };
}

const settle = (clock: ReturnType<typeof aFakeClock>): Promise<void> => clock.advanceAsync(0, 20);

test("dom0's own first, without its workers, then the domain; of the GPU process its main thread last, on which a guest's WebGL runs, and the rest of WebGL's not at all", async () => {
  const { held, clock, asked } = reservations();
  held.hold(1, 41, PROMISED);
  await settle(clock);
  expect(asked.map(([priority, threads]) => [priority, ...threads])).toEqual([
    [2, 40, 42, 44],
    [2, 51],
    [1, 50],
    [2, 70],
    [1, 41],
  ]);
  expect(held.outcomeOf(1)).toEqual([{ what: "SCHED_RR 1" }]);
  expect(held.dom0).toEqual([{ what: "its loop and the GPU process SCHED_RR 2" }, { what: "the virtual display SCHED_RR 2" }]);
});

test("dom0 and the virtual display have the first of several processors, the GPU process the others, and one that dom0 starts all of them", async () => {
  const { held, clock, pinned } = reservations(undefined, [0, 1, 3]);
  await held.unpin(80);
  held.hold(1, 41, PROMISED);
  await settle(clock);
  expect(pinned).toEqual([
    [[0], [40, 42, 44]],
    [[0], [70]],
    [
      [1, 3],
      [50, 51, 52],
    ],
  ]);
  expect(held.dom0.map(({ what }) => what)).toContain("pinned to processor 0, the GPU process to 1, 3");
  await held.unpin(70);
  expect(pinned.at(-1)).toEqual([[0, 1, 3], [70]]);
});

test("who has one processor, or no real time, has nothing to pin to it", async () => {
  for (const { held, clock, pinned } of [reservations(), reservations("as root only", [0, 1])]) {
    held.hold(1, 41, PROMISED);
    await settle(clock);
    await held.unpin(70);
    expect(pinned).toEqual([]);
    expect(held.dom0.map(({ what }) => what).join()).not.toContain("pinned");
  }
});

test("who uses more than he was promised is as any other until he has kept to it for a second, and each change is told once", async () => {
  const { held, clock, asked, back, logged, second } = reservations();
  held.hold(1, 41, PROMISED);
  await settle(clock);
  await second(80);
  asked.length = 0;
  await second(81);
  expect({ asked, back }).toEqual({ asked: [[0, [41]]], back: [[1, 41]] });
  expect(held.outcomeOf(1)).toEqual([{ what: "SCHED_RR 1", refused: "used 81 % of a processor, promised 80 %" }]);
  await second(90);
  expect(asked).toHaveLength(1);
  await second(80);
  expect(asked.slice(1)).toEqual([[1, [41]]]);
  expect(held.outcomeOf(1)).toEqual([{ what: "SCHED_RR 1" }]);
  expect(logged.map(({ msg, domid, data }) => [msg, domid, data?.["usedPercent"]])).toEqual([
    ["real time", 1, undefined],
    ["real time withdrawn", 1, 81],
  ]);
});

test("where dom0's own are refused no domain is asked for, nothing is looked at any more, and the reason is told", async () => {
  const { held, clock, asked } = reservations("the launcher gives real time as root only");
  held.hold(1, 41, PROMISED);
  await settle(clock);
  expect(asked.flatMap(([, threads]) => threads)).not.toContain(41);
  expect(held.outcomeOf(1)).toEqual([{ what: "SCHED_RR 1", refused: "the launcher gives real time as root only" }]);
  expect(clock.pending).toBe(0);
});

test("threads that start later have real time within a second, dom0's workers do not, and nobody is asked for twice", async () => {
  const { held, clock, asked, files, second } = reservations();
  held.hold(1, 41, PROMISED);
  await settle(clock);
  asked.length = 0;
  await second(10);
  expect(asked).toEqual([]);
  files.files.set("/proc/41/task/48/comm", "ThreadPoolForeg\n");
  files.files.set("/proc/40/task/49/comm", "ThreadPoolForeg\n").set("/proc/40/task/39/comm", "electron\n");
  await second(10);
  expect(asked).toEqual([
    [2, [49]],
    [1, [48]],
  ]);
  // A number that comes again is another thread's.
  files.files.delete("/proc/41/task/48/comm");
  await second(10);
  files.files.set("/proc/41/task/48/comm", "ThreadPoolForeg\n");
  asked.length = 0;
  await second(10);
  expect(asked).toEqual([[1, [48]]]);
});

test("of two domains that come at once both hear of what dom0 was refused", async () => {
  const { held, clock, asked } = reservations("the launcher gives real time as root only");
  held.hold(1, 41, PROMISED);
  held.hold(2, 70, { percent: 60, priority: 1 });
  await settle(clock);
  expect(asked.flatMap(([, threads]) => threads)).toEqual([40, 42, 44, 51, 50]);
  expect([1, 2].map((domid) => held.outcomeOf(domid)[0]?.refused)).toEqual(Array(2).fill("the launcher gives real time as root only"));
  expect(held.dom0).toMatchObject([{ refused: "the launcher gives real time as root only" }]);
});

test("a new GPU process has real time within a second", async () => {
  const { held, clock, asked, files, second, newGpu } = reservations();
  held.hold(1, 41, PROMISED);
  await settle(clock);
  asked.length = 0;
  files.files.delete("/proc/50/stat");
  files.files.set("/proc/60/task/61/comm", "VizCompositorTh\n").set("/proc/60/stat", "");
  newGpu(60);
  await second(10);
  expect(asked).toContainEqual([2, [61]]);
  asked.length = 0;
  await second(10);
  expect(asked).toEqual([]);
});

test("a GPU process that is just being killed is no refusal: its successor has real time a second later", async () => {
  const { held, clock, asked, files, second, newGpu } = reservations();
  files.files.delete("/proc/50/stat");
  held.hold(1, 41, PROMISED);
  await settle(clock);
  expect([held.outcomeOf(1), asked.flatMap(([, threads]) => threads)]).toEqual([[{ what: "SCHED_RR 1" }], [40, 42, 44, 70, 41]]);
  files.files.set("/proc/60/task/61/comm", "VizCompositorTh\n").set("/proc/60/stat", "");
  newGpu(60);
  await second(10);
  expect(asked).toContainEqual([2, [61]]);
});

test("a domain that is gone is left alone", async () => {
  const { held, clock, asked } = reservations();
  held.hold(1, 41, PROMISED);
  await settle(clock);
  held.release(1);
  const { length } = asked;
  await clock.advanceAsync(5000, 20);
  expect([asked.length - length, clock.pending, held.outcomeOf(1)]).toEqual([0, 0, []]);
});
