import { DRM_FORMAT_ARGB8888, DRM_FORMAT_RGB565, DRM_FORMAT_XRGB8888 } from "../../protocol/io/displif.ts";
import type { PictureBand, PictureLayout } from "../../protocol/picture.ts";
import { GuestFault } from "../../protocol/result.ts";
import type { Mode, PictureObserver } from "./connector.ts";

/** A frame whose pixels can be read; a framebuffer of main/backends/vdispl is one. */
export interface PixelSource {
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly octetsAPixel: number;
  readonly pixelFormat: number;
  readonly dataOfs: number;
  readonly pages: { copyOut(offset: number, into: Uint8Array): void };
}

/** Where pictures are seen. What `band` and `clear` put is seen from `show` on; the sink then says `painted`. */
export interface PictureSink {
  /** The octets are the sink's for the call. */
  band(band: PictureBand): void;
  /** All is black. */
  clear(): void;
  show(): void;
}

/** The formats that are shown; guests may use others, and see black. */
const LAYOUTS: ReadonlyMap<number, PictureLayout> = new Map([
  [DRM_FORMAT_XRGB8888, "xrgb8888"],
  [DRM_FORMAT_ARGB8888, "xrgb8888"],
  [DRM_FORMAT_RGB565, "rgb565"],
]);

/** About so many pixels are put at once: 256 KiB. */
const BAND_PIXELS = 1 << 16;

/** Some rows of the picture: what was copied off the pages last, and what is seen. */
interface Band {
  /** Octets from the picture's first. */
  readonly offset: number;
  next: PictureBand;
  seen: PictureBand;
}

/** All that depends on what kind of picture it is. */
interface Plan {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Pixels from one row to the next. */
  readonly stride: number;
  readonly pixelFormat: number;
  readonly bands: readonly Band[];
}

/**
 * Takes the pixels of one connector to where they are seen.
 *
 * They are copied off the guest's pages once, when the frame is shown, and then compared with what is seen: what did not change is not
 * put again. Their colours are turned where they are painted, which is in another process. While the sink paints, frames are passed over, and the one that is shown when it is done comes next. So the guest can
 * draw on a buffer as soon as its flip-done event says that it is free.
 */
export class PictureUpload implements PictureObserver<PixelSource> {
  readonly #sink: PictureSink;
  readonly #onFault: (fault: GuestFault) => void;
  #plan: Plan | undefined;
  /** Nothing of what is seen can be relied on. */
  #anew = true;
  #shown: Mode<PixelSource> | undefined;
  #changed = false;
  #painting = false;
  /** Pictures that were put, of those that were shown. */
  uploads = 0;

  constructor(sink: PictureSink, onFault: (fault: GuestFault) => void) {
    this.#sink = sink;
    this.#onFault = onFault;
  }

  shown(picture: Mode<PixelSource>): void {
    this.#shown = picture;
    this.#changed = true;
    this.#upload();
  }

  off(): void {
    this.#shown = undefined;
    this.#changed = true;
    this.#upload();
  }

  released(): void {
    this.#shown = undefined;
    this.#changed = false;
  }

  /** The sink painted what it was told to show. */
  painted(): void {
    this.#painting = false;
    this.#upload();
  }

  /** The sink is a new one, and knows nothing. */
  restarted(): void {
    this.#anew = true;
    this.#changed = this.#shown !== undefined;
    this.painted();
  }

  #upload(): void {
    if (this.#painting || !this.#changed) return;
    this.#changed = false;
    try {
      this.#put(this.#shown);
    } catch (problem) {
      // The guest's pages are more than it may have.
      if (!(problem instanceof GuestFault)) throw problem;
      this.#shown = undefined;
      this.#anew = true;
      this.#onFault(problem);
    }
  }

  #put(picture: Mode<PixelSource> | undefined): void {
    const plan = picture && this.#planFor(picture);
    if (!picture || !plan) {
      this.#anew = true;
      this.#sink.clear();
      return this.#show();
    }
    let put = false;
    for (const band of plan.bands) put = this.#putBand(picture.fb, band) || put;
    this.#anew = false;
    if (put) this.#show();
  }

  /** Whether the band changed, and was put. */
  #putBand({ pages, dataOfs }: PixelSource, band: Band): boolean {
    pages.copyOut(dataOfs + band.offset, band.next.octets);
    if (!this.#anew && sameOctets(band.next.octets, band.seen.octets)) return false;
    this.#sink.band(band.next);
    [band.next, band.seen] = [band.seen, band.next];
    return true;
  }

  #show(): void {
    this.#painting = true;
    this.uploads++;
    this.#sink.show();
  }

  /** The plan of the last picture, if this one is like it. */
  #planFor({ fb, x, y, width: wide, height: high }: Mode<PixelSource>): Plan | undefined {
    const layout = LAYOUTS.get(fb.pixelFormat);
    if (!layout) return undefined;
    // A flip may show a smaller framebuffer than the one that the mode was set with.
    const [width, height] = [Math.min(wide, fb.width), Math.min(high, fb.height)];
    const stride = fb.stride / fb.octetsAPixel;
    const old = this.#plan;
    const { pixelFormat } = fb;
    if (
      old?.x === x &&
      old.y === y &&
      old.width === width &&
      old.height === height &&
      old.stride === stride &&
      old.pixelFormat === pixelFormat
    )
      return old;
    const rowsABand = Math.max(1, Math.min(height, Math.floor(BAND_PIXELS / stride)));
    const bands = Array.from({ length: Math.ceil(height / rowsABand) }, (_, i): Band => {
      const top = i * rowsABand;
      // Rows beside each other, the last as far as it is seen: there need be no more of it on the pages.
      const octets = ((Math.min(rowsABand, height - top) - 1) * stride + width) * fb.octetsAPixel;
      const copy = (): PictureBand => ({ x, y: y + top, width, stride, layout, octets: new Uint8Array(octets) });
      return { offset: top * fb.stride, next: copy(), seen: copy() };
    });
    this.#plan = { x, y, width, height, stride, pixelFormat, bands };
    // What the last picture covered and this one does not is black.
    this.#sink.clear();
    this.#anew = true;
    return this.#plan;
  }
}

/** By words, and the octets that are left. */
function sameOctets(a: Uint8Array<ArrayBuffer>, b: Uint8Array<ArrayBuffer>): boolean {
  const count = a.length >> 2;
  const [words, others] = [new Int32Array(a.buffer, 0, count), new Int32Array(b.buffer, 0, count)];
  for (let i = 0; i < count; i++) if (words[i] !== others[i]) return false;
  for (let i = count * 4; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
