/**
 * How far along its route the car is. The town is made up, so a real fix lies beside its streets: a fix is matched to the route by
 * the way covered since the one before, and between fixes (or without any) speed carries the car on.
 */

export interface Fix {
  /** Degrees. */
  readonly latitude: number;
  readonly longitude: number;
}

export interface Motion {
  /** Metres driven as shown. */
  readonly shown: number;
  /** Metres driven as of the last fix, and what speed has added since. */
  readonly atFix: number;
  readonly sinceFix: number;
  readonly fix: Fix | undefined;
  /** Milliseconds since a fix that differed from the one before. */
  readonly fixAge: number;
}

export interface Sensed {
  /** km/h, negative in reverse; undefined when there is none. */
  readonly speed: number | undefined;
  readonly fix: Fix | undefined;
}

export const standing: Motion = { shown: 0, atFix: 0, sinceFix: 0, fix: undefined, fixAge: Infinity };

const EARTH_RADIUS = 6_371_000;
/** A fix that jumps farther than this was lost or replayed from the start: no car drives it between two fixes. */
const JUMP_METRES = 400;
/** Fixes older than this no longer correct the dead reckoning. */
const FIX_FRESH_MS = 3000;
/** In this time two thirds of the difference to the fixes is made good: fast enough to be right, too slow to be seen. */
const CATCH_UP_MS = 700;
/** A standing car's receiver wanders; below this speed (km/h) its steps are not ways driven. */
const STANDING_SPEED = 0.5;

/** Metres between two fixes close to each other (a flat earth will do). */
export function metresBetween(a: Fix, b: Fix): number {
  const rad = Math.PI / 180;
  const north = (b.latitude - a.latitude) * rad * EARTH_RADIUS;
  const east = (b.longitude - a.longitude) * rad * EARTH_RADIUS * Math.cos(a.latitude * rad);
  return Math.hypot(north, east);
}

/** The motion `elapsed` milliseconds later. */
export function advance(motion: Motion, sensed: Sensed, elapsed: number): Motion {
  const carried = ((sensed.speed ?? 0) / 3600) * elapsed;
  const shown = motion.shown + carried;
  const { fix } = sensed;
  const isNew = fix !== undefined && (fix.latitude !== motion.fix?.latitude || fix.longitude !== motion.fix.longitude);
  if (!isNew) {
    const sinceFix = motion.sinceFix + carried;
    return settle({ ...motion, shown, sinceFix, fixAge: motion.fixAge + elapsed }, elapsed);
  }
  const way = motion.fix === undefined ? Infinity : metresBetween(motion.fix, fix);
  if (way > JUMP_METRES) return { shown, atFix: shown, sinceFix: 0, fix, fixAge: 0 };
  const still = sensed.speed !== undefined && Math.abs(sensed.speed) < STANDING_SPEED;
  const step = still ? 0 : (sensed.speed ?? 0) < 0 ? -way : way;
  return settle({ shown, atFix: motion.atFix + step, sinceFix: 0, fix, fixAge: 0 }, elapsed);
}

/** Draws what is shown towards what the fixes say. */
function settle(motion: Motion, elapsed: number): Motion {
  if (motion.fixAge > FIX_FRESH_MS) return motion;
  const error = motion.atFix + motion.sinceFix - motion.shown;
  return { ...motion, shown: motion.shown + error * (1 - Math.exp(-elapsed / CATCH_UP_MS)) };
}
