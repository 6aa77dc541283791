import fc from "fast-check";
import { expect, test } from "vitest";
import { VirtualClock } from "../../main/virtual-clock.ts";
import type { Timer } from "../../protocol/ports.ts";

/** What a timer does when it fires: sets more, takes one back, or holds dom0 up. Milliseconds; a negative one is in the past. */
type Act =
  | { readonly kind: "set"; readonly ms: number }
  | { readonly kind: "cancel"; readonly which: number }
  | { readonly kind: "holdUp"; readonly ms: number };

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("set" as const), ms: fc.integer({ min: -2, max: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("cancel" as const), which: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("holdUp" as const), ms: fc.nat(4) }) },
);
const acts = fc.array(fc.array(act, { maxLength: 4 }), { maxLength: 30 });

interface Clock {
  now(): number;
  after(ms: number, fire: () => void): Timer;
  holdUp(ms: number): void;
}

/** Plays `script`: the n-th timer that is set does the n-th acts when it fires. Answers who fired when, as it happens. */
function play(clock: Clock, script: readonly (readonly Act[])[]): readonly string[] {
  const fired: string[] = [];
  const timers: Timer[] = [];
  const perform = (todo: readonly Act[]): void => {
    for (const one of todo) {
      if (one.kind === "cancel") timers[one.which]?.cancel();
      else if (one.kind === "holdUp") clock.holdUp(one.ms);
      else if (timers.length < script.length) {
        const number = timers.length;
        const fire = (): void => {
          fired.push(`${number} at ${clock.now()}`);
          perform(script[number] ?? []);
        };
        timers.push(clock.after(one.ms, fire));
      }
    }
  };
  perform([0, 1, 1, 3, 0].map((ms): Act => ({ kind: "set", ms })));
  return fired;
}

/** The same by the rule alone: of all that are set, the earliest, and of those the one that was set first. */
class NaiveClock implements Clock {
  #now = 0;
  #set: { readonly time: number; readonly fire: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, fire: () => void): Timer {
    const one = { time: Math.max(this.#now + ms, this.#now), fire };
    this.#set.push(one);
    return { cancel: () => void (this.#set = this.#set.filter((other) => other !== one)) };
  }

  holdUp(ms: number): void {
    this.#now += ms;
  }

  run(): void {
    for (;;) {
      const time = Math.min(...this.#set.map((one) => one.time));
      const next = this.#set.find((one) => one.time === time);
      if (!next) return;
      this.#set = this.#set.filter((one) => one !== next);
      this.#now = Math.max(this.#now, time);
      next.fire();
    }
  }
}

test("timers fire by their time, and by the order they were set in, whatever timers do", async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (script) => {
      const clock = new VirtualClock();
      const naive = new NaiveClock();
      const fired = play(clock, script);
      const wanted = play(naive, script);
      naive.run();
      await clock.run(1000);
      expect({ fired, pending: clock.pending }).toEqual({ fired: wanted, pending: 0 });
    }),
  );
});

test("what is set for now waits where time was only let pass until before it", async () => {
  const clock = new VirtualClock();
  await clock.run(10);
  let fired = false;
  clock.after(0, () => (fired = true));
  expect([await clock.run(9), clock.pending, fired]).toEqual([false, 1, false]);
  expect([await clock.run(10), clock.pending, fired]).toEqual([false, 0, true]);
});
