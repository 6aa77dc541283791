/** The states that are looked at: what the car says in each, and what has to happen besides. */
import { vssSignals } from "../../protocol/vss.ts";
import { driving, parked, reversing, type Signals } from "../support/drives.ts";

export type Screen = "cluster" | "ivi";

export interface State {
  readonly name: string;
  readonly title: string;
  readonly screens: readonly Screen[];
  readonly signals: Signals;
  /** What the infotainment shows; its home where it is not said. */
  readonly app?: App;
  /** `ignition`: it is switched on for each picture. `crash`: the infotainment dies, and does not get back to its feet meanwhile. */
  readonly event?: "ignition" | "crash";
}

export const APPS = ["home", "map", "media", "phone", "car", "apps", "trip", "signals", "settings", "domain"] as const;
export type App = (typeof APPS)[number];

const both = ["cluster", "ivi"] as const;
/** VSS's LowVoltageSystemState. */
const ON = 4;

/** No lamp has a reason to be lit: every "is" says no, but for those whose no is the bad news. */
const healthy: Signals = Object.fromEntries(
  vssSignals.flatMap(({ path, datatype }) => (datatype === "boolean" ? [[path, Number(/\.Is(Belted|Enabled|Running)$/.test(path))]] : [])),
);

const always: Signals = {
  "Vehicle.LowVoltageSystemState": ON,
  "Vehicle.Powertrain.CombustionEngine.EngineOil.Level": 2,
  "Vehicle.Body.Lights.Beam.Low.IsOn": 1,
  "Vehicle.CurrentLocation.Latitude": 48.1372,
  "Vehicle.CurrentLocation.Longitude": 11.5755,
  "Vehicle.CurrentLocation.Heading": 40,
};

const standing: Signals = { ...healthy, ...parked, ...always, "Vehicle.ADAS.CruiseControl.IsEnabled": 0 };
const cruising: Signals = {
  ...healthy,
  ...driving,
  ...always,
  "Vehicle.ADAS.CruiseControl.IsActive": 1,
  "Vehicle.ADAS.CruiseControl.SpeedSet": 87,
};
/** A red one, an amber one, and an indicator: a lamp, a message and a second one that waits. */
const warned: Signals = {
  ...cruising,
  "Vehicle.Powertrain.CombustionEngine.EOP": 20,
  "Vehicle.ADAS.ABS.IsError": 1,
  "Vehicle.Chassis.Axle.Row1.Wheel.Right.Tire.Pressure": 178,
  "Vehicle.Body.Lights.DirectionIndicator.Left.IsSignaling": 1,
};
const backing: Signals = { ...standing, ...reversing, "Vehicle.Chassis.SteeringWheel.Angle": 180 };

const titles: Readonly<Record<App, string>> = {
  home: "Home",
  map: "Map",
  media: "Media",
  phone: "Phone",
  car: "Vehicle",
  apps: "Apps",
  trip: "Trip",
  signals: "Signals",
  settings: "Settings",
  domain: "Domain",
};

const appStanding = (app: App): State => ({
  name: `app-${app}`,
  title: `${titles[app]}, standing`,
  screens: ["ivi"],
  signals: standing,
  app,
});

/**
 * In the order in which they are taken: before anything moves, the map is where it always begins; the trip has something to tell when it has
 * moved; what breaks something comes last.
 */
export const STATES: readonly State[] = [
  { name: "lamp-check", title: "Lamp check", screens: ["cluster"], signals: standing, event: "ignition" },
  { name: "parked", title: "Parked", screens: ["cluster"], signals: standing },
  { name: "no-data", title: "No data", screens: both, signals: {} },
  ...APPS.filter((app) => app !== "trip").map(appStanding),
  { name: "cruising", title: "Cruising", screens: both, signals: cruising },
  { name: "warning", title: "Warning", screens: ["cluster"], signals: warned },
  ...(["phone", "signals", "settings"] as const).map((app): State => ({
    name: `locked-${app}`,
    title: `${titles[app]}, locked by speed`,
    screens: ["ivi"],
    signals: cruising,
    app,
  })),
  appStanding("trip"),
  { name: "reverse", title: "Reverse", screens: both, signals: backing },
  { name: "placeholder", title: "After a crash of the infotainment", screens: both, signals: cruising, event: "crash" },
];
