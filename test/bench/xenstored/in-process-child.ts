/** Runs the in-process part in a child on one processor, and judges it. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { CHECKOUT } from "../../peers/checkout.ts";
import { onCpu, type Cpu } from "../../peers/cpus.ts";
import type { StoreCost } from "./store-cost.ts";
import { rateText } from "./table.ts";

/** The least rate, with 1000 domains as with 10. */
const RATE_GOAL = { read: 1_000_000, write: 300_000 } as const;
/** How much more an operation may cost with 1000 domains. */
const COST_GOAL = 1.2;

const mark = (met: boolean): string => (met ? "met" : "NOT met");

/** One line a cost: both rates, and what is met. */
export function costLine({ operation, pattern, at10, at1000 }: StoreCost): string {
  const goal = RATE_GOAL[operation];
  const cost = at10 / at1000;
  const rates = `10 domains ${rateText(at10, "/s")}, 1000 domains ${rateText(at1000, "/s")}`;
  const fast = `goal ≥ ${rateText(goal, "/s")} ${mark(Math.min(at10, at1000) >= goal)}`;
  return (
    `${operation}, ${pattern}`.padEnd(32) +
    `${rates}  (${fast}); cost × ${cost.toFixed(2)} (goal ≤ ${COST_GOAL}) ${mark(cost <= COST_GOAL)}`
  );
}

export async function inProcess(
  cpu: Cpu,
  rounds: number,
): Promise<{ readonly lines: readonly string[]; readonly figures: readonly StoreCost[] }> {
  const program = join(CHECKOUT, "out", "bench", "xenstored-in-process.mjs");
  const [command = "", ...words] = onCpu(cpu, [process.execPath, program, String(rounds)]);
  const { stdout } = await promisify(execFile)(command, words);
  const figures = JSON.parse(stdout) as StoreCost[]; // our own program's line
  return { lines: figures.map(costLine), figures };
}
