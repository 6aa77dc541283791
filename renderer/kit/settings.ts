import type { SignalValue } from "../../protocol/bridge.ts";
import type { VssPath, vssSignals } from "../../protocol/vss.ts";
import type { Theme } from "./theme.ts";

export type Language = "en" | "de" | "zh" | "ar";

/** What the driver chose for every display of the cockpit, and what the light outside chose for them. */
export interface Settings {
  readonly language: Language;
  readonly distance: "mi" | "km";
  readonly temperature: "C" | "F";
  readonly pressure: "psi" | "kPa" | "bar";
  readonly theme: Theme;
}

export const defaultSettings: Settings = { language: "en", distance: "km", temperature: "C", pressure: "bar", theme: "night" };

/** Which way a language is written. */
export function directionOf(language: Language): "ltr" | "rtl" {
  return language === "ar" ? "rtl" : "ltr";
}

export function sameSettings(a: Settings, b: Settings): boolean {
  return (
    a.language === b.language &&
    a.distance === b.distance &&
    a.temperature === b.temperature &&
    a.pressure === b.pressure &&
    a.theme === b.theme
  );
}

/** The signals that settings come from. */
export const settingsSignals = [
  "Vehicle.Cabin.Infotainment.HMI.CurrentLanguage",
  "Vehicle.Cabin.Infotainment.HMI.DistanceUnit",
  "Vehicle.Cabin.Infotainment.HMI.TemperatureUnit",
  "Vehicle.Cabin.Infotainment.HMI.TirePressureUnit",
  "Vehicle.Cabin.Infotainment.HMI.DayNightMode",
  "Vehicle.Exterior.LightIntensity",
] as const satisfies readonly VssPath[];

/** A row of protocol/vss.ts: its type only, since a page may load no code from there. */
type Allowed<P extends VssPath> = Extract<
  (typeof vssSignals)[number],
  { readonly path: P; readonly allowed: readonly string[] }
>["allowed"];
/** One answer for each allowed value, in the table's order, so that a value added there does not compile here. */
type ForEach<A extends readonly string[], T> = { readonly [I in keyof A]: T };

const languages: Allowed<"Vehicle.Cabin.Infotainment.HMI.CurrentLanguage"> = ["en", "de", "zh", "ar"];
const distances: ForEach<Allowed<"Vehicle.Cabin.Infotainment.HMI.DistanceUnit">, Settings["distance"]> = ["mi", "km"];
const temperatures: ForEach<Allowed<"Vehicle.Cabin.Infotainment.HMI.TemperatureUnit">, Settings["temperature"]> = ["C", "F"];
const pressures: ForEach<Allowed<"Vehicle.Cabin.Infotainment.HMI.TirePressureUnit">, Settings["pressure"]> = ["psi", "kPa", "bar"];
const themes: ForEach<Allowed<"Vehicle.Cabin.Infotainment.HMI.DayNightMode">, Theme> = ["day", "night"];

/** Percent of full light. Between the two the palette stays as it is: street lamps and bridges must not make it flicker. */
const DAY_FROM = 40;
const NIGHT_BELOW = 20;

/** The settings now. A signal that has no value changes nothing: a display that loses its bus must not change its language. */
export function settingsFrom(read: (path: VssPath) => SignalValue, before: Settings): Settings {
  return {
    language: languages[read("Vehicle.Cabin.Infotainment.HMI.CurrentLanguage") ?? -1] ?? before.language,
    distance: distances[read("Vehicle.Cabin.Infotainment.HMI.DistanceUnit") ?? -1] ?? before.distance,
    temperature: temperatures[read("Vehicle.Cabin.Infotainment.HMI.TemperatureUnit") ?? -1] ?? before.temperature,
    pressure: pressures[read("Vehicle.Cabin.Infotainment.HMI.TirePressureUnit") ?? -1] ?? before.pressure,
    theme:
      themes[read("Vehicle.Cabin.Infotainment.HMI.DayNightMode") ?? -1] ?? byLight(read("Vehicle.Exterior.LightIntensity"), before.theme),
  };
}

function byLight(percent: SignalValue, before: Theme): Theme {
  if (percent === undefined) return before;
  if (percent >= DAY_FROM) return "day";
  return percent < NIGHT_BELOW ? "night" : before;
}
