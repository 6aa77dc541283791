import type { PageRuns } from "../../protocol/bridge.ts";
import type { DomId, EvtchnPort, Gfn, GrantRef } from "../../protocol/ids.ts";
import type { BoundEvtchn, EvtchnError, GrantError, GrantMapping } from "../../protocol/ports.ts";
import type { Result } from "../../protocol/result.ts";
import { BugError, done, err, ok } from "../../protocol/result.ts";
import type { Domain, Publisher, ShutdownReason, StoreRing } from "./domain.ts";
import { isRunnable, SHUTDOWN } from "./domain.ts";
import type { Binding, Port } from "./evtchn-table.ts";
import { allocUnbound, bindInterdomain, closePort, sendTarget } from "./evtchn-table.ts";
import type { MappingHooks } from "./grant-mapping.ts";
import { copyGrant, mapGrants } from "./grant-mapping.ts";
import type { GrantRange } from "./grant-table.ts";
import type { Upcalls } from "./upcalls.ts";

interface Machine {
  find(domid: DomId): Domain | undefined;
  readonly upcalls: Upcalls;
  readonly hooks: MappingHooks;
  shutdown(reason: ShutdownReason): void;
  watchdog(timeoutS: number): void;
}

/** A port in its owner's hands: what BoundEvtchn says, and the rest of EVTCHNOP_*. */
export interface OwnEvtchn extends BoundEvtchn {
  /** EVTCHNOP_status, less what only Xen's own debugging asks. */
  status(): Binding["kind"];
  mask(): void;
  unmask(): void;
}

/** Everything a domain may ask of the hypervisor, with the domain's own rights. After its death each call is refused or does nothing. */
export class Hypercalls {
  readonly domid: DomId;
  readonly #domain: Domain;
  readonly #machine: Machine;

  constructor(domain: Domain, machine: Machine) {
    this.domid = domain.domid;
    this.#domain = domain;
    this.#machine = machine;
  }

