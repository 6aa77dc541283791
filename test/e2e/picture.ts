/** Pixels of a screen, and what a test may ask of two pictures of it. */
import { PNG } from "pngjs";

/** A part of a display, in its pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Of a channel's 255: what dithering and rounding may change. */
const NOISE = 8;

export class Picture {
  readonly png: Buffer;
  readonly width: number;
  readonly height: number;
  readonly #rgba: Buffer;

  constructor(png: Buffer) {
    const { width, height, data } = PNG.sync.read(png);
    this.png = png;
    this.width = width;
    this.height = height;
    this.#rgba = data;
  }

  get all(): Area {
    return { x: 0, y: 0, width: this.width, height: this.height };
  }

  /** `#rrggbb` of one pixel. */
  colour(x: number, y: number): string {
    const at = (y * this.width + x) * 4;
    return `#${this.#rgba.toString("hex", at, at + 3)}`;
  }

  /** How many colours there are in an area: one means that nothing is drawn there. */
  colours({ x, y, width, height }: Area): number {
    const seen = new Set<number>();
    for (let row = y; row < y + height; row++) {
      for (let column = x; column < x + width; column++) seen.add(this.#rgba.readUInt32BE((row * this.width + column) * 4));
    }
    return seen.size;
  }

  /** The share of an area's pixels, 0 to 1, that are not as in another picture. */
  changed(other: Picture, { x, y, width, height }: Area): number {
    let changed = 0;
    for (let row = y; row < y + height; row++) {
      for (let column = x; column < x + width; column++) {
        const at = (row * this.width + column) * 4;
        const differs = [0, 1, 2].some((channel) => Math.abs(this.#rgba[at + channel]! - other.#rgba[at + channel]!) > NOISE);
        if (differs) changed++;
      }
    }
    return changed / (width * height);
  }
}

/** The trusted border's four edges on a display, without the tag on the top one. */
export function borderOf({ width, height }: Pick<Area, "width" | "height">): readonly Area[] {
  return [
    { x: 200, y: 0, width: width - 200, height: 4 },
    { x: 0, y: height - 4, width, height: 4 },
    { x: 0, y: 40, width: 4, height: height - 40 },
    { x: width - 4, y: 0, width: 4, height },
  ];
}
