import { expect, test } from "vitest";
import { Connector } from "../../../main/displays/connector.ts";
import { FlipStats } from "../../../main/displays/flip-stats.ts";
import { FollowingVblank } from "../../../main/displays/vblank.ts";
import { LeaseTracker, leaseStep, shown, type LeaseEvent, type LeaseState, type LeaseTransition } from "../../../main/displays/lease.ts";
import { domId } from "../../../protocol/ids.ts";
import { aFakeClock } from "../../support/clock.ts";

const config = { uniqueId: "cluster", width: 1920, height: 720, refreshHz: 60 };
const mode = { fb: "a", x: 0, y: 0, width: 1920, height: 720 };
const PERIOD = 1000 / 60;

function aConnector(freezeVblanks: number | undefined = 6) {
  const clock = aFakeClock(1000);
  const transitions: LeaseTransition[] = [];
  const tracker = new LeaseTracker({ policy: "hold", freezeVblanks }, (transition) => transitions.push(transition));
  const connector = new Connector<string>(config, clock, tracker);
  const shownAt: [string, number][] = [];
  const lease = connector.lease(domId(3), (fb, at) => shownAt.push([fb, at]))!;
  return { clock, connector, lease, shownAt, transitions, tracker };
}

test("queued flips are shown one a vblank, in order, at n periods from the mode", () => {
  const t = aConnector();
  t.lease.setMode(mode);
  t.clock.advance(5);
  expect([t.lease.queueFlip("b"), t.lease.queueFlip("a")]).toEqual([true, true]);
  t.clock.advance(3 * PERIOD);
  expect(t.shownAt).toEqual([
    ["b", 1000 + PERIOD],
    ["a", 1000 + 2 * PERIOD],
  ]);
});

test("a connector that is off takes no flips and runs no vblank", () => {
  const t = aConnector();
  expect(t.lease.queueFlip("a")).toBe(false);
  t.lease.setMode(mode);
  t.lease.queueFlip("b");
  t.lease.setMode(undefined);
  t.clock.advance(100);
  expect({ shown: t.shownAt, timers: t.clock.pending, fb: t.connector.shown }).toEqual({ shown: [], timers: 0, fb: undefined });
});

test("a guest that queues without waiting is refused beyond four", () => {
  const t = aConnector();
  t.lease.setMode(mode);
  expect(Array.from({ length: 6 }, () => t.lease.queueFlip("b"))).toEqual([true, true, true, true, false, false]);
});

test("a connector is lent to one domain at a time, and a lease that was given back does nothing", () => {
  const t = aConnector();
  expect(t.connector.lease(domId(4), () => {})).toBeUndefined();
  t.lease.setMode(mode);
  t.lease.release();
  t.lease.release();
  expect(t.connector.lease(domId(4), () => {})).toBeDefined();
  t.lease.setMode(mode);
  expect({ mode: t.connector.mode, flip: t.lease.queueFlip("a"), domid: t.connector.domid }).toEqual({
    mode: undefined,
    flip: false,
    domid: 4,
  });
});

test("vblanks that dom0 slept through count as missed, are not made up for, and keep the phase", () => {
  // a timer service that fires late: the clock has moved on when the vblank runs
  let now = 0;
  let fire: (() => void) | undefined;
  let due = 0;
  const timers = {
    now: () => now,
    at: (time: number, run: () => void) => {
      due = time;
      fire = run;
      return { cancel: () => (fire = undefined) };
    },
    after: () => ({ cancel: () => {} }),
  };
  const connector = new Connector<string>(config, timers);
  const lease = connector.lease(domId(3), () => {})!;
  lease.setMode(mode);
  lease.queueFlip("b");
  now = PERIOD;
  fire!();
  lease.queueFlip("a");
  now = 10.5 * PERIOD;
  fire!();
  expect(connector.stats.summary()).toMatchObject({ flips: 2, missed: 8 });
  expect(due / PERIOD).toBeCloseTo(11, 6);
});

test("a guest that stops flipping is frozen after the configured vblanks, and live again with its next flip", () => {
  const t = aConnector(6);
  t.lease.setMode(mode);
  t.lease.queueFlip("b");
  t.clock.advance(PERIOD + 1);
  t.clock.advance(10 * PERIOD);
  t.lease.queueFlip("a");
  t.clock.advance(PERIOD);
  t.lease.release();
  expect(t.transitions.map(({ at, to, shown: what }) => [Math.round((at - 1000) / PERIOD), to, what])).toEqual([
    [0, "starting", "placeholder"],
    [1, "live", "guest"],
    [7, "frozen", "last-frame"],
    [12, "live", "guest"],
    [12, "gone", "last-frame"],
  ]);
});

test("a guest that flips every fifth vblank is never frozen by a limit of six", () => {
  const t = aConnector(6);
  t.lease.setMode(mode);
  for (let i = 0; i < 10; i++) {
    t.lease.queueFlip("b");
    t.clock.advance(5 * PERIOD);
  }
  expect(t.transitions.map(({ to }) => to)).toEqual(["starting", "live"]);
});

test("a guest that may stand still is never frozen", () => {
  const clock = aFakeClock();
  const to: LeaseState[] = [];
  const connector = new Connector<string>(
    config,
    clock,
    new LeaseTracker({ policy: "hold", freezeVblanks: undefined }, (t) => to.push(t.to)),
  );
  const lease = connector.lease(domId(3), () => {})!;
  lease.setMode(mode);
  lease.queueFlip("b");
  clock.advance(5000);
  expect(to).toEqual(["starting", "live"]);
});

