import type { DomId, EvtchnPort } from "../../protocol/ids.ts";
import { evtchnPort } from "../../protocol/ids.ts";
import type { EvtchnError } from "../../protocol/ports.ts";
import type { Result } from "../../protocol/result.ts";
import { BugError, done, err, ok } from "../../protocol/result.ts";
import type { Domain } from "./domain.ts";

/** EVTCHNSTAT_*: what the far end of a port is. */
export type Binding =
  | { readonly kind: "closed" }
  | { readonly kind: "unbound"; readonly remote: DomId }
  | { readonly kind: "interdomain"; readonly peer: Port }
  | { readonly kind: "virq"; readonly virq: number };

/** One port of one domain. A closed port is never bound again: its number may be, in another object. */
export interface Port {
  readonly domain: Domain;
  readonly port: EvtchnPort;
  upcall: () => void;
  binding: Binding;
  pending: boolean;
  masked: boolean;
  /** Stands in the queue of upcalls. */
  queued: boolean;
}

const closed: Binding = { kind: "closed" };

/** One domain's event channels. ABI: xen/include/public/event_channel.h. */
export class EvtchnTable {
  readonly #ports = new Map<number, Port>();
  readonly #portMax: number;
  /** No port below it is free, as get_free_port() scans from below. */
  #lowest = 1;

  constructor(portMax: number) {
    this.#portMax = portMax;
  }

  get size(): number {
    return this.#ports.size;
  }

  get(port: number): Port | undefined {
    return this.#ports.get(port);
  }

  ports(): IterableIterator<Port> {
    return this.#ports.values();
  }

  add(domain: Domain, binding: Binding, upcall: () => void): Result<Port, "ENOSPC"> {
    while (this.#ports.has(this.#lowest)) this.#lowest++;
    if (this.#lowest > this.#portMax) return err("ENOSPC");
    const port: Port = { domain, port: evtchnPort(this.#lowest++), upcall, binding, pending: false, masked: false, queued: false };
    this.#ports.set(port.port, port);
    return ok(port);
  }

  remove(port: Port): void {
    if (this.#ports.get(port.port) !== port) throw new BugError(`port ${port.port} is not in the table`);
    this.#ports.delete(port.port);
    this.#lowest = Math.min(this.#lowest, port.port);
  }
}

/** EVTCHNOP_alloc_unbound. Whether `remote` exists is not asked, as on Xen. */
export function allocUnbound(domain: Domain, remote: DomId, upcall: () => void): Result<Port, EvtchnError> {
  if (domain.dying) return err("ENOENT");
  return domain.evtchn.add(domain, { kind: "unbound", remote }, upcall);
}

/** EVTCHNOP_bind_interdomain. The caller sets the new port pending: the peer may have sent before there was anyone to hear. */
export function bindInterdomain(domain: Domain, remote: Domain, remotePort: EvtchnPort, upcall: () => void): Result<Port, EvtchnError> {
  if (domain.dying || remote.dying) return err("ENOENT");
  const peer = remote.evtchn.get(remotePort);
  if (peer?.binding.kind !== "unbound" || peer.binding.remote !== domain.domid) return err("EINVAL");
  const port = domain.evtchn.add(domain, { kind: "interdomain", peer }, upcall);
  if (port.ok) peer.binding = { kind: "interdomain", peer: port.value };
  return port;
}

/** EVTCHNOP_bind_virq, for the global ones: one port each. */
export function bindVirq(domain: Domain, virq: number, upcall: () => void): Result<Port, EvtchnError> {
  for (const { binding } of domain.evtchn.ports()) if (binding.kind === "virq" && binding.virq === virq) return err("EBUSY");
  return domain.evtchn.add(domain, { kind: "virq", virq }, upcall);
}

/** EVTCHNOP_close: an interdomain peer becomes unbound, for us to bind again. Harmless twice. */
export function closePort(port: Port): void {
  const { binding } = port;
  if (binding.kind === "closed") return;
  port.binding = closed;
  port.pending = false;
  port.domain.evtchn.remove(port);
  if (binding.kind === "interdomain" && binding.peer !== port) binding.peer.binding = { kind: "unbound", remote: port.domain.domid };
}

/** The port that EVTCHNOP_send on `port` sets pending; undefined when nobody is bound, and the event is lost, as on Xen. */
export function sendTarget(port: Port): Result<Port | undefined, "EINVAL"> {
  if (port.binding.kind === "interdomain") return ok(port.binding.peer);
  return port.binding.kind === "unbound" ? ok(undefined) : err("EINVAL");
}

/** Closes every port: the domain died. */
export function closeAll(domain: Domain): Result<void, never> {
  for (const port of [...domain.evtchn.ports()]) closePort(port);
  return done;
}
