import type { SignalValue } from "../../protocol/bridge.ts";
import type { VssPath } from "../../protocol/vss.ts";
import { sameSettings, settingsFrom, type Settings } from "../kit/settings.ts";

/**
 * What dom0's pages follow of what the driver chose. The choice is a guest's word, of which dom0 takes only what the table of signals allows;
 * should anything else come so far, the language is English. A signal without a value changes nothing. The same object while nothing changes.
 */
export function driverSettings(read: (path: VssPath) => SignalValue, before: Settings): Settings {
  const told = read("Vehicle.Cabin.Infotainment.HMI.CurrentLanguage") !== undefined;
  const next = settingsFrom(read, told ? { ...before, language: "en" } : before);
  return sameSettings(next, before) ? before : next;
}
