import type { DomId, Gfn, GrantRef } from "../../protocol/ids.ts";
import { gfn, GNTTAB_NR_RESERVED_ENTRIES } from "../../protocol/ids.ts";
import type { GrantError } from "../../protocol/ports.ts";
import type { Result } from "../../protocol/result.ts";
import { BugError, done, err, ok } from "../../protocol/result.ts";
import { GFN_END, GRANT_ENTRIES } from "./limits.ts";
import type { Frame, Memory } from "./memory.ts";

/** One entry of a guest's grant table, with what Xen keeps beside it in its active entry: who has it pinned. */
export interface Grant {
  readonly remote: DomId;
  readonly readonly: boolean;
  readonly frame: Frame;
  pins: number;
  /** Ended by its owner while pinned: nobody may map it anew, and it goes with the last pin. */
  ended: boolean;
}

/** `count` entries in a row: refs from `ref`, frames from `gfn`. */
export interface GrantRange {
  readonly ref: GrantRef;
  readonly count: number;
  readonly gfn: Gfn;
  readonly remote: DomId;
  readonly readonly: boolean;
}

/** What one domain lets others map. ABI: xen/include/public/grant_table.h, version 1 entries. */
export class GrantTable {
  readonly #memory: Memory;
  readonly #entries = new Map<number, Grant>();

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Pins on this domain's pages, by others. */
  get pins(): number {
    let pins = 0;
    for (const entry of this.#entries.values()) pins += entry.pins;
    return pins;
  }

  /** Writes entries; all or none. An entry that is pinned cannot be rewritten (EBUSY), one that is not can. */
  grant(range: GrantRange): Result<void, "EINVAL" | "EBUSY"> {
    if (range.ref < GNTTAB_NR_RESERVED_ENTRIES || range.ref + range.count > GRANT_ENTRIES) return err("EINVAL");
    if (range.gfn + range.count > GFN_END) return err("EINVAL");
    for (let i = 0; i < range.count; i++) if ((this.#entries.get(range.ref + i)?.pins ?? 0) > 0) return err("EBUSY");
    for (let i = 0; i < range.count; i++) this.#put(range.ref + i, gfn(range.gfn + i), range.remote, range.readonly);
    return done;
  }

  /** xc_dom_gnttab_seed: the toolstack writes a reserved entry, once. */
  seed(ref: GrantRef, at: Gfn, remote: DomId): void {
    if (ref >= GNTTAB_NR_RESERVED_ENTRIES || this.#entries.has(ref)) throw new BugError(`gref ${ref} is not there to be seeded`);
    this.#put(ref, at, remote, false);
  }

  /** Ends entries. EBUSY when some of them are pinned: those answer to no new map, and go with their last pin. */
  end(ref: GrantRef, count: number): Result<void, "EBUSY"> {
    let busy = false;
    for (let at = ref as number; at < ref + count; at++) {
      const entry = this.#entries.get(at);
      if (!entry) continue;
      if (entry.pins === 0) {
        this.#remove(at);
        continue;
      }
      entry.ended = true;
      busy = true;
    }
    return busy ? err("EBUSY") : done;
  }

  /** Ends every entry: the domain died. */
  endAll(): void {
    for (const ref of [...this.#entries.keys()]) this.end(ref as GrantRef, 1);
  }

  /** GNTTABOP_map_grant_ref for one ref, less the mapping: the entry stays until it is unpinned. */
  pin(ref: GrantRef, by: DomId, access: "rw" | "ro"): Result<Grant, GrantError> {
    const entry = this.#entries.get(ref);
    if (!entry || entry.ended) return err("EINVAL");
    if (entry.remote !== by || (entry.readonly && access === "rw")) return err("EACCES");
    entry.pins++;
    if (access === "rw") this.#memory.beginWriting(entry.frame);
    return ok(entry);
  }

  unpin(ref: GrantRef, entry: Grant, access: "rw" | "ro"): void {
    if (entry.pins === 0) throw new BugError(`gref ${ref} is not pinned`);
    entry.pins--;
    if (access === "rw") this.#memory.endWriting(entry.frame);
    if (entry.ended && entry.pins === 0) this.#remove(ref);
  }

  #put(ref: number, at: Gfn, remote: DomId, readonly: boolean): void {
    const frame = this.#memory.frameToHold(at);
    frame.grants++;
    this.#remove(ref);
    this.#entries.set(ref, { remote, readonly, frame, pins: 0, ended: false });
  }

  #remove(ref: number): void {
    const entry = this.#entries.get(ref);
    if (!entry) return;
    this.#entries.delete(ref);
    entry.frame.grants--;
    this.#memory.dropIfLoose(entry.frame);
  }
}
