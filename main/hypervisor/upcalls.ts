import { GuestFault } from "../../protocol/result.ts";
import type { Domain } from "./domain.ts";
import { isRunnable } from "./domain.ts";
import type { Port } from "./evtchn-table.ts";

/**
 * Runs `fire` once, later, and never inside the call that asked: an immediate in the live program, virtual time's queue
 * in a simulation. First asked, first run.
 */
export type Schedule = (fire: () => void) => void;

/**
 * Pending bits, and who is told of them in which order.
 *
 * A send sets a bit and queues the port; a bit that is set already says nothing new. The queue is drained in a turn of its
 * own, so no upcall runs inside another domain's hypercall; what upcalls send goes to the next turn, so two domains that
 * ping each other for ever leave room for the rest. Guests behind doors come last in a turn, and are told in one message
 * what their backends wrote and whom those notified.
 */
export class Upcalls {
  readonly #schedule: Schedule;
  readonly #onFault: (fault: GuestFault) => void;
  /** Each once. They are few: a list, since emptying a Set costs more than looking through it. */
  #touched: Domain[] = [];
  #queue: Port[] = [];
  #scheduled = false;

  constructor(schedule: Schedule, onFault: (fault: GuestFault) => void) {
    this.#schedule = schedule;
    this.#onFault = onFault;
  }

  /** Sets the port pending; its domain is upcalled unless the port is masked or the domain cannot run, and then later. */
  raise(port: Port): void {
    port.pending = true;
    this.#enqueue(port);
  }

  mask(port: Port): void {
    port.masked = true;
  }

  /** EVTCHNOP_unmask: what became pending meanwhile is delivered. */
  unmask(port: Port): void {
    port.masked = false;
    this.#enqueue(port);
  }

  /** The domain may run again. */
  resume(domain: Domain): void {
    for (const port of domain.evtchn.ports()) this.#enqueue(port);
    this.touch(domain);
  }

  /** Backends may have written pages of `domain`: its door will look. */
  touch(domain: Domain): void {
    if (!domain.publisher) return;
    this.#touch(domain);
    this.#kick();
  }

  #enqueue(port: Port): void {
    if (port.queued || !port.pending || port.masked || !isRunnable(port.domain)) return;
    port.queued = true;
    this.#queue.push(port);
    this.#kick();
  }

  #kick(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#schedule(this.#drain);
  }

  readonly #drain = (): void => {
    try {
      this.#deliverAll(this.#take());
      // What backends sent to guests behind doors goes in one message with what they wrote.
      this.#deliverAll(this.#takeDoors());
    } finally {
      this.#scheduled = false;
      this.#publish();
      if (this.#queue.length > 0) this.#kick();
    }
  };

  #take(): Port[] {
    const queue = this.#queue;
    this.#queue = [];
    return queue;
  }

  #takeDoors(): Port[] {
    const queue = this.#take();
    this.#queue = queue.filter((port) => !port.domain.publisher);
    return this.#queue.length === 0 ? queue : queue.filter((port) => port.domain.publisher);
  }

  #deliverAll(queue: readonly Port[]): void {
    let at = 0;
    try {
      for (; at < queue.length; at++) {
        const port = queue[at];
        if (port) this.#deliver(port);
      }
    } finally {
      // Only after a bug's exception is there a rest; the other domains' upcalls must not be lost with it.
      if (at + 1 < queue.length) this.#queue.unshift(...queue.slice(at + 1));
    }
  }

  #deliver(port: Port): void {
    port.queued = false;
    if (!port.pending || port.masked || !isRunnable(port.domain)) return;
    port.pending = false;
    this.#touch(port.domain);
    if (port.binding.kind === "interdomain") this.#touch(port.binding.peer.domain);
    try {
      port.upcall();
    } catch (fault) {
      if (!(fault instanceof GuestFault)) throw fault;
      this.#onFault(fault);
    }
  }

  #touch(domain: Domain): void {
    if (domain.publisher && !this.#touched.includes(domain)) this.#touched.push(domain);
  }

  #publish(): void {
    if (this.#touched.length === 0) return;
    const touched = this.#touched;
    this.#touched = [];
    for (const domain of touched) if (isRunnable(domain)) domain.publisher?.publish();
  }
}
