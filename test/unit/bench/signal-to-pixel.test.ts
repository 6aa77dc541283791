import { expect, test } from "vitest";
import { pairsOf } from "../../bench/signal-to-pixel/pairs.ts";

const ms = (value: number): bigint => BigInt(value * 1e6);

test("an update is paired with the first change after it, and with none that came before or too late", () => {
  const trials = [0, 200, 400, 600].map((at, i) => ({ at: ms(at), updated: i % 2 === 0 }));
  expect(pairsOf(trials, [ms(0), ms(30), ms(46), ms(601)], 150)).toEqual({ delays: [30], unseen: 1, controlsChanged: 1 });
});
