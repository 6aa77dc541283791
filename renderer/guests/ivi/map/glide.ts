/** What a map goes on doing when a finger lets go of it in full swing: it glides to rest, past nothing and back from nothing. */
import type { Point } from "./geometry.ts";

/** Where a finger was, and when. Pixels, milliseconds. */
export interface Trace extends Point {
  readonly at: number;
}

/** So much of a finger's way tells how fast it was. */
const TRACE_MS = 80;
/** A finger that lay still for so long before it left has thrown nothing. */
const STILL_MS = 50;
/** Pixels a millisecond: below, it is put down and not thrown; above, no finger is. */
const SLOWEST = 0.15;
const FASTEST = 4;
/** Milliseconds in which two thirds of the speed are lost. */
const LOSS_MS = 180;
/** Pixels a millisecond at which it rests. */
const REST = 0.02;

/** The trace with the finger's next place, without what is too old to tell. */
export function traced(trace: readonly Trace[], next: Trace): readonly Trace[] {
  return [...trace.filter(({ at }) => next.at - at <= TRACE_MS), next];
}

/** Pixels a millisecond that a finger leaves with at `at`; undefined when it throws nothing. */
export function throwOf(trace: readonly Trace[], at: number): Point | undefined {
  const [first, last] = [trace[0], trace.at(-1)];
  if (!first || !last || at - last.at > STILL_MS || last.at <= first.at) return undefined;
  const velocity = { x: (last.x - first.x) / (last.at - first.at), y: (last.y - first.y) / (last.at - first.at) };
  const speed = Math.hypot(velocity.x, velocity.y);
  if (!(speed >= SLOWEST)) return undefined;
  const held = Math.min(1, FASTEST / speed);
  return { x: velocity.x * held, y: velocity.y * held };
}

export interface Glide {
  /** Pixels moved. */
  readonly moved: Point;
  /** Pixels a millisecond that are left; undefined at rest. */
  readonly velocity: Point | undefined;
}

/** The glide of `elapsed` milliseconds: v' = -v/T by its exact solution, so that two half steps are one whole one. */
export function glide(velocity: Point, elapsed: number): Glide {
  const left = Math.exp(-elapsed / LOSS_MS);
  const way = LOSS_MS * (1 - left);
  const next = { x: velocity.x * left, y: velocity.y * left };
  return {
    moved: { x: velocity.x * way, y: velocity.y * way },
    velocity: Math.hypot(next.x, next.y) < REST ? undefined : next,
  };
}
