import { expect, test } from "vitest";
import { Heartbeats } from "../../../main/detection/heartbeats.ts";
import { isDomId, type DomId } from "../../../protocol/ids.ts";
import { aFakeClock } from "../../support/clock.ts";

function aDomId(number: number): DomId {
  if (!isDomId(number)) throw new Error(`no domid: ${number}`);
  return number;
}

/** Watchdogs of at most 5 s; `paused` may not run. */
function someHeartbeats() {
  const clock = aFakeClock();
  const silent: string[] = [];
  const paused = new Set<DomId>();
  const heartbeats = new Heartbeats({
    timers: clock,
    limitMs: 5000,
    runs: (domid) => !paused.has(domid),
    onSilent: (domid, ms) => silent.push(`d${domid} ${ms} at ${clock.now()}`),
  });
  return { clock, silent, paused, heartbeats };
}

const D1 = aDomId(1);
const D2 = aDomId(2);

test("a domain is silent when its time is over, not a millisecond before", () => {
  const { clock, silent, heartbeats } = someHeartbeats();
  heartbeats.heard(D1, 2);
  clock.advance(1999);
  const before = [...silent];
  clock.advance(1);
  expect([before, silent]).toEqual([[], ["d1 2000 at 2000"]]);
});

test("it is believed for no longer than the limit, whatever it asks for", () => {
  const { clock, silent, heartbeats } = someHeartbeats();
  heartbeats.heard(D1, 30);
  clock.advance(60_000);
  expect(silent).toEqual(["d1 5000 at 5000"]);
});

test("each word of it begins its time anew, and each domain has its own", () => {
  const { clock, silent, heartbeats } = someHeartbeats();
  heartbeats.heard(D2, 30);
  for (let i = 0; i < 10; i++) {
    heartbeats.heard(D1, 30);
    clock.advance(4999);
  }
  expect(silent).toEqual(["d2 5000 at 5000"]);
});

test("a domain that is silent is told of once, until it is heard of again", () => {
  const { clock, silent, heartbeats } = someHeartbeats();
  heartbeats.heard(D1, 1);
  clock.advance(60_000);
  heartbeats.heard(D1, 1);
  clock.advance(60_000);
  expect(silent).toEqual(["d1 1000 at 1000", "d1 1000 at 61000"]);
});

test("one that may not run is not judged, and has its whole time when it may again", () => {
  const { clock, silent, paused, heartbeats } = someHeartbeats();
  heartbeats.heard(D1, 2);
  clock.advance(1000);
  paused.add(D1);
  clock.advance(60_000);
  paused.delete(D1);
  const before = [...silent];
  clock.advance(2000);
  expect([before, silent.length]).toEqual([[], 1]);
});

test("0 disarms, a domain that is gone is forgotten, and no timer stands after close", () => {
  const { clock, silent, heartbeats } = someHeartbeats();
  heartbeats.heard(D1, 1);
  heartbeats.heard(D1, 0);
  heartbeats.heard(D2, 1);
  heartbeats.forget(D2);
  heartbeats.forget(D2);
  heartbeats.heard(D1, 1);
  heartbeats.close();
  clock.advance(60_000);
  expect([silent, clock.pending]).toEqual([[], 0]);
});

test("a domain that runs again has all its time, however little of it was left when it stood still", () => {
  const { clock, silent, paused, heartbeats } = someHeartbeats();
  heartbeats.heard(D1, 30);
  clock.advance(1000);
  paused.add(D1);
  clock.advance(3900);
  paused.delete(D1);
  heartbeats.again(D1);
  clock.advance(4999);
  const before = [...silent];
  clock.advance(1);
  expect([before, silent]).toEqual([[], ["d1 5000 at 9900"]]);
});

test("a domain that never armed its watchdog has none when it runs again", () => {
  const { clock, silent, heartbeats } = someHeartbeats();
  heartbeats.again(D1);
  clock.advance(60_000);
  expect(silent).toEqual([]);
});
