import { measuresFor } from "../../../kit/measures.ts";
import type { Settings } from "../../../kit/settings.ts";
import { amount, unitKeys, units } from "../../../kit/units.ts";

/** A speed in the driver's unit, in whole steps: 5 km/h. */
export function paceText(kmh: number, settings: Settings): string {
  const { whole, speed } = measuresFor(settings);
  return amount(whole(speed(kmh)), units[settings.language][unitKeys(settings).speed], settings.language);
}
