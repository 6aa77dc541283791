/** A guest's pictures that a test can read: colour bars, a box that moves, and the number of the frame in black and white. */
import type { ConnectorFrontend } from "../../preload/frontends/connector-frontend.ts";
import { PAGE_SIZE } from "../../protocol/ids.ts";
import { DRM_FORMAT_ARGB8888, DRM_FORMAT_RGB565, DRM_FORMAT_XRGB8888 } from "../../protocol/io/displif.ts";
import type { Workload } from "./headless-guest.ts";

/** The pages of a display buffer. */
interface Pages {
  page(index: number): DataView;
}

/** How a colour becomes a pixel. */
interface PixelFormat {
  readonly fourcc: number;
  readonly octets: 2 | 4;
  pixel(rgb: number): number;
}

export const PATTERN_FORMATS = {
  xrgb8888: { fourcc: DRM_FORMAT_XRGB8888, octets: 4, pixel: (rgb) => rgb },
  argb8888: { fourcc: DRM_FORMAT_ARGB8888, octets: 4, pixel: (rgb) => (0xff00_0000 | rgb) >>> 0 },
  rgb565: { fourcc: DRM_FORMAT_RGB565, octets: 2, pixel: (rgb) => ((rgb >> 8) & 0xf800) | ((rgb >> 5) & 0x07e0) | ((rgb >> 3) & 0x1f) },
} as const satisfies Readonly<Record<string, PixelFormat>>;
export type PatternFormat = keyof typeof PATTERN_FORMATS;

/** From left to right, as a test card has them. */
export const BARS = [0xffffff, 0xffff00, 0x00ffff, 0x00ff00, 0xff00ff, 0xff0000, 0x0000ff, 0x000000] as const;
export const BOX = 0xff8000;
/** Behind the frame's number. */
const PLATE = 0x404040;

/** Pixels of a place on the picture. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Bits of the number: it starts over after so many frames. */
const BITS = 16;
const CELL = { width: 8, height: 16 } as const;
/** From the corner, clear of dom0's border. */
const MARGIN = 16;
const PLATE_EDGE = 4;

/** Where bit `index` of the frame's number is, the highest first: in the lower left corner. */
export const bitCell = (index: number, height: number): Rect => ({
  x: MARGIN + index * CELL.width,
  y: height - MARGIN - CELL.height,
  ...CELL,
});

/** The number that a picture shows; `white` says whether a pixel of it is. */
export function frameNumber(height: number, white: (x: number, y: number) => boolean): number {
  let number = 0;
  for (let index = 0; index < BITS; index++) {
    const { x, y } = bitCell(index, height);
    number = number * 2 + (white(x + CELL.width / 2, y + CELL.height / 2) ? 1 : 0);
  }
  return number;
}

/** Where the box is in a frame: it goes four pixels a frame across and two down, and back. */
export function boxAt(frame: number, size: { readonly width: number; readonly height: number }): Rect {
  const side = Math.max(1, Math.floor(Math.min(size.width, size.height) / 4));
  return { x: backAndForth(4 * frame, size.width - side), y: backAndForth(2 * frame, size.height - side), width: side, height: side };
}

function backAndForth(way: number, room: number): number {
  if (room === 0) return 0;
  const at = way % (2 * room);
  return at <= room ? at : 2 * room - at;
}

/** One display's pictures. Each buffer is painted whole once; then what moved is all that is painted. */
export class TestPattern {
  readonly #width: number;
  readonly #height: number;
  readonly #format: PixelFormat;
  /** What each buffer shows. */
  readonly #painted = new WeakMap<Pages, number>();
  #frame = 0;

  constructor(format: PatternFormat, { width, height }: { readonly width: number; readonly height: number }) {
    this.#format = PATTERN_FORMATS[format];
    this.#width = width;
    this.#height = height;
  }

  /** Paints the next frame on a buffer that is not shown, and answers its number. */
  paint(pages: Pages): number {
    const before = this.#painted.get(pages);
    const frame = ++this.#frame;
    this.#bars(pages, before === undefined ? { x: 0, y: 0, width: this.#width, height: this.#height } : boxAt(before, this.#size));
    this.#fill(pages, boxAt(frame, this.#size), BOX);
    this.#number(pages, frame);
    this.#painted.set(pages, frame);
    return frame;
  }

  get #size(): { readonly width: number; readonly height: number } {
    return { width: this.#width, height: this.#height };
  }

  #bars(pages: Pages, within: Rect): void {
    BARS.forEach((rgb, index) => {
      const left = Math.floor((index * this.#width) / BARS.length);
      const right = Math.floor(((index + 1) * this.#width) / BARS.length);
      const x = Math.max(left, within.x);
      this.#fill(pages, { ...within, x, width: Math.min(right, within.x + within.width) - x }, rgb);
    });
  }

  #number(pages: Pages, frame: number): void {
    const { x, y } = bitCell(0, this.#height);
    const plate = { width: BITS * CELL.width + 2 * PLATE_EDGE, height: CELL.height + 2 * PLATE_EDGE };
    this.#fill(pages, { x: x - PLATE_EDGE, y: y - PLATE_EDGE, ...plate }, PLATE);
    for (let index = 0; index < BITS; index++) {
      const bit = (frame >> (BITS - 1 - index)) & 1;
      this.#fill(pages, bitCell(index, this.#height), bit === 1 ? 0xffffff : 0x000000);
    }
  }

  /** What of the place is on the picture. */
  #fill(pages: Pages, { x, y, width, height }: Rect, rgb: number): void {
    const [left, right] = [Math.max(0, x), Math.min(this.#width, x + width)];
    const [top, bottom] = [Math.max(0, y), Math.min(this.#height, y + height)];
    const { octets } = this.#format;
    const pixel = this.#format.pixel(rgb);
    for (let row = top; row < bottom; row++) fillRow(pages, (row * this.#width + left) * octets, right - left, { octets, pixel });
  }
}

/** The user space of a guest that draws test patterns, each display its own. */
export function patternWorkload(format: PatternFormat): Workload {
  const patterns = new WeakMap<ConnectorFrontend, TestPattern>();
  return {
    pixelFormat: PATTERN_FORMATS[format].fourcc,
    paint(connector) {
      const { drawable } = connector;
      if (!drawable) return;
      const pattern = patterns.get(connector) ?? new TestPattern(format, connector);
      patterns.set(connector, pattern);
      pattern.paint(drawable.pages);
    },
  };
}

/** `count` pixels in a row from octet `offset` on. A pixel never lies on two pages: its size divides theirs. */
function fillRow(pages: Pages, offset: number, count: number, { octets, pixel }: { readonly octets: 2 | 4; readonly pixel: number }): void {
  for (let left = count, at = offset; left > 0;) {
    const page = pages.page(Math.floor(at / PAGE_SIZE));
    const from = at % PAGE_SIZE;
    const to = Math.min(PAGE_SIZE, from + left * octets);
    if (octets === 4) for (let octet = from; octet < to; octet += 4) page.setUint32(octet, pixel, true);
    else for (let octet = from; octet < to; octet += 2) page.setUint16(octet, pixel, true);
    left -= (to - from) / octets;
    at += to - from;
  }
}
