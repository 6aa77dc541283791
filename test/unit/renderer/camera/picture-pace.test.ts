import { expect, test } from "vitest";
import { PicturePace } from "../../../../renderer/camera/picture-pace.ts";

/** Of the frames at these times those that have a picture. */
function paced(times: readonly number[]): readonly number[] {
  const pace = new PicturePace();
  return times.filter((at) => pace.take(at));
}
const vblanks = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => (n * 1000) / 60);

test("on a display of 60 Hz there are more than 30 pictures a second, and no more than a tenth more", () => {
  const count = paced(vblanks(601)).length;
  expect(count).toBeGreaterThan(315);
  expect(count).toBeLessThanOrEqual(331);
});

test("every other frame that comes late by half a picture, or not at all, still leaves 30 a second", () => {
  const late = vblanks(601).map((at, n) => at + (n % 4 === 0 ? 12 : 0));
  expect(paced(late).length).toBeGreaterThan(300);
  const lost = vblanks(601).filter((_, n) => n % 20 !== 0);
  expect(paced(lost).length).toBeGreaterThan(300);
});

test("a long pause is not made up for", () => {
  expect(paced([0, 500, 505, 517, 534, 550])).toEqual([0, 500, 534]);
});

test("after a restart the next frame has a picture", () => {
  const pace = new PicturePace();
  expect([pace.take(100), pace.take(101), pace.restart(), pace.take(102)]).toEqual([true, false, undefined, true]);
});
