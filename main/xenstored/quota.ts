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

/** How often a quota refused a domain, and what the last refusal was about: the limit then, and what the domain would have come to. */
export interface RefusalCount {
  readonly times: number;
  readonly limit: number;
  readonly current: number;
}

/** The refusals of one domain since it was introduced; a quota that refused nothing is not there. */
export type Refusals = Readonly<Partial<Record<QuotaName, RefusalCount>>>;

/** Judges every quota of every domain and remembers what it refused. */
export class Quota {
  limits: QuotaLimits;
  readonly #onRefusal: (refusal: QuotaRefusal) => void;
  readonly #refused = new Map<DomId, Partial<Record<QuotaName, RefusalCount>>>();

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

  refusals(domid: DomId): Refusals {
    return this.#refused.get(domid) ?? {};
  }

  /** Every domain that was refused something. */
  refused(): readonly DomId[] {
    return [...this.#refused.keys()];
  }

  /** Forgets a domain that is gone. */
  forget(domid: DomId): void {
    this.#refused.delete(domid);
  }

  #refuse(refusal: QuotaRefusal): void {
    const { domid, quota, limit, current } = refusal;
    const counts = this.#refused.get(domid) ?? {};
    counts[quota] = { times: (counts[quota]?.times ?? 0) + 1, limit, current };
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

  /** All nodes that are counted here, whoever owns them. */
  total(): number {
    let sum = 0;
    for (const count of this.#own.values()) sum += count;
    return sum;
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
