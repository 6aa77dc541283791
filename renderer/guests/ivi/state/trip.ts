/** What has been driven since the page started: from speed, so that it works with any signal source. */
export interface Trip {
  /** Metres, milliseconds with speed known, and of these those in motion. */
  readonly metres: number;
  readonly drivenMs: number;
  readonly fastest: number;
  /** km/h, one sample each SAMPLE_MS, oldest first, at most SAMPLES; undefined where no speed was known. */
  readonly samples: readonly (number | undefined)[];
  readonly sinceSampleMs: number;
}

export const SAMPLE_MS = 2000;
export const SAMPLES = 90;
/** km/h below which a car stands. */
const STANDING = 0.5;

export const startingTrip: Trip = { metres: 0, drivenMs: 0, fastest: 0, samples: [], sinceSampleMs: SAMPLE_MS };

/** The trip `elapsed` milliseconds later at `speed` (km/h). */
export function recordTrip(trip: Trip, speed: number | undefined, elapsed: number): Trip {
  const pace = Math.abs(speed ?? 0);
  const moving = pace >= STANDING;
  const due = trip.sinceSampleMs + elapsed >= SAMPLE_MS;
  return {
    metres: trip.metres + (moving ? (pace / 3600) * elapsed : 0),
    drivenMs: trip.drivenMs + (moving ? elapsed : 0),
    fastest: Math.max(trip.fastest, pace),
    samples: due ? [...trip.samples, speed === undefined ? undefined : pace].slice(-SAMPLES) : trip.samples,
    sinceSampleMs: due ? 0 : trip.sinceSampleMs + elapsed,
  };
}

/** km/h over the time in motion; undefined before any. */
export function averageSpeed(trip: Trip): number | undefined {
  return trip.drivenMs < 1000 ? undefined : trip.metres / (trip.drivenMs / 3600);
}
