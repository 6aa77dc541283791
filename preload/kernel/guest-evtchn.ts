import type { DomId, EvtchnPort } from "../../protocol/ids.ts";
import { isEvtchnPort } from "../../protocol/ids.ts";
import type { BoundEvtchn, EventChannels, EvtchnError } from "../../protocol/ports.ts";
import type { Result } from "../../protocol/result.ts";
import { err, ok } from "../../protocol/result.ts";
import type { Outbox } from "./outbox.ts";

interface Asked {
  readonly upcall: () => void;
  readonly refusal: EvtchnError;
  readonly answer: (bound: Result<BoundEvtchn, EvtchnError>) => void;
}

/** A guest's event channels, asked for through its door. */
export class GuestEvtchn implements EventChannels {
  readonly #outbox: Outbox;
  readonly #asked = new Map<number, Asked>();
  readonly #ports = new Map<number, { readonly upcall: () => void }>();
  #lastId = 0;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  allocUnbound(remote: DomId, upcall: () => void): Promise<Result<BoundEvtchn, EvtchnError>> {
    return this.#ask(upcall, "ENOSPC", (id) => this.#outbox.send(["evtchn-alloc", id, remote]));
  }

  bindInterdomain(remote: DomId, remotePort: EvtchnPort, upcall: () => void): Promise<Result<BoundEvtchn, EvtchnError>> {
    return this.#ask(upcall, "EINVAL", (id) => this.#outbox.send(["evtchn-bind", id, remote, remotePort]));
  }

  /** dom0's answer. The port is entered here, not where the answer is awaited: its first upcall may be the very next message. */
  answered(id: number, port: number): void {
    const asked = this.#asked.get(id);
    if (!asked) return;
    this.#asked.delete(id);
    if (!isEvtchnPort(port)) return asked.answer(err(asked.refusal));
    const own = { upcall: asked.upcall };
    this.#ports.set(port, own);
    // The handle keeps to its port: dom0 may have given the number again since.
    const isOpen = (): boolean => this.#ports.get(port) === own;
    const notify = (): void => {
      if (isOpen()) this.#outbox.notify(port);
    };
    const close = (): void => {
      if (!isOpen()) return;
      this.#ports.delete(port);
      this.#outbox.send(["evtchn-close", port]);
    };
    asked.answer(ok({ port, notify, close }));
  }

  /** Runs the upcalls of `named`, and, when words came with them, of every other port too (main/hypervisor/door.ts, rule 2). */
  upcall(named: readonly number[], withWords: boolean): void {
    const ports = new Set(withWords ? [...named, ...this.#ports.keys()] : named);
    this.#runAll([...ports]);
  }

  #runAll(ports: readonly number[]): void {
    let at = 0;
    try {
      for (; at < ports.length; at++) this.#ports.get(ports[at] ?? 0)?.upcall();
    } finally {
      // One frontend's defect must not cost the others their wake-up.
      if (at < ports.length) this.#runAll(ports.slice(at + 1));
    }
  }

  #ask(upcall: () => void, refusal: EvtchnError, send: (id: number) => void): Promise<Result<BoundEvtchn, EvtchnError>> {
    const id = (this.#lastId = (this.#lastId + 1) >>> 0);
    return new Promise((answer) => {
      this.#asked.set(id, { upcall, refusal, answer });
      send(id);
    });
  }
}
