/**
 * The hypervisor that is not there: domains, event channels, grants and memory, as Xen's public headers describe them, in
 * one process. It decides nothing: the toolstack creates and destroys, drivers grant and map, and each learns from a
 * Result what it was refused.
 */
import type { DomId } from "../../protocol/ids.ts";
import { DOM0, domId, DOMID_FIRST_RESERVED, gfn, GNTTAB_RESERVED_XENSTORE } from "../../protocol/ids.ts";
import type { BoundEvtchn, EventChannels, EvtchnError, GrantShares, GrantTables } from "../../protocol/ports.ts";
import type { GuestFault, Result } from "../../protocol/result.ts";
import { BugError, done, err, ok } from "../../protocol/result.ts";
import {
  isRunnable,
  SHUTDOWN,
  type Accounting,
  type Domain,
  type DomainConfig,
  type DomainInfo,
  type ShutdownReason,
  type StoreRing,
} from "./domain.ts";
import { allocUnbound, bindVirq, closeAll, EvtchnTable } from "./evtchn-table.ts";
import { GrantTable } from "./grant-table.ts";
import { Hypercalls } from "./hypercalls.ts";
import { DOM0_EVTCHN_PORT_MAX, EVTCHN_PORT_MAX, GFN_END, STORE_GFN } from "./limits.ts";
import { Memory } from "./memory.ts";
import { SharedPagesTable, type Lent } from "./shared-pages.ts";
import type { Schedule } from "./upcalls.ts";
import { Upcalls } from "./upcalls.ts";

/** VIRQ_DOM_EXC (xen.h): some domain shut down or is gone. Xenstored listens, and fires @releaseDomain. */
export const VIRQ_DOM_EXC = 3;

const nothing: Accounting = { ports: 0, grants: 0, pins: 0, mapped: 0, pages: 0 };

export interface HypervisorOptions {
  readonly schedule: Schedule;
  /** A backend's upcall found that a guest broke the ABI. The domain is as it was: policy decides what becomes of it. */
  readonly onFault: (fault: GuestFault) => void;
  /** A domain says that it lives, and for how many seconds that may be believed; 0: it will not say so again. */
  readonly onWatchdog?: (domid: DomId, timeoutS: number) => void;
}

/** The one owner of every domain's state. */
export class Hypervisor {
  readonly #domains = new Map<DomId, Domain>();
  readonly #upcalls: Upcalls;
  readonly #onWatchdog: HypervisorOptions["onWatchdog"];
  /** Of the domains that lend pages. */
  readonly #lending = new Map<DomId, SharedPagesTable>();
  #lastDomid = 0;

  constructor(options: HypervisorOptions) {
    this.#upcalls = new Upcalls(options.schedule, options.onFault);
    this.#onWatchdog = options.onWatchdog;
    this.#add(DOM0, { name: "Domain-0", uuid: "00000000-0000-0000-0000-000000000000", vcpus: 1, maxPages: GFN_END });
  }

