/** Settings that one domain chooses for every display: which signals they are, and with which value. */
import { BugError, err, ok, type Result } from "../../protocol/result.ts";
import { CHOICES, type Choice, type ChoiceName } from "../../protocol/settings.ts";
import { vssSignals, type VssPath, type VssSignal } from "../../protocol/vss.ts";
import { quoted } from "./config-problem.ts";
import type { Settings } from "./settings-file.ts";

export const CHOICE_NAMES = [
  "language",
  "distance-unit",
  "temperature-unit",
  "pressure-unit",
  "theme",
] as const satisfies readonly ChoiceName[];

/** What becomes of a signal. */
export type Chosen =
  /** Nobody chose: it is the vehicle's. */
  | { readonly path: VssPath; readonly by: "vehicle" }
  /** Chosen: the place among the allowed values, or that there be no value. */
  | { readonly path: VssPath; readonly by: "domain"; readonly value: number | undefined };

/** What one setting says, undefined where it was not set; an error, with what was wanted and what came, when it says none of its values. */
export function chosen(name: ChoiceName, setting: string | undefined): Result<Chosen, string> {
  const { path, values }: Choice = CHOICES[name];
  if (setting === undefined) return ok({ path, by: "vehicle" });
  // TRUST: a guest's word; only the table's own keys are taken.
  if (!Object.hasOwn(values, setting)) return err(`${name}: want ${Object.keys(values).join(", ")}, got ${quoted(setting)}`);
  const value = values[setting];
  return ok({ path, by: "domain", value: value === undefined ? undefined : placeOf(path, value) });
}

function placeOf(path: VssPath, value: string): number {
  const signal: VssSignal | undefined = vssSignals.find((one) => one.path === path);
  const place = signal?.allowed?.indexOf(value) ?? -1;
  if (place === -1) throw new BugError(`${path} has no ${value}`);
  return place;
}

/** What a domain's settings choose of what it may choose. A value that is none chooses nothing, and `refuse` hears of it. */
export function choicesOf(chooses: readonly ChoiceName[], settings: Settings, refuse: (problem: string) => void): readonly Chosen[] {
  return chooses.map((name) => {
    const choice = chosen(name, settings.get(name));
    if (choice.ok) return choice.value;
    refuse(choice.error);
    return { path: CHOICES[name].path, by: "vehicle" };
  });
}
