/** What one domain may take of the store. Names and figures are oxenstored's (oxenstored.conf); dom0 is exempt. */
import type { DomId } from "../../protocol/ids.ts";
import { XS_PATH_MAX } from "../../protocol/xs-path.ts";
import { isPrivileged, type Subject } from "./perms.ts";

/** The limits of one unprivileged domain. */
export interface QuotaLimits {
  /** Nodes it owns (quota-maxentity). */
  readonly nodes: number;
  /** Octets of one value (quota-maxsize). */
  readonly valueOctets: number;
  readonly watches: number;
  /** Open at a time. */
  readonly transactions: number;
  /** Requests in one transaction, which keeps the replay at commit short (quota-maxrequests). */
  readonly requests: number;
  readonly pathOctets: number;
  /** Replies it has not taken yet (quota-maxoutstanding). */
  readonly outstanding: number;
  /** Watch events it has not taken yet (quota-maxwatchevents). */
  readonly watchEvents: number;
  /** Entries of one node's permissions. From C xenstored; oxenstored has no such limit. */
  readonly perms: number;
}

export type QuotaName = keyof QuotaLimits;

export const OXENSTORED_QUOTA: QuotaLimits = {
  nodes: 1000,
  valueOctets: 2048,
  watches: 100,
  transactions: 10,
  requests: 1024,
  pathOctets: XS_PATH_MAX,
  outstanding: 1024,
  watchEvents: 1024,
  perms: 5,
};

/** One refusal: what `current` would have become against the `limit`. */
export interface QuotaRefusal {
  readonly domid: DomId;
  readonly quota: QuotaName;
  readonly limit: number;
  readonly current: number;
}

/** Judges every quota of every domain and remembers how often it refused. */
export class Quota {
  readonly limits: QuotaLimits;
  readonly #onRefusal: (refusal: QuotaRefusal) => void;
  readonly #refused = new Map<DomId, Partial<Record<QuotaName, number>>>();

  constructor(limits: QuotaLimits, onRefusal: (refusal: QuotaRefusal) => void) {
    this.limits = limits;
    this.#onRefusal = onRefusal;
  }

  /** Whether `subject` may come to `current` of what `quota` limits. A no is counted and told. */
  allows(subject: Subject, quota: QuotaName, current: number): boolean {
    const limit = this.limits[quota];
    if (current <= limit || isPrivileged(subject)) return true;
    this.#refuse({ domid: subject.domid, quota, limit, current });
    return false;
  }

  /** How often each quota refused the domain since it was introduced. */
  refusals(domid: DomId): Readonly<Partial<Record<QuotaName, number>>> {
    return this.#refused.get(domid) ?? {};
  }

  /** Forgets a domain that is gone. */
  forget(domid: DomId): void {
    this.#refused.delete(domid);
  }

  #refuse(refusal: QuotaRefusal): void {
    const { domid, quota } = refusal;
    const counts = this.#refused.get(domid) ?? {};
    counts[quota] = (counts[quota] ?? 0) + 1;
    this.#refused.set(domid, counts);
    this.#onRefusal(refusal);
  }
}

/** Nodes by owner. A transaction has one on top of the store's, which holds only its own differences until it commits. */
export class NodeCounts {
  readonly #below: NodeCounts | undefined;
  readonly #own = new Map<DomId, number>();

  constructor(below?: NodeCounts) {
    this.#below = below;
  }

  of(domid: DomId): number {
    return (this.#own.get(domid) ?? 0) + (this.#below?.of(domid) ?? 0);
  }

  add(domid: DomId, by: number): void {
    const count = (this.#own.get(domid) ?? 0) + by;
    if (count === 0) this.#own.delete(domid);
    else this.#own.set(domid, count);
  }

  /** Adds what was counted here to what lies below. */
  settle(): void {
    for (const [domid, by] of this.#own) this.#below?.add(domid, by);
    this.#own.clear();
  }
}