  /** XEN_DOMCTL_createdomain: the next domid upwards, so that a number comes back only after all others. Made paused, as on Xen. */
  createDomain(config: DomainConfig): Result<DomId, "EINVAL" | "ENOSPC"> {
    if (!Number.isInteger(config.maxPages) || config.maxPages < 1 || config.maxPages > GFN_END) return err("EINVAL");
    if (!Number.isInteger(config.vcpus) || config.vcpus < 1) return err("EINVAL");
    for (let tried = 1; tried < DOMID_FIRST_RESERVED; tried++) {
      this.#lastDomid = this.#lastDomid + 1 < DOMID_FIRST_RESERVED ? this.#lastDomid + 1 : 1;
      const domid = domId(this.#lastDomid);
      if (this.#domains.has(domid)) continue;
      this.#add(domid, config).paused = true;
      return ok(domid);
    }
    return err("ENOSPC");
  }

  /**
   * What libxc gives a domain before it runs: a page for its xenstore ring, granted to dom0 by the reserved entry, and a port that
   * dom0 may bind. The page takes memory at once, so that the domain cannot have used it up by the time xenstored maps it. Once a domain.
   */
  makeStoreRing(domid: DomId): Result<StoreRing, EvtchnError> {
    const domain = this.#domains.get(domid);
    if (!domain || domain.dying) return err("ENOENT");
    if (domain.storeRing) return err("EBUSY");
    const port = allocUnbound(domain, DOM0, () => undefined);
    if (!port.ok) return port;
    const at = gfn(STORE_GFN);
    domain.grants.seed(GNTTAB_RESERVED_XENSTORE, at, DOM0);
    domain.memory.page(domain.memory.frameToHold(at));
    domain.storeRing = { gfn: at, port: port.value.port };
    return ok(domain.storeRing);
  }

  /** XEN_DOMCTL_getdomaininfo. Undefined once nothing of the domain is left. */
  domain(domid: DomId): DomainInfo | undefined {
    const domain = this.#domains.get(domid);
    if (!domain) return undefined;
    const { config, memory, paused, shutdown, dying } = domain;
    const { name, uuid, vcpus } = config;
    return { name, uuid, vcpus, maxPages: memory.maxPages, domid, paused, shutdown, dying };
  }

  /** Whether the domain is there and its vCPUs may run: what a detector asks at each of its looks, without a copy of all the rest. */
  runs(domid: DomId): boolean {
    const domain = this.#domains.get(domid);
    return domain !== undefined && isRunnable(domain);
  }

  /** XEN_SYSCTL_getdomaininfolist, dom0 first. */
  domains(): DomainInfo[] {
    const infos = [...this.#domains.keys()].map((domid) => this.domain(domid));
    return infos.filter((info) => info !== undefined).sort((a, b) => a.domid - b.domid);
  }

  pause(domid: DomId): Result<void, "ENOENT"> {
    return this.#withLive(domid, (domain) => {
      domain.paused = true;
    });
  }

  /** Upcalls that the pause held back are delivered. */
  unpause(domid: DomId): Result<void, "ENOENT"> {
    return this.#withLive(domid, (domain) => {
      domain.paused = false;
      this.#upcalls.resume(domain);
    });
  }

  /** XEN_DOMCTL_max_mem, in pages. */
  setMaxPages(domid: DomId, pages: number): Result<void, "ENOENT"> {
    return this.#withLive(domid, (domain) => {
      domain.memory.maxPages = pages;
    });
  }

  /** SCHEDOP_shutdown and SCHEDOP_remote_shutdown: the vCPUs stop for good, the rest stays for the toolstack to look at. */
  shutdown(domid: DomId, reason: ShutdownReason): Result<void, "ENOENT"> {
    return this.#withLive(domid, (domain) => {
      // As domain_shutdown() does: the first reason stands, and a second shutdown says nothing new.
      if (domain.shutdown !== undefined) return;
      domain.shutdown = reason;
      this.#raiseDomExc();
    });
  }

  /** XEN_DOMCTL_resumedomain: a suspended domain's hypercall returns, and what became pending meanwhile is delivered. EINVAL: it is not suspended. */
  resume(domid: DomId): Result<void, "ENOENT" | "EINVAL"> {
    const domain = this.#domains.get(domid);
    if (!domain || domain.dying) return err("ENOENT");
    if (domain.shutdown !== SHUTDOWN.suspend) return err("EINVAL");
    domain.shutdown = undefined;
    const { resumed } = domain;
    domain.resumed = undefined;
    resumed?.();
    this.#upcalls.resume(domain);
    return done;
  }

  /** XEN_DOMCTL_destroydomain. What others have mapped stays until they let go; until then the domain is `dying`. Harmless twice. */
  destroy(domid: DomId): Result<void, "ENOENT"> {
    if (domid === DOM0) throw new BugError("dom0 is not destroyed");
    return this.#withLive(domid, (domain) => {
      domain.dying = true;
      domain.publisher = undefined;
      closeAll(domain);
      for (const mapping of [...domain.mappings]) mapping.unmap();
      domain.grants.endAll();
      domain.memory.disown();
      this.#raiseDomExc();
      this.#reap(domain);
    });
  }

  /** The hypercalls of one domain, for whoever acts for it: its door, or the frontends that dom0 hosts for it. */
  hypercalls(domid: DomId): Result<Hypercalls, "ENOENT"> {
    const domain = this.#domains.get(domid);
    if (!domain || domain.dying) return err("ENOENT");
    return ok(
      new Hypercalls(domain, {
        find: (other) => this.#domains.get(other),
        upcalls: this.#upcalls,
        hooks: { written: (owner) => this.#upcalls.touch(owner), released: (owner) => this.#released(owner) },
        shutdown: (reason) => this.shutdown(domid, reason),
        watchdog: (timeoutS) => this.#onWatchdog?.(domid, timeoutS),
      }),
    );
  }

  /** `domid`'s event channels, as a backend in it sees them. */
  eventChannels(domid: DomId): EventChannels {
    const own = this.#own(domid);
    return {
      allocUnbound: (remote, upcall) => Promise.resolve(own.allocUnbound(remote, upcall)),
      bindInterdomain: (remote, remotePort, upcall) => Promise.resolve(own.bindInterdomain(remote, remotePort, upcall)),
    };
  }

  /** Grants to `domid`, as a backend in it maps them. */
  grantTables(domid: DomId): GrantTables {
    const own = this.#own(domid);
    return { map: (owner, refs, access) => Promise.resolve(own.map(owner, refs, access)) };
  }

  /** Pages of `domid`, as a backend in it lends them. */
  grantShares(domid: DomId): GrantShares {
    return {
      share: (remote, pages) => {
        const [domain, other] = [this.#domains.get(domid), this.#domains.get(remote)];
        if (!domain || domain.dying || !other || other.dying) return Promise.resolve(err("ENOENT"));
        const lending = this.#lending.get(domid) ?? new SharedPagesTable(domain);
        this.#lending.set(domid, lending);
        return Promise.resolve(lending.share(remote, pages));
      },
    };
  }

  /** What `domid` lends `remote`. */
  lent(domid: DomId, remote: DomId): Lent {
    return this.#lending.get(domid)?.lent(remote) ?? { shared: 0, leaked: 0 };
  }

  /** EVTCHNOP_bind_virq. Only dom0 has any, and of those only the global VIRQ_DOM_EXC is ever raised. */
  bindVirq(virq: number, upcall: () => void): Result<BoundEvtchn, EvtchnError> {
    const dom0 = this.#domains.get(DOM0);
    if (!dom0) throw new BugError("there is no dom0");
    const port = bindVirq(dom0, virq, upcall);
    return port.ok ? ok(this.#own(DOM0).bound(port.value)) : port;
  }

  /** What the leak tests count. */
  accounting(domid: DomId): Accounting {
    const domain = this.#domains.get(domid);
    if (!domain) return nothing;
    const { evtchn, grants, mapped, memory } = domain;
    return { ports: evtchn.size, grants: grants.size, pins: grants.pins, mapped, pages: memory.pages };
  }

  /** Tells the door of `domid` to look for words that a backend wrote outside any upcall and notified nobody of. */
  publish(domid: DomId): void {
    const domain = this.#domains.get(domid);
    if (domain) this.#upcalls.touch(domain);
  }

  #add(domid: DomId, config: DomainConfig): Domain {
    const memory = new Memory(domid, config.maxPages);
    const domain: Domain = {
      domid,
      config,
      memory,
      grants: new GrantTable(memory),
      evtchn: new EvtchnTable(domid === DOM0 ? DOM0_EVTCHN_PORT_MAX : EVTCHN_PORT_MAX),
      mappings: new Set(),
      mapped: 0,
      publisher: undefined,
      storeRing: undefined,
      paused: false,
      shutdown: undefined,
      resumed: undefined,
      dying: false,
    };
    this.#domains.set(domid, domain);
    return domain;
  }

  #own(domid: DomId): Hypercalls {
    const own = this.hypercalls(domid);
    if (!own.ok) throw new BugError(`d${domid} is not there to make hypercalls`);
    return own.value;
  }

  #withLive(domid: DomId, act: (domain: Domain) => void): Result<void, "ENOENT"> {
    const domain = this.#domains.get(domid);
    if (!domain) return err("ENOENT");
    if (!domain.dying) act(domain);
    return done;
  }

  /** A page of `owner` is mapped once less. */
  #released(owner: Domain): void {
    this.#lending.get(owner.domid)?.released();
    this.#reap(owner);
  }

  /** complete_domain_destroy(), once nobody has a page of it mapped. */
  #reap(domain: Domain): void {
    if (!domain.dying || domain.grants.size > 0 || this.#domains.get(domain.domid) !== domain) return;
    this.#domains.delete(domain.domid);
    this.#lending.delete(domain.domid);
    this.#raiseDomExc();
  }

  #raiseDomExc(): void {
    for (const port of this.#domains.get(DOM0)?.evtchn.ports() ?? []) {
      if (port.binding.kind === "virq" && port.binding.virq === VIRQ_DOM_EXC) this.#upcalls.raise(port);
    }
  }
}
