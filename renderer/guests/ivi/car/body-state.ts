import type { SignalValue } from "../../../../protocol/bridge.ts";
import type { VssPath } from "../../../../protocol/vss.ts";
import type { TextKey } from "../text/texts.ts";

/** By what each is called. */
export const tyrePaths = {
  tyreFrontLeft: "Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Pressure",
  tyreFrontRight: "Vehicle.Chassis.Axle.Row1.Wheel.Right.Tire.Pressure",
  tyreRearLeft: "Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.Pressure",
  tyreRearRight: "Vehicle.Chassis.Axle.Row2.Wheel.Right.Tire.Pressure",
} as const satisfies Partial<Record<TextKey, VssPath>>;
export type Wheel = keyof typeof tyrePaths;
export const wheels: readonly Wheel[] = ["tyreFrontLeft", "tyreFrontRight", "tyreRearLeft", "tyreRearRight"];

export const doorPaths = {
  doorDriver: "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen",
  doorPassenger: "Vehicle.Cabin.Door.Row1.PassengerSide.IsOpen",
  doorRearLeft: "Vehicle.Cabin.Door.Row2.DriverSide.IsOpen",
  doorRearRight: "Vehicle.Cabin.Door.Row2.PassengerSide.IsOpen",
  tailgate: "Vehicle.Body.Trunk.Rear.IsOpen",
} as const satisfies Partial<Record<TextKey, VssPath>>;
export type Door = keyof typeof doorPaths;
export const doors: readonly Door[] = ["doorDriver", "doorPassenger", "doorRearLeft", "doorRearRight", "tailgate"];

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
