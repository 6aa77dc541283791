import { expect, test } from "vitest";
import { FrameLoop } from "../../../../renderer/kit/frame-loop.ts";

test("one subscription serves all draws, in the order they were added", () => {
  const { loop, frame, subscriptions } = aLoop();
  const drawn: string[] = [];
  loop.add((at, elapsed) => drawn.push(`a ${at} ${elapsed}`));
  loop.add((at, elapsed) => drawn.push(`b ${at} ${elapsed}`));
  frame(1000);
  frame(1016);
  expect({ drawn, subscriptions: subscriptions() }).toEqual({
    drawn: ["a 1000 0", "b 1000 0", "a 1016 16", "b 1016 16"],
    subscriptions: 1,
  });
});

test("a page with nothing to draw is subscribed all the same: its flips say that it lives", () => {
  expect(aLoop().subscriptions()).toBe(1);
});

test("a draw that is removed while a frame is drawn does not disturb the others", () => {
  const { loop, frame } = aLoop();
  const drawn: string[] = [];
  const remove = loop.add(() => {
    drawn.push("once");
    remove();
    remove();
  });
  loop.add(() => drawn.push("always"));
  frame(0);
  frame(16);
  expect(drawn).toEqual(["once", "always", "always"]);
});

test("a draw that throws keeps the frame from being presented", () => {
  const { loop, frame } = aLoop();
  loop.add(() => {
    throw new RangeError("bad gauge");
  });
  expect(() => frame(0)).toThrow("bad gauge");
});

function aLoop(): { loop: FrameLoop; frame: (at: number) => void; subscriptions: () => number } {
  const draws: ((at: number) => void)[] = [];
  const loop = new FrameLoop({
    onFrame(draw) {
      draws.push(draw);
      return () => {};
    },
  });
  return { loop, frame: (at) => draws.forEach((draw) => draw(at)), subscriptions: () => draws.length };
}
