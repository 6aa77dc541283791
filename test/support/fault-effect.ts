/** What a fault is to be seen by: the same question asked with it, without it, and after it was taken back. */
import type { Fault } from "../../main/faults/catalogue/fault.ts";
import type { DrivePhase } from "../../main/faults/world.ts";
import { SteadyWorld } from "./steady-world.ts";

export interface Effect {
  /** Which of a fault's effects; empty when there is but one. */
  readonly how?: string;
  readonly drive?: DrivePhase;
  /** Default: ivi, for a fault that wants a target. */
  readonly target?: string;
  /** Parameters other than usual. */
  readonly values?: Readonly<Record<string, number | string>>;
  /** Before the fault: to listen to what dom0 does not tell. */
  readonly prepare?: (t: SteadyWorld) => void;
  /** At once after the fault, as often as it is done: what it is to be felt by. */
  readonly then?: (t: SteadyWorld) => void;
  /** What is asked; "since the mark" is since the fault, or since it was taken back. */
  readonly probe: (t: SteadyWorld) => unknown;
  /** Milliseconds after the fault. */
  readonly after: number;
  readonly seen: unknown;
  /** For a fault that is over when it is done: so much later all is well again, if it is. */
  readonly later?: { readonly ms: number; readonly seen: unknown };
  /** For a fault that lasts: taken back after so long, and seen so long after that. A sentence instead: why nothing can be seen of that. */
  readonly undone?:
    { readonly after: number; readonly then: number; readonly seen: unknown; readonly probe?: (t: SteadyWorld) => unknown } | string;
}

export interface Trial {
  /** Leave the fault out. */
  readonly injected: boolean;
}

async function prepared(
  fault: Fault,
  effect: Effect,
  { injected }: Trial,
): Promise<{ readonly t: SteadyWorld; readonly undo: () => void }> {
  const t = await SteadyWorld.boot(effect.drive === undefined ? {} : { drive: effect.drive });
  effect.prepare?.(t);
  t.mark();
  const target = fault.target === "none" ? "" : (effect.target ?? "ivi");
  const undo = injected ? t.inject(fault, target, effect.values) : () => undefined;
  effect.then?.(t);
  return { t, undo };
}

/** What is seen of a fault when it was to be seen. */
export async function seenOf(fault: Fault, effect: Effect, trial: Trial): Promise<unknown> {
  const { t } = await prepared(fault, effect, trial);
  await t.run(effect.after);
  return effect.probe(t);
}

/** What is seen `later` of a fault that is over when it is done. */
export async function seenLater(fault: Fault, effect: Effect, laterMs: number): Promise<unknown> {
  const { t } = await prepared(fault, effect, { injected: true });
  await t.run(laterMs);
  return effect.probe(t);
}

/** What is seen after a fault was taken back, or was not. */
export async function seenAfterwards(fault: Fault, effect: Effect, { taken }: { readonly taken: boolean }): Promise<unknown> {
  const { undone } = effect;
  if (undone === undefined || typeof undone === "string") throw new TypeError(`${fault.name} is not taken back`);
  const { t, undo } = await prepared(fault, effect, { injected: true });
  await t.run(undone.after);
  t.mark();
  if (taken) undo();
  effect.then?.(t);
  await t.run(undone.then);
  return (undone.probe ?? effect.probe)(t);
}
