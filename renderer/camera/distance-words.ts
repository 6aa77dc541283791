/** Distances behind the car as the driver counts them: in metres or feet, written as the language writes numbers. */
import { METRES_PER_FOOT, measuresFor } from "../kit/measures.ts";
import type { Settings } from "../kit/settings.ts";
import { amount, unitKeys, units } from "../kit/units.ts";

/** A distance that changes: always with its tenth, so that nothing beside it moves. */
export function nearWords(metres: number, settings: Settings): string {
  return withUnit(measuresFor(settings).near(metres), settings);
}

/** A distance that stands: without a tenth that is none. */
export function markWords(metres: number, settings: Settings): string {
  const { whole, near } = measuresFor(settings);
  const tenths = Math.round((settings.distance === "mi" ? metres / METRES_PER_FOOT : metres) * 10);
  return withUnit(tenths % 10 === 0 ? whole(tenths / 10) : near(metres), settings);
}

function withUnit(number: string, settings: Settings): string {
  const { language } = settings;
  return amount(number, units[language][unitKeys(settings).near], language);
}
