import { expect, test } from "vitest";
import { PictureTimer } from "../../../../renderer/camera/picture-timer.ts";

test("a picture drawn in a frame is on the display when the next begins; the first has no interval", () => {
  const timer = new PictureTimer();
  timer.drawn(100, 90, true);
  const first = timer.frame(117);
  const nothing = timer.frame(134);
  timer.drawn(135, undefined, true);
  timer.frame(151);
  expect([first, nothing, timer.take(), timer.take()]).toEqual([
    true,
    false,
    [
      { interval: undefined, formation: 17, latency: 27 },
      { interval: 34, formation: 16, latency: undefined },
    ],
    [],
  ]);
});

test("a picture drawn between two frames waits for the one that paints it", () => {
  const timer = new PictureTimer();
  timer.drawn(100, 100, false);
  expect([timer.frame(110), timer.frame(127), timer.take()]).toEqual([false, true, [{ interval: undefined, formation: 27, latency: 27 }]]);
});

test("one that is drawn over before it gets there is not counted", () => {
  const timer = new PictureTimer();
  timer.drawn(100, 100, false);
  timer.frame(110);
  timer.drawn(111, 111, true);
  expect([timer.frame(127), timer.take()]).toEqual([true, [{ interval: undefined, formation: 16, latency: 16 }]]);
});

test("the pause before a new showing is no interval, and a picture left from before is none of it", () => {
  const timer = new PictureTimer();
  timer.drawn(0, 0, true);
  timer.frame(16);
  timer.drawn(33, 33, true);
  timer.take();
  timer.restart();
  const left = timer.frame(5000);
  timer.drawn(5001, 5001, true);
  timer.frame(5017);
  expect([left, timer.take()]).toEqual([false, [{ interval: undefined, formation: 16, latency: 16 }]]);
});
