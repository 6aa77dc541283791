import type { SignalValue } from "../../protocol/bridge.ts";
import type { VssPath } from "../../protocol/vss.ts";

export const IGNITION: VssPath = "Vehicle.LowVoltageSystemState";

/** Undefined: the car does not say. Then it is taken for on where that is the careful guess. */
export type Ignition = "on" | "off" | undefined;

/** VSS's UNDEFINED, LOCK, OFF, ACC, ON and START, in that order. */
const STATES: readonly Ignition[] = [undefined, "off", "off", "off", "on", "on"];

export function ignitionOf(state: SignalValue): Ignition {
  return state === undefined ? undefined : STATES[state];
}

/** As UN R121 has it, a driver sees each time that no lamp is burnt out. */
export const LAMP_CHECK_MS = 2000;

/**
 * The check of all lamps when the ignition is switched on. dom0's page and the cluster's each have one; they go by the same signal, and so
 * in step. Only a switch that was seen counts: a page that starts anew on the motorway shows the lamps as they are.
 */
export class LampCheck {
  #was: Ignition;
  #since: number | undefined;

  /** Whether the check goes on, at `at` milliseconds of any clock that runs evenly. */
  running(ignition: Ignition, at: number): boolean {
    if (ignition === "on" && this.#was === "off") this.#since = at;
    if (ignition === "off") this.#since = undefined;
    this.#was = ignition ?? this.#was;
    return this.#since !== undefined && at - this.#since < LAMP_CHECK_MS;
  }
}
