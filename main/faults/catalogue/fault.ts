import type { FaultWorld, Undo } from "../world.ts";

/** One parameter: its range, what it is when nobody says, and what it means. */
export type Parameter =
  | {
      readonly kind: "number";
      readonly min: number;
      readonly max: number;
      readonly usual: number;
      readonly unit: string;
      readonly what: string;
    }
  | { readonly kind: "choice"; readonly of: readonly string[]; readonly usual: string; readonly what: string }
  | { readonly kind: "signal"; readonly usual: string; readonly what: string };

/** What a fault is aimed at. `none`: there is but one of it. */
export type TargetKind = "domain" | "display" | "none";

/** What is done when a fault is done: to whom, with which values, on which world. */
export interface Act {
  readonly world: FaultWorld;
  /** A domain's or display's name; empty for a fault without a target. */
  readonly target: string;
  number(name: string): number;
  word(name: string): string;
}

export interface Fault {
  /** `group.what`. */
  readonly name: string;
  readonly target: TargetKind;
  /** A sentence. */
  readonly what: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Whether it lasts until it is taken back; otherwise it is over when it is done. */
  readonly lasts: boolean;
  /** What it does where there is no real thing to break, if that is something else. */
  readonly simulated?: string;
  /** Does it; answers how to take it back. Throws FaultImpossible when the cockpit has nothing that it could be done to now. */
  inject(act: Act): Undo;
}

/** There is nothing now to do the fault to. */
export class FaultImpossible extends Error {
  override readonly name = "FaultImpossible";
}

export const number = (usual: number, [min, max]: readonly [number, number], unit: string, what: string): Parameter => ({
  kind: "number",
  min,
  max,
  usual,
  unit,
  what,
});

/** Nothing to take back. */
export const nothing: Undo = () => undefined;

/** Calls `again` every `ms` until it is undone. */
export function every(world: Pick<FaultWorld, "timers">, ms: number, again: () => void): Undo {
  let undone = false;
  const next = (): void => {
    if (undone) return;
    again();
    world.timers.after(ms, next);
  };
  next();
  return () => {
    undone = true;
  };
}

/** The display of a name; a domain's name stands for its first display. */
export function displayOf({ world, target }: Pick<Act, "world" | "target">): ReturnType<FaultWorld["displays"]>[number] {
  const displays = world.displays();
  const found = displays.find(({ name }) => name === target) ?? displays.find(({ domain }) => domain === target);
  if (!found) throw new FaultImpossible(`want a display, got ${JSON.stringify(target)}`);
  return found;
}

export function domidOf({ world, target }: Pick<Act, "world" | "target">): NonNullable<ReturnType<FaultWorld["domid"]>> {
  const domid = world.domid(target);
  if (domid === undefined) throw new FaultImpossible(`${target} is not running`);
  return domid;
}
