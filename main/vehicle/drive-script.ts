/** What the driver of the built-in drive does, as a table of phases; after the last one the first comes again. */
import type { CarState, Controls, Selector } from "./drive-model.ts";

/** How a phase steers: degrees of the wheel by seconds into the phase. */
type Steering = (seconds: number) => number;

interface Phase {
  readonly name: string;
  readonly seconds: number;
  readonly selector: Selector;
  /** km/h to hold, negative backwards; 0 brakes to a stop. */
  readonly target: number;
  readonly ignition: boolean;
  readonly parkingBrake: boolean;
  readonly belted: boolean;
  readonly doorOpen: boolean;
  readonly cruise: boolean;
  readonly indicator: "left" | "right" | "off";
  readonly steering: Steering;
}

/** What the driver's other hand does; the model knows nothing of it. */
export interface CabinState {
  readonly belted: boolean;
  readonly doorOpen: boolean;
  readonly cruise: boolean;
  readonly indicator: "left" | "right" | "off";
}

/** km/h that the cruise control holds. */
export const CRUISE_KMH = 87;

const straight: Steering = () => 0;
const sway =
  (degrees: number, period: number): Steering =>
  (t) =>
    degrees * Math.sin((2 * Math.PI * t) / period);
/** Left, back to the middle, and the same to the right: one lane over and straight again. */
const laneChange: Steering = (t) => (t < 2 || t > 6 ? 0 : 9 * Math.sin((2 * Math.PI * (t - 2)) / 4));
/** A long bend, so that the loops' ways do not add up to a journey off the map. */
const bend: Steering = (t) => 5 + 1.5 * Math.sin((2 * Math.PI * t) / 5);

const driving = {
  ignition: true,
  parkingBrake: false,
  belted: true,
  doorOpen: false,
  cruise: false,
  indicator: "off",
  steering: straight,
} as const;

// prettier-ignore
export const script = [
  { name: "parked",      seconds: 2,  selector: "P", target: 0, ...driving, ignition: false, parkingBrake: true, belted: false, doorOpen: true },
  { name: "belt",        seconds: 2,  selector: "P", target: 0, ...driving, ignition: false, parkingBrake: true, },
  { name: "start",       seconds: 3,  selector: "P", target: 0, ...driving, parkingBrake: true, },
  { name: "pull out",    seconds: 4,  selector: "D", target: 15, ...driving, indicator: "left", steering: sway(20, 4) },
  { name: "accelerate",  seconds: 17, selector: "D", target: 90, ...driving, steering: sway(4, 6) },
  { name: "cruise",      seconds: 14, selector: "D", target: CRUISE_KMH, ...driving, cruise: true, steering: bend },
  { name: "lane change", seconds: 7,  selector: "D", target: CRUISE_KMH, ...driving, cruise: true, indicator: "left", steering: laneChange },
  { name: "cruise on",   seconds: 8,  selector: "D", target: CRUISE_KMH, ...driving, cruise: true, steering: bend },
  { name: "brake",       seconds: 12, selector: "D", target: 0, ...driving },
  { name: "reverse",     seconds: 14, selector: "R", target: -1.3, ...driving, steering: sway(420, 12) },
  { name: "stop",        seconds: 2,  selector: "R", target: 0, ...driving },
  { name: "park",        seconds: 5,  selector: "P", target: 0, ...driving, parkingBrake: true },
] as const satisfies readonly Phase[];

export type PhaseName = (typeof script)[number]["name"];

/** Length of one round of the script, about a minute and a half. */
export const SCRIPT_SECONDS = script.reduce((sum: number, phase) => sum + phase.seconds, 0);

/** Seconds from the script's start to the start of a phase. */
export function phaseStart(name: PhaseName): number {
  let start = 0;
  for (const phase of script) {
    if (phase.name === name) return start;
    start += phase.seconds;
  }
  return 0;
}

/** The phase at `seconds` of endless rounds, and how far into it that is. */
export function phaseAt(seconds: number): { readonly phase: (typeof script)[number]; readonly into: number } {
  let into = seconds % SCRIPT_SECONDS;
  for (const phase of script) {
    if (into < phase.seconds) return { phase, into };
    into -= phase.seconds;
  }
  return { phase: script[0], into: 0 };
}

/** The scripted driver's hands and feet at `seconds`, looking at the car's speed. */
export function scriptedDriver(seconds: number, car: CarState): { readonly controls: Controls; readonly cabin: CabinState } {
  const { phase, into } = phaseAt(seconds);
  const { selector, ignition, parkingBrake } = phase;
  // Into another gear only at a standstill: until then the foot stays on the brake.
  const changing = car.selector !== selector && Math.abs(car.speed) > 0.1;
  const { throttle, brake } = phase.target === 0 || changing ? stopping(car) : holding(car, phase.target / 3.6);
  // Spelt out: it is asked at every tick, and a spread costs more than all the rest of it.
  return { controls: { throttle, brake, wheel: phase.steering(into), selector, ignition, parkingBrake }, cabin: phase };
}

/** A comfortable stop: some 3 m/s², easing off for the last metre. */
function stopping(car: CarState): { readonly throttle: number; readonly brake: number } {
  const speed = Math.abs(car.speed);
  if (speed === 0 && car.selector === "P") return { throttle: 0, brake: 0 };
  return { throttle: 0, brake: speed < 0.05 ? 0.25 : Math.min(0.3, 0.1 + speed * 0.04) };
}

/** Holds a speed in m/s as a calm driver does: the pedal by what is missing, and what the road takes. */
function holding(car: CarState, target: number): { readonly throttle: number; readonly brake: number } {
  const missing = Math.sign(target) * (target - car.speed);
  const road = Math.min(0.25, 0.02 + (car.speed * car.speed) / 3200);
  return { throttle: Math.max(0, Math.min(0.55, road + missing * 0.11)), brake: Math.max(0, Math.min(0.3, (-missing - 0.1) * 0.2)) };
}
