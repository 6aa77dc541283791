/** A place in the town, in metres east and north of its middle. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export const distance = (a: Point, b: Point): number => Math.hypot(b.x - a.x, b.y - a.y);

/** The point a share `t` of the way from `a` to `b`. */
export const between = (a: Point, b: Point, t: number): Point => ({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t });

/** Compass bearing from `a` to `b` in degrees, 0 north, 90 east, in [0, 360). */
export function bearing(a: Point, b: Point): number {
  const degrees = (Math.atan2(b.x - a.x, b.y - a.y) * 180) / Math.PI;
  return (degrees + 360) % 360;
}

/** The shortest way from one bearing to another in degrees, in (-180, 180]; positive is clockwise. */
export function turnBetween(from: number, to: number): number {
  const turn = (((to - from) % 360) + 360) % 360;
  return turn > 180 ? turn - 360 : turn;
}

/** Metres from `p` to the nearest point of a polyline. */
export function distanceToLine(p: Point, line: readonly Point[]): number {
  let best = Infinity;
  for (let i = 1; i < line.length; i++) {
    const a = line[i - 1]!;
    const b = line[i]!;
    const dx = b.x - a.x;
    const dy = b.y - a.y;
    const t = Math.min(1, Math.max(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy || 1)));
    best = Math.min(best, Math.hypot(a.x + dx * t - p.x, a.y + dy * t - p.y));
  }
  return best;
}

/** A quadrilateral by its corners, in turning order. */
export type Quad = readonly [Point, Point, Point, Point];

/** The point at shares (u, v) of a quad: u along 0→1 and 3→2, v along 0→3 and 1→2. */
export const inQuad = (q: Quad, u: number, v: number): Point => between(between(q[0], q[1], u), between(q[3], q[2], u), v);

/** The part of a quad between two shares each way. */
export const subQuad = (q: Quad, u0: number, u1: number, v0: number, v1: number): Quad => [
  inQuad(q, u0, v0),
  inQuad(q, u1, v0),
  inQuad(q, u1, v1),
  inQuad(q, u0, v1),
];
