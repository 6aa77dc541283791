/** One measurement by the load client. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { onCpu, type Cpu } from "./cpus.ts";
import type { Daemon } from "./daemon.ts";

/** The client's line. Which figures are in it depends on the mode. */
export interface Measurement {
  readonly row: string;
  /** Done per second. */
  readonly rate?: number;
  readonly seconds: number;
  /** The daemon's CPU time for one of them. */
  readonly cpuUs?: number;
  /** The share of the processor that daemon and client were pinned to which neither they nor nobody had: other programs. */
  readonly taken?: number;
  readonly successPercent?: number;
  readonly p50Us?: number;
  readonly p99Us?: number;
  readonly committed?: number;
  readonly of?: number;
  readonly tries?: readonly number[];
  readonly writerAlone?: number;
  readonly writerAmong?: number;
}

export interface Load {
  readonly client: string;
  readonly mode: string;
  readonly seconds: number;
  readonly domains: number;
  readonly seed: number;
  readonly cpu: Cpu;
  /** The daemon's answers mean nothing. */
  readonly nullServer: boolean;
}

/** Longer than any measurement takes: C xenstored's population of 1000 domains is the longest. */
const PATIENCE_MS = 120_000;

export async function measure(daemon: Daemon, load: Load): Promise<Measurement> {
  const options = ["--seconds", load.seconds, "--domains", load.domains, "--seed", load.seed, "--pid", daemon.pid].map(String);
  const words = [load.client, daemon.socket, load.mode, ...options, ...(load.nullServer ? ["--null"] : [])];
  const [command = "", ...rest] = onCpu(load.cpu, words);
  const { stdout } = await promisify(execFile)(command, rest, { timeout: PATIENCE_MS });
  return JSON.parse(stdout) as Measurement; // our own client's line
}
