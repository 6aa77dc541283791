import type { SignalValue } from "../../../protocol/bridge.ts";

/** So much above the limit the emphasis begins, km/h, and it ends at the limit: a speed that hovers there must not make the sign flicker. */
const ABOVE = 1;

/** Whether the limit is exceeded, where it was before. Backwards is as fast; no speed exceeds nothing. */
export function overLimit(before: boolean, speed: SignalValue, kmh: number): boolean {
  if (speed === undefined) return false;
  const fast = Math.abs(speed);
  return before ? fast > kmh : fast > kmh + ABOVE;
}
