/** The processes of the apps that a domain's page frames: each watched as the domain's own is, and ended without it. */
import type { Watchdog, Watched } from "./electron/watchdog.ts";

/** More than a cockpit may name apps for a domain: an app that is opened again may have a new process, and the oldest has ended by then. */
const WATCHED_MAX = 8;

export class FrameProcesses {
  readonly #watch: () => Watched | undefined;
  readonly #rows: { readonly pid: number; readonly watched: Watched }[] = [];

  /** `memoryMib`: what each may have. */
  constructor(watchdog: Watchdog, memoryMib: number) {
    this.#watch = () => watchdog.watch(memoryMib);
  }

  /** Answers whether the process is one that was not known. */
  take(pid: number): boolean {
    if (this.#rows.some((row) => row.pid === pid)) return false;
    if (this.#rows.length >= WATCHED_MAX) this.#rows.shift()?.watched.close();
    const watched = this.#watch();
    watched?.setPid(pid);
    if (watched) this.#rows.push({ pid, watched });
    return true;
  }

  close(): void {
    for (const { watched } of this.#rows.splice(0)) watched.close();
  }
}
