/** What happened when, from the process's own start: the marks that a boot is judged by. */
import type { Log } from "../log/log.ts";

export interface BootMark {
  readonly name: string;
  /** Milliseconds after the operating system started the process. */
  readonly at: number;
}

export class BootTimeline {
  readonly marks: BootMark[] = [];
  readonly #log: Log;
  /** The process's start on the wall clock, milliseconds. */
  readonly #start: number;

  constructor(log: Log, processStart: number) {
    this.#log = log;
    this.#start = processStart;
    this.marks.push({ name: "process start", at: 0 });
  }

  /** Each name counts once: a restarted domain does not boot the cockpit again. */
  mark(name: string): void {
    if (this.marks.some((mark) => mark.name === name)) return;
    const at = Math.round(Date.now() - this.#start);
    this.marks.push({ name, at });
    this.#log.info("boot", { mark: name, ms: at });
  }

  has(name: string): boolean {
    return this.marks.some((mark) => mark.name === name);
  }

  /** The timeline as a person reads it. */
  toString(): string {
    const widest = Math.max(...this.marks.map(({ name }) => name.length));
    return [
      "Boot timeline (ms from process start)",
      ...this.marks.map(({ name, at }) => `  ${name.padEnd(widest)}  ${String(at).padStart(6)}`),
    ].join("\n");
  }
}
