/** The table of what the cluster notices of faults in the infotainment: medians over rounds, with host enforcement on and off beside each other. */
import type { FaultMark, RunRecord } from "../../faults/record.ts";

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
function rows(records: readonly RunRecord[], domain: string): readonly (Row | undefined)[] {
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

/** Markdown. `on` and `off` are the rounds of the same scenario. */
export function interferenceTable(on: readonly RunRecord[], off: readonly RunRecord[], domain: string): string {
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
  ].join("\n");
}
