import type { SignalValue } from "../../../protocol/bridge.ts";

/** VSS Transmission.SelectedGear: 0 is neutral, negative reverse, these two park and drive. */
const PARK = 126;
const DRIVE = 127;

/** VSS Transmission.PerformanceMode, as its place among the allowed values. */
export const SPORT = 1;

/** The selector's places, as they stand on its lever. */
export const POSITIONS = ["P", "R", "N", "D", "S"] as const;
export type Position = (typeof POSITIONS)[number];

/** Where the selector stands. Sport is drive in the sport mode; a forward gear chosen by hand counts as drive. */
export function position(selected: SignalValue, mode: SignalValue): Position | undefined {
  if (selected === undefined) return undefined;
  if (selected === PARK) return "P";
  if (selected < 0) return "R";
  if (selected === 0) return "N";
  return mode === SPORT ? "S" : "D";
}

/** What the dial says: P, R, N, or drive with the gear that is in, D4. A gear chosen by hand is M4. */
export function gearText(selected: SignalValue, current: SignalValue, mode: SignalValue): string | undefined {
  const at = position(selected, mode);
  if (at !== "D" && at !== "S") return at;
  const letter = selected === DRIVE ? at : "M";
  const gear = letter === "M" ? selected : current;
  return gear !== undefined && gear > 0 && gear < PARK ? `${letter}${gear}` : letter;
}
