/*
 * A critically damped follower: x'' = -2wx' - w²x, x the distance to the target. Stepped by the exact solution
 * x(t) = (x0 + (v0 + w x0) t) e^(-wt), so two half steps are one whole step and the needle does not know the frame rate.
 */

/** Milliseconds in which a needle at rest does 90 % of a step. */
export const RESPONSE_MS = 150;

/** Solves (1 + wt) e^(-wt) = 0.1 for wt: from rest, a tenth of the way is left then. */
const WT_AT_90_PERCENT = 3.889720169867429;
const W = WT_AT_90_PERCENT / RESPONSE_MS;

/** A needle's state: where it points, in the unit of its dial, and how fast it moves, per millisecond. */
export interface Needle {
  readonly position: number;
  readonly velocity: number;
}

/** A needle that stands still at `position`. */
export function needleAt(position: number): Needle {
  return { position, velocity: 0 };
}

/** The needle `elapsed` milliseconds later. It never passes `target`, also when that was moved towards it in full swing. */
export function follow(needle: Needle, target: number, elapsed: number): Needle {
  const x = needle.position - target;
  const w = needle.velocity + W * x;
  // Opposite signs are the one case in which the solution crosses zero; braked to w = 0 it closes in as a plain exponential.
  const kept = w * x < 0 ? 0 : w;
  const decay = Math.exp(-W * elapsed);
  const left = (x + kept * elapsed) * decay;
  return { position: target + left, velocity: kept * decay - W * left };
}

/** Whether the needle stands on `target` as far as an eye can tell (`tolerance` in the dial's unit), so that a redraw is a waste. */
export function settled(needle: Needle, target: number, tolerance: number): boolean {
  return Math.abs(needle.position - target) < tolerance && Math.abs(needle.velocity) * RESPONSE_MS < tolerance;
}
