import type { SignalValue } from "../../../protocol/bridge.ts";
import type { VssPath } from "../../../protocol/vss.ts";
import { bar, kilometres, whole } from "../../kit/format.ts";

/** How bad it is, as ISO 2575 colours it: stop, heed, know. */
export type Level = "danger" | "warn" | "info";

export type MessageIcon =
  "airbag" | "brake" | "oil" | "coolant" | "parking" | "door" | "belt" | "tyre" | "esc" | "abs" | "battery" | "fuel" | "ice" | "data";

/** The one message the driver sees: what it is, and what to do or how much. */
export interface Message {
  readonly id: string;
  readonly level: Level;
  readonly icon: MessageIcon;
  readonly text: string;
  readonly detail?: string;
}

type Read = (path: VssPath) => SignalValue;

/** km/h. Below it the car is manoeuvred, and an open door or a loose belt is no danger yet. */
const MOVING = 6;
/** kPa. An engine at idle holds more. */
const OIL_PRESSURE_MIN = 70;
/** Celsius: above it the engine is too hot to go on. */
export const COOLANT_MAX = 118;
/** Celsius: the road may be icy from here down. */
export const ICE = 3;
/** kPa. UN R141 warns at 20 % below the cold pressure at the latest; 240 kPa is this car's. */
const TYRE_MIN = 192;
/** Volts, with the alternator running. */
const CHARGING_MIN = 12.2;

const doors = [
  ["Vehicle.Cabin.Door.Row1.DriverSide.IsOpen", "Driver door open"],
  ["Vehicle.Cabin.Door.Row1.PassengerSide.IsOpen", "Passenger door open"],
  ["Vehicle.Cabin.Door.Row2.DriverSide.IsOpen", "Rear door open, driver side"],
  ["Vehicle.Cabin.Door.Row2.PassengerSide.IsOpen", "Rear door open, passenger side"],
  ["Vehicle.Body.Trunk.Rear.IsOpen", "Boot open"],
] as const;

/** The tyres' pressures, each with its name, front left first. */
export const tyres = [
  ["Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Pressure", "Front left tyre"],
  ["Vehicle.Chassis.Axle.Row1.Wheel.Right.Tire.Pressure", "Front right tyre"],
  ["Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.Pressure", "Rear left tyre"],
  ["Vehicle.Chassis.Axle.Row2.Wheel.Right.Tire.Pressure", "Rear right tyre"],
] as const;

/** Whether this pressure, in kPa, is too low to drive on. */
export function isTyreLow(pressure: SignalValue): boolean {
  return pressure !== undefined && pressure < TYRE_MIN;
}

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

/** The message that matters most now: the first rule that answers. The order of the table is the priority. */
export function topMessage(read: Read): Message | undefined {
  for (const rule of rules) {
    const message = rule(read);
    if (message) return message;
  }
  return undefined;
}

const rules: readonly ((read: Read) => Message | false | undefined)[] = [
  (read) =>
    is(read, "Vehicle.Cabin.Seat.Row1.DriverSide.Airbag.IsDeployed") && danger("airbag", "airbag", "Airbag deployed", "Stop safely"),
  (read) =>
    is(read, "Vehicle.Chassis.Axle.Row1.Wheel.Left.Brake.IsFluidLevelLow") &&
    danger("brake-fluid", "brake", "Brake fluid low", "Stop safely"),
  (read) =>
    is(read, "Vehicle.Powertrain.CombustionEngine.IsRunning") &&
    below(read("Vehicle.Powertrain.CombustionEngine.EOP"), OIL_PRESSURE_MIN) &&
    danger("oil", "oil", "Oil pressure low", "Stop the engine"),
  (read) =>
    above(read("Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature"), COOLANT_MAX) &&
    danger("coolant", "coolant", "Engine too hot", "Stop safely"),
  (read) =>
    moving(read) &&
    is(read, "Vehicle.Chassis.ParkingBrake.IsEngaged") &&
    danger("parking-brake", "parking", "Parking brake is on", "Release it"),
  (read) => moving(read) && openDoor(read, "danger"),
  (read) => moving(read) && unbelted(read) && danger("belt", "belt", "Fasten your seat belt"),
  (read) => read("Vehicle.Speed") === undefined && warn("no-data", "data", "No vehicle data", "Instruments at rest"),
  (read) => lowTyre(read),
  (read) => is(read, "Vehicle.ADAS.ESC.IsError") && warn("esc", "esc", "Stability control off", "Drive with care"),
  (read) => is(read, "Vehicle.ADAS.ABS.IsError") && warn("abs", "abs", "Anti-lock brakes off", "Drive with care"),
  (read) =>
    is(read, "Vehicle.Powertrain.CombustionEngine.IsRunning") &&
    below(read("Vehicle.LowVoltageBattery.CurrentVoltage"), CHARGING_MIN) &&
    warn("battery", "battery", "Battery is not charging"),
  (read) => openDoor(read, "warn"),
  (read) =>
    is(read, "Vehicle.Powertrain.FuelSystem.IsFuelLevelLow") &&
    warn("fuel", "fuel", "Fuel low", `${kilometres(read("Vehicle.Powertrain.FuelSystem.Range"))} km left`),
  (read) =>
    unbelted(read) && is(read, "Vehicle.Powertrain.CombustionEngine.IsRunning") && warn("belt-rest", "belt", "Fasten your seat belt"),
  (read) => {
    const outside = read("Vehicle.Exterior.AirTemperature");
    return moving(read) && outside !== undefined && outside <= ICE && info("ice", "ice", "Road may be icy", `${whole(outside)} °C outside`);
  },
];

function danger(id: string, icon: MessageIcon, text: string, detail?: string): Message {
  return { id, level: "danger", icon, text, ...(detail === undefined ? {} : { detail }) };
}

function warn(id: string, icon: MessageIcon, text: string, detail?: string): Message {
  return { id, level: "warn", icon, text, ...(detail === undefined ? {} : { detail }) };
}

function info(id: string, icon: MessageIcon, text: string, detail?: string): Message {
  return { id, level: "info", icon, text, ...(detail === undefined ? {} : { detail }) };
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

function openDoor(read: Read, level: Level): Message | undefined {
  const open = doors.filter(([path]) => is(read, path));
  const [first] = open;
  if (!first) return undefined;
  return { id: "door", level, icon: "door", text: open.length > 1 ? `${open.length} doors open` : first[1] };
}

function lowTyre(read: Read): Message | undefined {
  const low = tyres.map(([path, name]) => ({ name, pressure: read(path) })).filter(({ pressure }) => isTyreLow(pressure));
  const [worst] = low.sort((a, b) => (a.pressure ?? 0) - (b.pressure ?? 0));
  if (worst) return warn("tyre", "tyre", worst.name, `${bar(worst.pressure)} bar`);
  return is(read, "Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.IsPressureLow")
    ? warn("tyre", "tyre", "Rear left tyre", "Pressure low")
    : undefined;
}
