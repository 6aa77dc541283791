import { describe, expect, test } from "vitest";
import { advance, type Fix, metresBetween, type Motion, standing } from "../../../../renderer/guests/ivi/map/progress.ts";

const START: Fix = { latitude: 48.13, longitude: 11.55 };
/** A fix `metres` north of the start. */
const north = (metres: number): Fix => ({ ...START, latitude: START.latitude + metres / 111_194.93 });

/** Drives `seconds` at 60 frames a second; `fixAt` tells the fix of each whole second, if there are any. */
function drive(from: Motion, seconds: number, speed: number | undefined, fixAt?: (second: number) => Fix): Motion {
  let motion = from;
  for (let frame = 0; frame < seconds * 60; frame++) {
    motion = advance(motion, { speed, fix: fixAt?.(Math.floor(frame / 60)) }, 1000 / 60);
  }
  return motion;
}

describe("the way driven", () => {
  test("is dead-reckoned from speed where there are no fixes", () => {
    expect(drive(standing, 10, 72, undefined).shown).toBeCloseTo(200, 3);
  });

  test("goes back in reverse", () => {
    expect(drive(standing, 10, -7.2).shown).toBeCloseTo(-20, 3);
  });

  test("stands still without speed and without fixes", () => {
    expect(drive(standing, 10, undefined).shown).toBe(0);
  });

  test("follows the fixes where the speed signal is 10 % off", () => {
    const motion = drive(standing, 60, 66, (second) => north(second * 20 * (60 / 72)));
    expect(motion.shown).toBeGreaterThan(59 * 16.67 - 6);
    expect(motion.shown).toBeLessThan(60 * 16.67 + 12);
  });

  test("follows the fixes where there is no speed signal at all", () => {
    expect(drive(standing, 30, undefined, (second) => north(second * 10)).shown).toBeGreaterThan(270);
  });

  test("never goes backwards on the screen while the car drives forwards", () => {
    let motion = standing;
    for (let frame = 0; frame < 1200; frame++) {
      const next = advance(motion, { speed: 50, fix: north(Math.floor(frame / 60) * 13.2) }, 1000 / 60);
      expect(next.shown).toBeGreaterThanOrEqual(motion.shown);
      motion = next;
    }
  });

  test("does not leap with a fix that jumps across the country", () => {
    const before = drive(standing, 5, 36, (second) => north(second * 10));
    const after = drive(before, 1, 36, () => north(400_000));
    expect(after.shown - before.shown).toBeLessThan(15);
  });

  test("does not creep while the car stands and its receiver wanders", () => {
    expect(Math.abs(drive(standing, 30, 0, (second) => north(second % 2 === 0 ? 0 : 6)).shown)).toBeLessThan(0.001);
  });

  test("measures between two fixes what a tape would", () => {
    expect(metresBetween(START, north(100))).toBeCloseTo(100, 1);
    expect(metresBetween(START, { ...START, longitude: START.longitude + 0.001 })).toBeCloseTo(74.2, 0);
  });
});
