import type { Point } from "./geometry.ts";
import type { MapPalette } from "./palette.ts";
import { nextTurn, poseAt, type Pose, type Route, segmentAt } from "./route.ts";
import { toScreen, type Viewport } from "./viewport.ts";

/** Metres of the way behind the car that stay on the map. */
const DRIVEN_METRES = 700;
/** Metres before and after a turn that its arrow covers, and how near the turn must be for it. */
const ARROW = { before: 30, after: 42, from: 420 } as const;
/** The car's ring, from its middle to its outer edge. */
export const CAR_PX = 31;
const RING_PX = 4;

/** The route, the arrow through the next turn, the destination and the car, at `metres` of the route. */
export function paintRoute(
  context: OffscreenCanvasRenderingContext2D,
  view: Viewport,
  palette: MapPalette,
  route: Route,
  metres: number,
): void {
  const width = view.zoom < 0.3 ? 8 : 11;
  context.lineJoin = "round";
  context.lineCap = "round";
  const ahead = stretch(view, route, metres, route.length);
  strokePath(context, stretch(view, route, metres - DRIVEN_METRES, metres), palette.driven, width);
  strokePath(context, ahead, palette.routeCasing, width + 7);
  strokePath(context, ahead, palette.route, width);
  const turn = nextTurn(route, metres);
  if (turn.kind !== "arrive" && turn.at - metres < ARROW.from && view.zoom > 0.5) {
    paintArrow(context, stretch(view, route, Math.max(metres, turn.at - ARROW.before), turn.at + ARROW.after), palette.arrow);
  }
  paintDestination(context, toScreen(view, poseAt(route, route.length)), palette);
}

/** The car: a ring with a chevron that points where it drives. */
export function paintCar(context: OffscreenCanvasRenderingContext2D, view: Viewport, palette: MapPalette, car: Pose): void {
  const at = toScreen(view, car);
  context.save();
  context.translate(at.x, at.y);
  context.rotate(((car.heading - view.up) * Math.PI) / 180);
  disc(context, 0, 0, CAR_PX - RING_PX / 2, palette.marker);
  context.lineWidth = RING_PX;
  context.strokeStyle = palette.markerRing;
  context.stroke();
  context.beginPath();
  context.moveTo(0, -17);
  context.lineTo(12.5, 13);
  context.lineTo(0, 7);
  context.lineTo(-12.5, 13);
  context.closePath();
  context.fillStyle = palette.route;
  context.fill();
  context.restore();
}

/** The part of the route between two distances, in canvas pixels. */
function stretch(view: Viewport, route: Route, from: number, to: number): Point[] {
  const start = Math.max(0, from);
  const end = Math.min(route.length, to);
  if (end <= start) return [];
  const points = [toScreen(view, poseAt(route, start))];
  for (let n = segmentAt(route, start) + 1; n < route.points.length && route.at[n]! < end; n++)
    points.push(toScreen(view, route.points[n]!));
  points.push(toScreen(view, poseAt(route, end)));
  return points;
}

function strokePath(context: OffscreenCanvasRenderingContext2D, points: readonly Point[], colour: string, width: number): void {
  if (points.length === 0) return;
  context.beginPath();
  points.forEach((p, n) => (n === 0 ? context.moveTo(p.x, p.y) : context.lineTo(p.x, p.y)));
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

function paintArrow(context: OffscreenCanvasRenderingContext2D, points: readonly Point[], colour: string): void {
  const tip = points.at(-1);
  const before = points.at(-2);
  if (!tip || !before) return;
  strokePath(context, points, colour, 5);
  context.save();
  context.translate(tip.x, tip.y);
  context.rotate(Math.atan2(tip.y - before.y, tip.x - before.x));
  context.beginPath();
  context.moveTo(13, 0);
  context.lineTo(-3, -11);
  context.lineTo(-3, 11);
  context.closePath();
  context.fillStyle = colour;
  context.fill();
  context.restore();
}

function paintDestination(context: OffscreenCanvasRenderingContext2D, at: Point, palette: MapPalette): void {
  disc(context, at.x, at.y, 15, palette.markerRing);
  disc(context, at.x, at.y, 10, palette.destination);
}

function disc(context: OffscreenCanvasRenderingContext2D, x: number, y: number, radius: number, colour: string): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
}
