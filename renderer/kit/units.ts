import type { Language, Settings } from "./settings.ts";

/** What the units are called, in each language. */
const english = {
  kilometresPerHour: "km/h",
  milesPerHour: "mph",
  kilometres: "km",
  miles: "mi",
  metres: "m",
  feet: "ft",
  celsius: "°C",
  fahrenheit: "°F",
  bar: "bar",
  kilopascals: "kPa",
  psi: "psi",
  minutes: "min",
} as const;

export type UnitKey = keyof typeof english;

export const units = {
  en: english,
  de: english,
  zh: {
    kilometresPerHour: "km/h",
    milesPerHour: "mph",
    kilometres: "公里",
    miles: "英里",
    metres: "米",
    feet: "英尺",
    celsius: "°C",
    fahrenheit: "°F",
    bar: "bar",
    kilopascals: "kPa",
    psi: "psi",
    minutes: "分钟",
  },
  ar: {
    kilometresPerHour: "كم/س",
    milesPerHour: "ميل/س",
    kilometres: "كم",
    miles: "ميل",
    metres: "م",
    feet: "قدم",
    celsius: "°م",
    fahrenheit: "°ف",
    bar: "بار",
    kilopascals: "kPa",
    psi: "psi",
    minutes: "د",
  },
} as const satisfies Readonly<Record<Language, Readonly<Record<UnitKey, string>>>>;

/** The names of the units in use. */
export function unitKeys({ distance, temperature, pressure }: Settings) {
  const miles = distance === "mi";
  return {
    speed: miles ? "milesPerHour" : "kilometresPerHour",
    distance: miles ? "miles" : "kilometres",
    near: miles ? "feet" : "metres",
    temperature: temperature === "F" ? "fahrenheit" : "celsius",
    pressure: pressure === "bar" ? "bar" : pressure === "psi" ? "psi" : "kilopascals",
  } as const satisfies Readonly<Record<string, UnitKey>>;
}

const NO_BREAK = "\u00a0";
/** A number runs left to right and keeps its sign in front; number and unit stay together as one and run as the unit does. */
const LEFT_TO_RIGHT = "\u2066";
const AS_UNIT = "\u2068";
const END = "\u2069";

/** A number with its unit, to stand anywhere in a text of that language. */
export function amount(number: string, unit: string, language: Language): string {
  if (language !== "ar") return `${number}${NO_BREAK}${unit}`;
  return `${AS_UNIT}${LEFT_TO_RIGHT}${number}${END}${NO_BREAK}${unit}${END}`;
}
