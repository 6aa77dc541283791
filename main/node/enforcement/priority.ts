/** Niceness, which every user may have more of. It is a thread's own in Linux. */
import { getPriority, setPriority } from "node:os";
import type { HostFiles } from "./host-files.ts";
import type { Outcome } from "./outcome.ts";

const NICE_MAX = 19;
/** Threads that start while the others are gone through may be as their parents were: how often they are looked for. */
const PASSES_MAX = 5;

export interface PriorityOptions {
  readonly files: HostFiles;
  /** setpriority(2) of one thread; errno's name when it was refused. */
  readonly setNice: (thread: number, nice: number) => string | undefined;
  /** dom0's own niceness, which a guest's counts from. */
  readonly ownNice: number;
}

export class Priority {
  readonly #options: PriorityOptions;

  constructor(options: PriorityOptions) {
    this.#options = options;
  }

  get ownNice(): number {
    return this.#options.ownNice;
  }

  /** Makes a process that runs already so many steps nicer than dom0, thread by thread; threads to come take after those that start them. */
  nice(pid: number, steps: number): Outcome {
    const { ownNice, setNice } = this.#options;
    const nice = Math.min(NICE_MAX, ownNice + steps);
    const what = `nice ${nice}`;
    const done = new Set<string>();
    for (let i = 0; i < PASSES_MAX; i++) {
      const fresh = this.#threads(pid).filter((thread) => !done.has(thread));
      if (fresh.length === 0) break;
      for (const thread of fresh) {
        const problem = setNice(Number(thread), nice);
        // A thread may end meanwhile; and one of Chromium's helpers that it has made nicer already stays so (EACCES).
        const harmless = problem === "ESRCH" || (problem === "EACCES" && Number(thread) !== pid);
        if (problem !== undefined && !harmless) return { what, refused: `setpriority: ${problem}` };
        done.add(thread);
      }
    }
    return done.size > 0 ? { what } : { what, refused: `process ${pid} is gone` };
  }

  #threads(pid: number): readonly string[] {
    return this.#options.files.list(`/proc/${pid}/task`);
  }
}

/** This machine's setpriority(2), and the niceness that dom0 was started with. */
export function machinePriority(): Pick<PriorityOptions, "setNice" | "ownNice"> {
  return {
    ownNice: getPriority(0),
    setNice: (thread, nice) => {
      try {
        setPriority(thread, nice);
        return undefined;
      } catch (cause) {
        // Node's SystemError names errno in `info`; its own `code` is the same for all.
        if (cause instanceof Error && "info" in cause) return String((cause.info as { readonly code?: unknown }).code);
        throw cause;
      }
    },
  };
}
