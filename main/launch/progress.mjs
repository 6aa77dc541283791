/** What the launcher says: one line a step, with what it does, how far it is and how long it took. */
import { StepFailed } from "./run.mjs";

const TICK_MS = 200;
/** Without a terminal nothing can be rewritten, so a long step is heard of this often. */
const QUIET_MS = 15_000;

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

let stream = process.stdout;

/** Keeps what the launcher says off stdout, for a program whose stdout is its answer. */
export function sayOnStderr() {
  stream = process.stderr;
}

/** Prints one line that stands. */
export function say(text) {
  stream.write(`${text}\n`);
}

/**
 * Does `work` unless `already` answers true, in which case nothing is printed.
 * `work` gets a function that takes what it is at just now, and may answer what the closing line should say.
 */
export async function step(what, already, work) {
  if (await already()) return;
  const since = performance.now();
  const rewrites = stream.isTTY === true;
  let detail = "";
  let heard = since;
  const show = () => {
    const tail = detail ? `: ${detail}` : "";
    if (rewrites) stream.write(`\r\x1b[K${`  … ${what} (${seconds(since)})${tail}`.slice(0, (stream.columns ?? 80) - 1)}`);
    else if (performance.now() - heard > QUIET_MS) {
      heard = performance.now();
      say(`  … ${what} (${seconds(since)})${tail}`);
    }
  };
  if (!rewrites) say(`  … ${what}`);
  const ticking = setInterval(show, TICK_MS);
  try {
    const said = await work((now) => {
      detail = now;
    });
    if (rewrites) stream.write("\r\x1b[K");
    say(`  ✓ ${what} (${seconds(since)})${said ? `: ${said}` : ""}`);
  } catch (error) {
    if (rewrites) stream.write("\r\x1b[K");
    say(`  ✗ ${what} (${seconds(since)})`);
    throw error;
  } finally {
    clearInterval(ticking);
  }
}

/** Tells a StepFailed in words, with the command to run by hand. Any other error is a bug and goes on its way. */
export function tellFailure(error) {
  if (!(error instanceof StepFailed)) throw error;
  if (error.detail) process.stderr.write(`${error.detail}\n`);
  process.stderr.write(`argonaut: ${error.message}\n`);
  if (error.byHand) process.stderr.write(`argonaut: to do it by hand:\n\n    ${error.byHand}\n\n`);
}

/** Runs an entry point; its answer is the exit code. A step that cannot be done ends with 1. */
export async function entry(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    tellFailure(error);
    process.exitCode = 1;
  }
}
