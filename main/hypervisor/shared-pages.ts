import type { DomId } from "../../protocol/ids.ts";
import { gfn, GNTTAB_NR_RESERVED_ENTRIES, grantRef, type Gfn, type GrantRef } from "../../protocol/ids.ts";
import { NumberRanges } from "../../protocol/number-ranges.ts";
import type { GrantError, SharedPages } from "../../protocol/ports.ts";
import type { Result } from "../../protocol/result.ts";
import { BugError, err, ok } from "../../protocol/result.ts";
import type { Domain } from "./domain.ts";
import { copyPagesOut } from "./grant-mapping.ts";
import { GFN_END, GRANT_ENTRIES, SHARED_PAGES_MAX } from "./limits.ts";

/** What a domain lends another: pages that it uses itself, and pages that it gave up and the other still maps. */
export interface Lent {
  readonly shared: number;
  readonly leaked: number;
}

/** One call of `share`. */
interface Share {
  readonly remote: DomId;
  readonly first: Gfn;
  readonly ref: GrantRef;
  readonly count: number;
}

/**
 * The pages of a driver domain that it lends guests: xengntshr, and Linux's gntalloc below it.
 *
 * A guest that does not let go keeps the pages, and they stay on its account, whatever became of the device that they were shared for.
 */
export class SharedPagesTable {
  readonly #domain: Domain;
  readonly #gfns = new NumberRanges("frames", 0, GFN_END);
  readonly #refs = new NumberRanges("grant refs", GNTTAB_NR_RESERVED_ENTRIES, GRANT_ENTRIES);
  readonly #shared = new Set<Share>();
  readonly #leaked = new Set<Share>();

  constructor(domain: Domain) {
    this.#domain = domain;
  }

  share(remote: DomId, count: number): Result<SharedPages, GrantError> {
    if (!Number.isInteger(count) || count < 1) return err("EINVAL");
    const { shared, leaked } = this.lent(remote);
    if (shared + leaked + count > SHARED_PAGES_MAX) return err("ENOSPC");
    const ref = this.#refs.takeIfLeft(count);
    if (ref === undefined) return err("ENOSPC");
    const share: Share = { remote, first: gfn(this.#gfns.take(count)), ref: grantRef(ref), count };
    this.#domain.memory.own(share.first, count);
    const granted = this.#domain.grants.grant({ ref: share.ref, count, gfn: share.first, remote, readonly: false });
    if (!granted.ok) throw new BugError(`grant of ${count} from ref ${ref}: ${granted.error}`);
    this.#shared.add(share);
    return ok(this.#pages(share));
  }

  /** What of this domain's pages `remote` has. */
  lent(remote: DomId): Lent {
    const sum = (shares: Set<Share>): number => [...shares].reduce((pages, one) => pages + (one.remote === remote ? one.count : 0), 0);
    return { shared: sum(this.#shared), leaked: sum(this.#leaked) };
  }

  /** Someone let go of a page of this domain: what was leaked may be free. */
  released(): void {
    for (const share of this.#leaked) if (this.#end(share)) this.#leaked.delete(share);
  }

  #pages(share: Share): SharedPages {
    const { memory } = this.#domain;
    const { first, count } = share;
    const page = (index: number): DataView => {
      const frame = this.#shared.has(share) && index >= 0 && index < count ? memory.frame(first + index) : undefined;
      if (!frame) throw new BugError(`page ${index} of ${this.#shared.has(share) ? count : "no"} shared pages`);
      return memory.page(frame);
    };
    return {
      length: count,
      refs: Array.from({ length: count }, (_, i) => grantRef(share.ref + i)),
      page,
      copyOut: (offset, into) => copyPagesOut({ length: count, page }, offset, into),
      unmap: () => {
        if (!this.#shared.delete(share)) return;
        memory.disownRange(first, count);
        if (!this.#end(share)) this.#leaked.add(share);
      },
    };
  }

  /** Ends the grants; true once nobody has any of them mapped. */
  #end({ first, ref, count }: Share): boolean {
    if (!this.#domain.grants.end(ref, count).ok) return false;
    this.#refs.give(ref);
    this.#gfns.give(first);
    return true;
  }
}
