/** The built-in drive: a scripted driver in a model car, and whoever takes the wheel from it. */
import type { Dice, Timer, Timers } from "../../protocol/ports.ts";
import { type CarState, type Controls, parkedCar, type Selector, stepCar } from "./drive-model.ts";
import { type CabinState, CRUISE_KMH, phaseAt, type PhaseName, phaseStart, scriptedDriver } from "./drive-script.ts";
import { DriveSignals } from "./drive-signals.ts";
import type { SignalStore } from "./signal-store.ts";

/** What a person does with the keys. What is left out stays as it was. */
export interface DriverInput {
  /** 0 to 1. */
  readonly throttle?: number;
  /** 0 to 1. */
  readonly brake?: number;
  /** -1 (full left, the left arrow) to 1 (full right). */
  readonly steer?: number;
  readonly gear?: Selector;
}

export interface SimulatorOptions {
  /** The phase of the script to begin in, the car already doing what that phase supposes. */
  readonly start?: PhaseName;
}

export interface SimulatorDeps {
  readonly timers: Timers;
  readonly store: SignalStore;
  readonly dice: Dice;
}

export interface SimulatorStatus {
  readonly driver: "script" | "person";
  readonly phase: PhaseName;
  /** Milliseconds driven. */
  readonly positionMs: number;
}

const TICK_MS = 1000 / 60;
const SLOW_TICKS = 6;
/** More ticks than this at once and the machine was asleep: the car was, too. */
const TICKS_BEHIND = 15;
const HAND_BACK_MS = 30_000;
const WHEEL_FULL = 480;
/** Low enough for the lamp to have been on for a while. */
const REFUEL_BELOW_PERCENT = 6;
const REFUEL_TO_PERCENT = 96;

/** One simulated drive; it drives from its construction on, until `stop`. */
export class Simulator {
  readonly #timers: Timers;
  readonly #store: SignalStore;
  readonly #dice: Dice;
  readonly #signals: DriveSignals;
  readonly #car: CarState;
  #timer: Timer | undefined;
  /** Clock time of tick 0; moved when ticks are dropped. */
  #origin: number;
  #ticks = 0;
  /** The script's own time in seconds; it stands still while a person drives. */
  #scriptTime: number;
  #person: { input: Required<DriverInput>; since: number } | undefined;
  #jitter = 0;

  constructor(options: SimulatorOptions, deps: SimulatorDeps) {
    this.#timers = deps.timers;
    this.#store = deps.store;
    this.#dice = deps.dice;
    this.#signals = new DriveSignals(deps.store);
    this.#scriptTime = phaseStart(options.start ?? "parked");
    this.#car = carFor(options.start ?? "parked");
    this.#origin = this.#timers.now();
    // The first values are there when the constructor returns: a boot must not wait for a tick.
    this.#step();
    this.#store.flush();
    this.#schedule();
  }

  /** A person takes the wheel, or goes on driving. Numbers out of range are taken at the range's end. */
  drive(input: DriverInput): void {
    const own = this.#person?.input ?? { throttle: 0, brake: 0, steer: 0, gear: this.#car.selector };
    const clamp = (value: number | undefined, low: number, before: number): number =>
      value === undefined || Number.isNaN(value) ? before : Math.max(low, Math.min(1, value));
    this.#person = {
      since: this.#timers.now(),
      input: {
        throttle: clamp(input.throttle, 0, own.throttle),
        brake: clamp(input.brake, 0, own.brake),
        steer: clamp(input.steer, -1, own.steer),
        gear: input.gear ?? own.gear,
      },
    };
  }

  /** Gives the car back to the script: it brakes to a stop and goes on from there. */
  resume(): void {
    if (!this.#person) return;
    this.#person = undefined;
    this.#scriptTime = phaseStart("brake");
  }

  status(): SimulatorStatus {
    return {
      driver: this.#person ? "person" : "script",
      phase: phaseAt(this.#scriptTime).phase.name,
      positionMs: this.#ticks * TICK_MS,
    };
  }

  /** No timer stands after it. Harmless twice. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #schedule(): void {
    this.#timer = this.#timers.at(this.#origin + this.#ticks * TICK_MS, () => this.#tick());
  }

  #tick(): void {
    const now = this.#timers.now();
    const behind = Math.floor((now - this.#origin) / TICK_MS) - this.#ticks;
    if (behind > TICKS_BEHIND) this.#origin += behind * TICK_MS;
    while (this.#origin + this.#ticks * TICK_MS <= now) this.#step();
    this.#store.flush();
    this.#schedule();
  }

  /** One sixtieth of a second. */
  #step(): void {
    const at = this.#origin + this.#ticks * TICK_MS;
    const seconds = (this.#ticks * TICK_MS) / 1000;
    if (this.#person && at - this.#person.since > HAND_BACK_MS) this.resume();
    const { controls, cabin } = this.#person ? byHand(this.#person.input, this.#car) : scriptedDriver(this.#scriptTime, this.#car);
    stepCar(this.#car, controls, TICK_MS / 1000);
    if (!this.#person) this.#scriptTime += TICK_MS / 1000;
    if (!controls.ignition && this.#car.fuelPercent < REFUEL_BELOW_PERCENT) this.#car.fuelPercent = REFUEL_TO_PERCENT;
    // Smoothed chance: an engine's speed wanders, it does not jump.
    this.#jitter += (this.#dice.next() * 2 - 1 - this.#jitter) * 0.12;
    this.#signals.fast(this.#car, cabin, controls.ignition, seconds, this.#jitter, at);
    if (this.#ticks % SLOW_TICKS === 0) this.#signals.slow(this.#car, cabin, at);
    this.#ticks++;
  }
}

/** A car that is in the middle of what `phase` supposes. */
function carFor(phase: PhaseName): CarState {
  const car = parkedCar();
  if (phase === "parked" || phase === "belt" || phase === "start") return car;
  Object.assign(car, { running: true, rpm: 780, coolant: 88, parkingBrake: false });
  if (phase === "cruise" || phase === "lane change" || phase === "cruise on" || phase === "brake") {
    Object.assign(car, { selector: "D", gear: 6, speed: CRUISE_KMH / 3.6, rpm: 1900 } satisfies Partial<CarState>);
  } else if (phase === "reverse" || phase === "stop") car.selector = "R";
  else if (phase !== "park") car.selector = "D";
  return car;
}

function byHand(input: Required<DriverInput>, car: CarState): { readonly controls: Controls; readonly cabin: CabinState } {
  const { throttle, brake, gear } = input;
  // At speed nobody turns the wheel to its stop; keys know only all or nothing.
  const reach = WHEEL_FULL / (1 + Math.abs(car.speed) * 0.35);
  const controls = { throttle, brake, wheel: -input.steer * reach, selector: gear, ignition: true, parkingBrake: gear === "P" };
  return { controls, cabin: { belted: true, doorOpen: false, cruise: false, indicator: "off" } };
}
