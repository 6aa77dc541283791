/** Reverse engagements as a person reads them: one table each. */
import type { Engagement } from "./reverse-stopwatch.ts";
import { verdictsOf } from "./reverse-verdicts.ts";

const HEADS = ["", "clause", "limit", "value", "verdict"] as const;

export function reverseTable(engagements: readonly Engagement[]): string {
  if (engagements.length === 0) return "reverse has not been engaged\n";
  return engagements.map(oneTable).join("\n");
}

function oneTable(engagement: Engagement, index: number): string {
  const { display, at, engagedMs, ended, pictures } = engagement;
  const rows = verdictsOf(engagement).map(({ item, clause, unit, value, limit, outcome }) => [
    item,
    clause,
    limit ? `${limit[0]} ${limit[1].toFixed(unit === "Hz" || limit[1] % 1 ? 1 : 0)} ${unit}` : "-",
    value === undefined ? "-" : `${value.toFixed(1)} ${unit}`,
    outcome,
  ]);
  const widths = HEADS.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, column) => (column === 3 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join("  ")}`.trimEnd();
  const title = `reverse ${index + 1} on ${display}, at ${(at / 1000).toFixed(3)} s, for ${(engagedMs / 1000).toFixed(1)} s${ended ? "" : " and still"}: ${pictures} pictures`;
  return `${[title, line(HEADS), ...rows.map(line)].join("\n")}\n`;
}
