/** A guest's pixels as a canvas wants them: R, G, B, A, an octet each. One loop a format, which allocates nothing. */
import { DRM_FORMAT_ARGB8888, DRM_FORMAT_RGB565, DRM_FORMAT_XRGB8888 } from "../../protocol/io/displif.ts";

/** Pixels as they lie in a buffer, one an element. */
export type PixelWords = Uint32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/** What a canvas wants of `count` pixels from `from` on. */
export type ToRgba = (words: PixelWords, from: number, count: number, into: Uint32Array) => void;

const OPAQUE = 0xff00_0000;

/** A primary plane has nothing below it but black, and DRM's alpha is premultiplied: so the A of ARGB changes nothing. */
const rgba8888: ToRgba = (words, from, count, into) => {
  for (let i = 0; i < count; i++) {
    const pixel = words[from + i]!;
    into[i] = OPAQUE | ((pixel & 0xff) << 16) | (pixel & 0xff00) | ((pixel >>> 16) & 0xff);
  }
};

/** The highest bits of a colour are repeated below, so that full is full. */
const rgba565: ToRgba = (words, from, count, into) => {
  for (let i = 0; i < count; i++) {
    const pixel = words[from + i]!;
    const red = pixel >> 11;
    const green = (pixel >> 5) & 0x3f;
    const blue = pixel & 0x1f;
    into[i] = OPAQUE | (((blue << 3) | (blue >> 2)) << 16) | (((green << 2) | (green >> 4)) << 8) | ((red << 3) | (red >> 2));
  }
};

/** A format that is shown. */
export interface ShownFormat {
  readonly toRgba: ToRgba;
  words(count: number): PixelWords;
}

const wide: ShownFormat = { toRgba: rgba8888, words: (count) => new Uint32Array(count) };
const FORMATS: ReadonlyMap<number, ShownFormat> = new Map([
  [DRM_FORMAT_XRGB8888, wide],
  [DRM_FORMAT_ARGB8888, wide],
  [DRM_FORMAT_RGB565, { toRgba: rgba565, words: (count) => new Uint16Array(count) }],
]);

/** Undefined for a format that guests may use and nobody here shows. */
export const shownFormat = (pixelFormat: number): ShownFormat | undefined => FORMATS.get(pixelFormat);
