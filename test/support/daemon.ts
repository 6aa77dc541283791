/** The stand-alone daemon as it is built (`npm test` builds it; by hand `node .config/build.mjs node`), on a socket of its own. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../../main/launch/places.mjs";
import { start, type Ended } from "./program.ts";

const PROGRAM = join(ROOT, "out", "node", "xenstored.mjs");

export interface Daemon {
  readonly socket: string;
  /** What makes real clients use it. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends it by SIGTERM and answers how it ended, and what it left in the folder of its socket, which is gone afterwards. Harmless twice. */
  stop(): Promise<Ended & { readonly left: readonly string[] }>;
  /** Ends it as a crash would: its socket stays. */
  kill(): Promise<void>;
}

/** Resolves once it listens, in a folder of its own. `options`: of its command line, behind `--socket`. */
export function startDaemon(...options: readonly string[]): Promise<Daemon> {
  return startDaemonAt(join(mkdtempSync(join(tmpdir(), "argonaut-xenstored-")), "socket"), ...options);
}

/** The same at a given path, whose folder goes with the daemon when that is stopped. */
export async function startDaemonAt(socket: string, ...options: readonly string[]): Promise<Daemon> {
  const folder = dirname(socket);
  const program = start(process.execPath, [PROGRAM, "--socket", socket, ...options]);
  const stop: Daemon["stop"] = async () => {
    program.kill("SIGTERM");
    const ended = await program.ended;
    const left = existsSync(folder) ? readdirSync(folder) : [];
    rmSync(folder, { recursive: true, force: true });
    return { ...ended, left };
  };
  const kill: Daemon["kill"] = async () => {
    program.kill("SIGKILL");
    await program.ended;
  };
  const early = await Promise.race([program.printed(1), program.ended]);
  if (early) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`${PROGRAM}: wanted it to listen, got exit code ${early.code}: ${early.stderr}`);
  }
  return { socket, env: { XENSTORED_PATH: socket }, stop, kill };
}
