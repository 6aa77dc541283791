import { expect, test } from "vitest";
import { cpuRatio, figureOf, verdictsOf, type Contestant, type Figure, type Figures } from "../../bench/xenstored/judge.ts";
import { ROWS, type Row } from "../../bench/xenstored/rows.ts";

const rowOf = (id: string): Row => ROWS.find((row) => row.id === id)!;

const figures = (rows: Readonly<Record<string, Partial<Record<Contestant, Partial<Figure>>>>>): Figures =>
  new Map(
    Object.entries(rows).map(([id, cells]) => [
      id,
      new Map(Object.entries(cells).map(([name, figure]) => [name as Contestant, { value: 0, spread: 0, ...figure }])),
    ]),
  );

const long = (tries: readonly number[], committed: number, writerAmong: number): Figure =>
  figureOf(rowOf("long-read"), [{ row: "long-read", seconds: 1, of: 10, committed, tries, writerAlone: 1000, writerAmong }]);

test("a row's figure is the median of its rounds, in each of its parts", () => {
  const round = (rate: number, cpuUs: number) => ({ row: "transaction", rate, seconds: 1, cpuUs, successPercent: 100 });
  expect(figureOf(rowOf("transaction"), [round(100, 9), round(300, 7), round(200, 8)])).toEqual({
    value: 200,
    spread: 1,
    cpuUs: 8,
    successPercent: 100,
  });
});

test("a latency's figure is its p50", () => {
  expect(figureOf(rowOf("watch-latency"), [{ row: "watch-latency", seconds: 1, rate: 30000, p50Us: 25, p99Us: 40 }])).toEqual({
    value: 25,
    spread: 0,
    p99Us: 40,
  });
});

test("a rate is compared with the best real daemon, and the null server is none", () => {
  const all = figures({
    "read-pipelined": { argonaut: { value: 600 }, "C xenstored": { value: 100 }, oxenstored: { value: 120 }, null: { value: 9000 } },
  });
  expect(verdictsOf(rowOf("read-pipelined"), all)).toEqual([{ what: "best real daemon", ratio: 5, goal: 5, met: true }]);
});

test("a rate below its goal is not met", () => {
  const all = figures({ transaction: { argonaut: { value: 140 }, "C xenstored": { value: 100 } } });
  expect(verdictsOf(rowOf("transaction"), all)).toEqual([{ what: "best real daemon", ratio: 1.4, goal: 1.5, met: false }]);
});

test("the lower latency is the better one", () => {
  const all = figures({ "watch-latency": { argonaut: { value: 20 }, "C xenstored": { value: 30 }, oxenstored: { value: 40 } } });
  expect(verdictsOf(rowOf("watch-latency"), all)).toEqual([{ what: "best real daemon", ratio: 1.5, goal: 1, met: true }]);
});

test("a row with 1000 domains is compared with itself at 10 also", () => {
  const all = figures({
    "domains-read@10": { argonaut: { value: 100 } },
    "domains-read@1000": { argonaut: { value: 80 }, oxenstored: { value: 50 } },
  });
  expect(verdictsOf(rowOf("domains-read@1000"), all)).toEqual([
    { what: "best real daemon", ratio: 1.6, goal: 1, met: true },
    { what: "own at 10 domains", ratio: 0.8, goal: 0.85, met: false },
  ]);
});

test("without a rival and without a row to compare with nothing is judged", () => {
  expect(verdictsOf(rowOf("read"), figures({ read: { argonaut: { value: 100 } } }))).toEqual([]);
});

test.each<[what: string, figure: Figure, met: boolean]>([
  ["all commit, the slowest in three tries, the writer keeps a tenth", long([1, 1, 1, 1, 1, 1, 1, 1, 2, 3], 10, 100), true],
  ["one needs four tries", long([1, 1, 1, 1, 1, 1, 1, 1, 1, 4], 10, 500), false],
  ["one never commits", long([1, 1, 1, 1, 1, 1, 1, 1, 1, 2], 9, 500), false],
  ["the writer starves", long([1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 10, 99), false],
])("long transactions: %s", (_, figure, met) => {
  const [verdict] = verdictsOf(rowOf("long-read"), figures({ "long-read": { argonaut: figure } }));
  expect(verdict?.met).toBe(met);
});

test("the CPU time that counts is the least of any real daemon", () => {
  const all = figures({ read: { argonaut: { cpuUs: 10 }, "C xenstored": { cpuUs: 12 }, oxenstored: { cpuUs: 15 }, null: { cpuUs: 5 } } });
  expect(cpuRatio(rowOf("read"), all)).toBe(1.2);
});

test("every row that is compared with a small store names one that there is, of the same load", () => {
  const smalls = ROWS.flatMap((row) =>
    row.smallId === undefined ? [] : [[row.mode, rowOf(row.smallId).mode, rowOf(row.smallId).domains]],
  );
  expect(smalls).toEqual([
    ["domains-read", "domains-read", 10],
    ["domains-transaction", "domains-transaction", 10],
    ["domains-watched-write", "domains-watched-write", 10],
  ]);
});
