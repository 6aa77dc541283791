/**
 * Where each telltale stands, on a cluster of 1920 × 720: one strip at the top, two halves that mirror each other about the clock. Lights in
 * use are on the left, what warns is on the right, the worst outermost. dom0's and the guest's share the strip and no pixel.
 */
import type { TelltaleId } from "./telltales.ts";

export interface Place {
  /** Left and top edge, and the size of the square. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

const MIDDLE_Y = 50;
const LAMP = 38;
const ARROW = 46;
const STEP = 50;
const LEFT = 60;
const RIGHT = 1822;

/** The strip's height: what lies in it belongs to the lamps and the clock. */
export const STRIP_HEIGHT = 88;

const at = (x: number, size = LAMP): Place => ({ x, y: MIDDLE_Y - size / 2, size });
const fromLeft = (slot: number): Place => at(LEFT + slot * STEP);
const fromRight = (slot: number): Place => at(RIGHT - slot * STEP);

// prettier-ignore
export const telltalePlaces: Readonly<Record<TelltaleId, Place>> = {
  "position": fromLeft(0), "beam-low": fromLeft(1), "beam-high": fromLeft(2), "fog-front": fromLeft(3), "fog-rear": fromLeft(4),
  "lane": fromLeft(6), "washer": fromLeft(7), "lamp": fromLeft(8), "brake-wear": fromLeft(9), "tyre": fromLeft(10), "fuel": fromLeft(11),
  "turn-left": at(712, ARROW), "turn-right": at(1162, ARROW),
  "oil-level": fromRight(11), "engine": fromRight(10), "coolant": fromRight(9), "battery": fromRight(8),
  "door": fromRight(7), "airbag": fromRight(6), "belt": fromRight(5), "abs": fromRight(4), "esc": fromRight(3),
  "oil": fromRight(2), "parking-brake": fromRight(1), "brake": fromRight(0),
};

const SYMBOL_BOX = 24;

/** The SVG transform that puts a symbol in its place. */
export function placing({ x, y, size }: Place, mirrored: boolean): string {
  const scale = size / SYMBOL_BOX;
  return mirrored ? `translate(${x + size} ${y}) scale(${-scale} ${scale})` : `translate(${x} ${y}) scale(${scale})`;
}
