/** The states that are looked at: what the car says in each, and what has to happen besides. */
import { vssSignals } from "../../protocol/vss.ts";
import { driving, parked, reversing, type Signals } from "../support/drives.ts";
import { APPS, type App } from "./apps.ts";
import type { Language } from "./languages.ts";

export type Screen = "cluster" | "ivi";

export interface State {
  readonly name: string;
  readonly title: string;
  readonly screens: readonly Screen[];
  readonly signals: Signals;
  /** What the infotainment shows; its home where it is not said. */
  readonly app?: App;
  /** What the car says before `signals`, for each picture anew: of some things it is seen only for a while that they have begun. */
  readonly before?: Signals;
  /** A part of the infotainment's page that has to be there, by its test id. */
  readonly shows?: string;
  /** What is pressed in each language when the app is there, by test ids. The app is opened anew for it. */
  readonly presses?: (language: Language) => readonly string[];
  /** The infotainment's player plays. */
  readonly plays?: boolean;
  /** The infotainment dies, and does not get back to its feet meanwhile. */
  readonly crash?: boolean;
}

const both = ["cluster", "ivi"] as const;
/** VSS's LowVoltageSystemState. */
const LOCK = 1;
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
/** In reverse and not yet moving: a picture that moves may be taken half as it was and half as it is. */
const backing: Signals = { ...standing, ...reversing, "Vehicle.Speed": 0, "Vehicle.Chassis.SteeringWheel.Angle": 180 };

/** Everything that the car has to tell at speed. */
const troubled: Signals = {
  ...cruising,
  "Vehicle.Powertrain.FuelSystem.IsFuelLevelLow": 1,
  "Vehicle.Powertrain.FuelSystem.RelativeLevel": 6,
  "Vehicle.Powertrain.FuelSystem.Range": 38_000,
  "Vehicle.Body.Trunk.Rear.IsOpen": 1,
  "Vehicle.Cabin.Door.Row2.DriverSide.IsOpen": 1,
};

const appStanding = (app: App): State => ({
  name: `app-${app}`,
  title: `${APPS[app].title}, standing`,
  screens: ["ivi"],
  signals: standing,
  app,
});

const lockedAtSpeed = (app: App): State => ({
  name: `locked-${app}`,
  title: `${APPS[app].title}, locked by speed`,
  screens: ["ivi"],
  signals: cruising,
  app,
});

const typed = (letters: string): readonly string[] => [...letters].map((letter) => `key-${letter}`);
/** A street's name has Latin letters everywhere, a contact's what the language has. */
const streetTyped = (language: Language): readonly string[] => [...(language === "ar" ? ["key-script"] : []), ...typed("st")];
const contactTyped = (language: Language): readonly string[] => typed({ en: "o", de: "b", zh: "w", ar: "م" }[language]);

/**
 * In the order in which they are taken: before anything moves, the map is where it always begins; the trip has something to tell when it has
 * moved; what breaks something comes last.
 */
export const STATES: readonly State[] = [
  {
    name: "lamp-check",
    title: "Lamp check",
    screens: ["cluster"],
    signals: standing,
    before: { ...standing, "Vehicle.LowVoltageSystemState": LOCK },
  },
  { name: "parked", title: "Parked", screens: ["cluster"], signals: standing },
  { name: "no-data", title: "No data", screens: both, signals: {} },
  ...(["home", "map", "media", "phone", "car", "apps", "signals", "settings", "domain", "own", "search"] as const).map(appStanding),
  { ...appStanding("search"), name: "app-search-street", title: "Streets found", presses: streetTyped },
  { ...appStanding("contacts"), name: "app-search-contact", title: "Contacts found", presses: contactTyped },
  { name: "cruising", title: "Cruising", screens: both, signals: cruising, plays: true },
  { name: "warning", title: "Warning", screens: ["cluster"], signals: warned },
  ...(["phone", "apps", "signals", "settings", "domain", "own", "search"] as const).map(lockedAtSpeed),
  {
    name: "notice",
    title: "A notice that has just come",
    screens: ["ivi"],
    signals: { ...cruising, "Vehicle.Body.Trunk.Rear.IsOpen": 1 },
    before: cruising,
    shows: "notice-card",
  },
  { name: "messages", title: "Messages", screens: ["ivi"], signals: troubled, app: "messages", shows: "message-fuelLow" },
  appStanding("trip"),
  { name: "reverse", title: "Reverse", screens: both, signals: backing },
  { name: "placeholder", title: "After a crash of the infotainment", screens: both, signals: cruising, crash: true },
];
