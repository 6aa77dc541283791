/** Other programs, as a test runs them: to the end, or for as long as it wants them. */
import { spawn } from "node:child_process";

export interface Ended {
  readonly code: number | null;
  /** Octets: a string whose every code is 0 to 255. */
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  /** Resolves when `lines` lines came on stdout, or when the program ended before. */
  printed(lines: number): Promise<void>;
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
}

export function start(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  let stdout = "";
  let stderr = "";
  let over = false;
  const waiting: { lines: number; resolve: () => void }[] = [];
  const look = (): void => {
    const lines = stdout.split("\n").length - 1;
    for (const one of waiting) if (over || lines >= one.lines) one.resolve();
  };
  child.stdout.setEncoding("latin1").on("data", (chunk: string) => {
    stdout += chunk;
    look();
  });
  child.stderr.setEncoding("latin1").on("data", (chunk: string) => (stderr += chunk));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      over = true;
      look();
      resolve({ code, stdout, stderr });
    });
  });
  return {
    printed: (lines) =>
      new Promise((resolve) => {
        waiting.push({ lines, resolve });
        look();
      }),
    ended,
    kill: (signal) => void child.kill(signal),
  };
}

/** Runs a program to its end. */
export const run = (command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  start(command, args, env).ended;
