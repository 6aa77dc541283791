/** The words of `npm run bench -- xenstored …`. */
import { Command, InvalidArgumentError } from "commander";
import { ABOUT, ROWS } from "./rows.ts";

/** The row that needs no daemon. */
export const IN_PROCESS = "in-process";

export interface BenchOptions {
  readonly rounds: number;
  readonly seconds: number;
  readonly seed: number;
  /** Row ids; all of them when nothing was said. */
  readonly only: readonly string[];
  readonly json: string | undefined;
  readonly peers: string;
  readonly cpu: number | undefined;
  /** Measure on two processors also. */
  readonly unpinned: boolean;
}

type WithoutDefault = "only" | "json" | "cpu" | "unpinned";
type Given = Omit<BenchOptions, WithoutDefault> & Partial<Pick<BenchOptions, WithoutDefault>>;

const ALL = [...ROWS.map(({ id }) => id), IN_PROCESS];

function above0(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text) || !(Number(text) > 0)) throw new InvalidArgumentError("wanted a number above 0");
  return Number(text);
}

function count(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("wanted a whole number from 1");
  return Number(text);
}

function processor(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError("wanted the number of a processor");
  return Number(text);
}

/** `domains-read` is both domains-read@10 and domains-read@1000. */
function rowIds(text: string): readonly string[] {
  return text.split(",").flatMap((word) => {
    const found = ALL.filter((id) => id === word || id.startsWith(`${word}@`));
    if (found.length === 0) throw new InvalidArgumentError(`wanted rows out of ${ALL.join(", ")}`);
    return found;
  });
}

const width = Math.max(...ABOUT.map(([ids]) => ids.length)) + 2;
const ABOUT_TEXT = ["", "Rows:", ...ABOUT.map(([ids, about]) => `  ${ids.padEnd(width)}${about}`)].join("\n");

export function benchCommand(): Command {
  return new Command("npm run bench -- xenstored")
    .description("How fast our xenstored is, beside C xenstored, oxenstored and a server without a store, in one run.")
    .option("--rounds <n>", "how often every row is measured of every daemon; medians are shown", count, 3)
    .option("--seconds <s>", "how long one measurement takes", above0, 0.5)
    .option("--only <rows>", "these rows, with commas between them (default: all)", rowIds)
    .option("--json <file>", "write all figures there too")
    .option("--peers <folder>", "what sets up and starts the real daemons", "../shared/peers/xenstore")
    .option("--cpu <n>", "the processor that daemon and client share (default: the last)", processor)
    .option("--unpinned", "measure on all processors too")
    .option("--seed <n>", "of what is left to chance", count, 1)
    .addHelpText("after", ABOUT_TEXT)
    .helpOption("--help", "show this and exit");
}

/** Reads the words. A wrong one ends the program, or throws where the command was told to. */
export function benchOptions(words: readonly string[], command = benchCommand()): BenchOptions {
  const given = command.parse([...words], { from: "user" }).opts<Given>();
  return { only: ALL, json: undefined, cpu: undefined, unpinned: false, ...given };
}
