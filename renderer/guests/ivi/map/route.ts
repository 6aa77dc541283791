import type { TurnKind } from "../../../../protocol/bridge.ts";
import { bearing, between, distance, type Point, turnBetween } from "./geometry.ts";
import type { Street, StreetNetwork } from "./street-network.ts";

/** Something to announce: `at` metres from the route's start, into the street `into`. */
export interface Turn {
  readonly at: number;
  readonly kind: TurnKind;
  readonly into: string;
}

/** A drivable line through the town, its corners rounded. */
export interface Route {
  readonly points: readonly Point[];
  /** By point: metres from the start. Ascending. */
  readonly at: readonly number[];
  readonly length: number;
  readonly turns: readonly Turn[];
  /** The junctions it goes by, the first and the last among them. */
  readonly junctions: readonly number[];
  /** The junction it ends at, where the next route starts. */
  readonly end: number;
  /** The junction before the end: the next route must not turn back to it. */
  readonly beforeEnd: number;
}

/** A place on a route with the direction of travel in degrees. */
export interface Pose extends Point {
  readonly heading: number;
}

const CORNER_RADIUS = 22;
const CORNER_STEPS = 6;

/** The route along `junctions`, at least two that are neighbours in the town. */
export function routeAlong(town: StreetNetwork, junctions: readonly number[]): Route {
  const corners = junctions.map((j) => town.junctions[j]!);
  const turns: Turn[] = [];
  const points: Point[] = [corners[0]!];
  const at: number[] = [0];
  const push = (p: Point): void => {
    const last = points.at(-1)!;
    const step = distance(last, p);
    if (step < 0.01) return;
    at.push(at.at(-1)! + step);
    points.push(p);
  };
  for (let n = 1; n + 1 < junctions.length; n++) {
    const [a, b, c] = [corners[n - 1]!, corners[n]!, corners[n + 1]!];
    roundCorner(a, b, c, push);
    const before = streetBetween(town, junctions[n - 1]!, junctions[n]!);
    const after = streetBetween(town, junctions[n]!, junctions[n + 1]!);
    if (before?.name === after?.name) continue;
    const angle = turnBetween(bearing(a, b), bearing(b, c));
    const kind = Math.abs(angle) < 28 ? "straight" : angle < 0 ? "left" : "right";
    turns.push({ at: at.at(-1)!, kind, into: after?.name ?? "" });
  }
  push(corners.at(-1)!);
  const length = at.at(-1)!;
  const last = streetBetween(town, junctions.at(-2)!, junctions.at(-1)!);
  turns.push({ at: length, kind: "arrive", into: last?.name ?? "" });
  return { points, at, length, turns, junctions, end: junctions.at(-1)!, beforeEnd: junctions.at(-2)! };
}

/** The junction that a car has passed after `metres`, and the one ahead of it. Rounded corners shorten the way, so it is measured in shares. */
export function betweenJunctions(town: StreetNetwork, route: Route, metres: number): { readonly passed: number; readonly ahead: number } {
  const { junctions } = route;
  const steps = junctions.slice(1).map((j, n) => distance(town.junctions[junctions[n]!]!, town.junctions[j]!));
  const whole = steps.reduce((sum, step) => sum + step, 0);
  let left = (metres / route.length) * whole;
  let n = 0;
  while (n + 1 < steps.length && left > steps[n]!) left -= steps[n++]!;
  return { passed: junctions[n]!, ahead: junctions[n + 1]! };
}

/** Where a car is after `metres` (held to the route's ends). */
export function poseAt(route: Route, metres: number): Pose {
  const n = segmentAt(route, metres);
  const a = route.points[n]!;
  const b = route.points[n + 1]!;
  const span = route.at[n + 1]! - route.at[n]!;
  const t = Math.min(1, Math.max(0, (metres - route.at[n]!) / span));
  return { ...between(a, b, t), heading: bearing(a, b) };
}

/** The index of the segment that holds `metres`: binary search, since it is asked in every frame. */
export function segmentAt(route: Route, metres: number): number {
  let low = 0;
  let high = route.at.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (route.at[middle]! <= metres) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The next turn after `metres`; the arrival when there is none left. */
export function nextTurn(route: Route, metres: number): Turn {
  return route.turns.find((turn) => turn.at > metres) ?? route.turns.at(-1)!;
}

/** The street that a car drives on after `metres`. */
export function streetAt(town: StreetNetwork, route: Route, metres: number): Street | undefined {
  const { passed, ahead } = betweenJunctions(town, route, metres);
  return streetBetween(town, passed, ahead);
}

function streetBetween(town: StreetNetwork, a: number, b: number): Street | undefined {
  const found = town.streetsAt[a]!.find((s) => town.streets[s]!.from === b || town.streets[s]!.to === b);
  return found === undefined ? undefined : town.streets[found];
}

function roundCorner(a: Point, b: Point, c: Point, push: (p: Point) => void): void {
  const into = distance(a, b);
  const out = distance(b, c);
  const angle = Math.abs(turnBetween(bearing(a, b), bearing(b, c)));
  const cut = Math.min(CORNER_RADIUS * Math.min(1, angle / 40), into / 2.2, out / 2.2);
  const start = between(b, a, cut / into);
  const end = between(b, c, cut / out);
  const steps = angle < 8 ? 1 : CORNER_STEPS;
  for (let n = 0; n <= steps; n++) {
    const t = n / steps;
    push(between(between(start, b, t), between(b, end, t), t));
  }
}
