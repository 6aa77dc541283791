/** How a report writes its numbers: the same in every table, so that they can be compared by eye. */
import type { Interference, Parameters, RunRecord } from "../record.ts";

/** For what did not happen. */
export const NEVER = "–";

/** Milliseconds: tenths as long as they are worth something. */
export function milliseconds(value: number | undefined): string {
  if (value === undefined) return NEVER;
  return (Math.abs(value) < 100 ? value.toFixed(1) : value.toFixed(0)).replace("-", "−");
}

/** A moment of a run, in milliseconds: as fine as the times between moments are. */
export function moment(at: number): string {
  return at.toFixed(1);
}

/** `1 line`, `2 lines`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** For machines: no more digits than the clocks behind it have. */
export function plainMs(value: number): string {
  return String(Number(value.toFixed(3)));
}

export function parameterWords(parameters: Parameters): readonly string[] {
  return Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
}

/** The domain that noticed most of the faults. */
export function worstOf(interference: readonly Interference[]): Interference | undefined {
  return interference.reduce<Interference | undefined>((worst, one) => (worst && worst.score <= one.score ? worst : one), undefined);
}

/** An ISO 8601 time as people read it. */
export function readableTime(iso: string): string {
  return iso.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC");
}

/** What tells runs of one session apart. */
export function runName({ scenario, parameters, seed }: RunRecord): string {
  return [scenario, ...parameterWords(parameters), `seed ${seed}`].join(" ");
}

/** As a shell takes it. */
function shellWord(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The command that does the run again. */
export function reproducer({ file, mode, seed }: RunRecord): string {
  return `npm run faults -- run ${shellWord(file)} --${mode} --seed ${seed}`;
}

/** The first `count` of a list and how many more there are: a page has an end, a flood has not. */
export function firstOf<T>(list: readonly T[], count: number): { readonly shown: readonly T[]; readonly leftOut: number } {
  return { shown: list.slice(0, count), leftOut: Math.max(0, list.length - count) };
}
