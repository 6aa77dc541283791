/**
 * The telltales that dom0 draws above every picture of its display, as one table.
 *
 * Symbols are ISO 2575 in style (the drawings are Material Design's); symbol and colour together carry the meaning. An unlit
 * telltale is barely visible, never gone; a warning whose signal is missing is lit, because silence is no good news.
 */
import {
  mdiAirbag,
  mdiArrowLeftBold,
  mdiArrowRightBold,
  mdiCarBrakeAbs,
  mdiCarBrakeAlert,
  mdiCarDoor,
  mdiCarEsp,
  mdiCarLightDimmed,
  mdiCarLightFog,
  mdiCarLightHigh,
  mdiEngineOutline,
  mdiOil,
  mdiSeatbelt,
} from "@mdi/js";
import type { SignalValue } from "../../protocol/bridge.ts";
import type { VssPath } from "../../protocol/vss.ts";

export type Signals = ReadonlyMap<string, SignalValue>;

export interface Telltale {
  readonly id: string;
  readonly path: string;
  readonly colour: "red" | "amber" | "green" | "blue";
  /** Left edge and size of the symbol, in pixels of a 1920 × 720 display. */
  readonly x: number;
  readonly size: number;
  readonly lit: (signals: Signals) => boolean;
  /** What `lit` reads; dom0 sends these and no more. */
  readonly sources: readonly VssPath[];
}

const is = (path: VssPath) => ({ sources: [path], lit: (signals: Signals) => signals.get(path) === 1 });
const isNot = (path: VssPath) => ({ sources: [path], lit: (signals: Signals) => signals.get(path) === 0 });
const anyOf = (...sources: readonly VssPath[]) => ({ sources, lit: (signals: Signals) => sources.some((path) => signals.get(path) === 1) });

const hazard = "Vehicle.Body.Lights.Hazard.IsSignaling";
const running = "Vehicle.Powertrain.CombustionEngine.IsRunning";
const oilPressure = "Vehicle.Powertrain.CombustionEngine.EOP";
/** Below this a warm engine's bearings run dry. kPa. */
const OIL_PRESSURE_MIN = 60;

// prettier-ignore
export const telltales: readonly Telltale[] = [
  { id: "beam-low",    path: mdiCarLightDimmed, colour: "green", x: 60,   size: 38, ...is("Vehicle.Body.Lights.Beam.Low.IsOn") },
  { id: "beam-high",   path: mdiCarLightHigh,   colour: "blue",  x: 116,  size: 38, ...is("Vehicle.Body.Lights.Beam.High.IsOn") },
  { id: "fog-rear",    path: mdiCarLightFog,    colour: "amber", x: 172,  size: 38, ...is("Vehicle.Body.Lights.Fog.Rear.IsOn") },
  { id: "turn-left",   path: mdiArrowLeftBold,  colour: "green", x: 644,  size: 46, ...anyOf("Vehicle.Body.Lights.DirectionIndicator.Left.IsSignaling", hazard) },
  { id: "turn-right",  path: mdiArrowRightBold, colour: "green", x: 1230, size: 46, ...anyOf("Vehicle.Body.Lights.DirectionIndicator.Right.IsSignaling", hazard) },
  { id: "door",        path: mdiCarDoor,        colour: "red",   x: 1456, size: 38, ...anyOf("Vehicle.Cabin.Door.Row1.DriverSide.IsOpen", "Vehicle.Cabin.Door.Row1.PassengerSide.IsOpen", "Vehicle.Cabin.Door.Row2.DriverSide.IsOpen", "Vehicle.Cabin.Door.Row2.PassengerSide.IsOpen") },
  { id: "airbag",      path: mdiAirbag,         colour: "red",   x: 1512, size: 38, ...is("Vehicle.Cabin.Seat.Row1.DriverSide.Airbag.IsDeployed") },
  { id: "belt",        path: mdiSeatbelt,       colour: "red",   x: 1568, size: 38, ...isNot("Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted") },
  { id: "abs",         path: mdiCarBrakeAbs,    colour: "amber", x: 1624, size: 38, ...is("Vehicle.ADAS.ABS.IsError") },
  { id: "esc",         path: mdiCarEsp,         colour: "amber", x: 1680, size: 38, ...anyOf("Vehicle.ADAS.ESC.IsError", "Vehicle.ADAS.ESC.IsEngaged") },
  { id: "engine",      path: mdiEngineOutline,  colour: "amber", x: 1736, size: 38, sources: [running], lit: (signals) => signals.get(running) === 0 },
  { id: "oil",         path: mdiOil,            colour: "red",   x: 1792, size: 38, sources: [running, oilPressure], lit: (signals) => signals.get(running) === 0 || (signals.get(oilPressure) ?? OIL_PRESSURE_MIN) < OIL_PRESSURE_MIN },
  { id: "brake",       path: mdiCarBrakeAlert,  colour: "red",   x: 1848, size: 38, ...anyOf("Vehicle.Chassis.ParkingBrake.IsEngaged", "Vehicle.Chassis.Axle.Row1.Wheel.Left.Brake.IsFluidLevelLow") },
];

const SYMBOL_BOX = 24; // Material Design draws on 24 × 24.
const CENTRE_Y = 50;

/** Draws the table into `svg` and answers what lights it. */
export function mountTelltales(svg: SVGSVGElement): (signals: Signals) => void {
  svg.setAttribute("viewBox", "0 0 1920 720");
  const lamps = telltales.map((telltale) => {
    const group = document.createElementNS("http://www.w3.org/2000/svg", "g");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", telltale.path);
    group.id = `telltale-${telltale.id}`;
    group.setAttribute("transform", `translate(${telltale.x} ${CENTRE_Y - telltale.size / 2}) scale(${telltale.size / SYMBOL_BOX})`);
    group.append(path);
    svg.append(group);
    return { group, telltale };
  });
  return (signals) => {
    for (const { group, telltale } of lamps) {
      const wanted = telltale.lit(signals) ? telltale.colour : "";
      if (group.getAttribute("class") !== wanted) group.setAttribute("class", wanted);
    }
  };
}
