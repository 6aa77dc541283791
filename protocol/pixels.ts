/** A guest's pixels as a canvas and a PNG want them: R, G, B, A, an octet each. */
import type { PictureLayout } from "./picture.ts";

/** Pixels as they lie in a guest's buffer, one an element. */
type PixelWords = Uint32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

const OPAQUE = 0xff00_0000;

/** A primary plane has nothing below it but black, and DRM's alpha is premultiplied: so the A of ARGB changes nothing. */
function rgba8888(words: PixelWords, from: number, count: number, into: Uint32Array, at: number): void {
  for (let i = 0; i < count; i++) {
    const pixel = words[from + i]!;
    into[at + i] = OPAQUE | ((pixel & 0xff) << 16) | (pixel & 0xff00) | ((pixel >>> 16) & 0xff);
  }
}

/** The highest bits of a colour are repeated below, so that full is full. */
function rgba565(words: PixelWords, from: number, count: number, into: Uint32Array, at: number): void {
  for (let i = 0; i < count; i++) {
    const pixel = words[from + i]!;
    const red = pixel >> 11;
    const green = (pixel >> 5) & 0x3f;
    const blue = pixel & 0x1f;
    into[at + i] = OPAQUE | (((blue << 3) | (blue >> 2)) << 16) | (((green << 2) | (green >> 4)) << 8) | ((red << 3) | (red >> 2));
  }
}

/** `rows` of `width` pixels, `stride` pixels apart in `octets`, beside each other. */
export function rgbaOf(
  octets: Uint8Array<ArrayBuffer>,
  { layout, width, stride }: { readonly layout: PictureLayout; readonly width: number; readonly stride: number },
): Uint8ClampedArray<ArrayBuffer> {
  const wide = layout === "xrgb8888";
  const words = wide
    ? new Uint32Array(octets.buffer, octets.byteOffset, octets.length / 4)
    : new Uint16Array(octets.buffer, octets.byteOffset, octets.length / 2);
  const rows = Math.floor((words.length - width) / stride) + 1;
  const into = new Uint32Array(width * rows);
  const convert = wide ? rgba8888 : rgba565;
  if (stride === width) convert(words, 0, width * rows, into, 0);
  else for (let row = 0; row < rows; row++) convert(words, row * stride, width, into, row * width);
  return new Uint8ClampedArray(into.buffer);
}
