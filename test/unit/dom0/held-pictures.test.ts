import { expect, test } from "vitest";
import { HeldPictures } from "../../../main/held-pictures.ts";
import { aFakeClock, settle } from "../../support/clock.ts";

/** Two displays that hold their picture, which is the number of the look; both are clear until a test says otherwise. */
function holding() {
  const clock = aFakeClock();
  const covered = new Set<string>();
  const looks: string[] = [];
  let during = (): void => undefined;
  const held = new HeldPictures({
    displays: ["cluster0", "ivi0"],
    clear: (display) => !covered.has(display),
    look: async (display) => {
      looks.push(`${display} at ${clock.now()}`);
      await settle(1);
      during();
      return `picture ${looks.length}`;
    },
    timers: clock,
  });
  held.start();
  return { clock, covered, looks, held, onLook: (then: () => void) => void (during = then) };
}

const SECOND = 1000;
/** Turns in which a look at both displays is over. */
const TURNS = 10;

test("a display's picture is taken each second, and is as old as the look", async () => {
  const { clock, looks, held } = holding();
  await clock.advanceAsync(3 * SECOND, TURNS);
  expect(looks).toEqual(["cluster0 at 2000", "ivi0 at 2000", "cluster0 at 3000", "ivi0 at 3000"]);
  expect(held.of("ivi0")).toEqual({ picture: "picture 4", at: 3000 });
});

test("what dom0 lays over a display is never held: the picture of before stays, and the first look after it is passed over", async () => {
  const { clock, covered, looks, held } = holding();
  await clock.advanceAsync(2 * SECOND, TURNS);
  covered.add("ivi0");
  await clock.advanceAsync(5 * SECOND, TURNS);
  covered.delete("ivi0");
  await clock.advanceAsync(SECOND, TURNS);
  expect([looks.filter((one) => one.startsWith("ivi0")), held.of("ivi0")?.at]).toEqual([["ivi0 at 2000"], 2000]);
  await clock.advanceAsync(SECOND, TURNS);
  expect(held.of("ivi0")?.at).toBe(9000);
});

test("a picture during which the display was covered is thrown away", async () => {
  const { clock, covered, held, onLook } = holding();
  onLook(() => covered.add("cluster0"));
  await clock.advanceAsync(2 * SECOND, TURNS);
  expect([held.of("cluster0"), held.of("ivi0")?.at]).toEqual([undefined, 2000]);
});

test("one timer is set at a time, and none after the end", async () => {
  const { clock, held } = holding();
  await clock.advanceAsync(100 * SECOND, TURNS);
  const pending = clock.pending;
  held.stop();
  await clock.advanceAsync(2 * SECOND, TURNS);
  expect([pending, clock.pending]).toEqual([1, 0]);
});

test("an end during a look sets no timer again", async () => {
  const { clock, looks, held, onLook } = holding();
  onLook(() => held.stop());
  await clock.advanceAsync(10 * SECOND, TURNS);
  expect([clock.pending, looks.length]).toEqual([0, 2]);
});

test("where no display holds a picture, nothing is looked at", () => {
  const clock = aFakeClock();
  const look = (): Promise<undefined> => Promise.reject(new Error("looked"));
  new HeldPictures({ displays: [], clear: () => true, look, timers: clock }).start();
  expect(clock.pending).toBe(0);
});
