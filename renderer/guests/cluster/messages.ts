import type { SignalValue } from "../../../protocol/bridge.ts";
import type { VssPath } from "../../../protocol/vss.ts";
import { CHARGING_MIN, COOLANT_MAX, isTyreLow, MOVING, OIL_PRESSURE_MIN } from "../../kit/vehicle-limits.ts";
import type { Phrase } from "./phrase.ts";
import type { TextKey } from "./text/texts.ts";

/** How bad it is, as ISO 2575 colours it: stop, heed, know. */
export type Level = "danger" | "warn" | "info";

export type MessageIcon =
  "airbag" | "brake" | "oil" | "coolant" | "parking" | "door" | "belt" | "tyre" | "esc" | "abs" | "battery" | "fuel" | "ice" | "data";

/** One thing the driver has to know: what it is, and what to do or how much. No language yet. */
export interface Message {
  readonly id: string;
  readonly level: Level;
  readonly icon: MessageIcon;
  readonly text: TextKey;
  readonly detail?: Phrase;
}

type Read = (path: VssPath) => SignalValue;

/** Celsius: the road may be icy from here down. */
export const ICE = 3;

const doors = [
  ["Vehicle.Cabin.Door.Row1.DriverSide.IsOpen", "doorDriver"],
  ["Vehicle.Cabin.Door.Row1.PassengerSide.IsOpen", "doorPassenger"],
  ["Vehicle.Cabin.Door.Row2.DriverSide.IsOpen", "doorRearDriver"],
  ["Vehicle.Cabin.Door.Row2.PassengerSide.IsOpen", "doorRearPassenger"],
  ["Vehicle.Body.Trunk.Rear.IsOpen", "boot"],
] as const;

const tyres = [
  ["Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Pressure", "tyreFrontLeft"],
  ["Vehicle.Chassis.Axle.Row1.Wheel.Right.Tire.Pressure", "tyreFrontRight"],
  ["Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.Pressure", "tyreRearLeft"],
  ["Vehicle.Chassis.Axle.Row2.Wheel.Right.Tire.Pressure", "tyreRearRight"],
] as const;

/** The signals a message may depend on, to render again when one of them changes. */
export const messageSignals: readonly VssPath[] = [
  "Vehicle.Speed",
  "Vehicle.Cabin.Seat.Row1.DriverSide.Airbag.IsDeployed",
  "Vehicle.Chassis.Axle.Row1.Wheel.Left.Brake.IsFluidLevelLow",
  "Vehicle.Powertrain.CombustionEngine.IsRunning",
  "Vehicle.Powertrain.CombustionEngine.EOP",
  "Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature",
  "Vehicle.Chassis.ParkingBrake.IsEngaged",
  "Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted",
  "Vehicle.ADAS.ESC.IsError",
  "Vehicle.ADAS.ABS.IsError",
  "Vehicle.LowVoltageBattery.CurrentVoltage",
  "Vehicle.Powertrain.FuelSystem.IsFuelLevelLow",
  "Vehicle.Powertrain.FuelSystem.Range",
  "Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.IsPressureLow",
  "Vehicle.Exterior.AirTemperature",
  ...doors.map(([path]) => path),
  ...tyres.map(([path]) => path),
];

/** Every message there is now, the most important first: that is the order of the table, dangers, then warnings, then information. */
export function activeMessages(read: Read): readonly Message[] {
  return rules.flatMap((rule) => rule(read) || []);
}

const rules: readonly ((read: Read) => Message | readonly Message[] | false)[] = [
  (read) => is(read, "Vehicle.Cabin.Seat.Row1.DriverSide.Airbag.IsDeployed") && one("danger", "airbag", "airbag", "stopSafely"),
  (read) => is(read, "Vehicle.Chassis.Axle.Row1.Wheel.Left.Brake.IsFluidLevelLow") && one("danger", "brake", "brakeFluid", "stopSafely"),
  (read) =>
    is(read, "Vehicle.Powertrain.CombustionEngine.IsRunning") &&
    below(read("Vehicle.Powertrain.CombustionEngine.EOP"), OIL_PRESSURE_MIN) &&
    one("danger", "oil", "oilPressure", "stopEngine"),
  (read) =>
    above(read("Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature"), COOLANT_MAX) &&
    one("danger", "coolant", "engineHot", "stopSafely"),
  (read) => moving(read) && is(read, "Vehicle.Chassis.ParkingBrake.IsEngaged") && one("danger", "parking", "parkingBrake", "releaseIt"),
  (read) => openDoors(read),
  (read) => moving(read) && unbelted(read) && one("danger", "belt", "belt"),
  (read) => read("Vehicle.Speed") === undefined && one("warn", "data", "noData", "atRest"),
  (read) => lowTyres(read),
  (read) => is(read, "Vehicle.ADAS.ESC.IsError") && one("warn", "esc", "stability", "driveWithCare"),
  (read) => is(read, "Vehicle.ADAS.ABS.IsError") && one("warn", "abs", "antiLock", "driveWithCare"),
  (read) =>
    is(read, "Vehicle.Powertrain.CombustionEngine.IsRunning") &&
    below(read("Vehicle.LowVoltageBattery.CurrentVoltage"), CHARGING_MIN) &&
    one("warn", "battery", "charging"),
  (read) =>
    is(read, "Vehicle.Powertrain.FuelSystem.IsFuelLevelLow") && {
      ...one("warn", "fuel", "fuelLow"),
      detail: { text: "distanceLeft", quantity: "distance", value: read("Vehicle.Powertrain.FuelSystem.Range") },
    },
  (read) => !moving(read) && unbelted(read) && is(read, "Vehicle.Powertrain.CombustionEngine.IsRunning") && one("warn", "belt", "belt"),
  (read) => {
    const outside = read("Vehicle.Exterior.AirTemperature");
    if (!moving(read) || outside === undefined || outside > ICE) return false;
    return { ...one("info", "ice", "ice"), detail: { text: "outside", quantity: "temperature", value: outside } };
  },
];

/** A message that is there once: its text is its id. */
function one(level: Level, icon: MessageIcon, text: TextKey, detail?: TextKey): Message {
  return { id: text, level, icon, text, ...(detail === undefined ? {} : { detail: { text: detail } }) };
}

function is(read: Read, path: VssPath): boolean {
  return read(path) === 1;
}

function below(value: SignalValue, limit: number): boolean {
  return value !== undefined && value < limit;
}

function above(value: SignalValue, limit: number): boolean {
  return value !== undefined && value > limit;
}

function moving(read: Read): boolean {
  return above(Math.abs(read("Vehicle.Speed") ?? 0), MOVING);
}

function unbelted(read: Read): boolean {
  return read("Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted") === 0;
}

/** Each open door by itself: one that opens after another was acknowledged is news. */
function openDoors(read: Read): readonly Message[] {
  const level = moving(read) ? "danger" : "warn";
  return doors.flatMap(([path, text]) => (is(read, path) ? one(level, "door", text) : []));
}

/** The softest first. A sensor that only knows "low" counts when no pressure tells more. */
function lowTyres(read: Read): readonly Message[] {
  const low = tyres
    .map(([path, text]) => ({ text, pressure: read(path) }))
    .filter(({ pressure }) => isTyreLow(pressure))
    .sort((a, b) => (a.pressure ?? 0) - (b.pressure ?? 0));
  if (low.length === 0 && is(read, "Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.IsPressureLow"))
    return [one("warn", "tyre", "tyreRearLeft", "pressureLow")];
  return low.map(({ text, pressure }) => ({ ...one("warn", "tyre", text), detail: { quantity: "pressure", value: pressure } }));
}
