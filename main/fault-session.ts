/** One run of a scenario in the running cockpit: what `npm run faults -- run --live` starts the program for. */
import { writeFileSync } from "node:fs";
import type { NativeImage } from "electron";
import type { CockpitRun, RunSession } from "./cockpit-run.ts";
import { runScenario } from "./faults/engine.ts";
import { FaultyMachine } from "./faults/faulty-machine.ts";
import { Observed } from "./faults/observed.ts";
import type { Picture, RunRecord } from "./faults/record.ts";
import { readScenario, runsOf, strangers, type RunPlan } from "./faults/scenario.ts";
import { LiveWorld } from "./live-world.ts";
import type { LogRecord } from "./log/log.ts";
import { realTimers } from "./node/timers.ts";
import { sha256 } from "./sha256.ts";
import { seededDice } from "./seeded-dice.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { formatProblem } from "./toolstack/config-problem.ts";

/** After dom0 has decided, the display needs a moment to show it. */
const PICTURE_AFTER_MS: Readonly<Record<Picture["moment"], number>> = { fault: 0, detection: 200, recovery: 500 };
const PICTURE_WIDTH = 640;

/** A picture as it was taken. */
type Taken = Omit<Picture, "png"> & { readonly image: () => NativeImage };

/** Which run of a scenario; every problem of its file. */
export function planOf(path: string, text: string, index: number, seed: number | undefined): Result<RunPlan, readonly string[]> {
  const read = readScenario(path, text);
  if (!read.ok) return err(read.error.map(formatProblem));
  const runs = runsOf(read.value, seed);
  const plan = runs[index];
  return plan ? ok(plan) : err([`${path}: want a run of 0 to ${runs.length - 1}, got ${index}`]);
}

export class FaultSession {
  readonly plan: RunPlan;
  readonly #record: string;
  readonly #observed = new Observed(realTimers);
  readonly #dice;
  readonly #machine;
  readonly #pictures: Promise<Taken | undefined>[] = [];
  readonly #aborted = { aborted: false };

  /** `record` is the file that the run's record goes to. */
  constructor(plan: RunPlan, record: string) {
    this.plan = plan;
    this.#record = record;
    this.#dice = seededDice(plan.seed ^ 0xfa017);
    this.#machine = new FaultyMachine(realTimers, this.#dice);
  }

  /** For the cockpit's run, before there is one. */
  get session(): RunSession {
    return {
      ports: (ports) => this.#machine.wrap(ports),
      signalsFor: (domid, signals) => this.#machine.wrapSignals(domid, signals),
      observer: this.#observed,
    };
  }

  log({ at, level, room, domid, msg, data }: LogRecord): void {
    this.#observed.log(`${at.toFixed(3)} ${level} ${room} ${domid ?? "-"} ${msg} ${data ? JSON.stringify(data) : ""}`);
  }

  /** Runs the scenario on a run that was started, writes the record, and ends the run. Ended early, it writes what there is. */
  async perform(run: CockpitRun): Promise<void> {
    const world = new LiveWorld(run, this.#machine, this.#dice);
    const foreign = strangers(this.plan, { domains: world.domains, displays: world.displays().map(({ name }) => name) });
    const record = await runScenario(this.plan, {
      world,
      observed: this.#observed,
      hash: sha256,
      onMoment: (moment) => this.#picture(run, moment),
      pictures: async () => (await Promise.all(this.#pictures)).flatMap((taken) => (taken ? [encoded(taken)] : [])),
      signal: this.#aborted,
    });
    const told: RunRecord = { ...record, enforcement: run.status().enforcement };
    writeFileSync(this.#record, JSON.stringify(foreign.length > 0 ? { ...told, verdict: "error", problem: foreign.join("; ") } : told));
    await run.end(0);
  }

  abort(): void {
    this.#aborted.aborted = true;
  }

  #picture(run: CockpitRun, moment: Picture["moment"]): void {
    for (const { config } of run.screens) {
      this.#pictures.push(
        new Promise((resolve) => {
          const take = (): void => {
            const at = realTimers.now();
            run.shoot(config.name).then(
              (image) => resolve({ at, moment, display: config.name, image }),
              () => resolve(undefined),
            );
          };
          realTimers.after(PICTURE_AFTER_MS[moment], take);
        }),
      );
    }
  }
}

/** Made, made small and packed when all is over: that takes dom0 for several frames, and what it held up would be told of as the fault's doing. */
const encoded = ({ image, ...taken }: Taken): Picture => ({
  ...taken,
  png: image().resize({ width: PICTURE_WIDTH, quality: "good" }).toPNG().toString("base64"),
});
