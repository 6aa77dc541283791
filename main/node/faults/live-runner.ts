/** Live runs: for each a cockpit of its own, started as `npm start` starts it, that does one run and writes what it saw to a file. */
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { RunRecord } from "../../faults/record.ts";
import { runFolder } from "../../launch/run-folder.mjs";
import { lostRun } from "./lost-run.ts";
import type { Runner, RunWish } from "./run-list.ts";

export interface LiveOptions {
  /** The launcher's start.mjs. */
  readonly start: string;
  /** More of the program's own options: --cockpit, --no-enforcement. */
  readonly words: readonly string[];
  /** Whether the cockpit's own output is shown. */
  readonly verbose: boolean;
}

/** A line of stderr is kept so long, should the cockpit not come to its end. */
const TAIL_CHARS = 4000;

export function liveRunner({ start, words, verbose }: LiveOptions): Runner {
  const folder = runFolder(undefined);
  let child: ReturnType<typeof spawn> | undefined;
  return {
    mode: "live",
    run: (wish: RunWish) => {
      const record = join(folder.path, "record.json");
      rmSync(record, { force: true });
      const own = [`--scenario=${wish.path}`, `--scenario-run=${wish.index}`, `--seed=${wish.seed}`, `--record=${record}`];
      const started = spawn(process.execPath, [start, ...own, ...words], { stdio: ["ignore", "pipe", "pipe"] });
      child = started;
      let tail = "";
      const take = (chunk: string): void => {
        tail = (tail + chunk).slice(-TAIL_CHARS);
        if (verbose) process.stderr.write(chunk);
      };
      started.stdout.setEncoding("utf8").on("data", take);
      started.stderr.setEncoding("utf8").on("data", take);
      return new Promise((resolve, reject) => {
        started.on("error", reject);
        started.on("close", (code) => {
          child = undefined;
          try {
            // TRUST: our own program wrote it, a moment ago.
            resolve(JSON.parse(readFileSync(record, "utf8")) as RunRecord);
          } catch (cause) {
            // One that went wrong is told of in its place: the others have cost minutes.
            resolve(lostRun(wish, `the cockpit ended with ${code} and left no record (${String(cause)})`, tail));
          }
        });
      });
    },
    close: () => {
      child?.kill("SIGTERM");
      folder.close();
      return Promise.resolve();
    },
  };
}
