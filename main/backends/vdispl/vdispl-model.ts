import type { DomId } from "../../../protocol/ids.ts";
import {
  bufferPages,
  octetsAPixelOf,
  XENDISPL_DBUF_FLG_REQ_ALLOC,
  XENDISPL_EDID_MAX_SIZE,
  type DisplReqOf,
  type XenErrno,
} from "../../../protocol/io/displif.ts";
import type { GrantMapping, GrantShares, GrantTables } from "../../../protocol/ports.ts";
import { done, err, ok, type Result } from "../../../protocol/result.ts";
import type { HeldPages } from "../backend.ts";
import { fillPageDirectory, grantErrno, readPageDirectory } from "./page-directory.ts";
import type { Framebuffer } from "./scanout.ts";

/** What one guest's display device may hold of dom0. */
export const DBUFS_MAX = 32;
export const FBS_MAX = 64;
/** All display buffers together: eight of 3840 × 2160 × 4 octets. */
export const BUFFER_PAGES_MAX = 8 * 8100;

/** Octets a pixel, by what a display buffer's `bpp` may be. */
const OCTETS_A_PIXEL: Readonly<Record<number, number>> = { 16: 2, 24: 3, 32: 4 };

interface DisplayBuffer {
  readonly pages: GrantMapping;
  readonly width: number;
  readonly height: number;
  readonly octetsAPixel: number;
  readonly bufferSz: number;
  readonly dataOfs: number;
  /** Framebuffers on it. */
  attached: number;
  /** Connectors that show it, and flips to it that wait. */
  held: number;
  /** DBUF_DESTROY was answered: its pages go with the last hold. */
  destroyed: boolean;
}

/** A framebuffer, and the buffer that holds its pixels. */
export interface BufferedFramebuffer extends Framebuffer {
  readonly buffer: DisplayBuffer;
}

/** Whose display it is, and what the machine below lends for it. */
export interface VdisplModelOptions {
  readonly domid: DomId;
  readonly gnttab: GrantTables;
  readonly gntshr: GrantShares;
  /** `be-alloc`: the toolstack lets this guest have buffers of dom0's. */
  readonly beAlloc: boolean;
}

type Answer = Result<void, XenErrno>;

/**
 * A guest's display buffers and framebuffers, by its cookies. Knows no ring.
 *
 * A buffer with framebuffers on it cannot be destroyed (EBUSY); one that a connector shows, or is about to, can: its cookie is free at
 * once, and its pages are let go of when the flip-done event of the next frame says that they are.
 */
export class VdisplModel {
  readonly #options: VdisplModelOptions;
  readonly #dbufs = new Map<bigint, DisplayBuffer>();
  /** Destroyed, and still held. */
  readonly #leaving = new Set<DisplayBuffer>();
  readonly #fbs = new Map<bigint, BufferedFramebuffer>();
  #pages = 0;
  #closed = false;

  constructor(options: VdisplModelOptions) {
    this.#options = options;
  }

  framebuffer(cookie: bigint): BufferedFramebuffer | undefined {
    return this.#fbs.get(cookie);
  }

