/** The table of what the cluster notices of faults in the infotainment: medians over rounds, with host enforcement on and off beside each other. */
import type { FaultMark, RunRecord } from "../../faults/record.ts";

/** What the table is made of. */
type Round = Pick<RunRecord, "faults" | "lanes">;

/** What is before a fault and what is after it. */
const WINDOW_MS = 5000;

/** One fault's figures over all rounds of one mode. Milliseconds; ratios are after over before. */
interface Row {
  readonly fault: string;
  readonly before: number;
  readonly after: number;
  /** Median of the rounds' own ratios of the 99th percentiles, each before and after in the same run. */
  readonly p99Ratio: number;
  /** The same of the frames shown. */
  readonly framesRatio: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** By the fault's place in the scenario: the same fault twice is two rows. */
function rows(records: readonly Round[], domain: string): readonly (Row | undefined)[] {
  const places = Math.max(0, ...records.map(({ faults }) => faults.length));
  return Array.from({ length: places }, (_, place) => {
    const marks = records.flatMap(({ faults }) => faults[place] ?? []);
    const seen = marks.flatMap((mark: FaultMark) => mark.noticed?.find((one) => one.domain === domain) ?? []);
    const figures = seen.flatMap(({ p99BeforeMs, p99AfterMs, framesBefore, framesAfter }) =>
      p99BeforeMs === undefined || p99AfterMs === undefined ? [] : [{ p99BeforeMs, p99AfterMs, frames: framesAfter / framesBefore }],
    );
    if (figures.length === 0) return undefined;
    return {
      fault: marks[0]?.fault ?? "",
      before: median(figures.map(({ p99BeforeMs }) => p99BeforeMs)),
      after: median(figures.map(({ p99AfterMs }) => p99AfterMs)),
      p99Ratio: median(figures.map(({ p99BeforeMs, p99AfterMs }) => p99AfterMs / p99BeforeMs)),
      framesRatio: median(figures.map(({ frames }) => frames)),
    };
  });
}

/** Of all intervals that ended within five seconds after any of the run's faults, over that of all within five seconds before one. */
function pooledP99(record: Round, domain: string): { readonly before: number; readonly after: number } | undefined {
  const lane = record.lanes.find((one) => one.domain === domain);
  if (lane === undefined || record.faults.length === 0) return undefined;
  const near = (from: number, to: number): readonly number[] =>
    lane.intervalMs.filter((_, i) => record.faults.some(({ at }) => (lane.at[i] ?? NaN) > at + from && (lane.at[i] ?? NaN) <= at + to));
  return { before: p99(near(-WINDOW_MS, 0)), after: p99(near(0, WINDOW_MS)) };
}

function p99(of: readonly number[]): number {
  const sorted = [...of].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(0.99 * sorted.length))] ?? NaN;
}

function pooledLine(records: readonly Round[], domain: string): string {
  const rounds = records.flatMap((record) => pooledP99(record, domain) ?? []);
  const ratios = rounds.map(({ before, after }) => after / before);
  const [before, after] = [median(rounds.map((one) => one.before)), median(rounds.map((one) => one.after))];
  const each = ratios.map((ratio) => ratio.toFixed(2)).join(", ");
  return `${before.toFixed(1)} → ${after.toFixed(1)} ms, ratio ${median(ratios).toFixed(2)} (round by round ${each})`;
}

/** Markdown. `on` and `off` are the rounds of the same scenario. */
export function interferenceTable(on: readonly Round[], off: readonly Round[], domain: string): string {
  const [enforced, free] = [rows(on, domain), rows(off, domain)];
  const cells = (row: Row | undefined): string =>
    row ? `${row.before.toFixed(1)} → ${row.after.toFixed(1)} | ${row.p99Ratio.toFixed(2)} | ${row.framesRatio.toFixed(3)}` : "- | - | -";
  const lines = enforced.map((row, place) => `| ${(row ?? free[place])?.fault ?? "?"} | ${cells(row)} | ${cells(free[place])} |`);
  const all = (some: readonly (Row | undefined)[]): string => {
    const there = some.filter((row) => row !== undefined);
    return there.length === 0
      ? " | - | -"
      : ` | ${median(there.map(({ p99Ratio }) => p99Ratio)).toFixed(2)} | ${median(there.map(({ framesRatio }) => framesRatio)).toFixed(3)}`;
  };
  return [
    `The ${domain}'s frames for 5 s before and 5 s after each fault in the other domain; medians of ${on.length} rounds with host enforcement and ${off.length} without, in turn.`,
    "",
    "| fault | enforced: p99 ms | p99 ratio | frames ratio | not enforced: p99 ms | p99 ratio | frames ratio |",
    "|---|---|---|---|---|---|---|",
    ...lines,
    `| **median of all** |${all(enforced)} |${all(free)} |`,
    "",
    "Over all of a run's faults together, the 99th percentile of the intervals, median of the rounds:",
    `- enforced: ${pooledLine(on, domain)}`,
    `- not enforced: ${pooledLine(off, domain)}`,
  ].join("\n");
}
