import type { DomId, GrantRef } from "../../protocol/ids.ts";
import { GNTTAB_RESERVED_XENSTORE, isGrantRef, PAGE_SIZE } from "../../protocol/ids.ts";
import type { GrantError, GrantMapping } from "../../protocol/ports.ts";
import type { Result } from "../../protocol/result.ts";
import { BugError, err, ok } from "../../protocol/result.ts";
import type { Domain } from "./domain.ts";
import type { Grant } from "./grant-table.ts";
import { MAPTRACK_ENTRIES, MIRRORED_PAGES } from "./limits.ts";

/** What a mapping has pinned, ref by ref. Two arrays: a framebuffer has a thousand pages, and none needs an object of its own. */
interface Pins {
  readonly refs: GrantRef[];
  readonly entries: Grant[];
}

/** What `unmap` has to tell others. */
export interface MappingHooks {
  /** A writable mapping went: its last words are to be published. */
  written(owner: Domain): void;
  /** The last pin on a page of a dying domain may have gone. */
  released(owner: Domain): void;
}

/** Pages of `owner` in the hands of `mapper`. They outlive their domain, as on Xen, until `unmap`. */
class Mapping implements GrantMapping {
  readonly length: number;
  readonly #owner: Domain;
  readonly #mapper: Domain;
  readonly #access: "rw" | "ro";
  readonly #hooks: MappingHooks;
  #pins: Pins | undefined;

  constructor(owner: Domain, mapper: Domain, pins: Pins, access: "rw" | "ro", hooks: MappingHooks) {
    this.length = pins.refs.length;
    this.#owner = owner;
    this.#mapper = mapper;
    this.#pins = pins;
    this.#access = access;
    this.#hooks = hooks;
    mapper.mappings.add(this);
    mapper.mapped += this.length;
  }

  page(index: number): DataView {
    const entry = this.#pins?.entries[index];
    if (!entry) throw new BugError(`page ${index} of a mapping of ${this.#pins ? this.length : "no"} pages`);
    return this.#owner.memory.page(entry.frame);
  }

  copyOut(offset: number, into: Uint8Array): void {
    copyPagesOut(this, offset, into);
  }

  unmap(): void {
    const pins = this.#pins;
    if (!pins) return;
    this.#pins = undefined;
    this.#mapper.mappings.delete(this);
    this.#mapper.mapped -= this.length;
    unpinAll(this.#owner, pins, this.#access);
    if (this.#access === "rw") this.#hooks.written(this.#owner);
    this.#hooks.released(this.#owner);
  }
}

function unpinAll(owner: Domain, { refs, entries }: Pins, access: "rw" | "ro"): void {
  entries.forEach((entry, i) => owner.grants.unpin(refs[i]!, entry, access)); // as many refs as entries
}

/** GrantMapping's `copyOut`, page by page. */
export function copyPagesOut(pages: { readonly length: number; page(index: number): DataView }, offset: number, into: Uint8Array): void {
  if (offset < 0 || offset + into.length > pages.length * PAGE_SIZE) {
    throw new BugError(`octets ${offset} to ${offset + into.length} of a mapping of ${pages.length} pages`);
  }
  for (let copied = 0; copied < into.length;) {
    const at = offset + copied;
    const view = pages.page(Math.floor(at / PAGE_SIZE));
    const chunk = Math.min(PAGE_SIZE - (at % PAGE_SIZE), into.length - copied);
    into.set(new Uint8Array(view.buffer, view.byteOffset + (at % PAGE_SIZE), chunk), copied);
    copied += chunk;
  }
}

/** xengnttab_map_domain_grant_refs: all of them or none. */
export function mapGrants(
  owner: Domain,
  mapper: Domain,
  refs: ArrayLike<GrantRef>,
  { access, hooks }: { readonly access: "rw" | "ro"; readonly hooks: MappingHooks },
): Result<GrantMapping, GrantError> {
  if (owner.dying || mapper.dying) return err("ENOENT");
  if (mapper.mapped + refs.length > MAPTRACK_ENTRIES) return err("ENOSPC");
  if (owner.publisher && access === "rw" && owner.memory.mirrored + refs.length > MIRRORED_PAGES) return err("ENOSPC");
  const pins: Pins = { refs: [], entries: [] };
  for (let i = 0; i < refs.length; i++) {
    const ref = refs[i];
    // TRUST: refs come out of the guest's nodes and page directories; the table is asked for each, and an unknown one is refused.
    const known = isGrantRef(ref) || ref === GNTTAB_RESERVED_XENSTORE;
    const pinned = known ? owner.grants.pin(ref, mapper.domid, access) : err("EINVAL" as const);
    if (!pinned.ok || ref === undefined) {
      unpinAll(owner, pins, access);
      return pinned.ok ? err("EINVAL") : pinned;
    }
    pins.refs.push(ref);
    pins.entries.push(pinned.value);
  }
  return ok(new Mapping(owner, mapper, pins, access, hooks));
}

/** GNTTABOP_copy: octets of one granted page into dom0's memory or back, with no mapping left behind. */
export function copyGrant(
  owner: Domain,
  by: DomId,
  at: { readonly ref: GrantRef; readonly offset: number },
  { octets, direction }: { readonly octets: Uint8Array; readonly direction: "from" | "to" },
): Result<void, GrantError> {
  if (owner.dying) return err("ENOENT");
  if (at.offset < 0 || at.offset + octets.length > PAGE_SIZE) return err("EINVAL");
  const access = direction === "to" ? "rw" : "ro";
  const pinned = owner.grants.pin(at.ref, by, access);
  if (!pinned.ok) return pinned;
  try {
    const view = owner.memory.page(pinned.value.frame);
    const granted = new Uint8Array(view.buffer, view.byteOffset + at.offset, octets.length);
    if (direction === "to") granted.set(octets);
    else octets.set(granted);
  } finally {
    owner.grants.unpin(at.ref, pinned.value, access);
  }
  return ok(undefined);
}
