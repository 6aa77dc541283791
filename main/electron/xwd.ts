/**
 * A screen as X's own dump of it (XWDFile.h, version 7): big-endian words, a table of colours, and then the lines, padded. Xvfb keeps its
 * screen in a file like that, so a picture costs one read of the lines it shows.
 */
import { err, ok, type Result } from "../../protocol/result.ts";

/** XWDFileHeader: the words that we need, by their number. */
const XWD = { headerSize: 0, width: 4, height: 5, byteOrder: 7, bitsPerPixel: 11, bytesPerLine: 12, colours: 19 } as const;
const XWD_WORDS = 25;
const XWD_COLOUR_SIZE = 12;
const LSB_FIRST = 0;

/** The octets of the file's head that `locateLines` wants. */
export const XWD_HEAD_OCTETS = XWD_WORDS * 4;

/** Pixels. */
export interface XwdArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where in the file the lines of an area are: `height` of them, each `line` octets long, of which `width` pixels from `left` on are meant. */
export interface XwdLines {
  readonly start: number;
  readonly line: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

/** An area that reaches over the screen's edge is cut there; one that begins outside is refused. */
export function locateLines(head: DataView, area: XwdArea): Result<XwdLines, string> {
  const word = (index: number): number => head.getUint32(index * 4);
  if (word(XWD.bitsPerPixel) !== 32 || word(XWD.byteOrder) !== LSB_FIRST) {
    const order = word(XWD.byteOrder) === LSB_FIRST ? "least" : "most";
    return err(`want a screen of 32 bits a pixel, least significant octet first, got ${word(XWD.bitsPerPixel)}, ${order} first`);
  }
  const width = Math.min(area.width, word(XWD.width) - area.x);
  const height = Math.min(area.height, word(XWD.height) - area.y);
  if (area.x < 0 || area.y < 0 || width <= 0 || height <= 0) return err("the display lies outside the screen");
  const line = word(XWD.bytesPerLine);
  const start = word(XWD.headerSize) + word(XWD.colours) * XWD_COLOUR_SIZE + area.y * line;
  return ok({ start, line, left: area.x, width, height });
}

/** The area's pixels, blue first, all opaque: what the server leaves in the fourth octet means nothing. */
export function cropLines(octets: Uint8Array, { line, left, width, height }: XwdLines): Uint8Array {
  const bitmap = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const from = y * line + left * 4;
    bitmap.set(octets.subarray(from, from + width * 4), y * width * 4);
  }
  return opaque(bitmap);
}

/** Reads `octets` octets of the file at `at` into a buffer, from `from` on; answers how many there were. */
export type Read = (into: Uint8Array, from: number, octets: number, at: number) => number;

/** The same without what lies beside the area: the lines' parts, one read each, into the beginning of `into`. */
export function readArea({ start, line, left, width, height }: XwdLines, into: Uint8Array, read: Read): Uint8Array {
  const octets = width * 4;
  for (let y = 0; y < height; y++) {
    const got = read(into, y * octets, octets, start + y * line + left * 4);
    if (got !== octets) throw new Error(`the screen's file ends early: want ${octets} octets of line ${y}, got ${got}`);
  }
  return opaque(into.subarray(0, height * octets));
}

function opaque(bitmap: Uint8Array): Uint8Array {
  for (let alpha = 3; alpha < bitmap.length; alpha += 4) bitmap[alpha] = 0xff;
  return bitmap;
}
