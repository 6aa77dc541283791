/** From where on a measure of the car is bad news: one place, so that a telltale and the message beside it say the same. */
import type { SignalValue } from "../../protocol/bridge.ts";

/** km/h. Below it the car is manoeuvred, and an open door or a loose belt is no danger yet. */
export const MOVING = 6;
/** kPa. An engine at idle holds more. */
export const OIL_PRESSURE_MIN = 70;
/** Celsius: above it the engine is too hot to go on. */
export const COOLANT_MAX = 118;
/** kPa. UN R141 warns at 20 % below the cold pressure at the latest; 240 kPa is this car's. */
export const TYRE_MIN = 192;
/** Volts, with the alternator running. */
export const CHARGING_MIN = 12.2;

/** Whether this pressure, in kPa, is too low to drive on. */
export function isTyreLow(pressure: SignalValue): boolean {
  return pressure !== undefined && pressure < TYRE_MIN;
}
