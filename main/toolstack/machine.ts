/** What the toolstack needs of the machine, stated here so that an emulation and a real Xen host can both be it. */
import type { DomId } from "../../protocol/ids.ts";
import type { Result } from "../../protocol/result.ts";
import type { DomainInfo, ShutdownReason, StoreRing } from "../hypervisor/domain.ts";
import type { DomainConfig } from "./domain-config.ts";

/** What XEN_DOMCTL_createdomain is told. */
export interface NewDomain {
  readonly name: string;
  readonly uuid: string;
  readonly vcpus: number;
  /** maxmem in 4 KiB pages. */
  readonly maxPages: number;
}

/** The domctl side of libxenctrl. */
export interface Domains {
  /** A new domain is paused. */
  createDomain(config: NewDomain): Result<DomId, string>;
  /** Gives a domain, before it runs, the page and the port of its xenstore ring. */
  makeStoreRing(domid: DomId): Result<StoreRing, string>;
  unpause(domid: DomId): Result<void, string>;
  destroy(domid: DomId): Result<void, string>;
  /** SCHEDOP_remote_shutdown. */
  shutdown(domid: DomId, reason: ShutdownReason): Result<void, string>;
  /** XEN_DOMCTL_resumedomain, of a domain that suspended. */
  resume(domid: DomId): Result<void, string>;
  /** Undefined when there is no such domain. */
  domain(domid: DomId): DomainInfo | undefined;
  /** dom0 first. */
  domains(): readonly DomainInfo[];
}

/** xs_introduce_domain(): from then on xenstored serves the domain on its ring. */
export interface StoreIntroduction {
  introduce(domid: DomId, ring: StoreRing): Promise<Result<void, string>>;
  /** xs_resume_domain(): its next shutdown is news again. */
  resume(domid: DomId): Promise<Result<void, string>>;
}

/** Who runs a guest: an OS process with its kernel and user space, or an emulation of them. */
export interface GuestHost {
  /** Answers when the guest runs, or why it cannot. A guest that dies later is reported to the hypervisor, not here. */
  start(domid: DomId, config: DomainConfig): Promise<Result<void, string>>;
  /** Harmless when there is none. Answers when the process is gone. */
  stop(domid: DomId): Promise<void>;
}
