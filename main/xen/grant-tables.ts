import { grantRef, PAGE_SIZE, type DomId, type GrantRef } from "../../protocol/ids.ts";
import type { GrantError, GrantMapping, GrantShares, GrantTables, SharedPages } from "../../protocol/ports.ts";
import { BugError, err, ok, type Result } from "../../protocol/result.ts";
import { refsOf, type Address, type GnttabCalls } from "./libraries.ts";

/** Pages at an address, end to end. Whoever lets them go keeps no view: what is read there afterwards kills the program. */
class Pages implements GrantMapping {
  readonly length: number;
  readonly #letGo: () => void;
  #memory: ArrayBuffer | undefined;
  readonly #views: (DataView | undefined)[] = [];

  constructor(memory: ArrayBuffer, letGo: () => void) {
    this.length = memory.byteLength / PAGE_SIZE;
    this.#memory = memory;
    this.#letGo = letGo;
  }

  page(index: number): DataView {
    const memory = this.#there(index * PAGE_SIZE, PAGE_SIZE);
    return (this.#views[index] ??= new DataView(memory, index * PAGE_SIZE, PAGE_SIZE));
  }

  copyOut(offset: number, into: Uint8Array): void {
    into.set(new Uint8Array(this.#there(offset, into.length), offset, into.length));
  }

  unmap(): void {
    if (!this.#memory) return;
    this.#memory = undefined;
    this.#views.length = 0;
    this.#letGo();
  }

  #there(offset: number, octets: number): ArrayBuffer {
    const memory = this.#memory;
    if (!memory || !Number.isInteger(offset) || offset < 0 || offset + octets > memory.byteLength) {
      throw new BugError(`octets ${offset} to ${offset + octets} of a mapping of ${memory ? this.length : "no"} pages`);
    }
    return memory;
  }
}

/** Grants of a real dom0, to it and by it. */
export class XenGrantTables implements GrantTables, GrantShares {
  readonly #calls: GnttabCalls;
  readonly #held = new Set<Pages>();
  #mapping = 0;
  #closed = false;

  constructor(calls: GnttabCalls) {
    this.#calls = calls;
  }

  /** How many pages are mapped and shared. */
  get pages(): number {
    return [...this.#held].reduce((sum, { length }) => sum + length, 0);
  }

  async map(owner: DomId, refs: ArrayLike<GrantRef>, access: "rw" | "ro"): Promise<Result<GrantMapping, GrantError>> {
    if (this.#closed || refs.length === 0) return err("EINVAL");
    this.#mapping++;
    // TRUST: the refs are the guest's; the hypervisor refuses all of them if one is not granted to us.
    const at = await this.#calls.map(owner, refsOf(refs), access === "rw");
    this.#mapping--;
    if (at === undefined) return err("EINVAL");
    const pages = this.#hold(at, refs.length, () => this.#calls.unmap(at, refs.length));
    if (!this.#closed) return ok(pages);
    pages.unmap();
    this.#closeIfDone();
    return err("EINVAL");
  }

  share(remote: DomId, pages: number): Promise<Result<SharedPages, GrantError>> {
    const refs = new Uint32Array(pages);
    const at = this.#closed || pages < 1 ? undefined : this.#calls.share(remote, refs);
    if (at === undefined) return Promise.resolve(err("ENOSPC"));
    const held = this.#hold(at, pages, () => this.#calls.unshare(at, pages));
    const shared: SharedPages = {
      length: pages,
      refs: Array.from(refs, grantRef),
      page: (index) => held.page(index),
      copyOut: (offset, into) => held.copyOut(offset, into),
      unmap: () => held.unmap(),
    };
    return Promise.resolve(ok(shared));
  }

  /** Lets everything go. Harmless twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const pages of [...this.#held]) pages.unmap();
    this.#closeIfDone();
  }

  #hold(at: Address, count: number, letGo: () => void): Pages {
    const pages: Pages = new Pages(this.#calls.view(at, count * PAGE_SIZE), () => {
      this.#held.delete(pages);
      letGo();
    });
    this.#held.add(pages);
    return pages;
  }

  /** The handle stays open under a call that is still at work. */
  #closeIfDone(): void {
    if (this.#mapping === 0) this.#calls.close();
  }
}
