import { expect, test } from "vitest";
import { CELLS_OCTETS, VERDICT_FLOOD, VERDICT_MEMORY, VERDICT_STALL, WatchdogCells } from "../../../main/electron/watchdog-cells.ts";
import { WatchdogLook, type ProcessMemory } from "../../../main/electron/watchdog-look.ts";
import { beginWork, countMessage, endWork } from "../../../main/hypervisor/flood.ts";

const HOSTILE = 0;
const HONEST = 1;

/** Two guests, processes 100 and 101, under eyes that look every 10 ms. */
function watched() {
  const cells = new WatchdogCells(new SharedArrayBuffer(CELLS_OCTETS));
  const killed: number[] = [];
  const memory = new Map<number, ProcessMemory>();
  for (const row of [HOSTILE, HONEST]) {
    cells.setPid(row, 100 + row);
    cells.setMemoryMib(row, 256);
  }
  const look = new WatchdogLook({ cells, kill: (pid) => void killed.push(pid), memory: (pid) => memory.get(pid) }, 0);
  let now = 0;
  return {
    cells,
    killed,
    memory,
    /** Lets time pass; dom0's loop turns unless it stands still. */
    pass(ms: number, loop: "turns" | "stands still", each: () => void = () => undefined) {
      for (let end = now + ms; now < end; now += 10) {
        if (loop === "turns") cells.beat();
        each();
        look.look(now);
      }
    },
  };
}

test("a guest that sends more than a guest may dies, and its neighbour does not", () => {
  const t = watched();
  t.pass(100, "turns", () => {
    for (let i = 0; i < 100; i++) countMessage(t.cells.counter(HOSTILE), 64);
    countMessage(t.cells.counter(HONEST), 5000);
  });
  expect([t.killed, t.cells.verdict(HOSTILE), t.cells.verdict(HONEST)]).toEqual([[100], VERDICT_FLOOD, 0]);
});

test("a guest whose messages keep dom0 at work dies once dom0's loop has stood still", () => {
  const t = watched();
  t.pass(100, "turns");
  t.pass(400, "stands still", () => {
    countMessage(t.cells.counter(HOSTILE), 64);
    endWork(t.cells.counter(HOSTILE), 4.6);
  });
  expect([t.killed, t.cells.verdict(HOSTILE)]).toEqual([[100], VERDICT_STALL]);
});

test("a guest that keeps dom0 at work for most of the time dies, though dom0's loop turns", () => {
  const t = watched();
  t.pass(1000, "turns", () => {
    endWork(t.cells.counter(HOSTILE), 6);
    endWork(t.cells.counter(HONEST), 1);
  });
  expect([t.killed, t.cells.verdict(HOSTILE)]).toEqual([[100], VERDICT_FLOOD]);
});

test("a guest dies of one message that dom0 does not get done with", () => {
  const t = watched();
  t.pass(100, "turns");
  beginWork(t.cells.counter(HOSTILE));
  countMessage(t.cells.counter(HOSTILE), 64);
  t.pass(400, "stands still");
  expect([t.killed, t.cells.verdict(HOSTILE)]).toEqual([[100], VERDICT_STALL]);
});

test("when dom0 stands still and was at work for nobody, nobody dies, and least of all the one that sent most", () => {
  const t = watched();
  t.pass(100, "turns");
  countMessage(t.cells.counter(HONEST), 5000);
  countMessage(t.cells.counter(HONEST), 5000);
  t.pass(2000, "stands still");
  expect(t.killed).toEqual([]);
});

test("the message that dom0 takes up after a stall is not the stall's cause", () => {
  const t = watched();
  t.pass(100, "turns");
  t.pass(1000, "stands still");
  beginWork(t.cells.counter(HONEST));
  countMessage(t.cells.counter(HONEST), 5000);
  t.pass(10, "stands still");
  endWork(t.cells.counter(HONEST), 1);
  t.pass(100, "turns");
  expect(t.killed).toEqual([]);
});

test("a message that dom0 has done with is not what it stands still for", () => {
  const t = watched();
  t.pass(100, "turns");
  beginWork(t.cells.counter(HONEST));
  t.pass(10, "turns");
  endWork(t.cells.counter(HONEST), 10);
  t.pass(2000, "stands still");
  expect(t.killed).toEqual([]);
});

test("work of long ago is not held against a guest", () => {
  const t = watched();
  t.pass(1000, "turns", () => endWork(t.cells.counter(HONEST), 5));
  t.pass(1000, "stands still");
  expect(t.killed).toEqual([]);
});

test("a process that holds more memory than its domain has dies", () => {
  const t = watched();
  t.memory.set(100, { own: 128, shared: 128 });
  t.memory.set(101, { own: 256, shared: 0 });
  t.pass(200, "turns");
  const before = [...t.killed];
  t.memory.set(100, { own: 128, shared: 129 });
  t.pass(200, "turns");
  expect([before, t.killed, t.cells.verdict(HOSTILE)]).toEqual([[], [100], VERDICT_MEMORY]);
});

test("a process that shares more than pictures take dies, however much its domain has", () => {
  const t = watched();
  t.cells.setMemoryMib(HOSTILE, 4096);
  t.memory.set(100, { own: 2000, shared: 160 });
  t.pass(200, "turns");
  const before = [...t.killed];
  t.memory.set(100, { own: 50, shared: 161 });
  t.pass(200, "turns");
  expect([before, t.killed, t.cells.verdict(HOSTILE)]).toEqual([[], [100], VERDICT_MEMORY]);
});
