import { expect, test } from "vitest";
import { RingStalls, type Consumed } from "../../../main/detection/ring-stalls.ts";
import { isDomId, type DomId } from "../../../protocol/ids.ts";

function aDomId(number: number): DomId {
  if (!isDomId(number)) throw new Error(`no domid: ${number}`);
  return number;
}

const aRing = (changes: Partial<Consumed> = {}): Consumed => ({ key: "vkbd/0/page-ref", domid: aDomId(2), cons: 3, prod: 9, ...changes });

/** One of two seconds. */
function someStalls(): { readonly stalls: RingStalls; readonly told: string[] } {
  const told: string[] = [];
  return { stalls: new RingStalls(2000, ({ key, domid, cons, prod }, ms) => told.push(`d${domid} ${key} ${cons}<${prod} ${ms}`)), told };
}

test("a ring that is not taken from stalls at the limit, not a millisecond before", () => {
  const { stalls, told } = someStalls();
  stalls.look([aRing()], 1000);
  stalls.look([aRing({ prod: 40 })], 2999);
  const before = [...told];
  stalls.look([aRing({ prod: 50 })], 3000);
  expect([before, told]).toEqual([[], ["d2 vkbd/0/page-ref 3<50 2000"]]);
});

test("it is told of once, until the ring moves; then again", () => {
  const { stalls, told } = someStalls();
  for (let at = 0; at <= 9000; at += 300) stalls.look([aRing()], at);
  for (let at = 9300; at <= 12_000; at += 300) stalls.look([aRing({ cons: 4 })], at);
  expect(told).toEqual(["d2 vkbd/0/page-ref 3<9 2100", "d2 vkbd/0/page-ref 4<9 2100"]);
});

test("an empty ring may stand for ever, and its time begins when something is put there", () => {
  const { stalls, told } = someStalls();
  for (let at = 0; at <= 60_000; at += 300) stalls.look([aRing({ cons: 9 })], at);
  stalls.look([aRing({ cons: 9, prod: 10 })], 61_999);
  expect(told).toEqual([]);
});

test("one that moves slowly does not stall", () => {
  const { stalls, told } = someStalls();
  for (let at = 0; at <= 60_000; at += 300) stalls.look([aRing({ cons: Math.floor(at / 1800), prod: 1000 })], at);
  expect(told).toEqual([]);
});

test("a ring of a domain that may not run is not among those looked at, and has its whole time afterwards", () => {
  const { stalls, told } = someStalls();
  stalls.look([aRing()], 0);
  stalls.look([], 1500);
  stalls.look([aRing()], 1800);
  stalls.look([aRing()], 3700);
  const before = [...told];
  stalls.look([aRing()], 3800);
  expect([before, told.length]).toEqual([[], 1]);
});

test("rings of the same name are each domain's own", () => {
  const { stalls, told } = someStalls();
  for (let at = 0; at <= 2000; at += 500) stalls.look([aRing(), aRing({ domid: aDomId(1), cons: at, prod: 5000 })], at);
  expect(told).toEqual(["d2 vkbd/0/page-ref 3<9 2000"]);
});