  async createDbuf(req: DisplReqOf<"dbufCreate">): Promise<Answer> {
    const octetsAPixel = OCTETS_A_PIXEL[req.bpp];
    const alloc = (req.flags & XENDISPL_DBUF_FLG_REQ_ALLOC) !== 0;
    // "All unused bits in flags field must be set to 0."
    if ((req.flags & ~XENDISPL_DBUF_FLG_REQ_ALLOC) !== 0) return err("EINVAL");
    if (req.dbufCookie === 0n || octetsAPixel === undefined || req.width === 0 || req.height === 0) return err("EINVAL");
    if (alloc && !this.#options.beAlloc) return err("EOPNOTSUPP");
    if (this.#dbufs.has(req.dbufCookie)) return err("EEXIST");
    // TRUST: sizes are the guest's. The rows must lie in the buffer, and the buffer within what a guest may hold, before anything is
    // allocated or mapped for it. Products of u32s are exact or far too large in a double.
    if (req.dataOfs + req.width * req.height * octetsAPixel > req.bufferSz) return err("EINVAL");
    if (this.#dbufs.size + this.#leaving.size >= DBUFS_MAX || !this.#fits(req.bufferSz)) return err("ENOMEM");
    const pages = await (alloc ? this.#allocate(req) : this.#map(req));
    if (!pages.ok) return pages;
    if (this.#closed) {
      pages.value.unmap();
      return err("ENODEV");
    }
    const { width, height, bufferSz, dataOfs } = req;
    const state = { attached: 0, held: 0, destroyed: false };
    this.#dbufs.set(req.dbufCookie, { pages: pages.value, width, height, octetsAPixel, bufferSz, dataOfs, ...state });
    this.#pages += bufferPages(bufferSz);
    return done;
  }

  destroyDbuf(cookie: bigint): Answer {
    const dbuf = this.#dbufs.get(cookie);
    if (!dbuf) return err("ENOENT");
    if (dbuf.attached > 0) return err("EBUSY");
    this.#dbufs.delete(cookie);
    this.#leaving.add(dbuf);
    dbuf.destroyed = true;
    this.#unmapUnheld(dbuf);
    return done;
  }

  attachFb(req: DisplReqOf<"fbAttach">): Answer {
    const buffer = this.#dbufs.get(req.dbufCookie);
    if (!buffer) return err("ENOENT");
    if (req.fbCookie === 0n || octetsAPixelOf(req.pixelFormat) !== buffer.octetsAPixel) return err("EINVAL");
    if (this.#fbs.has(req.fbCookie)) return err("EEXIST");
    // TRUST: sizes are the guest's; the rows must lie in the buffer, whose own size was checked.
    if (req.width === 0 || req.height === 0 || req.width > buffer.width || req.height > buffer.height) return err("EINVAL");
    if (this.#fbs.size >= FBS_MAX) return err("ENOMEM");
    buffer.attached++;
    this.#fbs.set(req.fbCookie, {
      cookie: req.fbCookie,
      buffer,
      width: req.width,
      height: req.height,
      stride: buffer.width * buffer.octetsAPixel,
      octetsAPixel: buffer.octetsAPixel,
      pixelFormat: req.pixelFormat,
      pages: buffer.pages,
      dataOfs: buffer.dataOfs,
    });
    return done;
  }

  detachFb(cookie: bigint): Answer {
    const fb = this.#fbs.get(cookie);
    if (!fb) return err("ENOENT");
    this.#fbs.delete(cookie);
    fb.buffer.attached--;
    return done;
  }

  /** The connector's EDID onto the guest's pages; answers its size. */
  async writeEdid(req: DisplReqOf<"getEdid">, edid: Uint8Array): Promise<Result<number, XenErrno>> {
    const { gnttab, domid } = this.#options;
    // TRUST: the size is the guest's: not less than the header wants, and not more than it may hold.
    if (req.bufferSz < XENDISPL_EDID_MAX_SIZE) return err("EINVAL");
    if (!this.#fits(req.bufferSz)) return err("ENOMEM");
    const refs = await readPageDirectory(gnttab, domid, req.grefDirectory, req.bufferSz);
    if (!refs.ok) return refs;
    const mapped = await gnttab.map(domid, refs.value.slice(0, bufferPages(edid.length)), "rw");
    if (!mapped.ok) return err(grantErrno(mapped.error));
    try {
      const page = mapped.value.page(0);
      edid.forEach((octet, at) => page.setUint8(at, octet));
    } finally {
      mapped.value.unmap();
    }
    return ok(edid.length);
  }

  /** `fb` is on the screen, or waits to be: its pages stay, whatever the guest destroys. */
  hold(fb: BufferedFramebuffer): void {
    fb.buffer.held++;
  }

  /** Undoes one `hold`. */
  letGo({ buffer }: BufferedFramebuffer): void {
    buffer.held--;
    this.#unmapUnheld(buffer);
  }

  /** Every buffer whose pages are held, those that are destroyed and still shown among them. */
  held(): readonly HeldPages[] {
    const told = (what: string, { pages, width, height, octetsAPixel, attached, held, destroyed }: DisplayBuffer): HeldPages => ({
      what,
      pages: pages.length,
      more: { width, height, bpp: 8 * octetsAPixel, attached, held, destroyed },
    });
    return [
      ...[...this.#dbufs].map(([cookie, dbuf]) => told(`dbuf 0x${cookie.toString(16)}`, dbuf)),
      ...[...this.#leaving].map((dbuf) => told("dbuf, destroyed", dbuf)),
    ];
  }

  /** Unmaps everything. Harmless twice. */
  close(): void {
    this.#closed = true;
    this.#fbs.clear();
    for (const { pages } of [...this.#dbufs.values(), ...this.#leaving]) pages.unmap();
    this.#dbufs.clear();
    this.#leaving.clear();
    this.#pages = 0;
  }

  #fits(bufferSz: number): boolean {
    return this.#pages + bufferPages(bufferSz) <= BUFFER_PAGES_MAX;
  }

  #unmapUnheld(buffer: DisplayBuffer): void {
    if (!buffer.destroyed || buffer.held > 0 || !this.#leaving.delete(buffer)) return;
    this.#pages -= bufferPages(buffer.bufferSz);
    buffer.pages.unmap();
  }

  /** The frontend's pages. */
  async #map({ grefDirectory, bufferSz }: DisplReqOf<"dbufCreate">): Promise<Result<GrantMapping, XenErrno>> {
    const { gnttab, domid } = this.#options;
    const refs = await readPageDirectory(gnttab, domid, grefDirectory, bufferSz);
    if (!refs.ok) return refs;
    const mapped = await gnttab.map(domid, refs.value, "ro");
    return mapped.ok ? mapped : err(grantErrno(mapped.error));
  }

  /** Pages of our own, told to the frontend. */
  async #allocate({ grefDirectory, bufferSz }: DisplReqOf<"dbufCreate">): Promise<Result<GrantMapping, XenErrno>> {
    const { gnttab, gntshr, domid } = this.#options;
    const shared = await gntshr.share(domid, bufferPages(bufferSz));
    if (!shared.ok) return err(grantErrno(shared.error));
    let filled: Answer | undefined;
    try {
      filled = await fillPageDirectory(gnttab, domid, grefDirectory, shared.value.refs);
    } finally {
      if (!filled?.ok) shared.value.unmap();
    }
    return filled.ok ? shared : filled;
  }
}
