import type { SignalValue } from "../../../../protocol/bridge.ts";
import type { VssPath } from "../../../../protocol/vss.ts";
import { NO_VALUE } from "../../../kit/format.ts";
import { gearName } from "../car/body-state.ts";
import type { TextKey, Texts } from "../text/texts.ts";

// Typed here, not taken from protocol/vss.ts: a page may take types from there, but no code.
/** What each number of an enumeration means, in the specification's order. */
export const enumerations = {
  "Vehicle.LowVoltageSystemState": ["valueUndefined", "valueLocked", "valueOff", "valueAccessory", "valueOn", "valueStarting"],
  "Vehicle.Powertrain.CombustionEngine.EngineOil.Level": ["valueVeryLow", "valueLow", "valueNormal", "valueHigh", "valueVeryHigh"],
  "Vehicle.Body.Lights.Brake.IsActive": ["valueInactive", "valueActive", "valueAdaptive"],
} as const satisfies Partial<Record<VssPath, readonly TextKey[]>>;

const wordsOf: Partial<Record<VssPath, readonly TextKey[]>> = enumerations;

/** Whether it travels as 0 and 1, which its name says. */
const isBoolean = (path: VssPath): boolean => /\.Is[A-Z]\w*$/.test(path);

/** A value as it reads: what is yes or no and what is one of several in words, what is a number as the bus has it. */
export function signalText(path: VssPath, value: SignalValue, texts: Texts): string {
  if (value === undefined) return NO_VALUE;
  if (path === "Vehicle.Powertrain.Transmission.SelectedGear") return gearName(value, undefined);
  const words = wordsOf[path] ?? (isBoolean(path) ? (["valueNo", "valueYes"] as const) : undefined);
  const word = words?.[value];
  return word === undefined ? String(Math.round(value * 1e5) / 1e5) : texts[word];
}
