/** Where a dial's scale begins and ends, in degrees clockwise from three o'clock: symmetric about the bottom. */
export const START_DEG = 144;
export const END_DEG = 396;

/** A dial's scale, in the unit it shows. */
export interface DialScale {
  readonly max: number;
  readonly majorStep: number;
  readonly minorStep: number;
  /** From here to `max` is the red band. */
  readonly redFrom?: number;
}

/** One stroke of a scale; `label` on the major ones. */
export interface Tick {
  readonly value: number;
  readonly deg: number;
  readonly major: boolean;
  readonly red: boolean;
  readonly label?: string;
}

/** By the unit of distance: an hour's worth of it. Both end at about the same speed. */
export const speedScales: Readonly<Record<"km" | "mi", DialScale>> = {
  km: { max: 240, majorStep: 20, minorStep: 10 },
  mi: { max: 160, majorStep: 20, minorStep: 5 },
};

/** Thousands of revolutions a minute. */
export const engineScale: DialScale = { max: 8, majorStep: 1, minorStep: 0.5, redFrom: 6.5 };

/** The degrees at which `value` stands; beyond the scale the needle stays at its end. */
export function degAt(scale: DialScale, value: number): number {
  const share = Math.min(1, Math.max(0, value / scale.max));
  return START_DEG + share * (END_DEG - START_DEG);
}

/** The point `radius` from `centre` at `deg`. */
export function pointAt(centre: number, radius: number, deg: number): readonly [x: number, y: number] {
  const rad = (deg * Math.PI) / 180;
  return [centre + radius * Math.cos(rad), centre + radius * Math.sin(rad)];
}

/** Every stroke of the scale, from zero up. */
export function ticks(scale: DialScale): readonly Tick[] {
  const every = scale.majorStep / scale.minorStep;
  return Array.from({ length: Math.round(scale.max / scale.minorStep) + 1 }, (_, i) => {
    const value = i * scale.minorStep;
    const major = i % every === 0;
    const red = scale.redFrom !== undefined && value >= scale.redFrom;
    return { value, deg: degAt(scale, value), major, red, ...(major ? { label: String(value) } : {}) };
  });
}
