/**
 * Settings: what a domain's user space wants kept when the domain restarts, and when the cockpit does.
 *
 * A guest writes them below its own home, where any kernel can; dom0 keeps them by the domain's name (main/toolstack/settings-keeper.ts), and
 * has them there again when the next domain of that name begins. Some of them may be every display's, as a language is: `CHOICES`.
 */
import type { VssPath } from "./vss.ts";
import { domainHome, xsJoin } from "./xs-path.ts";

export const SETTING_KEY = /^[a-z][a-z0-9-]{0,63}$/;
/** Octets of UTF-8. */
export const SETTING_VALUE_MAX = 1024;
/** Settings of one domain. */
export const SETTINGS_MAX = 64;

/** Where a domain's settings are; `data` is a guest's own to write in, as libxl leaves it. */
export const settingsPath = (domid: number): string => xsJoin(domainHome(domid), "data", "settings");

/** A value as the store has it, a character an octet of its UTF-8. Undefined for what is no Unicode (half a surrogate pair) or too long. */
export function settingOctets(value: string): string | undefined {
  try {
    const octets = encodeURIComponent(value).replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    return octets.length <= SETTING_VALUE_MAX ? octets : undefined;
  } catch (cause) {
    if (cause instanceof URIError) return undefined;
    throw cause;
  }
}

/** The other way; undefined for what is no UTF-8 or too long. */
export function settingText(octets: string): string | undefined {
  if (octets.length > SETTING_VALUE_MAX) return undefined;
  try {
    return decodeURIComponent(octets.replace(/[^]/g, (octet) => `%${octet.charCodeAt(0).toString(16).padStart(2, "0")}`));
  } catch (cause) {
    if (cause instanceof URIError) return undefined;
    throw cause;
  }
}

/** What a setting is when all displays follow it: a signal, and the signal's value for each of its own. Undefined: no value, so the light decides. */
export interface Choice {
  readonly path: VssPath;
  readonly values: Readonly<Record<string, string | undefined>>;
}

// prettier-ignore
export const CHOICES = {
  "language": { path: "Vehicle.Cabin.Infotainment.HMI.CurrentLanguage", values: { en: "en", de: "de", zh: "zh", ar: "ar" } },
  "distance-unit": { path: "Vehicle.Cabin.Infotainment.HMI.DistanceUnit", values: { mi: "MILES", km: "KILOMETERS" } },
  "temperature-unit": { path: "Vehicle.Cabin.Infotainment.HMI.TemperatureUnit", values: { C: "C", F: "F" } },
  "pressure-unit": { path: "Vehicle.Cabin.Infotainment.HMI.TirePressureUnit", values: { psi: "PSI", kPa: "KPA", bar: "BAR" } },
  "theme": { path: "Vehicle.Cabin.Infotainment.HMI.DayNightMode", values: { day: "DAY", night: "NIGHT", auto: undefined } },
} as const satisfies Readonly<Record<string, Choice>>;

export type ChoiceName = keyof typeof CHOICES;
