import type { SignalValue } from "../../protocol/bridge.ts";

/** What stands where a value would, when there is none. */
export const NO_VALUE = "--";

/** No-break, so that a number and its groups stay on one line. */
const SPACE = "\u00a0";

/** A whole number, its thousands apart: 48 213. Never "-0". */
export function whole(value: SignalValue): string {
  if (value === undefined) return NO_VALUE;
  const digits = String(Math.abs(Math.round(value)));
  const grouped = digits.replace(/\B(?=(\d{3})+$)/g, SPACE);
  return Math.round(value) < 0 ? `\u2212${grouped}` : grouped;
}

/** A number with one decimal: 21.5. Never "-0.0". */
export function oneDecimal(value: SignalValue): string {
  if (value === undefined) return NO_VALUE;
  const text = Math.abs(value).toFixed(1);
  return value < 0 && text !== "0.0" ? `\u2212${text}` : text;
}

/** Metres as whole kilometres, cut off as an odometer does. */
export function kilometres(metres: SignalValue): string {
  return whole(metres === undefined ? undefined : Math.floor(metres / 1000));
}

/** Metres as kilometres and tenths, cut off as a trip meter does: 126.4. */
export function tripKilometres(metres: SignalValue): string {
  return oneDecimal(metres === undefined ? undefined : Math.floor(metres / 100) / 10);
}

/** A tyre's kilopascals as bar: 1.9. */
export function bar(kilopascals: SignalValue): string {
  return oneDecimal(kilopascals === undefined ? undefined : kilopascals / 100);
}

/** A distance to something ahead, rounded as coarsely as a driver reads it: 38 m, 350 m, 1.2 km, 14 km. */
export function ahead(metres: SignalValue): string {
  if (metres === undefined) return NO_VALUE;
  if (metres < 100) return `${Math.round(metres)} m`;
  if (metres < 975) return `${Math.round(metres / 50) * 50} m`;
  return metres < 9950 ? `${(metres / 1000).toFixed(1)} km` : `${Math.round(metres / 1000)} km`;
}

/** Hours and minutes, 24 hours, local time: 14:32. */
export function clock(time: Date): string {
  return `${String(time.getHours()).padStart(2, "0")}:${String(time.getMinutes()).padStart(2, "0")}`;
}

/**
 * `value` as a whole number that does not flicker: it leaves `shown` only when that is off by more than 0.6, so a speed that hovers
 * at 86.5 stays either 86 or 87.
 */
export function steady(shown: number | undefined, value: SignalValue): number | undefined {
  if (value === undefined) return undefined;
  return shown !== undefined && Math.abs(value - shown) <= 0.6 ? shown : Math.round(value);
}
