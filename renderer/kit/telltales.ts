/**
 * The telltales as one table: what each means, what lights it, who draws it, what it sounds like, and what it shows when the car has fallen
 * silent. Where each stands is layout (telltale-layout.ts).
 *
 * Names and colours are ISO 2575's; `iso7000` is the symbol's registration there, given where we are sure of it. They were written down
 * from what is commonly known of the standard, not from its text, and the drawings are Material Design's: to be checked before a car is sold.
 *
 * `drawnBy`: what a driver must see before he drives on, or to be seen by others, is dom0's and never covered; a guest draws the rest.
 * `missing` is shown when the signals do not say, and `why` is the reason. A system that does not answer counts as failed; a lamp that only
 * tells of a thing in use does not claim it.
 */
import {
  mdiAirbag,
  mdiArrowLeftBold,
  mdiArrowRightBold,
  mdiCarBattery,
  mdiCarBrakeAbs,
  mdiCarBrakeAlert,
  mdiCarBrakeParking,
  mdiCarBrakeWornLinings,
  mdiCarDoor,
  mdiCarEsp,
  mdiCarLightAlert,
  mdiCarLightDimmed,
  mdiCarLightFog,
  mdiCarLightHigh,
  mdiCarParkingLights,
  mdiCarTireAlert,
  mdiCoolantTemperature,
  mdiEngineOutline,
  mdiGasStation,
  mdiOil,
  mdiOilLevel,
  mdiSeatbelt,
  mdiWiperWashAlert,
} from "@mdi/js";
import type { VssPath } from "../../protocol/vss.ts";
import { IGNITION, ignitionOf } from "./ignition.ts";
import { above, anyOf, below, flashing, is, isNot, type Lamp, type Read, type Rule } from "./telltale-rules.ts";
import { CHARGING_MIN, COOLANT_MAX, MOVING, OIL_PRESSURE_MIN, TYRE_MIN } from "./vehicle-limits.ts";

/** When it is heard: at each change of the lamp, once, three times, or again and again until the driver acts or it gives up. */
export type Pattern = "tick" | "single" | "triple" | "repeat";

export interface Chime {
  readonly pattern: Pattern;
  /** It sounds only while this is lit too: an oil lamp before the engine runs is as it should be. */
  readonly when?: Rule;
}

export interface Telltale {
  readonly id: string;
  /** As ISO 2575 calls what it tells of. */
  readonly name: string;
  readonly iso7000?: string;
  /** An SVG path on 24 × 24. */
  readonly symbol: string;
  /** The drawing's left is to be its right: a rear lamp shines the other way. */
  readonly mirrored?: true;
  readonly colour: "red" | "amber" | "green" | "blue";
  /** 1 goes before all: which of several chimes sounds. No two are the same. */
  readonly priority: number;
  readonly drawnBy: "dom0" | "guest";
  readonly chime?: Chime;
  /** Whether it works with the ignition off. */
  readonly parked?: true;
  readonly rule: Rule;
  readonly missing: Lamp;
  readonly why: string;
}

const engineStands = isNot("Vehicle.Powertrain.CombustionEngine.IsRunning");
const engineRuns = is("Vehicle.Powertrain.CombustionEngine.IsRunning");
const moving = above("Vehicle.Speed", MOVING);
/** km/h. UN R16 has the belt's second warning begin here at the latest. */
const beltSpeed = above("Vehicle.Speed", 25);
/** Its place among VSS's five levels, from critically low to critically high. */
const OIL_LEVEL_NORMAL = 2;
const hazard = is("Vehicle.Body.Lights.Hazard.IsSignaling");
const wheels = ["Row1.Wheel.Left", "Row1.Wheel.Right", "Row2.Wheel.Left", "Row2.Wheel.Right"] as const;
const doors = ["Row1.DriverSide", "Row1.PassengerSide", "Row2.DriverSide", "Row2.PassengerSide"] as const;

/** MDI has no lane departure: a car whose wheel is on the line. */
const LANE =
  "M2 21L5.4 3H7.6L4.2 21ZM22 21L18.6 3H16.4L19.8 21ZM11 3H13V6.5H11ZM8.7 10.6L9.6 8.5H14.4L15.3 10.6L16.4 11.6V17H14.8V15.6H9.2V17H7.6V11.6Z";

