/** What a parking sensor's distance means to the driver: how near, which ring of its arc, and how the tone goes. */
import type { SignalValue } from "../../protocol/bridge.ts";

/** silent: the sensor says nothing, which is not the same as nothing being there. */
export type Nearness = "stop" | "near" | "far" | "clear" | "silent";

/** Metres: at `stop` or nearer the car has to stand; beyond `range` the way is clear. */
export interface ParkingLimits {
  readonly stop: number;
  readonly range: number;
}

/** Where each ring ends, between `stop` and `range`: narrow near the car, where centimetres count. */
const RING_ENDS = [0, 0.24, 0.59, 1] as const;
const RING_NEARNESS = ["stop", "near", "near", "far"] as const;
export const RINGS = RING_ENDS.length;

/** The ring that an obstacle at so many metres is in, 0 at the bumper; undefined when it is in none. */
export function ringOf(metres: SignalValue, { stop, range }: ParkingLimits): number | undefined {
  if (metres === undefined) return undefined;
  const ring = RING_ENDS.findIndex((share) => metres <= stop + (range - stop) * share);
  return ring < 0 ? undefined : ring;
}

export function nearnessOf(metres: SignalValue, limits: ParkingLimits): Nearness {
  if (metres === undefined) return "silent";
  const ring = ringOf(metres, limits);
  return ring === undefined ? "clear" : (RING_NEARNESS[ring] ?? "clear");
}

/** Which of the distances is the least of those within range; undefined when none is. */
export function nearestOf(
  distances: readonly SignalValue[],
  limits: ParkingLimits,
): { readonly at: number; readonly metres: number } | undefined {
  let nearest: { readonly at: number; readonly metres: number } | undefined;
  distances.forEach((metres, at) => {
    if (metres === undefined || ringOf(metres, limits) === undefined) return;
    if (!nearest || metres < nearest.metres) nearest = { at, metres };
  });
  return nearest;
}

/** `onMs` of tone in each `periodMs`. */
export type ParkingTone =
  | { readonly kind: "none" }
  | { readonly kind: "pulses"; readonly onMs: number; readonly periodMs: number }
  | { readonly kind: "continuous" };

const PULSE_MS = 75;
const FASTEST_MS = 150;
const SLOWEST_MS = 800;

/** The nearest obstacle's tone: quicker the nearer, without a break when the car has to stop. */
export function toneOf(distances: readonly SignalValue[], limits: ParkingLimits): ParkingTone {
  const nearest = nearestOf(distances, limits);
  if (!nearest) return { kind: "none" };
  if (nearest.metres <= limits.stop) return { kind: "continuous" };
  const share = (nearest.metres - limits.stop) / (limits.range - limits.stop);
  return { kind: "pulses", onMs: PULSE_MS, periodMs: Math.round(FASTEST_MS + (SLOWEST_MS - FASTEST_MS) * share) };
}
