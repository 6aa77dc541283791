import type { Rectangle } from "electron";

/** `region` in pixels that are `scale` of its own; one at least. */
export function scaled({ x, y, width, height }: Rectangle, scale: number): Rectangle {
  return {
    x: Math.round(x * scale),
    y: Math.round(y * scale),
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}
