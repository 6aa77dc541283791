import { MultiBar, Presets } from "cli-progress";
import type { RunRecord, Session } from "../../faults/record.ts";

const SIGNS = { passed: "✓", failed: "✗", error: "!" } as const;

const ms = (value: number | undefined): string => (value === undefined ? "-" : `${Math.round(value)} ms`);

/** What is told of a run that is over: a line, and under it what was not as expected. */
export function runLines(record: RunRecord): readonly string[] {
  const { scenario, mode, seed, verdict, times, parameters, problem, checks } = record;
  const place = Object.entries(parameters)
    .map(([name, value]) => ` ${name}=${value}`)
    .join("");
  const head = `${SIGNS[verdict]} ${scenario}${place} (${mode}, seed ${seed}): ${verdict}; FDTI ${ms(times.fdtiMs)}, FRTI ${ms(times.frtiMs)}, FHTI ${ms(times.fhtiMs)}`;
  const wrong = checks.filter(({ ok }) => !ok).map(({ what, wanted, got }) => `    ${what}: wanted ${wanted}, got ${got}`);
  return [head, ...(problem === undefined ? [] : [`    ${problem}`]), ...wrong];
}

/** Says what is done, a line a run; how much of it by a bar below on a terminal, and by a line every tenth of all elsewhere. */
export class Progress {
  readonly #bars: MultiBar | undefined;
  readonly #bar: ReturnType<MultiBar["create"]> | undefined;
  readonly #everyRun: boolean;
  readonly #total: number;
  #done = 0;

  /** `everyRun`: passed ones are told of too. */
  constructor(total: number, everyRun: boolean) {
    this.#everyRun = everyRun;
    this.#total = total;
    if (!process.stderr.isTTY) return;
    const format = "  {bar} {value}/{total} {duration_formatted}, {eta_formatted} left; {name}";
    this.#bars = new MultiBar({ format, stream: process.stderr, hideCursor: true, clearOnComplete: true }, Presets.shades_classic);
    this.#bar = this.#bars.create(total, 0, { name: "" });
  }

  done(record: RunRecord): void {
    if (this.#everyRun || record.verdict !== "passed") this.say(runLines(record).join("\n"));
    this.#bar?.increment(1, { name: record.scenario });
    this.#done++;
    const tenths = (runs: number): number => Math.floor((runs * 10) / this.#total);
    const untold = !this.#bar && !this.#everyRun;
    if (untold && tenths(this.#done) > tenths(this.#done - 1)) this.say(`  ${this.#done} of ${this.#total} done`);
  }

  say(text: string): void {
    if (this.#bars) this.#bars.log(`${text}\n`);
    else process.stderr.write(`${text}\n`);
  }

  close(): void {
    this.#bars?.stop();
  }
}

/** The last lines: how many of which, and how to see again what did not pass. */
export function closingText({ runs }: Session, { wanted, hash }: { readonly wanted: number; readonly hash: string }): string {
  const count = (verdict: RunRecord["verdict"]): number => runs.filter((run) => run.verdict === verdict).length;
  const again = runs
    .filter(({ verdict }) => verdict !== "passed")
    .slice(0, 20)
    .map(({ file, mode, seed }) => `  npm run faults -- run ${file} --${mode} --seed ${seed}`);
  return [
    ...(again.length > 0 ? ["", "To see again what did not pass:", ...new Set(again)] : []),
    "",
    `${count("passed")} passed, ${count("failed")} failed, ${count("error")} in error${runs.length < wanted ? `, ${wanted - runs.length} not done` : ""}; logs' hash ${hash}`,
  ].join("\n");
}
