/** The rounds: row by row, and in each row one daemon after the other, so that what the machine does meanwhile hits all alike. */
import type { Cpu } from "../../peers/cpus.ts";
import { measure, type Measurement } from "../../peers/load-client.ts";
import type { Field } from "./field.ts";
import { figureOf, type Contestant, type Figures } from "./judge.ts";
import type { Row } from "./rows.ts";

export interface Plan {
  readonly rows: readonly Row[];
  readonly rounds: number;
  readonly seconds: number;
  readonly seed: number;
  readonly client: string;
  readonly cpu: Cpu;
  readonly tell: (progress: string) => void;
}

/** Has every daemon that the row needs started; one that does not start is told once, and is out. */
async function startAll(field: Field, row: Row, tell: Plan["tell"]): Promise<void> {
  for (const name of field.names) {
    try {
      await field.entrant(name, row.domains);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      tell(`${name} is not measured: ${error.message.trim()}`);
      field.leave(name);
    }
  }
}

async function measureRow(field: Field, row: Row, name: Contestant, plan: Plan): Promise<Measurement> {
  const entrant = await field.entrant(name, row.domains);
  const load = (mode: string): Promise<Measurement> =>
    measure(entrant.daemon, { ...plan, mode, domains: row.domains, nullServer: name === "null" });
  if (!entrant.populated && row.mode !== "populate") await load("populate");
  entrant.populated = true;
  return load(row.mode);
}

/** Runs the plan. A measurement that fails is told, and that daemon's row is without a figure. */
export async function runRounds(field: Field, plan: Plan): Promise<Figures> {
  const taken = new Map<string, Map<Contestant, Measurement[]>>();
  for (let round = 0; round < plan.rounds; round++) {
    for (const row of plan.rows) {
      if (row.once && round > 0) continue;
      plan.tell(`round ${round + 1} of ${plan.rounds}: ${row.id}`);
      const cells = taken.get(row.id) ?? new Map<Contestant, Measurement[]>();
      taken.set(row.id, cells);
      await startAll(field, row, plan.tell);
      for (const name of field.names.filter((one) => row.nullServer || one !== "null")) {
        try {
          cells.set(name, [...(cells.get(name) ?? []), await measureRow(field, row, name, plan)]);
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          plan.tell(`${name}, ${row.id}: ${error.message.trim()}`);
        }
      }
    }
  }
  return new Map(
    plan.rows.map((row) => [row.id, new Map([...(taken.get(row.id) ?? [])].map(([name, all]) => [name, figureOf(row, all)]))]),
  );
}
