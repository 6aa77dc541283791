/**
 * Real time, in ladder order: dom0's own come before a domain's, so that whatever a domain does with it, dom0 can take it away. No process of
 * the cockpit has a right to it; the launcher, as root, gives it when it is asked (main/launch/realtime.mjs).
 */
import type { HostFiles } from "./host-files.ts";
import type { Outcome } from "./outcome.ts";

/** Threads that start while the others are gone through may be as their parents were: how often they are looked for. */
const PASSES_MAX = 3;

/** A real-time priority, 0 for the usual policy; or the processors to run on, by their numbers. */
export type Scheduling = { readonly priority: number } | { readonly processors: readonly number[] };

/** Asks the launcher to schedule threads so; answers why not. */
export type AskToSchedule = (wish: Scheduling, threads: readonly number[]) => Promise<string | undefined>;

/** Whether a thread of that name is meant. */
export type Meant = (thread: number, name: string) => boolean;

export class RealTime {
  readonly #files: HostFiles;
  readonly #ask: AskToSchedule;

  constructor(files: HostFiles, ask: AskToSchedule) {
    this.#files = files;
    this.#ask = ask;
  }

  /**
   * SCHED_RR for the threads of a process, only for those that are `meant` where it is given; none that they start has it. Those in `had` were
   * asked for before: with the same set again only those are that have started since.
   */
  async give(pid: number, priority: number, meant: Meant = () => true, had = new Set<number>()): Promise<Outcome> {
    const what = `SCHED_RR ${priority}`;
    const refused = await this.#each(pid, { priority }, meant, had);
    return refused === undefined ? { what } : { what, refused };
  }

  /** The threads of a process are as any others; answers what kept them. */
  take(pid: number): Promise<string | undefined> {
    return this.#each(pid, { priority: 0 });
  }

  /** The threads of a process run on these processors alone, and what they start does, too; answers what kept them. */
  pin(pid: number, processors: readonly number[], meant?: Meant): Promise<string | undefined> {
    return this.#each(pid, { processors }, meant);
  }

  /** Asks for all threads, for those that start meanwhile too, until something is refused. */
  async #each(pid: number, wish: Scheduling, meant: Meant = () => true, done = new Set<number>()): Promise<string | undefined> {
    for (let i = 0; i < PASSES_MAX; i++) {
      const threads = this.#threads(pid);
      if (threads.length === 0) return i === 0 ? `process ${pid} is gone` : undefined;
      const fresh = threads.filter((thread) => !done.has(thread));
      if (fresh.length === 0) break;
      for (const thread of fresh) done.add(thread);
      const wanted = fresh.filter((thread) => meant(thread, this.#files.read(`/proc/${pid}/task/${thread}/comm`)?.trim() ?? ""));
      const refused = wanted.length === 0 ? undefined : await this.#ask(wish, wanted);
      if (refused !== undefined) return refused;
    }
    // Numbers come again: one that has ended may be another thread's later.
    const now = new Set(this.#threads(pid));
    for (const thread of done) if (!now.has(thread)) done.delete(thread);
    return undefined;
  }

  #threads(pid: number): readonly number[] {
    return this.#files.list(`/proc/${pid}/task`).map(Number);
  }
}
