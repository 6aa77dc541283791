import type { SignalValue } from "../../protocol/bridge.ts";

/** What stands where a value would, when there is none. */
export const NO_VALUE = "--";

/**
 * `value` as a whole number that does not flicker: it leaves `shown` only when that is off by more than 0.6, so a speed that hovers
 * at 86.5 stays either 86 or 87.
 */
export function steady(shown: number | undefined, value: SignalValue): number | undefined {
  if (value === undefined) return undefined;
  return shown !== undefined && Math.abs(value - shown) <= 0.6 ? shown : Math.round(value);
}
