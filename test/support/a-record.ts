/** Marks of a run as it was observed, set by hand. */
import { Observed } from "../../main/faults/observed.ts";
import type { FaultMark } from "../../main/faults/record.ts";
import type { DisplaySight } from "../../main/faults/world.ts";
import { aFakeClock, type FakeClock } from "./clock.ts";

export const aDisplay = (name: string, changes: Partial<DisplaySight> = {}): DisplaySight => ({
  name,
  domain: name,
  connector: `${name}0`,
  colour: "#000000",
  width: 100,
  height: 100,
  state: "live",
  cover: "none",
  flips: 0,
  ...changes,
});

export const aFault = (at: number, target = "ivi", fault = "domain.crash"): FaultMark => ({ at, fault, target, parameters: {} });

/** An observation, and its clock: `at` lets time pass to a moment and something be seen then. */
export interface Observation {
  readonly clock: FakeClock;
  readonly observed: Observed;
  at(ms: number, see: (observed: Observed) => void): Observation;
  /** Frames of a display at 60 Hz, after `from` and up to `to`. */
  frames(display: string, from: number, to: number, everyMs?: number): Observation;
}

export function anObservation(): Observation {
  const clock = aFakeClock();
  const observed = new Observed(clock);
  const t: Observation = {
    clock,
    observed,
    at(ms, see) {
      clock.advance(ms - clock.now());
      see(observed);
      return t;
    },
    frames(display, from, to, everyMs = 1000 / 60) {
      for (let i = 1; from + i * everyMs <= to + 1e-6; i++) observed.flip(display, from + i * everyMs);
      return t;
    },
  };
  return t;
}
