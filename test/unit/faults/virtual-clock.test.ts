import { expect, test } from "vitest";
import { VirtualClock } from "../../../main/virtual-clock.ts";

test("timers fire in the order of their times, and those of one time in the order they were set", async () => {
  const clock = new VirtualClock();
  const fired: string[] = [];
  for (const [name, ms] of Object.entries({ d: 30, a: 10, e: 30, b: 10, c: 20 }))
    clock.after(ms, () => fired.push(`${name} ${clock.now()}`));
  await clock.run(100);
  expect([fired, clock.now(), clock.fired, clock.pending]).toEqual([["a 10", "b 10", "c 20", "d 30", "e 30"], 100, 5, 0]);
});

test("a thousand timers set anyhow fire as if they had been sorted", async () => {
  const clock = new VirtualClock();
  const fired: number[] = [];
  const times = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 503);
  for (const time of times) clock.at(time, () => fired.push(time));
  await clock.run(1000);
  expect(fired).toEqual([...times].sort((a, b) => a - b));
});

test("a timer that is cancelled does not fire, before its time or in the moment of it", async () => {
  const clock = new VirtualClock();
  const fired: string[] = [];
  const early = clock.after(10, () => fired.push("early"));
  early.cancel();
  early.cancel();
  clock.after(10, () => late.cancel());
  const late = clock.after(10, () => fired.push("late"));
  clock.after(20, () => fired.push("other"));
  const pending = clock.pending;
  await clock.run(100);
  expect([pending, fired, clock.fired]).toEqual([3, ["other"], 2]);
});

test("a time that is over is now", async () => {
  const clock = new VirtualClock();
  await clock.run(50);
  const fired: number[] = [];
  clock.at(10, () => fired.push(clock.now()));
  await clock.run(60);
  expect(fired).toEqual([50]);
});

test("a timer set in a moment, for that moment, fires in it", async () => {
  const clock = new VirtualClock();
  const fired: string[] = [];
  clock.after(10, () => {
    fired.push("first");
    clock.after(0, () => fired.push(`second ${clock.now()}`));
  });
  clock.after(10, () => fired.push("between"));
  await clock.run(10);
  expect(fired).toEqual(["first", "between", "second 10"]);
});

test("what fell due while it was held up is late, in order, and time never goes backwards", async () => {
  const clock = new VirtualClock();
  const fired: string[] = [];
  const seen: number[] = [];
  clock.after(10, () => clock.holdUp(500));
  for (const ms of [5, 20, 300, 509, 510, 511]) {
    clock.after(ms, () => {
      fired.push(`${ms} at ${clock.now()}`);
      seen.push(clock.now());
    });
  }
  await clock.run(1000);
  expect(fired).toEqual(["5 at 5", "20 at 510", "300 at 510", "509 at 510", "510 at 510", "511 at 511"]);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
});

test("held up beyond the end of a run, it stands where it was held up to", async () => {
  const clock = new VirtualClock();
  clock.after(10, () => clock.holdUp(500));
  await clock.run(100);
  expect(clock.now()).toBe(510);
});

test("all promises settle between two moments, however long their chain", async () => {
  const clock = new VirtualClock();
  const seen: string[] = [];
  clock.after(10, () => {
    void (async () => {
      for (let i = 0; i < 10_000; i++) await Promise.resolve();
      seen.push(`chain at ${clock.now()}`);
      clock.after(5, () => seen.push(`its timer at ${clock.now()}`));
    })();
  });
  clock.after(11, () => seen.push(`next at ${clock.now()}`));
  await clock.run(100);
  expect(seen).toEqual(["chain at 10", "next at 11", "its timer at 15"]);
});

test("a run ends at the moment in which it is so, and says whether it was", async () => {
  const clock = new VirtualClock();
  let count = 0;
  const tick = (): void => {
    count++;
    clock.after(10, tick);
  };
  tick();
  const reached = await clock.run(1000, () => count === 5);
  const at = clock.now();
  const missed = await clock.run(100, () => count === 1000);
  expect([reached, at, missed, clock.now()]).toEqual([true, 40, false, 100]);
});

test("a run without a timer is over at its limit, at once", async () => {
  const clock = new VirtualClock();
  expect([await clock.run(3_600_000), clock.now()]).toEqual([false, 3_600_000]);
});
