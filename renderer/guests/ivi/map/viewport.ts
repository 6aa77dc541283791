import { type Point, turnBetween } from "./geometry.ts";

/** What part of the town a map shows, and which way up. */
export interface Viewport {
  /** The place under the anchor. */
  readonly centre: Point;
  /** Degrees of the direction that is up. */
  readonly up: number;
  /** Pixels a metre. */
  readonly zoom: number;
  /** Pixels from the canvas's left top to the place where `centre` is drawn. */
  readonly anchor: Point;
}

export const ZOOM_MIN = 0.09;
export const ZOOM_MAX = 2.6;

export const clampZoom = (zoom: number): number => Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, zoom));

/** Town to canvas. */
export function toScreen(view: Viewport, p: Point): Point {
  const { cos, sin } = rotation(view.up);
  const east = (p.x - view.centre.x) * view.zoom;
  const north = (p.y - view.centre.y) * view.zoom;
  return { x: view.anchor.x + east * cos - north * sin, y: view.anchor.y - east * sin - north * cos };
}

/** Canvas to town. */
export function toTown(view: Viewport, p: Point): Point {
  const { cos, sin } = rotation(view.up);
  const right = (p.x - view.anchor.x) / view.zoom;
  const down = (p.y - view.anchor.y) / view.zoom;
  return { x: view.centre.x + right * cos - down * sin, y: view.centre.y - right * sin - down * cos };
}

/** The view after a finger that held the town at `from` moved to `to` (canvas pixels). */
export function panned(view: Viewport, from: Point, to: Point): Viewport {
  const a = toTown(view, from);
  const b = toTown(view, to);
  return { ...view, centre: { x: view.centre.x + a.x - b.x, y: view.centre.y + a.y - b.y } };
}

/** The view zoomed by `factor`, with the place under `around` (canvas pixels) kept where it is. */
export function zoomed(view: Viewport, factor: number, around: Point): Viewport {
  const held = toTown(view, around);
  const next = { ...view, zoom: clampZoom(view.zoom * factor) };
  const now = toTown(next, around);
  return { ...next, centre: { x: next.centre.x + held.x - now.x, y: next.centre.y + held.y - now.y } };
}

/** Whether the two views differ by so little (a third of a pixel, a quarter of a degree) that a redraw is a waste. */
export function looksSame(a: Viewport, b: Viewport): boolean {
  return (
    a.zoom === b.zoom &&
    a.anchor.x === b.anchor.x &&
    a.anchor.y === b.anchor.y &&
    Math.abs(turnBetween(a.up, b.up)) < 0.25 &&
    Math.hypot(a.centre.x - b.centre.x, a.centre.y - b.centre.y) * a.zoom < 0.34
  );
}

function rotation(up: number): { readonly cos: number; readonly sin: number } {
  const radians = (up * Math.PI) / 180;
  return { cos: Math.cos(radians), sin: Math.sin(radians) };
}
