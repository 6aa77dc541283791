import type { SignalValue } from "../../protocol/bridge.ts";
import { NO_VALUE } from "./format.ts";
import type { Language, Settings } from "./settings.ts";

/** Arabic as cars write it: its own words, Western digits. */
export const LOCALES: Readonly<Record<Language, string>> = { en: "en-GB", de: "de-DE", zh: "zh-CN", ar: "ar-u-nu-latn" };

export const KM_PER_MILE = 1.609344;
export const METRES_PER_FOOT = 0.3048;
const KPA_PER_PSI = 6.894757;

/** Signals as numbers of the driver's units, written as the driver's language writes numbers. The units' names are the page's text. */
export interface Measures {
  whole(value: SignalValue): string;
  oneDecimal(value: SignalValue): string;
  /** km/h as a number of the speed's unit. */
  speed(kmh: SignalValue): SignalValue;
  /** Metres as whole kilometres or miles, cut off as an odometer does. */
  odometer(metres: SignalValue): string;
  /** Metres with tenths, cut off as a trip meter does. */
  trip(metres: SignalValue): string;
  /** Metres as metres or feet: what is near. */
  near(metres: SignalValue): string;
  /** Celsius, a tenth where the unit is coarse enough for it to mean something. */
  temperature(celsius: SignalValue): string;
  /** A tyre's kilopascals: bar has a tenth, the others are whole. */
  pressure(kpa: SignalValue): string;
}

/** How `settings` want numbers. The same object for the same settings, so that React may compare it. */
export function measuresFor(settings: Settings): Measures {
  const key = [settings.language, settings.distance, settings.temperature, settings.pressure].join();
  const made = cache.get(key) ?? makeMeasures(settings);
  cache.set(key, made);
  return made;
}

const cache = new Map<string, Measures>();

function makeMeasures({ language, distance, temperature, pressure }: Settings): Measures {
  const whole = writer(language, 0);
  const oneDecimal = writer(language, 1);
  const unitMetres = distance === "mi" ? KM_PER_MILE * 1000 : 1000;
  const scaled = (value: SignalValue, scale: number): SignalValue => (value === undefined ? undefined : value * scale);
  return {
    whole,
    oneDecimal,
    speed: (kmh) => scaled(kmh, distance === "mi" ? 1 / KM_PER_MILE : 1),
    odometer: (metres) => whole(metres === undefined ? undefined : Math.floor(metres / unitMetres)),
    trip: (metres) => oneDecimal(metres === undefined ? undefined : Math.floor(metres / (unitMetres / 10)) / 10),
    near: (metres) => oneDecimal(scaled(metres, distance === "mi" ? 1 / METRES_PER_FOOT : 1)),
    temperature: (celsius) => (temperature === "F" ? whole(celsius === undefined ? undefined : celsius * 1.8 + 32) : oneDecimal(celsius)),
    pressure: (kpa) => {
      if (pressure === "bar") return oneDecimal(scaled(kpa, 0.01));
      return whole(scaled(kpa, pressure === "psi" ? 1 / KPA_PER_PSI : 1));
    },
  };
}

/** Making an Intl.NumberFormat takes as long as a hundred uses of one. */
function writer(language: Language, decimals: number): (value: SignalValue) => string {
  const format = new Intl.NumberFormat(LOCALES[language], {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  // A true minus, as wide as a digit; Arabic's direction mark goes: digits stand in a box of their own direction.
  return (value) => {
    if (value === undefined) return NO_VALUE;
    const rounded = Number(value.toFixed(decimals));
    // Rounded before the sign is looked at: there is no "-0.0" on a car's glass.
    return format.format(rounded === 0 ? 0 : rounded).replace(/^\u200e?[-\u2212]/, "\u2212");
  };
}
