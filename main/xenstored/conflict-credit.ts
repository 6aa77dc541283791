/**
 * Who makes other domains' transactions fail, and how long it must rest for that (XSA-206). The rule and its figures are oxenstored's
 * (conflict-burst-limit, conflict-max-history-seconds): each transaction that fails costs every guest whose change it ran into one
 * credit; a guest without credit is not served until some has grown back. dom0 pays nothing.
 */
import type { DomId } from "../../protocol/ids.ts";
import type { Clock } from "../../protocol/ports.ts";
import type { KeyPath } from "./node.ts";
import { isPrivileged, type Subject } from "./perms.ts";

/** Credit that a domain has at most, and starts with. */
const BURST = 5;
/** One credit grows back in this time. */
const CREDIT_MS = 50;
/** How many of the guests' latest changes are known. A conflict with an older one finds nobody to blame. */
const HISTORY = 1024;

interface Account {
  credit: number;
  at: number;
}

export class ConflictCredit {
  readonly #clock: Clock;
  readonly #accounts = new Map<DomId, Account>();
  readonly #domids = new Array<DomId | undefined>(HISTORY).fill(undefined);
  readonly #paths = new Array<KeyPath | undefined>(HISTORY).fill(undefined);
  #changes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many changes guests have made: where a transaction that begins now begins in the history. */
  get changes(): number {
    return this.#changes;
  }

  /** Whether every domain has all its credit. */
  get untouched(): boolean {
    return this.#accounts.size === 0;
  }

  /** Notes a change that a guest made. */
  changed(by: Subject, path: KeyPath): void {
    if (isPrivileged(by)) return;
    const slot = this.#changes++ % HISTORY;
    this.#domids[slot] = by.domid;
    this.#paths[slot] = path;
  }

  /** A transaction of `victim` that began at `since` failed on `path`: each other guest that changed something there pays. */
  failed(victim: Subject, since: number, path: KeyPath): void {
    const guilty = new Set<DomId>();
    for (let i = Math.max(since, this.#changes - HISTORY); i < this.#changes; i++) {
      const domid = this.#domids[i % HISTORY];
      const changed = this.#paths[i % HISTORY];
      if (domid !== undefined && changed && domid !== victim.domid && concerns(changed, path)) guilty.add(domid);
    }
    for (const domid of guilty) this.#account(domid).credit--;
  }

  /** Milliseconds until the subject has a whole credit again; 0 when it has any, and is served. */
  restOf(subject: Subject): number {
    if (!this.#accounts.has(subject.domid)) return 0;
    const account = this.#account(subject.domid);
    if (account.credit >= BURST) this.#accounts.delete(subject.domid);
    return account.credit > 0 ? 0 : (1 - account.credit) * CREDIT_MS;
  }

  /** Forgets a domain that is gone. */
  forget(domid: DomId): void {
    this.#accounts.delete(domid);
    for (let i = 0; i < HISTORY; i++) if (this.#domids[i] === domid) this.#domids[i] = undefined;
  }

  #account(domid: DomId): Account {
    const now = this.#clock.now();
    const account = this.#accounts.get(domid) ?? { credit: BURST, at: now };
    account.credit = Math.min(BURST, account.credit + (now - account.at) / CREDIT_MS);
    account.at = now;
    this.#accounts.set(domid, account);
    return account;
  }
}

/** Whether one path is the other, or above it. */
function concerns(a: KeyPath, b: KeyPath): boolean {
  const depth = Math.min(a.names.length, b.names.length);
  for (let i = 0; i < depth; i++) if (a.names[i] !== b.names[i]) return false;
  return true;
}
