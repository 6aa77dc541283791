import { GuestFault } from "../../protocol/result.ts";
import type { Mode, PictureObserver } from "./connector.ts";
import { shownFormat, type PixelWords, type ShownFormat } from "./pixels.ts";

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
  /** Rows from `y` on, R, G, B and A an octet each. The octets are the sink's for the call. */
  band(x: number, y: number, width: number, rgba: Uint8Array<ArrayBuffer>): void;
  /** All is black. */
  clear(): void;
  show(): void;
}

/** About so many pixels are put at once: 256 KiB. */
const BAND_PIXELS = 1 << 16;

/** All that depends on what kind of picture it is. */
interface Plan {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Pixels from one row to the next. */
  readonly stride: number;
  readonly pixelFormat: number;
  readonly format: ShownFormat;
  readonly rowsABand: number;
  readonly band: Uint32Array<ArrayBuffer>;
  /** For the rows that are left. */
  readonly lastBand: Uint32Array<ArrayBuffer>;
}

/** The octets of a picture, and what is seen of it. */
interface Copy {
  readonly words: PixelWords;
  readonly octets: Uint8Array;
}

/**
 * Takes the pixels of one connector to where they are seen.
 *
 * They are copied off the guest's pages once, when the frame is shown, and then compared with what is seen: what did not change is not
 * put again. While the sink paints, frames are passed over, and the one that is shown when it is done comes next. So the guest can
 * draw on a buffer as soon as its flip-done event says that it is free.
 */
export class PictureUpload implements PictureObserver<PixelSource> {
  readonly #sink: PictureSink;
  readonly #onFault: (fault: GuestFault) => void;
  #plan: Plan | undefined;
  #next: Copy | undefined;
  #seen: Copy | undefined;
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
      this.#onFault(problem);
    }
  }

  #put(picture: Mode<PixelSource> | undefined): void {
    const plan = picture && this.#planFor(picture);
    if (!picture || !plan || !this.#next || !this.#seen) {
      this.#anew = true;
      this.#sink.clear();
      return this.#show();
    }
    const { fb } = picture;
    fb.pages.copyOut(fb.dataOfs, this.#next.octets);
    const put = this.#bands(plan, this.#next.words, this.#seen.words);
    [this.#next, this.#seen] = [this.#seen, this.#next];
    this.#anew = false;
    if (put) this.#show();
  }

  #show(): void {
    this.#painting = true;
    this.uploads++;
    this.#sink.show();
  }

  /** Puts each band that changed; whether any did. */
  #bands({ x, y, width, height, stride, format, rowsABand, band, lastBand }: Plan, next: PixelWords, seen: PixelWords): boolean {
    let put = false;
    for (let top = 0; top < height; top += rowsABand) {
      const rows = Math.min(rowsABand, height - top);
      if (!this.#anew && sameWords(next, seen, top * stride, (top + rows - 1) * stride + width)) continue;
      const into = rows === rowsABand ? band : lastBand;
      if (stride === width) format.toRgba(next, top * stride, rows * width, into);
      else for (let row = 0; row < rows; row++) format.toRgba(next, (top + row) * stride, width, into.subarray(row * width));
      this.#sink.band(x, y + top, width, new Uint8Array(into.buffer));
      put = true;
    }
    return put;
  }

  /** The plan of the last picture, if this one is like it. */
  #planFor({ fb, x, y, width: wide, height: high }: Mode<PixelSource>): Plan | undefined {
    const format = shownFormat(fb.pixelFormat);
    if (!format) return undefined;
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
    const rowsABand = Math.max(1, Math.min(height, Math.floor(BAND_PIXELS / width)));
    const band = new Uint32Array(width * rowsABand);
    const lastBand = new Uint32Array(width * (height % rowsABand));
    // Rows beside each other, the last as far as it is seen.
    const words = (height - 1) * stride + width;
    this.#plan = { x, y, width, height, stride, pixelFormat, format, rowsABand, band, lastBand };
    [this.#next, this.#seen] = [copyOf(format.words(words)), copyOf(format.words(words))];
    // What the last picture covered and this one does not is black.
    this.#sink.clear();
    this.#anew = true;
    return this.#plan;
  }
}

const copyOf = (words: PixelWords): Copy => ({ words, octets: new Uint8Array(words.buffer) });

function sameWords(a: PixelWords, b: PixelWords, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (a[i] !== b[i]) return false;
  return true;
}
