import type { PageRuns } from "../../protocol/bridge.ts";
import { DOOR_GFN_END, DOOR_REF_END } from "../../protocol/bridge.ts";
import type { DomId, GrantRef } from "../../protocol/ids.ts";
import { GNTTAB_NR_RESERVED_ENTRIES, grantRef, PAGE_SIZE } from "../../protocol/ids.ts";
import { putRuns, takeRuns } from "../../protocol/page-runs.ts";
import type { GuestPages } from "../../protocol/ports.ts";
import { BugError } from "../../protocol/result.ts";
import { NumberRanges } from "../../protocol/number-ranges.ts";
import type { ChangedPages, Outbox } from "./outbox.ts";

/** Below are the frames that a PC's firmware would have; nobody needs them, and gfn 0 looks like a mistake. */
const FIRST_GFN = 0x100;

/** A page that was looked at: until then it takes no memory, and dom0 is told nothing of it. */
interface Page {
  readonly gfn: number;
  readonly view: DataView;
  readonly words: Uint32Array;
  /** What dom0's copy holds, as far as told. */
  readonly shadow: Uint32Array;
}

/** A guest's own pages. Those that are granted exist in dom0 too, and the two copies tell each other what changed. */
export class GuestMemory {
  readonly #outbox: Outbox;
  readonly #gfns = new NumberRanges("frames", FIRST_GFN, DOOR_GFN_END);
  readonly #refs = new NumberRanges("grant refs", GNTTAB_NR_RESERVED_ENTRIES, DOOR_REF_END);
  /** Granted pages that were looked at, by gfn. */
  readonly #shared = new Map<number, Page>();
  /** Runs of granted pages, by their first gfn: what dom0 writes may be to one that nobody here has looked at. */
  readonly #granted = new Map<number, { readonly count: number; readonly page: (index: number) => Page }>();

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /** `count` pages of zeros, frames in a row. */
  alloc(count: number): GuestPages {
    if (!Number.isInteger(count) || count < 1) throw new BugError(`want at least one page, got ${count}`);
    const first = this.#gfns.take(count);
    const pages = new Map<number, Page>();
    const grants: number[] = [];
    let freed = false;

    const page = (index: number): Page => {
      if (freed) throw new BugError(`page ${index} was freed`);
      if (!Number.isInteger(index) || index < 0 || index >= count) throw new BugError(`page ${index} of ${count}`);
      const known = pages.get(index);
      if (known) return known;
      const view = new DataView(new ArrayBuffer(PAGE_SIZE));
      const words = new Uint32Array(view.buffer);
      const made = { gfn: first + index, view, words, shadow: new Uint32Array(words.length) };
      pages.set(index, made);
      if (grants.length > 0) this.#shared.set(made.gfn, made);
      return made;
    };

    return {
      length: count,
      page: (index) => page(index).view,
      grant: (remote, access) => {
        if (freed) throw new BugError("the pages were freed");
        const ref = this.#refs.take(count);
        grants.push(ref);
        this.#granted.set(first, { count, page });
        return this.#grant({ ref, count, gfn: first, remote, access }, pages.values());
      },
      free: () => {
        if (freed) return;
        freed = true;
        this.#granted.delete(first);
        this.#free(first, count, grants);
      },
    };
  }

  /** What was written here and dom0 has not been told; afterwards it has. */
  takeChanges(): ChangedPages {
    const changes: [number, PageRuns][] = [];
    for (const { gfn, words, shadow } of this.#shared.values()) {
      const runs = takeRuns(words, shadow);
      if (runs) changes.push([gfn, runs]);
    }
    return changes;
  }

  /** What dom0 wrote. A page that was freed meanwhile has nobody to read it. */
  apply(changes: ChangedPages): void {
    for (const [gfn, runs] of changes) {
      const page = this.#shared.get(gfn) ?? this.#unseen(gfn);
      if (page) putRuns(runs, page.words, page.shadow);
    }
  }

  #unseen(gfn: number): Page | undefined {
    for (const [first, { count, page }] of this.#granted) if (gfn >= first && gfn < first + count) return page(gfn - first);
    return undefined;
  }

  #grant(
    range: { readonly ref: number; readonly count: number; readonly gfn: number; readonly remote: DomId; readonly access: "rw" | "ro" },
    seen: Iterable<Page>,
  ): readonly GrantRef[] {
    const { ref, count, gfn, remote, access } = range;
    this.#outbox.send(["grant", ref, count, gfn, remote, access === "ro"]);
    for (const page of seen) this.#shared.set(page.gfn, page);
    this.#outbox.publishSoon();
    return Array.from({ length: count }, (_, i) => grantRef(ref + i));
  }

  #free(first: number, count: number, refs: readonly number[]): void {
    // Published until the last ungrant has left: a request that was pushed just before is still the backend's to see.
    const last = (): void => {
      for (let gfn = first; gfn < first + count; gfn++) this.#shared.delete(gfn);
      this.#gfns.give(first);
    };
    if (refs.length === 0) return last();
    refs.forEach((ref, i) => {
      this.#outbox.send(["ungrant", ref, count], () => {
        this.#refs.give(ref);
        if (i === refs.length - 1) last();
      });
    });
  }
}
