import { evtchnPort, type DomId, type EvtchnPort } from "../../protocol/ids.ts";
import type { BoundEvtchn, EventChannels, EvtchnError } from "../../protocol/ports.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { EvtchnCalls } from "./libraries.ts";

/**
 * Event channels of a real dom0: one handle for all ports, and one call under way that waits for any of them.
 *
 * The kernel masks a port when it hands it out; it is unmasked after its upcall, so that what comes meanwhile is one more upcall.
 */
export class XenEventChannels implements EventChannels {
  readonly #calls: EvtchnCalls;
  readonly #upcalls = new Map<number, () => void>();
  #closed = false;
  readonly #ended: Promise<void>;

  constructor(calls: EvtchnCalls) {
    this.#calls = calls;
    this.#ended = this.#run();
  }

  /** How many ports are bound. */
  get bound(): number {
    return this.#upcalls.size;
  }

  allocUnbound(remote: DomId, upcall: () => void): Promise<Result<BoundEvtchn, EvtchnError>> {
    return Promise.resolve(this.#bound(this.#closed ? -1 : this.#calls.bindUnbound(remote), upcall, "ENOSPC"));
  }

  bindInterdomain(remote: DomId, remotePort: EvtchnPort, upcall: () => void): Promise<Result<BoundEvtchn, EvtchnError>> {
    // TRUST: the port is the guest's; the hypervisor refuses one that is not open to us.
    return Promise.resolve(this.#bound(this.#closed ? -1 : this.#calls.bindInterdomain(remote, remotePort), upcall, "EINVAL"));
  }

  /** Unbinds all ports. Resolves when nothing of it is at work any more. Harmless twice. */
  async close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      for (const port of this.#upcalls.keys()) this.#calls.unbind(port);
      this.#upcalls.clear();
    }
    await this.#ended;
  }

  #bound(port: number, upcall: () => void, refusal: EvtchnError): Result<BoundEvtchn, EvtchnError> {
    if (port < 0) return err(refusal);
    this.#upcalls.set(port, upcall);
    const open = (): boolean => this.#upcalls.get(port) === upcall;
    return ok({
      port: evtchnPort(port),
      notify: () => {
        if (open()) this.#calls.notify(port);
      },
      close: () => {
        if (!open()) return;
        this.#upcalls.delete(port);
        this.#calls.unbind(port);
      },
    });
  }

  async #run(): Promise<void> {
    while (!this.#closed) for (const port of await this.#calls.pending()) this.#deliver(port);
    this.#calls.close();
  }

  #deliver(port: number): void {
    const upcall = this.#upcalls.get(port);
    // Unbound since it was pending: it is nobody's, and a number that is bound again begins unmasked.
    if (!upcall) return;
    try {
      upcall();
    } finally {
      if (this.#upcalls.get(port) === upcall) this.#calls.unmask(port);
    }
  }
}