// prettier-ignore
const table = [
  { id: "brake", name: "Brake failure", iso7000: "0239", symbol: mdiCarBrakeAlert, colour: "red", priority: 1, drawnBy: "dom0",
    rule: anyOf(is("Vehicle.Chassis.Axle.Row1.Wheel.Left.Brake.IsFluidLevelLow"), is("Vehicle.ADAS.EBD.IsError")),
    chime: { pattern: "triple" },
    missing: "lit", why: "brakes that do not answer are not known to work" },
  { id: "airbag", name: "Airbag", iso7000: "2108", symbol: mdiAirbag, colour: "red", priority: 2, drawnBy: "dom0",
    rule: anyOf(is("Vehicle.Cabin.Seat.Row1.DriverSide.Airbag.IsDeployed"), isNot("Vehicle.Cabin.Seat.Row1.DriverSide.Airbag.IsEnabled")),
    chime: { pattern: "single" },
    missing: "lit", why: "an airbag that does not answer may not open" },
  { id: "oil", name: "Engine oil pressure", iso7000: "0248", symbol: mdiOil, colour: "red", priority: 3, drawnBy: "dom0",
    rule: anyOf(engineStands, below("Vehicle.Powertrain.CombustionEngine.EOP", OIL_PRESSURE_MIN)),
    chime: { pattern: "triple", when: engineRuns },
    missing: "lit", why: "an engine without oil is lost in seconds, and a stop costs little" },
  { id: "coolant", name: "Engine coolant temperature", iso7000: "0246", symbol: mdiCoolantTemperature, colour: "red", priority: 4, drawnBy: "guest",
    rule: above("Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature", COOLANT_MAX),
    chime: { pattern: "triple" },
    missing: "flash", why: "the gauge is at rest, and the engine may be hot or not" },
  { id: "door", name: "Door open", symbol: mdiCarDoor, colour: "red", priority: 5, drawnBy: "dom0", parked: true,
    rule: anyOf(...doors.map((door) => is(`Vehicle.Cabin.Door.${door}.IsOpen`))),
    chime: { pattern: "repeat", when: moving },
    missing: "lit", why: "a door that may be open has to be looked at" },
  { id: "belt", name: "Seat belt", iso7000: "0249", symbol: mdiSeatbelt, colour: "red", priority: 6, drawnBy: "dom0",
    rule: isNot("Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted"),
    chime: { pattern: "repeat", when: beltSpeed },
    missing: "lit", why: "the driver knows better, and a belt costs nothing" },
  { id: "parking-brake", name: "Parking brake", iso7000: "0238", symbol: mdiCarBrakeParking, colour: "red", priority: 7, drawnBy: "dom0", parked: true,
    rule: is("Vehicle.Chassis.ParkingBrake.IsEngaged"),
    chime: { pattern: "repeat", when: moving },
    missing: "flash", why: "neither engaged nor released can be claimed" },
  { id: "battery", name: "Battery charging condition", iso7000: "0247", symbol: mdiCarBattery, colour: "red", priority: 8, drawnBy: "guest",
    rule: anyOf(engineStands, below("Vehicle.LowVoltageBattery.CurrentVoltage", CHARGING_MIN)),
    chime: { pattern: "single", when: engineRuns },
    missing: "lit", why: "what runs on the battery alone goes dark" },
  { id: "abs", name: "Anti-lock brake system", iso7000: "1407", symbol: mdiCarBrakeAbs, colour: "amber", priority: 9, drawnBy: "dom0",
    rule: is("Vehicle.ADAS.ABS.IsError"),
    chime: { pattern: "single" },
    missing: "lit", why: "UN R13-H: a system that does not answer is a failed one" },
  { id: "esc", name: "Electronic stability control", iso7000: "2630", symbol: mdiCarEsp, colour: "amber", priority: 10, drawnBy: "dom0",
    rule: anyOf(is("Vehicle.ADAS.ESC.IsError"), flashing(is("Vehicle.ADAS.ESC.IsEngaged"))),
    chime: { pattern: "single" },
    missing: "lit", why: "UN R140: a system that does not answer is a failed one" },
  { id: "tyre", name: "Tyre pressure", iso7000: "1434B", symbol: mdiCarTireAlert, colour: "amber", priority: 11, drawnBy: "guest",
    rule: anyOf(is("Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.IsPressureLow"), ...wheels.map((wheel) => below(`Vehicle.Chassis.Axle.${wheel}.Tire.Pressure`, TYRE_MIN))),
    chime: { pattern: "single" },
    missing: "flash", why: "UN R141: a failed monitoring flashes, a soft tyre is lit" },
  { id: "engine", name: "Engine", iso7000: "0640", symbol: mdiEngineOutline, colour: "amber", priority: 12, drawnBy: "guest",
    rule: anyOf(engineStands, above("Vehicle.Diagnostics.DTCCount", 0)),
    missing: "lit", why: "an engine that does not answer cannot say that its exhaust is clean" },
  { id: "brake-wear", name: "Worn brake linings", symbol: mdiCarBrakeWornLinings, colour: "amber", priority: 13, drawnBy: "guest",
    rule: anyOf(is("Vehicle.Chassis.Axle.Row1.Wheel.Left.Brake.IsBrakesWorn"), is("Vehicle.Chassis.Axle.Row1.Wheel.Right.Brake.IsBrakesWorn")),
    chime: { pattern: "single" },
    missing: "lit", why: "as the brakes' own" },
  { id: "fuel", name: "Fuel", iso7000: "0245", symbol: mdiGasStation, colour: "amber", priority: 14, drawnBy: "guest",
    rule: is("Vehicle.Powertrain.FuelSystem.IsFuelLevelLow"),
    chime: { pattern: "single" },
    missing: "lit", why: "the gauge is at rest, and the tank may be empty" },
  { id: "oil-level", name: "Engine oil level", symbol: mdiOilLevel, colour: "amber", priority: 15, drawnBy: "guest",
    rule: below("Vehicle.Powertrain.CombustionEngine.EngineOil.Level", OIL_LEVEL_NORMAL),
    missing: "unlit", why: "the pressure's lamp, which is dom0's, says what matters" },
  { id: "lamp", name: "Exterior lamp failure", symbol: mdiCarLightAlert, colour: "amber", priority: 16, drawnBy: "guest",
    rule: anyOf(is("Vehicle.Body.Lights.Beam.Low.IsDefect"), is("Vehicle.Body.Lights.Brake.IsDefect")),
    missing: "lit", why: "a lamp that does not answer may be dark" },
  { id: "lane", name: "Lane departure", symbol: LANE, colour: "amber", priority: 17, drawnBy: "guest",
    rule: flashing(is("Vehicle.ADAS.LaneDepartureDetection.IsWarning")),
    missing: "unlit", why: "a warning of this moment; one that comes late points the wrong way" },
  { id: "washer", name: "Windscreen washer fluid", symbol: mdiWiperWashAlert, colour: "amber", priority: 18, drawnBy: "guest",
    rule: is("Vehicle.Body.Windshield.Front.WasherFluid.IsLevelLow"),
    missing: "unlit", why: "nothing is lost by not knowing" },
  { id: "turn-left", name: "Turn signal, left", iso7000: "0084", symbol: mdiArrowLeftBold, colour: "green", priority: 19, drawnBy: "dom0", parked: true,
    rule: anyOf(is("Vehicle.Body.Lights.DirectionIndicator.Left.IsSignaling"), hazard),
    chime: { pattern: "tick" },
    missing: "unlit", why: "the driver must not think that others see what may be dark" },
  { id: "turn-right", name: "Turn signal, right", iso7000: "0084", symbol: mdiArrowRightBold, colour: "green", priority: 20, drawnBy: "dom0", parked: true,
    rule: anyOf(is("Vehicle.Body.Lights.DirectionIndicator.Right.IsSignaling"), hazard),
    chime: { pattern: "tick" },
    missing: "unlit", why: "the driver must not think that others see what may be dark" },
  { id: "fog-rear", name: "Rear fog light", iso7000: "0634", symbol: mdiCarLightFog, mirrored: true, colour: "amber", priority: 21, drawnBy: "guest",
    rule: is("Vehicle.Body.Lights.Fog.Rear.IsOn"),
    missing: "unlit", why: "what is not known to shine is not shown as shining" },
  { id: "fog-front", name: "Front fog light", iso7000: "0633", symbol: mdiCarLightFog, colour: "green", priority: 22, drawnBy: "guest",
    rule: is("Vehicle.Body.Lights.Fog.Front.IsOn"),
    missing: "unlit", why: "what is not known to shine is not shown as shining" },
  { id: "beam-high", name: "Upper beam", iso7000: "0082", symbol: mdiCarLightHigh, colour: "blue", priority: 23, drawnBy: "guest",
    rule: is("Vehicle.Body.Lights.Beam.High.IsOn"),
    missing: "unlit", why: "what is not known to shine is not shown as shining" },
  { id: "beam-low", name: "Lower beam", iso7000: "0083", symbol: mdiCarLightDimmed, colour: "green", priority: 24, drawnBy: "guest",
    rule: is("Vehicle.Body.Lights.Beam.Low.IsOn"),
    missing: "unlit", why: "what is not known to shine is not shown as shining" },
  { id: "position", name: "Position lights", symbol: mdiCarParkingLights, colour: "green", priority: 25, drawnBy: "guest", parked: true,
    rule: is("Vehicle.Body.Lights.Parking.IsOn"),
    missing: "unlit", why: "what is not known to shine is not shown as shining" },
] as const satisfies readonly Telltale[];

export type TelltaleId = (typeof table)[number]["id"];

export const telltales: readonly (Telltale & { readonly id: TelltaleId })[] = table;

// fromEntries of pairs keyed by TelltaleId gives TelltaleIds, and every one of them has a row.
export const symbols = Object.fromEntries(table.map(({ id, symbol }) => [id, symbol])) as Readonly<Record<TelltaleId, string>>;

/** The rows that are drawn by one of the two. */
export const drawnBy = (who: Telltale["drawnBy"]): typeof telltales => telltales.filter((telltale) => telltale.drawnBy === who);

/** All that a lamp depends on. */
export const lampSources = ({ rule }: Telltale): readonly VssPath[] => [...rule.sources, IGNITION];

/** What a telltale shows now. Where the ignition is not known it counts as on. */
export function lampOf({ parked, rule, missing }: Telltale, read: Read): Lamp {
  if (parked !== true && ignitionOf(read(IGNITION)) === "off") return "unlit";
  return rule.says(read) ?? missing;
}
