import type { Point } from "./geometry.ts";
import { panned, type Viewport, zoomed } from "./viewport.ts";

/** The fingers on the map by pointer id, in canvas pixels. */
export type Fingers = ReadonlyMap<number, Point>;

/** The view after finger `id` moved to `to`: one finger pans, two pinch about their middle and pan with it; a third is not heard. */
export function gesture(view: Viewport, fingers: Fingers, id: number, to: Point): Viewport {
  const from = fingers.get(id);
  if (from === undefined) return view;
  const [a, b] = [...fingers.keys()];
  if (b === undefined) return panned(view, from, to);
  if (id !== a && id !== b) return view;
  const still = fingers.get(id === a ? b : a!)!;
  const before = Math.hypot(from.x - still.x, from.y - still.y);
  const after = Math.hypot(to.x - still.x, to.y - still.y);
  const moved = panned(view, middle(from, still), middle(to, still));
  // Fingers on top of each other have no ratio; a view must not be thrown to the other end of the zoom by it.
  return before < 8 || after < 8 ? moved : zoomed(moved, after / before, middle(to, still));
}

const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
