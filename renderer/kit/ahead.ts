import type { SignalValue } from "../../protocol/bridge.ts";
import { NO_VALUE } from "./format.ts";
import { KM_PER_MILE, measuresFor, METRES_PER_FOOT } from "./measures.ts";
import type { Settings } from "./settings.ts";
import { amount, unitKeys, units } from "./units.ts";

/** Feet up to which a way is given in feet, where miles are driven. */
const FEET_TO = 975;

/** A distance to something ahead, rounded as coarsely as a driver reads it: 40 m, 350 m, 1.2 km, 14 km; 150 ft, 0.3 mi. */
export function ahead(metres: SignalValue, settings: Settings): string {
  if (metres === undefined) return NO_VALUE;
  const { distance, near } = unitKeys(settings);
  const miles = settings.distance === "mi";
  const small = miles ? metres / METRES_PER_FOOT : metres;
  const { whole, oneDecimal } = measuresFor(settings);
  const say = (number: string, unit: typeof distance | typeof near): string =>
    amount(number, units[settings.language][unit], settings.language);
  // Single metres run too fast to be read.
  if (small < 100) return say(whole(Math.round(small / 10) * 10), near);
  if (small < FEET_TO) return say(whole(Math.round(small / 50) * 50), near);
  const large = metres / 1000 / (miles ? KM_PER_MILE : 1);
  return say(large < 9.95 ? oneDecimal(large) : whole(large), distance);
}
