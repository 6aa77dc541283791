import type { DomId } from "../../../protocol/ids.ts";
import {
  bufferPages,
  DRM_FORMAT_ARGB8888,
  DRM_FORMAT_XRGB8888,
  XENDISPL_DBUF_FLG_REQ_ALLOC,
  type DisplReqOf,
  type XenErrno,
} from "../../../protocol/io/displif.ts";
import type { GrantMapping, GrantTables } from "../../../protocol/ports.ts";
import { done, err, type Result } from "../../../protocol/result.ts";
import { readPageDirectory } from "./page-directory.ts";
import type { Framebuffer } from "./scanout.ts";

/** What one guest's display device may hold of dom0. */
export const DBUFS_MAX = 32;
export const FBS_MAX = 64;
/** All display buffers together: eight of 3840 × 2160 × 4 octets. */
export const BUFFER_PAGES_MAX = 8 * 8100;

/** Octets a pixel, by what a display buffer's `bpp` may be. */
const OCTETS_A_PIXEL: Readonly<Record<number, number>> = { 16: 2, 24: 3, 32: 4 };

const fourcc = (code: string): number =>
  code.charCodeAt(0) | (code.charCodeAt(1) << 8) | (code.charCodeAt(2) << 16) | (code.charCodeAt(3) << 24);

/** The formats that Linux's frontend offers (xen_drm_front_conn.c), with their octets a pixel. */
const FORMATS = new Map<number, number>([
  [DRM_FORMAT_XRGB8888, 4],
  [DRM_FORMAT_ARGB8888, 4],
  [fourcc("RG24"), 3],
  [fourcc("RG16"), 2],
  [fourcc("XR12"), 2],
  [fourcc("AR12"), 2],
  [fourcc("XR15"), 2],
  [fourcc("AR15"), 2],
  [fourcc("YUYV"), 2],
]);

interface DisplayBuffer {
  readonly pages: GrantMapping;
  readonly width: number;
  readonly height: number;
  readonly octetsAPixel: number;
  readonly bufferSz: number;
  readonly dataOfs: number;
  attached: number;
}

/** A framebuffer with how many places want it kept: modes that show it and flips that wait. */
export interface HeldFramebuffer extends Framebuffer {
  readonly dbufCookie: bigint;
  held: number;
}

type Answer = Result<void, XenErrno>;

/**
 * A guest's display buffers and framebuffers, by its cookies. Knows no ring.
 *
 * A buffer's pages stay mapped from DBUF_CREATE to DBUF_DESTROY; what a framebuffer or a connector still needs is EBUSY. Buffers that
 * the backend allocates (REQ_ALLOC) are EOPNOTSUPP.
 */
export class VdisplModel {
  readonly #domid: DomId;
  readonly #gnttab: GrantTables;
  readonly #dbufs = new Map<bigint, DisplayBuffer>();
  readonly #fbs = new Map<bigint, HeldFramebuffer>();
  #pages = 0;
  #closed = false;

  constructor(domid: DomId, gnttab: GrantTables) {
    this.#domid = domid;
    this.#gnttab = gnttab;
  }

  framebuffer(cookie: bigint): HeldFramebuffer | undefined {
    return this.#fbs.get(cookie);
  }

  async createDbuf(req: DisplReqOf<"dbufCreate">): Promise<Answer> {
    const octetsAPixel = OCTETS_A_PIXEL[req.bpp];
    if ((req.flags & XENDISPL_DBUF_FLG_REQ_ALLOC) !== 0) return err("EOPNOTSUPP");
    if (req.dbufCookie === 0n || req.flags !== 0 || octetsAPixel === undefined || req.width === 0 || req.height === 0) return err("EINVAL");
    if (this.#dbufs.has(req.dbufCookie)) return err("EEXIST");
    const pages = bufferPages(req.bufferSz);
    // TRUST: sizes are the guest's. The rows must lie in the buffer, and the buffer within what a guest may hold, before anything is
    // allocated or mapped for it. Products of u32s are exact or far too large in a double.
    if (req.dataOfs + req.width * req.height * octetsAPixel > req.bufferSz) return err("EINVAL");
    if (this.#dbufs.size >= DBUFS_MAX || this.#pages + pages > BUFFER_PAGES_MAX) return err("ENOMEM");
    const refs = await readPageDirectory(this.#gnttab, this.#domid, req.grefDirectory, req.bufferSz);
    if (!refs.ok) return refs;
    const mapped = await this.#gnttab.map(this.#domid, refs.value, "ro");
    if (!mapped.ok) return err(mapped.error === "ENOSPC" ? "ENOMEM" : mapped.error);
    if (this.#closed) {
      mapped.value.unmap();
      return err("ENODEV");
    }
    const { width, height, bufferSz, dataOfs } = req;
    this.#dbufs.set(req.dbufCookie, { pages: mapped.value, width, height, octetsAPixel, bufferSz, dataOfs, attached: 0 });
    this.#pages += pages;
    return done;
  }

  destroyDbuf(cookie: bigint): Answer {
    const dbuf = this.#dbufs.get(cookie);
    if (!dbuf) return err("ENOENT");
    if (dbuf.attached > 0) return err("EBUSY");
    this.#dbufs.delete(cookie);
    this.#pages -= bufferPages(dbuf.bufferSz);
    dbuf.pages.unmap();
    return done;
  }

  attachFb(req: DisplReqOf<"fbAttach">): Answer {
    const dbuf = this.#dbufs.get(req.dbufCookie);
    const octetsAPixel = FORMATS.get(req.pixelFormat);
    if (!dbuf) return err("ENOENT");
    if (req.fbCookie === 0n || octetsAPixel !== dbuf.octetsAPixel || req.width === 0 || req.height === 0) return err("EINVAL");
    if (this.#fbs.has(req.fbCookie)) return err("EEXIST");
    // TRUST: sizes are the guest's; the rows must lie in the buffer, whose own size was checked.
    if (req.width > dbuf.width || req.height > dbuf.height) return err("EINVAL");
    if (this.#fbs.size >= FBS_MAX) return err("ENOMEM");
    dbuf.attached++;
    this.#fbs.set(req.fbCookie, {
      cookie: req.fbCookie,
      dbufCookie: req.dbufCookie,
      width: req.width,
      height: req.height,
      stride: dbuf.width * dbuf.octetsAPixel,
      pixelFormat: req.pixelFormat,
      pages: dbuf.pages,
      dataOfs: dbuf.dataOfs,
      held: 0,
    });
    return done;
  }

  detachFb(cookie: bigint): Answer {
    const fb = this.#fbs.get(cookie);
    if (!fb) return err("ENOENT");
    if (fb.held > 0) return err("EBUSY");
    this.#fbs.delete(cookie);
    const dbuf = this.#dbufs.get(fb.dbufCookie);
    if (dbuf) dbuf.attached--;
    return done;
  }

  /** Unmaps everything. Harmless twice. */
  close(): void {
    this.#closed = true;
    this.#fbs.clear();
    for (const dbuf of this.#dbufs.values()) dbuf.pages.unmap();
    this.#dbufs.clear();
    this.#pages = 0;
  }
}
