import type { GuestMessage } from "../../protocol/bridge.ts";
import type { Timer, Timers } from "../../protocol/ports.ts";

/** Messages a second that an honest guest keeps to. Twenty times as many in a window are a flood (main/hypervisor/flood.ts). */
export const RATE_PER_S = 1000;
/** How many may go at once after a pause. */
export const BURST = 200;

/**
 * How long what a frontend wrote while it read (how far it got, from where on it wants to be told) waits for another message to go with, in ms.
 * It is urgent to no backend; and a guest that draws says something each frame, which is sooner.
 */
export const HOLD_MS = 20;

export type ChangedPages = Extract<GuestMessage, readonly ["notify", ...unknown[]]>[2];

export interface OutboxOptions {
  readonly post: (message: GuestMessage) => void;
  /** The words that the peer may read and has not been told of; afterwards it has. */
  readonly takeChanges: () => ChangedPages;
  /** Runs `fire` at the end of this turn. */
  readonly schedule: (fire: () => void) => void;
  readonly timers: Timers;
  /** RATE_PER_S unless told otherwise. */
  readonly ratePerS?: number;
}

/** A message that waits, or the place of a publication: its words are read when it leaves, so what waits stays one message. */
type Item =
  | { readonly kind: "message"; readonly message: GuestMessage; readonly sent: () => void }
  | { readonly kind: "publication"; readonly ports: Set<number> };

/** What a guest's kernel has to say to dom0, in order. A token bucket delays it, and drops nothing. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #ratePerMs: number;
  readonly #queue: Item[] = [];
  /** Ports to notify at the end of this turn. */
  #ports = new Set<number>();
  #scheduled = false;
  #waiting = false;
  #held: Timer | undefined;
  #tokens = BURST;
  #tokensAt: number;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#ratePerMs = (options.ratePerS ?? RATE_PER_S) / 1000;
    this.#tokensAt = options.timers.now();
  }

  /** Sends `message`, after what was written to shared pages before it; `sent` is called when it has left. */
  send(message: GuestMessage, sent: () => void = () => undefined): void {
    this.#publishNow();
    this.#queue.push({ kind: "message", message, sent });
    this.#pump();
  }

  /** EVTCHNOP_send on `port` at the end of the turn, with all that was written by then. */
  notify(port: number): void {
    this.#ports.add(port);
    this.publishSoon();
  }

  /** Publishes at the end of the turn what was written by then, if anything. */
  publishSoon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.schedule(() => {
      this.#scheduled = false;
      this.#publishNow();
      this.#pump();
    });
  }

  /** Publishes what was written with the next message, or in HOLD_MS. */
  publishLater(): void {
    this.#held ??= this.#options.timers.after(HOLD_MS, () => {
      this.#publishNow();
      this.#pump();
    });
  }

  #publishNow(): void {
    this.#held?.cancel();
    this.#held = undefined;
    const last = this.#queue.at(-1);
    if (last?.kind === "publication") for (const port of this.#ports) last.ports.add(port);
    else this.#queue.push({ kind: "publication", ports: this.#ports });
    this.#ports = new Set();
  }

  #pump(): void {
    while (!this.#waiting) {
      const item = this.#queue[0];
      if (!item) return;
      if (!this.#refill()) return this.#wait();
      this.#queue.shift();
      if (item.kind === "publication") this.#publish(item.ports);
      else {
        this.#tokens--;
        this.#options.post(item.message);
        item.sent();
      }
    }
  }

  #publish(ports: ReadonlySet<number>): void {
    const pages = this.#options.takeChanges();
    if (pages.length === 0 && ports.size === 0) return;
    this.#tokens--;
    this.#options.post(["notify", [...ports], pages]);
  }

  /** Whether there is a token. */
  #refill(): boolean {
    const now = this.#options.timers.now();
    this.#tokens = Math.min(BURST, this.#tokens + (now - this.#tokensAt) * this.#ratePerMs);
    this.#tokensAt = now;
    return this.#tokens >= 1;
  }

  #wait(): void {
    this.#waiting = true;
    this.#options.timers.after(Math.ceil((1 - this.#tokens) / this.#ratePerMs), () => {
      this.#waiting = false;
      this.#pump();
    });
  }
}
