/** Simulated runs in a thread of their own: as many at a time as there are threads. */
import { Worker } from "node:worker_threads";
import type { RunRecord } from "../../faults/record.ts";
import type { Runner, RunWish } from "./run-list.ts";

/** What a worker is told once, and what it answers each wish with. */
export interface WorkerData {
  readonly cockpit: string;
  /** Whether records keep their frames and their log: thousands of them would not fit. */
  readonly whole: boolean;
}
export type WorkerAnswer = { readonly ok: true; readonly record: RunRecord } | { readonly ok: false; readonly error: string };

/** `file` is the program that serves wishes (bin/faults.ts itself). */
export function simulatedRunner(file: URL, data: WorkerData): Runner {
  const worker = new Worker(file, { workerData: data });
  let done: ((answer: WorkerAnswer) => void) | undefined;
  worker.on("message", (answer: WorkerAnswer) => done?.(answer));
  worker.on("error", (cause) => done?.({ ok: false, error: cause.stack ?? cause.message }));
  return {
    mode: "sim",
    run: (wish: RunWish) =>
      new Promise((resolve, reject) => {
        done = (answer) => {
          if (answer.ok) resolve(answer.record);
          else reject(new Error(`${wish.name}, seed ${wish.seed}: ${answer.error}`));
        };
        worker.postMessage(wish);
      }),
    close: async () => {
      await worker.terminate();
    },
  };
}
