import type { SignalValue } from "../../../../protocol/bridge.ts";
import type { VssPath } from "../../../../protocol/vss.ts";

export const tyrePaths = {
  "Front left": "Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Pressure",
  "Front right": "Vehicle.Chassis.Axle.Row1.Wheel.Right.Tire.Pressure",
  "Rear left": "Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.Pressure",
  "Rear right": "Vehicle.Chassis.Axle.Row2.Wheel.Right.Tire.Pressure",
} as const satisfies Record<string, VssPath>;
export type Wheel = keyof typeof tyrePaths;
export const wheels: readonly Wheel[] = ["Front left", "Front right", "Rear left", "Rear right"];

export const doorPaths = {
  "Driver door": "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen",
  "Passenger door": "Vehicle.Cabin.Door.Row1.PassengerSide.IsOpen",
  "Rear left door": "Vehicle.Cabin.Door.Row2.DriverSide.IsOpen",
  "Rear right door": "Vehicle.Cabin.Door.Row2.PassengerSide.IsOpen",
  Tailgate: "Vehicle.Body.Trunk.Rear.IsOpen",
} as const satisfies Record<string, VssPath>;
export type Door = keyof typeof doorPaths;
export const doors: readonly Door[] = ["Driver door", "Passenger door", "Rear left door", "Rear right door", "Tailgate"];

/** Kilopascals: this car's tyres want 230 and warn a tenth below (UN R141 asks for 20 % at the latest). */
const TYRE_LOW = 207;

export const tyreIsLow = (pressure: SignalValue): boolean => pressure !== undefined && pressure < TYRE_LOW;

/** P, R, N, D as the lever stands; with D the gear that is in. VSS: 126 is park, 127 drive, negative reverse. */
export function gearName(selected: SignalValue, current: SignalValue): string {
  if (selected === undefined) return "--";
  if (selected === 126) return "P";
  if (selected < 0) return "R";
  if (selected === 0) return "N";
  return current !== undefined && current > 0 ? `D${current}` : "D";
}
