/**
 * Who makes other domains' transactions fail, and how long it must rest for that (XSA-206). The rule and its figures are oxenstored's
 * (oxenstored.conf: conflict-burst-limit, conflict-max-history-seconds, conflict-rate-limit-is-aggregate): a transaction that fails costs every
 * guest whose change it ran into one point of credit, and a guest without credit is not served. While any guest lacks some, each tick gives
 * one point to the one that has waited longest, so that many guests together cause no more failures than one may. dom0 pays nothing.
 */
import type { DomId } from "../../protocol/ids.ts";
import type { Timers } from "../../protocol/ports.ts";
import type { KeyPath } from "./node.ts";
import { isPrivileged, type Subject } from "./perms.ts";

/** Credit that a domain has at most, and starts with. */
const BURST = 5;
/** A storm of conflicts costs no more than this below nothing. */
const DEBT_MAX = 1;
const TICK_MS = 50;
/** How many of the guests' latest changes are known. A conflict with an older one finds nobody to blame. */
const HISTORY = 1024;

export class ConflictCredit {
  readonly #timers: Timers;
  readonly #onCredit: () => void;
  /** The credit of each domain that has not all of it, in the order in which they get their next point. */
  readonly #short = new Map<DomId, number>();
  readonly #domids = new Array<DomId | undefined>(HISTORY).fill(undefined);
  readonly #paths = new Array<KeyPath | undefined>(HISTORY).fill(undefined);
  #changes = 0;
  #ticking = false;

  /** `onCredit` is called when a domain that was not served may be again. */
  constructor(timers: Timers, onCredit: () => void) {
    this.#timers = timers;
    this.#onCredit = onCredit;
  }

  /** How many changes guests have made: where a transaction that begins now begins in the history. */
  get changes(): number {
    return this.#changes;
  }

  /** Whether every domain has all its credit. */
  get untouched(): boolean {
    return this.#short.size === 0;
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
    for (const domid of guilty) this.#charge(domid);
  }

  /** Whether the subject is served. */
  has(subject: Subject): boolean {
    return (this.#short.get(subject.domid) ?? BURST) > 0;
  }

  /** Forgets a domain that is gone. */
  forget(domid: DomId): void {
    this.#short.delete(domid);
    for (let i = 0; i < HISTORY; i++) if (this.#domids[i] === domid) this.#domids[i] = undefined;
  }

  #charge(domid: DomId): void {
    this.#short.set(domid, Math.max(-DEBT_MAX, (this.#short.get(domid) ?? BURST) - 1));
    if (this.#ticking) return;
    this.#ticking = true;
    this.#timers.after(TICK_MS, () => this.#tick());
  }

  #tick(): void {
    const [first] = this.#short;
    if (first) {
      const [domid, credit] = first;
      this.#short.delete(domid);
      // Back to the end of the line.
      if (credit + 1 < BURST) this.#short.set(domid, credit + 1);
      if (credit === 0) this.#onCredit();
    }
    this.#ticking = this.#short.size > 0;
    if (this.#ticking) this.#timers.after(TICK_MS, () => this.#tick());
  }
}

/** Whether one path is the other, or above it. */
function concerns(a: KeyPath, b: KeyPath): boolean {
  const depth = Math.min(a.names.length, b.names.length);
  for (let i = 0; i < depth; i++) if (a.names[i] !== b.names[i]) return false;
  return true;
}
