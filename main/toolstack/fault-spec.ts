/** The faults of the command line: `crash:ivi@10s`. */
import { err, ok, type Result } from "../../protocol/result.ts";
import { didYouMean, quoted } from "./config-problem.ts";

// prettier-ignore
export const FAULT_KINDS = ["crash", "hang", "pause", "unpause"] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** One thing to do to a domain, `atMs` milliseconds after the start. */
export interface FaultSpec {
  readonly kind: FaultKind;
  /** A domain's name. */
  readonly target: string;
  readonly atMs: number;
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };
const AT_MAX_MS = 24 * 3_600_000;

/** Reads KIND:TARGET@TIME specs against the cockpit's domain names. All problems at once; the faults in order of time. */
export function parseFaultSpecs(texts: readonly string[], domains: readonly string[]): Result<readonly FaultSpec[], readonly string[]> {
  const problems: string[] = [];
  const faults = texts.flatMap((text) => {
    const fault = parseFaultSpec(text, domains);
    if (fault.ok) return [fault.value];
    problems.push(...fault.error.map((problem) => `${quoted(text)}: ${problem}`));
    return [];
  });
  return problems.length > 0 ? err(problems) : ok(faults.sort((a, b) => a.atMs - b.atMs));
}

function parseFaultSpec(text: string, domains: readonly string[]): Result<FaultSpec, readonly string[]> {
  const found = /^([^:@]*):([^@]*)@(.*)$/s.exec(text);
  if (!found) return err(["want KIND:TARGET@TIME, as crash:ivi@10s"]);
  const [, kindText = "", target = "", time = ""] = found;
  const kind = FAULT_KINDS.find((one) => one === kindText);
  const atMs = parseTime(time);
  if (kind !== undefined && domains.includes(target) && atMs !== undefined) return ok({ kind, target, atMs });
  return err([
    ...(kind === undefined ? [`want a kind of ${FAULT_KINDS.join(", ")}, got ${quoted(kindText)}${meant(kindText, FAULT_KINDS)}`] : []),
    ...(domains.includes(target) ? [] : [`want a domain of ${domains.join(", ")}, got ${quoted(target)}${meant(target, domains)}`]),
    ...(atMs === undefined ? [`want a time of up to 24 hours, as 10s, 1.5s, 500ms or 2m, got ${quoted(time)}`] : []),
  ]);
}

/** Milliseconds, rounded; undefined when it is no time or too late. */
function parseTime(text: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text);
  const ms = Math.round(Number(found?.[1]) * (unitMs[found?.[2] ?? ""] ?? NaN));
  return ms <= AT_MAX_MS ? ms : undefined;
}

function meant(text: string, known: readonly string[]): string {
  const near = didYouMean(text, known);
  return near === undefined ? "" : `; did you mean ${near}`;
}
