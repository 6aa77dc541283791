/**
 * The ports: what a driver or the toolstack may ask of the machine below it.
 *
 * Stated so that each has two implementations: the emulation (main/hypervisor, main/xenstored) and
 * libxenstore, libxenevtchn, libxengnttab on a real dom0. So a store call and a grant map answer
 * later (they are round trips and ioctls there), and an upcall may be spurious, as on Xen.
 */
import type { DomId, EvtchnPort, GrantRef } from "./ids.ts";
import type { Result } from "./result.ts";
import type { XsError } from "./xs-wire.ts";

/** One entry of a node's permissions: `n` none, `r` read, `w` write, `b` both; the first entry names the owner (xenstore.txt, Permissions). */
export interface XsPerm {
  readonly domid: DomId;
  readonly access: "n" | "r" | "w" | "b";
}

/** What can be asked of the store, inside a transaction or out of one. Paths are absolute, or relative to the asking domain's home. */
export interface XenstoreOps {
  read(path: string): Promise<Result<string, XsError>>;
  write(path: string, value: string): Promise<Result<void, XsError>>;
  mkdir(path: string): Promise<Result<void, XsError>>;
  rm(path: string): Promise<Result<void, XsError>>;
  directory(path: string): Promise<Result<readonly string[], XsError>>;
  getPerms(path: string): Promise<Result<readonly XsPerm[], XsError>>;
  setPerms(path: string, perms: readonly XsPerm[]): Promise<Result<void, XsError>>;
}

/** A watch that stands until it is closed. Closing twice is harmless; no event comes after it. */
export interface XsWatch {
  close(): void;
}

/** A connection to xenstored with the rights of one domain. */
export interface Xenstore extends XenstoreOps {
  /** Fires once at once, as XS_WATCH does, and then for every change at or below `path`, with the path that changed. */
  watch(path: string, onEvent: (path: string) => void): Promise<Result<XsWatch, XsError>>;
  /** Runs `body` in a transaction and commits it; on EAGAIN runs it again, up to a bound. A body that answers an error aborts. */
  transaction<T>(body: (tx: XenstoreOps) => Promise<Result<T, XsError>>): Promise<Result<T, XsError>>;
}

export type EvtchnError = "EINVAL" | "ENOENT" | "ENOSPC" | "EBUSY" | "EACCES";

/** One bound port. Closing twice is harmless; no upcall comes after it. */
export interface BoundEvtchn {
  readonly port: EvtchnPort;
  /** EVTCHNOP_send. To a peer that is gone it does nothing, as on Xen. */
  notify(): void;
  close(): void;
}

/** libxenevtchn as a driver sees it: one handle serves all ports; an upcall is dispatched by port and unmasked after it. */
export interface EventChannels {
  /** EVTCHNOP_alloc_unbound, for `remote` to bind. */
  allocUnbound(remote: DomId, upcall: () => void): Promise<Result<BoundEvtchn, EvtchnError>>;
  /** EVTCHNOP_bind_interdomain. */
  bindInterdomain(remote: DomId, remotePort: EvtchnPort, upcall: () => void): Promise<Result<BoundEvtchn, EvtchnError>>;
}

export type GrantError = "EINVAL" | "EACCES" | "ENOSPC" | "ENOENT";

/** Granted pages, mapped: page i is where `refs[i]` points. Guest-writable memory: copy out, then check. */
export interface GrantMapping {
  /** How many pages. */
  readonly length: number;
  /** The 4 KiB of page `index`. A view stays valid until `unmap`. */
  page(index: number): DataView;
  /** Copies `into.length` octets that start at octet `offset` of the pages laid end to end. */
  copyOut(offset: number, into: Uint8Array): void;
  /** Harmless twice. Pages may not be touched after it. */
  unmap(): void;
}

/** libxengnttab as a backend sees it. */
export interface GrantTables {
  /** xengnttab_map_domain_grant_refs: all of them or none. A frame buffer is 2025 refs in one call. */
  map(owner: DomId, refs: ArrayLike<GrantRef>, access: "rw" | "ro"): Promise<Result<GrantMapping, GrantError>>;
}

/** Pages of the caller's own domain, zeroed and granted to another: page i is where `refs[i]` points. `unmap` takes the grants back and lets the pages go. */
export interface SharedPages extends GrantMapping {
  readonly refs: readonly GrantRef[];
}

/** libxengnttab's other half, gntshr, as a backend that allocates buffers sees it. */
export interface GrantShares {
  /**
   * xengntshr_share_pages, of read-write pages. ENOSPC: the machine lends `remote` no more.
   *
   * What `remote` still maps when it is unmapped here is leaked: neither's to use, and counted against `remote`, until it lets go.
   */
  share(remote: DomId, pages: number): Promise<Result<SharedPages, GrantError>>;
}

/** The machine below a backend in dom0 (or in a driver domain). */
export interface BackendPorts {
  readonly domid: DomId;
  readonly xenstore: Xenstore;
  readonly evtchn: EventChannels;
  readonly gnttab: GrantTables;
  readonly gntshr: GrantShares;
}

/** Pages of a guest's own memory, with the grants that were given on them. */
export interface GuestPages {
  readonly length: number;
  page(index: number): DataView;
  /** Grants page i of these to `remote` and answers the refs, in order (gnttab_grant_foreign_access). */
  grant(remote: DomId, access: "rw" | "ro"): readonly GrantRef[];
  /** Ends every grant and frees the pages. Pages a backend still maps stay, as on Xen, until it lets go. Harmless twice. */
  free(): void;
}

/** The machine below a frontend: a guest kernel's own hypercalls. */
export interface FrontendPorts {
  readonly domid: DomId;
  readonly xenstore: Xenstore;
  readonly evtchn: EventChannels;
  readonly memory: { alloc(pages: number): GuestPages };
  /** Pages that others grant it. A guest behind a door has none: what it could map is in dom0's memory. */
  readonly gnttab?: GrantTables;
  /**
   * SCHEDOP_watchdog (sched.h): unless it is called again within `timeoutS` seconds, the domain is shut down with SHUTDOWN_watchdog. 0 disarms
   * it. A machine without it has no watchdog.
   */
  readonly watchdog?: (timeoutS: number) => void;
  /** SCHEDOP_shutdown with SHUTDOWN_suspend: resolves when the domain was resumed. A machine without it cannot be suspended. */
  readonly suspend?: () => Promise<void>;
}

/** Time, passed in (DESIGN §7). Milliseconds, monotonic. */
export interface Clock {
  now(): number;
}

/** A timer that was set. Cancelling twice is harmless. */
export interface Timer {
  cancel(): void;
}

/** Timers, passed in. `at` takes the clock's time, so a periodic user does not drift. */
export interface Timers extends Clock {
  at(time: number, fire: () => void): Timer;
  after(ms: number, fire: () => void): Timer;
}

/** Chance, passed in: the next of a seeded sequence, in [0, 1). */
export interface Dice {
  next(): number;
}