  allocUnbound(remote: DomId, upcall: () => void): Result<OwnEvtchn, EvtchnError> {
    const port = allocUnbound(this.#domain, remote, upcall);
    return port.ok ? ok(this.bound(port.value)) : port;
  }

  bindInterdomain(remote: DomId, remotePort: EvtchnPort, upcall: () => void): Result<OwnEvtchn, EvtchnError> {
    const other = this.#machine.find(remote);
    if (!other) return err("ENOENT");
    const port = bindInterdomain(this.#domain, other, remotePort, upcall);
    if (!port.ok) return port;
    this.#machine.upcalls.raise(port.value);
    return ok(this.bound(port.value));
  }

  /** Where the domain's xenstore ring is; undefined when the toolstack gave it none. */
  get storeRing(): StoreRing | undefined {
    return this.#domain.storeRing;
  }

  /** bind_evtchn_to_irqhandler: `upcall` is called from now on for a port that the domain has already, and soon once, since it may be late. */
  takeOver(port: EvtchnPort, upcall: () => void): Result<OwnEvtchn, "EINVAL"> {
    const own = this.#domain.evtchn.get(port);
    if (!own) return err("EINVAL");
    own.upcall = upcall;
    this.#machine.upcalls.raise(own);
    return ok(this.bound(own));
  }

  /** The handle of a port that this domain owns. It keeps to its port: when the number is used again, it does nothing. */
  bound(port: Port): OwnEvtchn {
    const { upcalls } = this.#machine;
    return {
      port: port.port,
      notify: () => {
        const target = sendTarget(port);
        if (target.ok && target.value) upcalls.raise(target.value);
      },
      close: () => closePort(port),
      status: () => port.binding.kind,
      mask: () => upcalls.mask(port),
      unmask: () => upcalls.unmask(port),
    };
  }

  /** Writes entries of the domain's own grant table. */
  grant(range: GrantRange): Result<void, "EINVAL" | "EBUSY" | "ENOENT"> {
    return this.#domain.dying ? err("ENOENT") : this.#domain.grants.grant(range);
  }

  /** gnttab_end_foreign_access, for `count` refs. EBUSY: some are mapped, and go when they are not. */
  endGrants(ref: GrantRef, count: number): Result<void, "EBUSY"> {
    return this.#domain.grants.end(ref, count);
  }

  map(owner: DomId, refs: ArrayLike<GrantRef>, access: "rw" | "ro"): Result<GrantMapping, GrantError> {
    const other = this.#machine.find(owner);
    return other ? mapGrants(other, this.#domain, refs, { access, hooks: this.#machine.hooks }) : err("ENOENT");
  }

  /** GNTTABOP_copy from a page granted to this domain. */
  copyFrom(owner: DomId, ref: GrantRef, offset: number, into: Uint8Array): Result<void, GrantError> {
    return this.#copy(owner, { ref, offset }, { octets: into, direction: "from" });
  }

  /** GNTTABOP_copy to a page granted to this domain. */
  copyTo(owner: DomId, ref: GrantRef, offset: number, from: Uint8Array): Result<void, GrantError> {
    return this.#copy(owner, { ref, offset }, { octets: from, direction: "to" });
  }

  /** Takes frames for a frontend that dom0 hosts; they are shared with dom0 as they are. */
  allocPages(from: Gfn, count: number): void {
    if (!this.#domain.dying) this.#domain.memory.own(from, count);
  }

  /** Gives them back; what is mapped stays until it is let go. */
  freePages(from: Gfn, count: number): void {
    this.#domain.memory.disownRange(from, count);
  }

  /** The 4 KiB of one of the domain's own frames; throws GuestFault when maxmem is used up. */
  page(at: Gfn): DataView {
    const { memory } = this.#domain;
    return memory.page(memory.frame(at) ?? { gfn: at, grants: 0, owned: false, writers: 0, octets: undefined, shadow: undefined });
  }

  /** SCHEDOP_shutdown with SHUTDOWN_suspend. Returns, which is to say calls `resumed`, when the domain is resumed; a domain that has stopped asks in vain. */
  suspend(resumed: () => void): void {
    if (this.#domain.dying || this.#domain.shutdown !== undefined) return;
    this.#domain.resumed = resumed;
    this.#machine.shutdown(SHUTDOWN.suspend);
  }

  /** SCHEDOP_watchdog: within so many seconds it is called again, or the domain counts as hung. 0 disarms. */
  watchdog(timeoutS: number): void {
    if (isRunnable(this.#domain)) this.#machine.watchdog(timeoutS);
  }

  /** EVTCHNOP_send by the port's number. */
  send(port: EvtchnPort): Result<void, "EINVAL"> {
    const own = this.#domain.evtchn.get(port);
    if (!own) return err("EINVAL");
    this.bound(own).notify();
    return done;
  }

  /** The port is deaf until it is unmasked: evtchn_mask in the shared info page. */
  mask(port: EvtchnPort): void {
    const own = this.#domain.evtchn.get(port);
    if (own) this.#machine.upcalls.mask(own);
  }

  /** EVTCHNOP_unmask. */
  unmask(port: EvtchnPort): void {
    const own = this.#domain.evtchn.get(port);
    if (own) this.#machine.upcalls.unmask(own);
  }

  /** The guest has a process of its own from now on, and `publisher` carries to it what dom0 writes. One for a domain's life. */
  attach(publisher: Publisher): void {
    if (this.#domain.publisher) throw new BugError(`d${this.domid} has a door already`);
    if (this.#domain.dying) return;
    this.#domain.publisher = publisher;
    this.#domain.memory.putBehindDoor();
  }

  /** What the guest wrote into its own pages, checked already. */
  applyRuns(at: number, runs: PageRuns): void {
    if (!this.#domain.dying) this.#domain.memory.apply(at, runs);
  }

  /** What backends wrote since the last time. Nothing while the domain may not run: it could not look. */
  takeChanges(): [gfn: number, runs: PageRuns][] {
    return isRunnable(this.#domain) ? this.#domain.memory.takeChanges() : [];
  }

  /** Words on pages of this domain may have changed: publish after the upcalls that are under way. */
  touch(): void {
    this.#machine.upcalls.touch(this.#domain);
  }

  #copy(
    owner: DomId,
    at: { readonly ref: GrantRef; readonly offset: number },
    copy: { readonly octets: Uint8Array; readonly direction: "from" | "to" },
  ): Result<void, GrantError> {
    const other = this.#machine.find(owner);
    if (!other) return err("ENOENT");
    const copied = copyGrant(other, this.domid, at, copy);
    if (copied.ok && copy.direction === "to") this.#machine.upcalls.touch(other);
    return copied;
  }
}
