import { Worker } from "node:worker_threads";
import { CELLS_OCTETS, VERDICT_FLOOD, VERDICT_MEMORY, VERDICT_STALL, WatchdogCells } from "./watchdog-cells.ts";

const BEAT_MS = 20;

const verdicts = {
  [VERDICT_FLOOD]: { detector: "flood", why: "flooded dom0" },
  [VERDICT_STALL]: { detector: "stall", why: "stalled dom0" },
  [VERDICT_MEMORY]: { detector: "memory", why: "took more memory than it has" },
} as const;
/** Which detector it was, and what the log says of it. */
export type Verdict = (typeof verdicts)[keyof typeof verdicts];

/** One guest process under the watchdog's eyes. */
export interface Watched {
  /** Where its door counts. */
  readonly counters: Int32Array;
  /** The process that is to be killed; known only once it runs. */
  setPid(pid: number): void;
  /** What the watchdog killed it for, if it did. */
  verdict(): Verdict | undefined;
  close(): void;
}

/** dom0's end of the watchdog: it beats while its event loop turns, and hands each guest process a row. */
export class Watchdog {
  readonly #cells: WatchdogCells;
  readonly #worker: Worker;
  readonly #beat: NodeJS.Timeout;

  /** `script` is the built watchdog-worker. `failed` hears of a watchdog that died: then nobody watches. */
  constructor(script: URL, failed: (cause: Error) => void) {
    const buffer = new SharedArrayBuffer(CELLS_OCTETS);
    this.#cells = new WatchdogCells(buffer);
    this.#worker = new Worker(script, { workerData: buffer });
    this.#worker.on("error", failed);
    this.#beat = setInterval(() => this.#cells.beat(), BEAT_MS);
  }

  /** `memoryMib` is what the guest may have. Undefined when there are as many guests as can be watched. */
  watch(memoryMib: number): Watched | undefined {
    const row = this.#cells.freeRow();
    if (row === undefined) return undefined;
    const cells = this.#cells;
    cells.setPid(row, -1); // taken, and nothing to kill yet
    cells.setMemoryMib(row, memoryMib);
    return {
      counters: cells.counter(row),
      setPid: (pid) => cells.setPid(row, pid),
      verdict() {
        const verdict = cells.verdict(row);
        // 0, which is none, is not among them; nothing but the watchdog's thread writes here.
        return verdicts[verdict as keyof typeof verdicts];
      },
      close: () => cells.setPid(row, 0),
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#beat);
    await this.#worker.terminate();
  }
}