// prettier-ignore
const leaseCells: Record<LeaseState, Record<LeaseEvent, LeaseState>> = {
  idle:     { leased: "starting", flip: "idle", stall: "idle",     off: "idle",     released: "idle" },
  starting: { leased: "starting", flip: "live", stall: "starting", off: "starting", released: "gone" },
  live:     { leased: "starting", flip: "live", stall: "frozen",   off: "off",      released: "gone" },
  frozen:   { leased: "starting", flip: "live", stall: "frozen",   off: "off",      released: "gone" },
  off:      { leased: "starting", flip: "live", stall: "off",      off: "off",      released: "gone" },
  gone:     { leased: "starting", flip: "gone", stall: "gone",     off: "gone",     released: "gone" },
};

test.each(
  (Object.keys(leaseCells) as LeaseState[]).flatMap((state) =>
    (Object.keys(leaseCells[state]) as LeaseEvent[]).map((event) => ({ state, event, next: leaseCells[state][event] })),
  ),
)("a display that is $state, on $event, is $next", ({ state, event, next }) => {
  expect(leaseStep(state, event)).toBe(next);
});

test.each([
  ["hold", "frozen", true, "last-frame"],
  ["hold", "gone", true, "last-frame"],
  ["hold", "starting", true, "last-frame"],
  ["hold", "gone", false, "placeholder"],
  ["blank", "gone", true, "blank"],
  ["blank", "frozen", true, "blank"],
  ["placeholder", "frozen", true, "placeholder"],
  ["placeholder", "starting", true, "placeholder"],
  ["hold", "idle", false, "placeholder"],
  ["hold", "off", true, "blank"],
  ["blank", "live", true, "guest"],
] as const)("under %s, a display that is %s (had a frame: %s) shows %s", (policy, state, hadFrame, what) => {
  expect(shown(state, policy, hadFrame)).toBe(what);
});

test("statistics are of the last window: percentiles, histogram and rate", () => {
  const stats = new FlipStats(4);
  for (const at of [0, 100, 116, 133, 149, 166]) stats.flip(at);
  const histogram = stats.histogram();
  expect(stats.summary()).toEqual({ flips: 6, missed: 0, p50: 17, p99: 17, max: 17, rate: (4 * 1000) / 66 });
  expect([histogram[16], histogram[17], histogram[100]]).toEqual([2, 2, 0]);
});

test("the pause before a restart is no interval", () => {
  const stats = new FlipStats();
  stats.flip(0);
  stats.restart();
  stats.flip(5000);
  expect(stats.summary().max).toBeUndefined();
});

test("the 99th percentile between two times is of the intervals that ended in between", () => {
  const stats = new FlipStats(8);
  for (const at of [0, 10, 20, 60, 70, 80]) stats.flip(at);
  expect([stats.p99Between(0, 20), stats.p99Between(20, 80), stats.p99Between(60, 80), stats.p99Between(80, 100)]).toEqual([
    10,
    40,
    10,
    undefined,
  ]);
});

function aFollower() {
  const clock = aFakeClock(1000);
  const told: string[] = [];
  const observer = {
    leased: () => undefined,
    flipped: (at: number) => told.push(`flip ${Math.round(at - 1000)}`),
    idleVblanks: (vblanks: number, at: number) => told.push(`idle ${vblanks} ${Math.round(at - 1000)}`),
    off: () => undefined,
    released: () => undefined,
  };
  const connector = new Connector<string>({ ...config, follows: true }, clock, observer);
  const lease = connector.lease(domId(3), () => undefined)!;
  lease.setMode(mode);
  const flipAt = (at: number): void => {
    clock.advance(1000 + at - clock.now());
    lease.queueFlip("b");
  };
  return { clock, connector, told, flipAt };
}

test("where frames are shown by themselves the vblank comes with the frame, whatever the phase of its clock", () => {
  const t = aFollower();
  for (const at of [16, 33, 50, 66]) t.flipAt(at);
  t.clock.advance(0);
  expect(t.told).toEqual(["flip 16", "flip 33", "flip 50", "flip 66"]);
  expect(t.connector.stats.summary().missed).toBe(0);
});

test("and is never faster than two a period, nor does it lose the frame that came too early", () => {
  const t = aFollower();
  for (const at of [16, 17, 18]) t.flipAt(at);
  t.clock.advance(100);
  expect(t.told.slice(0, 3)).toEqual(["flip 16", "flip 24", "flip 33"]);
});

test("and without frames still counts: one idle vblank a period, from half a period after the frame was due", () => {
  const t = aFollower();
  t.flipAt(16);
  t.flipAt(16 + 4 * PERIOD);
  t.clock.advance(0);
  expect(t.told).toEqual(["flip 16", "idle 1 41", "idle 1 58", "idle 1 74", "flip 83"]);
  expect(t.connector.stats.summary().missed).toBe(3);
});

test("and where dom0 slept, what was missed is what lies between the frames, each counted once", () => {
  const vblank = new FollowingVblank(PERIOD);
  vblank.restart(0);
  expect(vblank.came(1.5 * PERIOD, false)).toBe(0);
  expect(vblank.came(4.1 * PERIOD, true)).toBe(2);
  expect(vblank.came(5.1 * PERIOD, true)).toBe(0);
  expect(vblank.came(8.7 * PERIOD, false)).toBe(2);
});
