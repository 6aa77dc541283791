import type { DomId } from "../../protocol/ids.ts";
import type { Timer, Timers } from "../../protocol/ports.ts";

export interface HeartbeatOptions {
  readonly timers: Timers;
  /** dom0 believes a domain for at most so long, whatever it asked for. Milliseconds. */
  readonly limitMs: number;
  /** Whether the domain's vCPUs may run: one that may not cannot say anything. */
  readonly runs: (domid: DomId) => boolean;
  /** It said nothing for so many milliseconds. Once, until it is heard of again. */
  readonly onSilent: (domid: DomId, ms: number) => void;
}

/** SCHEDOP_watchdog's timers: a domain that armed its watchdog has to be heard of again in time. */
export class Heartbeats {
  readonly #options: HeartbeatOptions;
  readonly #armed = new Map<DomId, Timer>();

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** The domain asked to be believed for so many seconds; 0 disarms. */
  heard(domid: DomId, timeoutS: number): void {
    this.forget(domid);
    if (timeoutS > 0) this.#arm(domid, Math.min(timeoutS * 1000, this.#options.limitMs));
  }

  /** The domain runs again after it stood still: its time begins anew, for it could say nothing until now. Harmless for one that never armed it. */
  again(domid: DomId): void {
    if (!this.#armed.has(domid)) return;
    this.forget(domid);
    this.#arm(domid, this.#options.limitMs);
  }

  /** The domain is gone. Harmless twice. */
  forget(domid: DomId): void {
    this.#armed.get(domid)?.cancel();
    this.#armed.delete(domid);
  }

  close(): void {
    for (const domid of [...this.#armed.keys()]) this.forget(domid);
  }

  #arm(domid: DomId, ms: number): void {
    const judge = (): void => {
      this.#armed.delete(domid);
      if (this.#options.runs(domid)) this.#options.onSilent(domid, ms);
      // Its time begins again: a pause is no silence.
      else this.#arm(domid, ms);
    };
    this.#armed.set(domid, this.#options.timers.after(ms, judge));
  }
}
