/** What must be there before a rival starts: Debian's packages, unpacked by the peers' own setup.sh; and the load client, compiled. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { CHECKOUT } from "./checkout.ts";

const run = promisify(execFile);

/** The last line that a failed command said. */
function lastLine(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  const said = "stderr" in error && typeof error.stderr === "string" ? error.stderr.trim().split("\n").at(-1) : undefined;
  return said ?? error.message;
}

export interface Rivals {
  /** The folder that start.sh wants as WORKDIR. */
  readonly work: string;
  /** Why the real daemons cannot be had. */
  readonly missing?: string;
  /** Whether there is at least the server without a store, which needs a compiler and no packages. */
  readonly nullServer: boolean;
}

/** What `peers` can start here. */
export async function setUpRivals(peers: string): Promise<Rivals> {
  const work = join(CHECKOUT, "node_modules", ".cache", "argonaut-peers");
  const script = join(peers, "setup.sh");
  if (!existsSync(script)) return { work, missing: `${script} is not there`, nullServer: false };
  try {
    await run("sh", [script, work]);
    return { work, nullServer: true };
  } catch (error) {
    return { work, missing: lastLine(error), nullServer: await compileNullServer(peers, work) };
  }
}

/** setup.sh comes to it last, or not at all. */
async function compileNullServer(peers: string, work: string): Promise<boolean> {
  mkdirSync(work, { recursive: true });
  try {
    await run("gcc", ["-O2", "-o", join(work, "nullserver"), join(peers, "nullserver.c")]);
    return true;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return false;
  }
}

const SOURCES = join(CHECKOUT, "test", "peers");

/** The load client's executable, compiled anew when a source of it changed, or why there is none. */
export async function compileLoadClient(): Promise<{ readonly client: string } | { readonly missing: string }> {
  const parts = readdirSync(join(SOURCES, "xs-load")).map((name) => join("xs-load", name));
  const files = ["xs-load.c", ...parts.sort()].map((name) => join(SOURCES, name));
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file));
  const folder = join(CHECKOUT, "out", "peers");
  const client = join(folder, `xs-load-${hash.digest("hex").slice(0, 12)}`);
  if (existsSync(client)) return { client };
  mkdirSync(folder, { recursive: true });
  try {
    const sources = files.filter((file) => file.endsWith(".c"));
    // Into place by a rename: two benchmarks may compile at the same time.
    await run("gcc", ["-O2", "-Wall", "-o", `${client}.${process.pid}`, ...sources]);
    renameSync(`${client}.${process.pid}`, client);
    return { client };
  } catch (error) {
    return { missing: lastLine(error) };
  }
}
