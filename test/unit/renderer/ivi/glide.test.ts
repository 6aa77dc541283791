import fc from "fast-check";
import { expect, test } from "vitest";
import { glide, throwOf, traced, type Trace } from "../../../../renderer/guests/ivi/map/glide.ts";

const swipe = (pxPerMs: number, ms: number): readonly Trace[] =>
  Array.from({ length: ms / 10 + 1 }, (_, n) => ({ at: n * 10, x: n * 10 * pxPerMs, y: 0 })).reduce<readonly Trace[]>(traced, []);

test("a finger throws as fast as it was at its end, and no faster than a finger is", () => {
  const slowThenFast = [...swipe(0.1, 200), { at: 240, x: 60, y: 0 }, { at: 280, x: 100, y: 0 }].reduce<readonly Trace[]>(traced, []);
  expect([throwOf(swipe(1, 200), 205), throwOf(swipe(50, 200), 205), throwOf(slowThenFast, 285)?.x]).toEqual([
    { x: 1, y: 0 },
    { x: 4, y: 0 },
    1,
  ]);
});

test("a finger that was slow, lay still, or only touched throws nothing", () => {
  expect([throwOf(swipe(0.1, 200), 205), throwOf(swipe(1, 200), 260), throwOf([{ at: 0, x: 0, y: 0 }], 0), throwOf([], 0)]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("a glide slows down without turning back, comes to rest within a second, and does not know the frame rate", () => {
  // In any direction, and no faster than a finger throws.
  const speed = fc.double({ min: 0, max: 4, noNaN: true });
  const direction = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
  fc.assert(
    fc.property(speed, direction, fc.double({ min: 1, max: 100, noNaN: true }), (pace, angle, elapsed) => {
      const [x, y] = [pace * Math.cos(angle), pace * Math.sin(angle)];
      const whole = glide({ x, y }, elapsed);
      const first = glide({ x, y }, elapsed / 2);
      const second = glide(first.velocity ?? { x: 0, y: 0 }, elapsed / 2);
      expect(whole.moved.x * x).toBeGreaterThanOrEqual(0);
      expect(Math.hypot(whole.velocity?.x ?? 0, whole.velocity?.y ?? 0)).toBeLessThanOrEqual(Math.hypot(x, y));
      // What is cut off at rest is less than a few pixels.
      expect(Math.abs(first.moved.x + second.moved.x - whole.moved.x)).toBeLessThan(4);
      expect(glide({ x, y }, 1000).velocity).toBeUndefined();
    }),
  );
});
