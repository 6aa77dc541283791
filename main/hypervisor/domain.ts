import type { DomId, EvtchnPort, Gfn } from "../../protocol/ids.ts";
import type { EvtchnTable } from "./evtchn-table.ts";
import type { GrantTable } from "./grant-table.ts";
import type { Memory } from "./memory.ts";

/** enum sched_shutdown_reason (sched.h). */
// prettier-ignore
export const SHUTDOWN = { poweroff: 0, reboot: 1, suspend: 2, crash: 3, watchdog: 4, soft_reset: 5 } as const;
export type ShutdownReason = (typeof SHUTDOWN)[keyof typeof SHUTDOWN];

/** What the toolstack says of a domain when it makes one. */
export interface DomainConfig {
  readonly name: string;
  readonly uuid: string;
  readonly vcpus: number;
  /** maxmem in 4 KiB pages: how much of dom0's memory the domain's granted pages may take. */
  readonly maxPages: number;
}

/** XEN_DOMCTL_getdomaininfo. A domain that is `dying` is gone but for pages that somebody still has mapped. */
export interface DomainInfo extends DomainConfig {
  readonly domid: DomId;
  readonly paused: boolean;
  readonly shutdown: ShutdownReason | undefined;
  readonly dying: boolean;
}

/** What a domain holds, or others hold of it. All zero once it is destroyed and its backends let go. */
export interface Accounting {
  readonly ports: number;
  /** Entries of its grant table, those that are ended but still mapped among them. */
  readonly grants: number;
  /** Pins that others have on those. */
  readonly pins: number;
  /** Pages of others that it has mapped. */
  readonly mapped: number;
  /** Its pages that take memory in dom0. */
  readonly pages: number;
}

/** Who carries what happened in dom0 to a guest in a process of its own: the guest's door. */
export interface Publisher {
  /** After upcalls: send what backends wrote and the ports they notified, if anything. Must not throw. */
  publish(): void;
}

/** Where a domain's xenstore ring is: HVM_PARAM_STORE_PFN and HVM_PARAM_STORE_EVTCHN. */
export interface StoreRing {
  readonly gfn: Gfn;
  readonly port: EvtchnPort;
}

/** One domain, as the hypervisor's own files see it. */
export interface Domain {
  readonly domid: DomId;
  readonly config: DomainConfig;
  readonly memory: Memory;
  readonly grants: GrantTable;
  readonly evtchn: EvtchnTable;
  /** What it has mapped of others, to let go of when it dies. */
  readonly mappings: Set<{ readonly length: number; unmap(): void }>;
  /** Sum of the lengths of `mappings`. */
  mapped: number;
  publisher: Publisher | undefined;
  storeRing: StoreRing | undefined;
  paused: boolean;
  shutdown: ShutdownReason | undefined;
  /** Whom to tell that the domain runs again after SHUTDOWN_suspend: the hypercall that has not returned. */
  resumed: (() => void) | undefined;
  dying: boolean;
}

/** Whether the domain's vCPUs may run: upcalls for one that may not stay pending. */
export function isRunnable(domain: Domain): boolean {
  return !domain.paused && domain.shutdown === undefined && !domain.dying;
}
