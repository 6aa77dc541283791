/** From the measurements of all rounds to one figure a row and daemon, and from those to what is met. */
import type { Measurement } from "../../peers/load-client.ts";
import { SMALL_GOAL, TRIES_GOAL, WRITER_GOAL, type Row } from "./rows.ts";
import { median, spread } from "./statistics.ts";

/** The daemons, by the names that the output has. */
export const CONTESTANTS = ["argonaut", "C xenstored", "oxenstored", "oxenstored+log", "null"] as const;
export type Contestant = (typeof CONTESTANTS)[number];

const REAL: readonly Contestant[] = ["C xenstored", "oxenstored", "oxenstored+log"];

/** One row of one daemon, over all rounds. */
export interface Figure {
  /** A rate in 1/s on a processor to themselves, a latency's p50 in µs, or how many long transactions committed. */
  readonly value: number;
  readonly spread: number;
  readonly cpuUs?: number;
  readonly successPercent?: number;
  readonly p99Us?: number;
  /** The most tries that a long transaction needed, or was given. */
  readonly triesMax?: number;
  readonly triesAll?: number;
  readonly of?: number;
  /** The writer's rate beside the long transactions ÷ its rate alone. */
  readonly writerKept?: number;
}

/** By row id, then by daemon. */
export type Figures = ReadonlyMap<string, ReadonlyMap<Contestant, Figure>>;

export interface Verdict {
  /** What was compared with what. */
  readonly what: string;
  readonly ratio: number;
  readonly goal: number;
  readonly met: boolean;
}

/**
 * The rate with the processor to themselves. Time in which it idled is not given back: a daemon that makes its clients wait has
 * the rate that it has.
 */
const freeRate = ({ rate, taken = 0 }: Measurement): number | undefined => rate && rate / (1 - taken);

const valueOf = (row: Row, one: Measurement): number =>
  (row.kind === "rate" ? freeRate(one) : row.kind === "latency" ? one.p50Us : one.committed) ?? NaN;

/** The median of what the rounds have; nothing where they do not have it. */
function middle<K extends string>(key: K, values: readonly (number | undefined)[]): Partial<Record<K, number>> {
  const there = values.filter((value) => value !== undefined);
  return there.length > 0 ? ({ [key]: median(there) } as Partial<Record<K, number>>) : {}; // a computed key widens to string
}

function contest({ tries = [], of = 0, writerAlone = NaN, writerAmong = NaN }: Measurement): Partial<Figure> {
  return { triesMax: Math.max(...tries), triesAll: tries.reduce((sum, n) => sum + n, 0), of, writerKept: writerAmong / writerAlone };
}

/** One figure of what all rounds measured. A contest is measured once. */
export function figureOf(row: Row, rounds: readonly Measurement[]): Figure {
  const values = rounds.map((one) => valueOf(row, one));
  return {
    value: median(values),
    spread: spread(values),
    ...middle(
      "cpuUs",
      rounds.map((one) => one.cpuUs),
    ),
    ...middle(
      "successPercent",
      rounds.map((one) => one.successPercent),
    ),
    ...middle(
      "p99Us",
      rounds.map((one) => one.p99Us),
    ),
    ...(row.kind === "contest" && rounds[0] ? contest(rounds[0]) : {}),
  };
}

function contestVerdict({ value, of = 0, triesMax = Infinity, writerKept = 0 }: Figure): Verdict {
  const met = value === of && triesMax <= TRIES_GOAL && writerKept >= WRITER_GOAL;
  return { what: `all within ${TRIES_GOAL} tries, writer keeps ${WRITER_GOAL}`, ratio: writerKept, goal: WRITER_GOAL, met };
}

/** The best real daemon's CPU time for one of the row's ÷ ours: steadier than a rate while others use the machine. */
export function cpuRatio(row: Row, figures: Figures): number | undefined {
  const cells = figures.get(row.id);
  const ours = cells?.get("argonaut")?.cpuUs;
  const rivals = REAL.flatMap((name) => cells?.get(name)?.cpuUs ?? []);
  return ours === undefined || ours === 0 || rivals.length === 0 ? undefined : Math.min(...rivals) / ours;
}

/** What is judged of our daemon's row: against the best real daemon, and against itself with few domains. */
export function verdictsOf(row: Row, figures: Figures): Verdict[] {
  const ours = figures.get(row.id)?.get("argonaut");
  if (!ours) return [];
  if (row.kind === "contest") return [contestVerdict(ours)];
  const verdicts: Verdict[] = [];
  const compare = (what: string, ratio: number, goal: number): number => verdicts.push({ what, ratio, goal, met: ratio >= goal });
  const rivals = REAL.flatMap((name) => figures.get(row.id)?.get(name)?.value ?? []);
  if (rivals.length > 0) {
    const ratio = row.kind === "rate" ? ours.value / Math.max(...rivals) : Math.min(...rivals) / ours.value;
    compare("best real daemon", ratio, row.goal);
  }
  const small = row.smallId === undefined ? undefined : figures.get(row.smallId)?.get("argonaut");
  if (small) compare("own at 10 domains", ours.value / small.value, SMALL_GOAL);
  return verdicts;
}
