/** `npm run faults`: fault-injection sessions, live or in virtual time. */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { readText } from "../../electron/files.ts";
import { faults } from "../../faults/catalogue.ts";
import type { RunMode, RunRecord, Session } from "../../faults/record.ts";
import { readScenario, runsOf, type Scenario } from "../../faults/scenario.ts";
import { scenarioSchema } from "../../faults/scenario-schema.ts";
import { sha256 } from "../../sha256.ts";
import { simulateRun } from "../../simulated-run.ts";
import { soak } from "../../soak.ts";
import { formatProblem } from "../../toolstack/config-problem.ts";
import { loadCockpit } from "../../toolstack/load-cockpit.ts";
import type { Cockpit } from "../../toolstack/cockpit.ts";
import { docsText, listText } from "../faults/catalogue-text.ts";
import { interferenceTable } from "../faults/interference.ts";
import { liveRunner } from "../faults/live-runner.ts";
import { closingText, Progress } from "../faults/progress.ts";
import { writeReports } from "../faults/report-files.ts";
import { doAll, type Runner, type RunWish } from "../faults/run-list.ts";
import { readScenarios, scenarioPaths } from "../faults/scenario-files.ts";
import { realTimers } from "../timers.ts";
import { simulatedRunner, type WorkerAnswer, type WorkerData } from "../faults/simulated-runner.ts";

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const starters = join(root, "main/faults/scenarios");
const defaultCockpit = join(root, "main/toolstack/cockpits/default");

/** Says why, and ends. */
function refuse(problems: readonly string[]): never {
  process.stderr.write(problems.map((problem) => `${problem}\n`).join(""));
  process.exit(EXIT_USAGE);
}

function cockpitAt(folder: string): Cockpit {
  const loaded = loadCockpit(folder, readText);
  return loaded.ok ? loaded.value : refuse(loaded.error.map(formatProblem));
}

/** The other end of simulated-runner.ts. */
function serve({ cockpit, whole }: WorkerData): void {
  const loaded = cockpitAt(cockpit);
  const scenarios = new Map<string, Scenario>();
  const scenarioAt = (path: string): Scenario => {
    const known = scenarios.get(path);
    if (known) return known;
    const read = readScenario(path, readFileSync(path, "utf8"));
    if (!read.ok) throw new Error(read.error.map(formatProblem).join("\n"));
    scenarios.set(path, read.value);
    return read.value;
  };
  parentPort?.on("message", (wish: RunWish) => {
    const answer = (value: WorkerAnswer): void => parentPort?.postMessage(value);
    const plan = runsOf(scenarioAt(wish.path), wish.seed)[wish.index];
    if (!plan) return answer({ ok: false, error: `no run ${wish.index}` });
    simulateRun(plan, loaded).then(
      (record) => answer({ ok: true, record: whole || record.verdict !== "passed" ? record : { ...record, lanes: [], log: [] } }),
      (cause: unknown) => answer({ ok: false, error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }),
    );
  });
}

interface RunOptions {
  readonly live?: true;
  readonly sim?: true;
  readonly seed?: number;
  readonly seeds: number;
  readonly jobs?: number;
  readonly report?: string;
  readonly cockpit?: string;
  readonly enforcement: boolean;
  readonly verbose?: true;
}

async function run(words: readonly string[], options: RunOptions): Promise<number> {
  if (options.live && options.sim) refuse(["faults: --live, --sim: want one of them, got both"]);
  const mode: RunMode = options.live ? "live" : "sim";
  const paths = scenarioPaths(words, starters);
  if (!paths.ok) refuse(paths.error.map((problem) => `faults: ${problem}`));
  const scenarios = readScenarios(paths.value);
  if (!scenarios.ok) refuse(scenarios.error);
  const folder = options.cockpit ?? defaultCockpit;
  cockpitAt(folder);
  const wishes = Array.from({ length: options.seeds }, (_, more) => more).flatMap((more) =>
    scenarios.value.flatMap((scenario) => {
      const seed = ((options.seed ?? scenario.file.seed) + more * scenario.file.repeats) >>> 0;
      return runsOf(scenario, seed).map((plan, index): RunWish => ({ path: scenario.path, index, seed, name: plan.scenario }));
    }),
  );
  const jobs = Math.min(wishes.length, options.jobs ?? (mode === "live" ? 1 : availableParallelism()));
  const whole = options.seeds === 1;
  const runner = (): Runner =>
    mode === "sim"
      ? simulatedRunner(new URL(import.meta.url), { cockpit: folder, whole })
      : liveRunner({
          start: join(root, "main/launch/start.mjs"),
          words: [...(options.cockpit === undefined ? [] : [`--cockpit=${folder}`]), ...(options.enforcement ? [] : ["--no-enforcement"])],
          verbose: options.verbose === true,
        });
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  const startedAt = new Date().toISOString();
  const done = new Map<RunWish, RunRecord>();
  const progress = new Progress(wishes.length, whole);
  await doAll(wishes, Array.from({ length: jobs }, runner), {
    signal: stop.signal,
    onDone: (record, wish) => {
      done.set(wish, record);
      progress.done(record);
    },
  });
  progress.close();
  const runs = wishes.flatMap((wish) => done.get(wish) ?? []);
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly version: string };
  const enforcement = [...new Set(runs.flatMap((record) => record.enforcement ?? []))];
  const session: Session = { startedAt, argonaut: version, enforcement, runs };
  if (options.report !== undefined)
    for (const path of writeReports(options.report, session, join(root, "out/report"))) process.stderr.write(`  · ${path}\n`);
  process.stdout.write(`${closingText(session, { wanted: wishes.length, hash: sha256(runs.map(({ logHash }) => logHash).join("\n")) })}\n`);
  if (stop.signal.aborted) return EXIT_INTERRUPTED;
  return runs.every(({ verdict }) => verdict === "passed") ? 0 : EXIT_FAILED;
}

