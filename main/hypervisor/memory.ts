import type { PageRuns } from "../../protocol/bridge.ts";
import type { DomId, Gfn } from "../../protocol/ids.ts";
import { gfn, PAGE_SIZE } from "../../protocol/ids.ts";
import { BugError, GuestFault } from "../../protocol/result.ts";
import { putRuns, takeRuns } from "../../protocol/page-runs.ts";
import { HOSTED_GFN } from "./limits.ts";

/** One page of a guest. It takes memory only when somebody first looks at it: a frame buffer that nobody reads costs nothing. */
export interface Frame {
  readonly gfn: Gfn;
  /** Grants that name it. */
  grants: number;
  /** Allocated by a frontend that dom0 hosts. */
  owned: boolean;
  /** Writable mappings of it. */
  writers: number;
  octets: { readonly view: DataView; readonly words: Uint32Array } | undefined;
  /** What the guest's copy holds, as far as told; only while a backend may write the page. */
  shadow: Uint32Array | undefined;
}

/** What dom0 holds of one domain's pages. A frame lives while it is owned or granted, and a grant lives while it is mapped. */
export class Memory {
  readonly #domid: DomId;
  readonly #frames = new Map<number, Frame>();
  /** Frames to compare with their shadow: written by backends since the last publication, perhaps. */
  readonly #mirrored = new Set<Frame>();
  #maxPages: number;
  #pages = 0;
  #behindDoor = false;

  constructor(domid: DomId, maxPages: number) {
    this.#domid = domid;
    this.#maxPages = maxPages;
  }

  /** Pages that take memory now. */
  get pages(): number {
    return this.#pages;
  }

  /** Pages that every publication compares. */
  get mirrored(): number {
    return this.#mirrored.size;
  }

  get maxPages(): number {
    return this.#maxPages;
  }

  /** XEN_DOMCTL_max_mem. Below what is in use it only stops growth, as on Xen. */
  set maxPages(pages: number) {
    this.#maxPages = pages;
  }

  /** From now on the guest has copies of its own, so pages that backends write are compared with what it knows. */
  putBehindDoor(): void {
    this.#behindDoor = true;
  }

  frame(at: number): Frame | undefined {
    return this.#frames.get(at);
  }

  /** The frame at `at`, which the caller is about to hold. */
  frameToHold(at: Gfn): Frame {
    let frame = this.#frames.get(at);
    if (!frame) {
      frame = { gfn: at, grants: 0, owned: false, writers: 0, octets: undefined, shadow: undefined };
      this.#frames.set(at, frame);
    }
    return frame;
  }

  /** Gives the page back unless somebody still holds it. */
  dropIfLoose(frame: Frame): void {
    if (frame.owned || frame.grants > 0 || this.#frames.get(frame.gfn) !== frame) return;
    this.#frames.delete(frame.gfn);
    this.#mirrored.delete(frame);
    if (frame.octets) this.#pages--;
  }

  /** The 4 KiB of a frame. Over maxmem is the guest's fault, as when Xen finds nothing to populate on demand. */
  page(frame: Frame): DataView {
    return this.#octets(frame).view;
  }

  /** A backend mapped the frame writable. */
  beginWriting(frame: Frame): void {
    frame.writers++;
    if (!this.#behindDoor || frame.gfn >= HOSTED_GFN) return;
    this.#mirrored.add(frame);
    frame.shadow ??= frame.octets?.words.slice();
  }

  /** A backend let go of a writable mapping. Its last words are still published: the frame leaves at the next `takeChanges`. */
  endWriting(frame: Frame): void {
    if (frame.writers === 0) throw new BugError(`d${this.#domid}: gfn ${frame.gfn} has no writer to end`);
    frame.writers--;
  }

  /** What backends wrote since the last time, as the guest's door sends it. */
  takeChanges(): [gfn: number, runs: PageRuns][] {
    const changes: [number, PageRuns][] = [];
    for (const frame of this.#mirrored) {
      const runs = frame.octets && frame.shadow && takeRuns(frame.octets.words, frame.shadow);
      if (runs) changes.push([frame.gfn, runs]);
      if (frame.writers > 0) continue;
      this.#mirrored.delete(frame);
      frame.shadow = undefined;
    }
    return changes;
  }

  /** Puts what the guest published, checked already, into dom0's copy. A page that nobody may map has no copy, and needs none. */
  apply(at: number, runs: PageRuns): void {
    const frame = this.#frames.get(at);
    if (frame && frame.gfn < HOSTED_GFN) putRuns(runs, this.#octets(frame).words, frame.shadow);
  }

  /** The domain died: what is only owned goes; what is granted and mapped stays until it is let go. */
  disown(): void {
    for (const frame of [...this.#frames.values()]) {
      frame.owned = false;
      this.dropIfLoose(frame);
    }
    this.#mirrored.clear();
    this.#behindDoor = false;
  }

  /** Takes `count` frames from `from` on for a frontend that dom0 hosts. */
  own(from: Gfn, count: number): void {
    for (let i = 0; i < count; i++) this.frameToHold(gfn(from + i)).owned = true;
  }

  /** Gives them back. A page that is still mapped stays until it is let go. */
  disownRange(from: Gfn, count: number): void {
    for (let i = 0; i < count; i++) {
      const frame = this.#frames.get(from + i);
      if (!frame) continue;
      frame.owned = false;
      this.dropIfLoose(frame);
    }
  }

  #octets(frame: Frame): NonNullable<Frame["octets"]> {
    if (frame.octets) return frame.octets;
    // A page that a driver still looks at when nobody holds it any more is the driver's own, and counts no more.
    if (this.#frames.get(frame.gfn) === frame) {
      if (this.#pages >= this.#maxPages) throw new GuestFault(this.#domid, `wants more than the ${this.#maxPages} pages of its maxmem`);
      this.#pages++;
    }
    const view = new DataView(new ArrayBuffer(PAGE_SIZE));
    frame.octets = { view, words: new Uint32Array(view.buffer) };
    if (this.#mirrored.has(frame)) frame.shadow = new Uint32Array(frame.octets.words.length);
    return frame.octets;
  }
}
