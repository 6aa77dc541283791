/** Niceness, which every user may have more of, and real-time scheduling, which takes a right. Both are a thread's own in Linux. */
import { getPriority, setPriority } from "node:os";
import type { HostFiles } from "./host-files.ts";
import type { Outcome } from "./outcome.ts";
import { SCHED_RR, type Scheduling } from "./scheduling.ts";

const NICE_MAX = 19;
/** Threads that start while the others are gone through may be as their parents were: how often they are looked for. */
const PASSES_MAX = 5;
/** The least of the real-time priorities: above every usual thread, below every real-time one that the system has. */
const RR_PRIORITY = 1;
/** linux/capability.h. */
const CAP_SYS_NICE = 23n;

export interface PriorityOptions {
  readonly files: HostFiles;
  /** setpriority(2) of one thread; errno's name when it was refused. */
  readonly setNice: (thread: number, nice: number) => string | undefined;
  /** dom0's own niceness, which a guest's counts from. */
  readonly ownNice: number;
  readonly scheduling: () => Promise<Scheduling | undefined>;
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

  /** SCHED_RR for all threads of a process of dom0's own: never for a guest's, which would come before dom0. */
  async realtime(pid: number): Promise<Outcome> {
    const what = `SCHED_RR ${RR_PRIORITY}`;
    if (!this.#mayRealtime()) return { what, refused: "EPERM: neither CAP_SYS_NICE nor RLIMIT_RTPRIO" };
    const calls = await this.#options.scheduling();
    if (!calls) return { what, refused: "koffi is not there" };
    for (const thread of this.#threads(pid)) {
      const errno = calls.setScheduler(Number(thread), SCHED_RR, RR_PRIORITY);
      if (errno !== 0 && errno !== ESRCH) return { what, refused: `sched_setscheduler: errno ${errno}` };
    }
    return { what };
  }

  #threads(pid: number): readonly string[] {
    return this.#options.files.list(`/proc/${pid}/task`);
  }

  /** Asked of the kernel's own account, so that no library is loaded for a call that will be refused. */
  #mayRealtime(): boolean {
    const { files } = this.#options;
    const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(files.read("/proc/self/status") ?? "")?.[1] ?? "0";
    const limit = /^Max realtime priority\s+(\S+)/m.exec(files.read("/proc/self/limits") ?? "")?.[1] ?? "0";
    return (BigInt(`0x${effective}`) & (1n << CAP_SYS_NICE)) !== 0n || Number(limit) >= RR_PRIORITY || limit === "unlimited";
  }
}

const ESRCH = 3;

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
