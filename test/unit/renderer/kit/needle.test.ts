import fc from "fast-check";
import { expect, test } from "vitest";
import { follow, needleAt, RESPONSE_MS, settled, type Needle } from "../../../../renderer/kit/needle.ts";

const target = fc.double({ min: -250, max: 250, noNaN: true });
const moves = fc.array(fc.record({ target, elapsed: fc.double({ min: 0, max: 200, noNaN: true }) }), { maxLength: 30 });

test("a needle at rest does 90 % of a step in the response time", () => {
  expect(follow(needleAt(0), 100, RESPONSE_MS).position).toBeCloseTo(90, 9);
});

test("one long frame is as good as many short ones, wherever they are cut", () => {
  fc.assert(
    fc.property(
      moves,
      target,
      fc.double({ min: 0, max: 300, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (path, to, ms, cut) => {
        const start = after(path);
        const once = follow(start, to, ms);
        const twice = follow(follow(start, to, ms * cut), to, ms * (1 - cut));
        expect(twice.position).toBeCloseTo(once.position, 6);
        expect(twice.velocity).toBeCloseTo(once.velocity, 6);
      },
    ),
  );
});

test("it never passes its target, however the target was moved before", () => {
  fc.assert(
    fc.property(moves, target, fc.double({ min: 0, max: 1000, noNaN: true }), (path, to, ms) => {
      const start = after(path);
      const side = Math.sign(start.position - to);
      const now = follow(start, to, ms).position - to;
      expect(now * side).toBeGreaterThanOrEqual(-1e-9);
    }),
  );
});

test("in full swing towards a far target, it does not pass a near one that it is given instead", () => {
  const swinging = follow(needleAt(0), 250, 40);
  const near = swinging.position + 1;
  expect(Math.max(...[5, 10, 20, 40, 80, 160].map((ms) => follow(swinging, near, ms).position))).toBeLessThanOrEqual(near);
});

test("it comes to rest on its target, and says so", () => {
  const halfWay = follow(needleAt(0), 100, 60);
  expect(settled(halfWay, 100, 0.05)).toBe(false);
  expect(settled(follow(halfWay, 100, 2000), 100, 0.05)).toBe(true);
});

test("a needle that swings through its target is not at rest there", () => {
  expect(settled({ position: 50, velocity: 0.5 }, 50, 0.05)).toBe(false);
});

function after(path: readonly { target: number; elapsed: number }[]): Needle {
  return path.reduce((needle, move) => follow(needle, move.target, move.elapsed), needleAt(0));
}