/** Rounds with host enforcement and without, in turn, so that whatever else the machine does is done to both. */
async function compareEnforcement({ rounds, verbose }: { readonly rounds: number; readonly verbose?: true }): Promise<number> {
  const scenario = join(root, "main/faults/interference/ivi.yaml");
  const cockpit = `--cockpit=${join(root, "main/toolstack/cockpits/at-once")}`;
  const start = join(root, "main/launch/start.mjs");
  const runner = (words: readonly string[]): Runner => liveRunner({ start, words: [cockpit, ...words], verbose: verbose === true });
  const [enforced, free] = [runner([]), runner(["--no-enforcement"])];
  const seen: Record<"on" | "off", RunRecord[]> = { on: [], off: [] };
  for (let round = 0; round < rounds; round++) {
    const wish: RunWish = { path: scenario, index: 0, seed: round + 1, name: "interference-ivi" };
    seen.on.push(await enforced.run(wish));
    seen.off.push(await free.run(wish));
    process.stderr.write(`  · round ${round + 1} of ${rounds}\n`);
    process.stdout.write(`${interferenceTable(seen.on, seen.off, "cluster")}\n\n`);
  }
  for (const line of seen.on[0]?.enforcement ?? []) process.stdout.write(`${line}\n`);
  await Promise.all([enforced.close(), free.close()]);
  return 0;
}

function whole(least: number): (text: string) => number {
  return (text) => {
    if (!/^\d{1,10}$/.test(text) || Number(text) < least) throw new InvalidArgumentError(`wanted a whole number from ${least}`);
    return Number(text);
  };
}

/** A path is meant from where the person stands. */
const path = (text: string): string => resolve(process.env["INIT_CWD"] ?? ".", text);

function command(): Command {
  const program = new Command("faults")
    .description("Breaks a cockpit on purpose, and says who noticed: scenarios as files, run live or in virtual time.")
    .helpOption("--help", "show this and exit");
  program
    .command("list")
    .description("the faults and the scenarios that come along")
    .action(() => {
      process.stdout.write(listText(faults, starterScenarios()));
    });
  program
    .command("docs")
    .description("the same as one page of Markdown, with how to write a scenario")
    .action(() => {
      process.stdout.write(docsText(faults, starterScenarios()));
    });
  program
    .command("schema")
    .description("the JSON schema of a scenario file, for editors")
    .action(() => {
      process.stdout.write(`${JSON.stringify(z.toJSONSchema(scenarioSchema, { io: "input" }), undefined, 2)}\n`);
    });
  program
    .command("run")
    .description("runs scenarios: files, folders, or names of the starter set (default: all of it)")
    .argument("[scenarios...]")
    .option("--sim", "headless, in virtual time (the default)")
    .option("--live", "in the cockpit itself, with processes and displays (under Xvfb without a screen)")
    .option("--seed <n>", "in place of the scenarios' own", whole(0))
    .option("--seeds <n>", "so many seeds, each of the whole set", whole(1), 1)
    .option("--jobs <n>", "runs at a time (default: simulated one a processor, live one)", whole(1))
    .option("--report <dir>", "write report.html, junit.xml and report.json there", path)
    .option("--cockpit <dir>", "the cockpit to run (default: the one that comes along)", path)
    .option("--no-enforcement", "live: leave the domains' processes without their shares of processor and memory")
    .option("--verbose", "live: show what the cockpit says")
    .action(async (words: readonly string[], options: RunOptions) => {
      process.exitCode = await run(words, options);
    });
  program
    .command("interference")
    .description("live: what the cluster notices of faults in the infotainment, with host enforcement and without, in turn")
    .option("--rounds <n>", "how many of each", whole(1), 5)
    .option("--verbose", "show what the cockpit says")
    .action(async (options: { readonly rounds: number; readonly verbose?: true }) => {
      process.exitCode = await compareEnforcement(options);
    });
  program
    .command("soak")
    .description("random faults at random times, simulated; what must be so whatever is done to dom0 is looked at after each")
    .option("--count <n>", "how many scenarios", whole(1), 1000)
    .option("--seed <n>", "the first one's; each next has the next", whole(0), 1)
    .option("--cockpit <dir>", "the cockpit to run (default: the one that comes along)", path)
    .action(async ({ count, seed, cockpit }: { readonly count: number; readonly seed: number; readonly cockpit?: string }) => {
      process.exitCode = await soak({
        cockpit: cockpitAt(cockpit ?? defaultCockpit),
        count,
        seed,
        say: (line) => void process.stdout.write(`${line}\n`),
        clock: realTimers,
      });
    });
  return program;
}

function starterScenarios(): readonly Scenario[] {
  const paths = scenarioPaths([], starters);
  const read = paths.ok ? readScenarios(paths.value) : paths;
  return read.ok ? read.value : refuse(read.error);
}

if (isMainThread) await command().parseAsync();
else serve(workerData as WorkerData);
