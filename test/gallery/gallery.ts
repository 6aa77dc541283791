/** `npm run gallery`: every display in every theme, language and state, as the driver sees it, and a page to look through them. */
import { accessSync, constants, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { indexPage, type Entry } from "./index-page.ts";
import { LANGUAGES } from "./languages.ts";
import { PosedCockpit } from "./posed-cockpit.ts";
import { allShots, chosenShots, DISPLAYS, fileOf, THEMES, type Shot, type Sitting } from "./shots.ts";
import { STATES } from "./states.ts";

const EXIT_MISSING = 1;
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;
/** A slow machine's watchdogs may end what they find too slow. */
const TRIES = 3;

/** Says why, and ends. */
function refuse(problems: readonly string[]): never {
  process.stderr.write(problems.map((problem) => `gallery: ${problem}\n`).join(""));
  process.exit(EXIT_USAGE);
}

function writable(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return folder;
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause)) throw cause;
    return refuse([`--out ${folder}: wanted a folder to write to, got ${String(cause.code)}`]);
  }
}

const program = new Command("gallery")
  .description("Pictures of the running cockpit: each display in each theme, language and state, and index.html to look through them.")
  .requiredOption("--out <dir>", "where they go; what is there of the same names is replaced")
  .option(
    "--only <filter>",
    "some of them, as cluster/ar/night/warning: words in any order; may be given again",
    (filter: string, before: readonly string[]) => [...before, filter],
    [],
  )
  .helpOption("--help", "show this and exit")
  .addHelpText(
    "after",
    `\nWords of a filter:\n  ${DISPLAYS.join(" ")}\n  ${THEMES.join(" ")}\n  ${LANGUAGES.join(" ")}\n  ${STATES.map(({ name }) => name).join(" ")}\n  app, locked: all of these`,
  )
  .allowExcessArguments(false)
  .exitOverride((end) => process.exit(end.exitCode === 0 ? 0 : EXIT_USAGE))
  .parse();

const options = program.opts<{ readonly out: string; readonly only: readonly string[] }>();
const chosen = chosenShots(allShots(), options.only);
if (!chosen.ok) refuse(chosen.error);
const sittings = chosen.value;
// A relative path is meant from where the person stands; npm has gone to the checkout.
const out = writable(resolve(process.env["INIT_CWD"] ?? ".", options.out));
const wanted = sittings.reduce((sum, { shots }) => sum + shots.length, 0);
const entries: Entry[] = [];
const began = performance.now();
const stop = new AbortController();

const seconds = (): string => `${((performance.now() - began) / 1000).toFixed(0)} s`;

function tell(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text.slice(0, process.stderr.columns - 1)}`);
  else process.stderr.write(`${text}\n`);
}

function missing(shots: readonly Shot[], cause: unknown): void {
  const problem = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
  for (const shot of shots) entries.push({ shot, thumbnail: undefined, problem });
  tell(`  ✗ ${shots.length} of ${shots[0]?.state.name ?? ""}: ${problem}\n`);
}

const groups = <K>(shots: readonly Shot[], key: (shot: Shot) => K): readonly (readonly Shot[])[] =>
  [...new Set(shots.map(key))].map((one) => shots.filter((shot) => key(shot) === one));

async function takeState(cockpit: PosedCockpit, shots: readonly Shot[]): Promise<void> {
  const { state } = shots[0]!;
  await cockpit.enter(state);
  for (const together of groups(shots, ({ theme, language }) => `${theme} ${language}`)) {
    if (stop.signal.aborted) break;
    const { theme, language } = together[0]!;
    await cockpit.wear(
      theme,
      language,
      together.map(({ screen }) => screen),
    );
    for (const shot of together) {
      const { png, thumbnail } = await cockpit.take(shot.screen);
      writeFileSync(join(out, fileOf(shot)), png);
      entries.push({ shot, thumbnail: thumbnail.toString("base64") });
    }
    if (process.stderr.isTTY) tell(`  … ${entries.length}/${wanted} ${state.name} ${theme} ${language} (${seconds()})`);
  }
  if (stop.signal.aborted) return;
  await cockpit.leave();
  tell(`  ✓ ${entries.length}/${wanted} ${state.title.toLowerCase()} (${seconds()})${process.stderr.isTTY ? "\n" : ""}`);
}

/** A state that cannot be had costs a new start, and after some of those its own pictures. */
async function sit({ cockpit, shots }: Sitting): Promise<void> {
  let posed: PosedCockpit | undefined;
  for (const group of groups(shots, ({ state }) => state)) {
    for (let tries = 1; !stop.signal.aborted; tries++) {
      const done = new Set(entries.map(({ shot }) => shot));
      const left = group.filter((shot) => !done.has(shot));
      if (left.length === 0) break;
      try {
        posed ??= await PosedCockpit.open(cockpit);
        await takeState(posed, left);
      } catch (cause) {
        if (stop.signal.aborted) break;
        if (tries === TRIES)
          missing(
            left.filter((shot) => !entries.some((entry) => entry.shot === shot)),
            cause,
          );
        for (const complaint of posed?.complaints ?? []) tell(`  ! ${complaint}\n`);
        await posed?.kill();
        posed = undefined;
      }
    }
  }
  for (const complaint of posed?.complaints ?? []) tell(`  ! ${complaint}\n`);
  if (!stop.signal.aborted) await posed?.close();
}

function writeIndex(): void {
  writeFileSync(join(out, "index.html"), indexPage(entries, wanted));
}

// Whoever drives the browser for us ends it and then this process at an interrupt: what is done is written before.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    stop.abort();
    process.exitCode = EXIT_INTERRUPTED;
    writeIndex();
    tell(`  · interrupted after ${entries.length} of ${wanted}; they are in ${join(out, "index.html")}\n`);
  });
}

for (const sitting of sittings) await sit(sitting);
if (!stop.signal.aborted) {
  writeIndex();
  const taken = entries.filter(({ thumbnail }) => thumbnail !== undefined).length;
  process.stdout.write(`${taken} of ${wanted} pictures in ${seconds()}: ${join(out, "index.html")}\n`);
  process.exitCode = taken === wanted ? 0 : EXIT_MISSING;
}
