import type { Box } from "../shell/focus-walk.ts";
import type { Point } from "./geometry.ts";

/** The upright box around one of `width` by `height` that is turned about its middle, `turn` radians. */
export function upright(middle: Point, width: number, height: number, turn: number): Box {
  const [cos, sin] = [Math.abs(Math.cos(turn)), Math.abs(Math.sin(turn))];
  const [x, y] = [(width * cos + height * sin) / 2, (width * sin + height * cos) / 2];
  return { left: middle.x - x, top: middle.y - y, right: middle.x + x, bottom: middle.y + y };
}

/** Pixels between a box and what it must not touch: the edge of the canvas that it is in, and other boxes; less than nothing where it does. */
export function roomAround({ left, top, right, bottom }: Box, size: Point, boxes: readonly Box[]): number {
  let room = Math.min(left, top, size.x - right, size.y - bottom);
  for (const other of boxes)
    room = Math.min(room, Math.max(other.left - right, left - other.right, other.top - bottom, top - other.bottom));
  return room;
}

/** The boxes of what lies on `canvas` beside it in its parent, in the canvas's pixels. */
export function boxesOn(canvas: HTMLCanvasElement): readonly Box[] {
  const own = canvas.getBoundingClientRect();
  return [...(canvas.parentElement?.children ?? [])].flatMap((element) => {
    if (element === canvas) return [];
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return [{ left: left - own.left, top: top - own.top, right: right - own.left, bottom: bottom - own.top }];
  });
}
