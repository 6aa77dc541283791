/** A scenario's expectations, held against what was observed. */
import type { Observed } from "./observed.ts";
import type { Check, Interference, RecoveryMark, RunMode } from "./record.ts";
import { millisecondsOf, type Expectation } from "./scenario-schema.ts";
import type { DisplaySight } from "./world.ts";

/** What a run ended with. Times are the clock's. */
export interface Outcome {
  readonly mode: RunMode;
  readonly observed: Observed;
  /** Of the first fault; undefined: none was done. */
  readonly faultAt: number | undefined;
  readonly recoveries: readonly RecoveryMark[];
  /** All displays', those that faults were aimed at among them. */
  readonly interference: readonly Interference[];
  readonly displays: readonly DisplaySight[];
  signal(path: string): number | undefined;
}

/**
 * How much of its frames a domain has to keep when the scenario does not say. In virtual time there is nothing but dom0 that could take any; on a
 * real machine there is the rest of it.
 */
const SCORE: Readonly<Record<RunMode, number>> = { sim: 0.99, live: 0.7 };

const ms = (value: number): string => `${Math.round(value * 10) / 10} ms`;
const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? (value as readonly T[]) : [value as T]);

export function checkOf(expectation: Expectation, outcome: Outcome): Check {
  const { observed, faultAt = Number.NEGATIVE_INFINITY } = outcome;
  const since = <T extends { readonly at: number }>(marks: readonly T[]): readonly T[] => marks.filter(({ at }) => at >= faultAt);
  if ("detected" in expectation) {
    const names: readonly string[] = list(expectation.detected);
    const of = expectation.of;
    const found = since(observed.detections).find((one) => names.includes(one.detector) && (of === undefined || one.target === of));
    return within(
      `${names.join(" or ")} detected${of === undefined ? "" : ` of ${of}`}`,
      expectation.within,
      found && found.at - faultAt,
      others(observed.detections),
    );
  }
  if ("safe" in expectation) {
    const found = since(observed.safeStates).find(({ state, target }) => state === expectation.safe && target === expectation.of);
    return within(`${expectation.of} safe (${expectation.safe})`, expectation.within, found && found.at - faultAt);
  }
  if ("recovered" in expectation) {
    const found = since(outcome.recoveries).find(({ target }) => target === expectation.recovered);
    return within(`${expectation.recovered} recovered`, expectation.within, found && found.at - faultAt);
  }
  if ("unaffected" in expectation) {
    const simulated = outcome.mode === "sim";
    const wanted = simulated ? SCORE.sim : (expectation.score ?? SCORE.live);
    const found = outcome.interference.find(({ domain }) => domain === expectation.unaffected);
    const got = found
      ? `${found.score.toFixed(3)} (${found.restarts} restarts, ${found.covers} covers, ${found.missed} vblanks missed)`
      : "no such domain";
    return {
      what: `${expectation.unaffected} unaffected`,
      wanted: `a score of at least ${wanted}${simulated ? " and no cover" : ""}`,
      got,
      // Live, a machine that is short of processors may hold a frame back until the display is covered; that costs the frames it costs.
      ok: found !== undefined && found.score >= wanted && !(simulated && found.covers > 0),
    };
  }
  if ("restarts" in expectation) {
    const got = since(observed.lives).filter(({ domain, step }) => domain === expectation.restarts && step === "started").length;
    return { what: `${expectation.restarts} restarts`, wanted: String(expectation.count), got: String(got), ok: got === expectation.count };
  }
  if ("undetected" in expectation) {
    const names: readonly string[] = list(expectation.undetected);
    const found = since(observed.detections).filter(({ detector }) => names.includes(detector));
    return { what: `${names.join(", ")} silent`, wanted: "nothing", got: others(found) || "nothing", ok: found.length === 0 };
  }
  if ("quiet" in expectation) {
    const found = since(observed.detections);
    return { what: "no detector fires", wanted: "nothing", got: others(found) || "nothing", ok: found.length === 0 };
  }
  if ("signal" in expectation) {
    const value = outcome.signal(expectation.signal);
    const got = value === undefined ? "none" : "valid";
    return {
      what: `${expectation.signal} at the end`,
      wanted: expectation.is,
      got: value === undefined ? got : String(value),
      ok: got === expectation.is,
    };
  }
  const found = outcome.displays.find(({ name }) => name === expectation.display);
  return {
    what: `display ${expectation.display} at the end`,
    wanted: expectation.is,
    got: found?.state ?? "no such display",
    ok: found?.state === expectation.is,
  };
}

function within(what: string, limit: string, took: number | undefined, instead = ""): Check {
  const limitMs = millisecondsOf(limit);
  const got = took === undefined ? `never${instead === "" ? "" : `; ${instead}`}` : ms(took);
  return { what, wanted: `within ${limit}`, got, ok: took !== undefined && took <= limitMs };
}

/** What fired, a few of it. */
function others(detections: readonly { readonly detector: string; readonly target: string }[]): string {
  const names = [...new Set(detections.map(({ detector, target }) => `${detector} of ${target}`))];
  return names.slice(0, 4).join(", ") + (names.length > 4 ? ` and ${names.length - 4} more` : "");
}
