/** The figures as text. */
import { CONTESTANTS, cpuRatio, verdictsOf, type Contestant, type Figure, type Figures, type Verdict } from "./judge.ts";
import type { Row } from "./rows.ts";

const ID_WIDTH = 27;
const CELL_WIDTH = 21;

/** Three digits: what the machine is good for. */
export function rateText(rate: number, unit: string): string {
  const [value, prefix] = rate >= 999_500 ? [rate / 1e6, " M"] : rate >= 999.5 ? [rate / 1e3, " k"] : [rate, " "];
  return `${value.toPrecision(value >= 100 ? 3 : value >= 10 ? 3 : 2)}${prefix}${unit}`;
}

/** Rounds further apart than this share of their median are marked: such a figure is rough. */
export const SPREAD_MARKED = 0.25;

const micro = (value: number): string => (value >= 9.95 ? value.toFixed(0) : value.toFixed(1));

function cell(row: Row, figure: Figure | undefined): string {
  if (!figure) return "–";
  const rough = figure.spread > SPREAD_MARKED ? "~" : "";
  if (row.kind === "latency") return `${rough}${micro(figure.value)} µs, p99 ${micro(figure.p99Us ?? NaN)}`;
  if (row.kind === "contest") {
    return `${figure.value}/${figure.of ?? 0} in ${figure.triesAll ?? 0}, w ${(figure.writerKept ?? NaN).toFixed(2)}`;
  }
  const success = figure.successPercent !== undefined && figure.successPercent < 99.95 ? ` ${figure.successPercent.toFixed(0)}%` : "";
  return `${rough}${rateText(figure.value, row.unit)}${success}${figure.cpuUs === undefined ? "" : ` ${micro(figure.cpuUs)}µs`}`;
}

export function verdictText({ what, ratio, goal, met }: Verdict): string {
  return `${ratio.toFixed(2)} × ${what} (goal ≥ ${goal}) ${met ? "met" : "NOT met"}`;
}

/** A line a row: a cell a daemon, then what is wanted of ours. A row that was not measured has no line. */
export function table(rows: readonly Row[], figures: Figures): string[] {
  const there: readonly Contestant[] = CONTESTANTS.filter((name) => [...figures.values()].some((cells) => cells.has(name)));
  const line = (id: string, cells: readonly string[], rest: string): string =>
    `${id.padEnd(ID_WIDTH)}${cells.map((text) => text.padEnd(CELL_WIDTH)).join("")}${rest}`.trimEnd();
  const head = line("row", there, "ours");
  const body = rows.flatMap((row) => {
    const cells = figures.get(row.id);
    if (!cells) return [];
    const verdicts = verdictsOf(row, figures).map((verdict) =>
      row.kind === "contest" ? `${verdict.what}: ${verdict.met ? "met" : "NOT met"}` : verdictText(verdict),
    );
    const cpu = cpuRatio(row, figures);
    const rest = [...verdicts, ...(cpu === undefined ? [] : [`by CPU time ${cpu.toFixed(2)}`])].join("; ");
    return [
      line(
        row.id,
        there.map((name) => cell(row, cells.get(name))),
        rest,
      ),
    ];
  });
  return [head, ...body];
}
