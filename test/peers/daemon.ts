/** A running xenstore daemon, ours or another, on a socket of its own. */
import { execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { CHECKOUT } from "./checkout.ts";
import { onCpu, type Cpu } from "./cpus.ts";

const END_MS = 5000;
const START_MS = 20_000;

export interface Daemon {
  readonly pid: number;
  readonly socket: string;
  /** Ends it and waits until it is gone. Harmless twice. */
  stop(): Promise<void>;
}

/** Ours tells when and how it ended. */
export interface OurDaemon extends Daemon {
  readonly ended: Promise<string>;
}

/** The daemons that have no store of ours. */
export type RivalKind = "xenstored" | "oxenstored" | "null";

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
};

/** SIGTERM, and SIGKILL for one that does not mind it. */
async function end(pid: number): Promise<void> {
  const since = performance.now();
  let signal: NodeJS.Signals = "SIGTERM";
  while (alive(pid)) {
    if (performance.now() - since > END_MS) signal = "SIGKILL";
    process.kill(pid, signal);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Our standing daemon. `nodeOptions` go to Node. */
export async function startOurs(folder: string, cpu: Cpu, nodeOptions: readonly string[] = []): Promise<OurDaemon> {
  const socket = join(folder, "socket");
  const program = join(CHECKOUT, "out", "node", "xenstored.mjs");
  const [command = "", ...words] = onCpu(cpu, [process.execPath, ...nodeOptions, program, "--socket", socket]);
  const child = spawn(command, words, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<string>((resolve) =>
    child.once("exit", (code, signal) => resolve(signal === null ? `exit code ${code ?? "none"}` : `signal ${signal}`)),
  );
  await new Promise<void>((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error(`our xenstored: wanted ready, got nothing for ${START_MS / 1000} s`)), START_MS);
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk;
      if (!/^ready /m.test(said)) return;
      clearTimeout(patience);
      resolve();
    });
    void ended.then((how) => {
      clearTimeout(patience);
      reject(new Error(`our xenstored: wanted ready, got ${how} and ${JSON.stringify(said)}`));
    });
  });
  return {
    pid: child.pid ?? 0, // taskset becomes what it starts, so this is the daemon's
    socket,
    ended,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** A rival by the peers' own start.sh, whose daemon is not our child. */
export async function startRival(
  peers: string,
  work: string,
  kind: RivalKind,
  folder: string,
  cpu: Cpu,
  daemonOptions: readonly string[] = [],
): Promise<Daemon> {
  const [command = "", ...words] = onCpu(cpu, ["sh", join(peers, "start.sh"), kind, work, folder, ...daemonOptions]);
  const { stdout } = await promisify(execFile)(command, words, { env: { ...process.env, XSHIM_ALL_DOMS: "1" } });
  const [pid = "", socket = ""] = stdout.trim().split(" ");
  return { pid: Number(pid), socket, stop: () => end(Number(pid)) };
}
