import type { Box } from "../shell/focus-walk.ts";
import { bearing, between, distance, distanceToLine, type Point, turnBetween } from "./geometry.ts";
import { roomAround, upright } from "./label-room.ts";
import type { MapPalette } from "./palette.ts";
import type { StreetNetwork } from "./street-network.ts";
import { toScreen, type Viewport } from "./viewport.ts";

/** A street's name at a fixed place of the town. */
export interface Label {
  readonly at: Point;
  /** Degrees: the street's bearing there. */
  readonly bearing: number;
  readonly text: string;
}

const FONT_PX = 20;
/** Pixels between two labels of any street, and between two of the same name. */
const APART = 190;
const SAME_APART = 680;
const SIDE_STREETS_FROM = 1.15;
/** Pixels from a name's middle to the route that the name must keep. */
const OFF_ROUTE = 62;
/** Pixels of room around a name at which it is shown in full; with none it is gone. */
const FADE_PX = 16;

/** What is labelled: `radius` metres around `centre`, at `zoom` pixels a metre. */
export interface LabelledPart {
  readonly centre: Point;
  readonly radius: number;
  readonly zoom: number;
}

/**
 * Which names stand where around `centre`. They keep apart by distance alone, so that turning the map moves none of them;
 * what is chosen depends on the town's own order, so that driving on does not reshuffle those already there. None is put on `route`:
 * guidance says what that street is called.
 */
export function placeLabels(town: StreetNetwork, route: readonly Point[], { centre, radius, zoom }: LabelledPart): Label[] {
  const placed: Label[] = [];
  if (zoom < 0.3) return placed;
  for (const kind of ["arterial", "street"] as const) {
    if (kind === "street" && zoom < SIDE_STREETS_FROM) break;
    for (const street of town.streets) {
      if (street.kind !== kind) continue;
      const a = town.junctions[street.from]!;
      if (distance(a, centre) > radius + SAME_APART / zoom) continue;
      const b = town.junctions[street.to]!;
      const at = between(a, b, 0.5);
      if (distanceToLine(at, route) * zoom < OFF_ROUTE) continue;
      const clash = placed.some((other) => distance(at, other.at) * zoom < (other.text === street.name ? SAME_APART : APART));
      if (!clash) placed.push({ at, bearing: bearing(a, b), text: street.name });
    }
  }
  return placed;
}

/** Degrees that a text along a street is turned on a map with `up` up, kept readable from left to right: within [-90, 90]. */
export function textTurn(street: number, up: number): number {
  const turn = turnBetween(up, street) - 90;
  return turn < -90 ? turn + 180 : turn > 90 ? turn - 180 : turn;
}

/** Draws names from bitmaps: text is laid out once, not per frame. */
export class LabelPainter {
  readonly #palette: MapPalette;
  readonly #scale: number;
  readonly #bitmaps = new Map<string, HTMLCanvasElement>();

  constructor(palette: MapPalette, scale: number) {
    this.#palette = palette;
    this.#scale = scale;
  }

  /** A name that comes near the map's edge, or near one of the boxes that lie on the map, goes before it would be cut off. */
  draw(context: OffscreenCanvasRenderingContext2D, view: Viewport, size: Point, labels: readonly Label[], boxes: readonly Box[]): void {
    for (const label of labels) {
      const at = toScreen(view, label.at);
      if (at.x < 0 || at.y < 0 || at.x > size.x || at.y > size.y) continue;
      const bitmap = this.#bitmap(label.text);
      const [width, height] = [bitmap.width / this.#scale, bitmap.height / this.#scale];
      const turn = (textTurn(label.bearing, view.up) * Math.PI) / 180;
      const shown = Math.min(1, roomAround(upright(at, width, height, turn), size, boxes) / FADE_PX);
      if (shown <= 0) continue;
      context.save();
      context.globalAlpha = shown;
      context.translate(at.x, at.y);
      context.rotate(turn);
      context.drawImage(bitmap, -width / 2, -height / 2, width, height);
      context.restore();
    }
  }

  #bitmap(text: string): HTMLCanvasElement {
    const kept = this.#bitmaps.get(text);
    if (kept) return kept;
    const bitmap = document.createElement("canvas");
    const font = `400 ${FONT_PX * this.#scale}px "B612", "DejaVu Sans", sans-serif`;
    const context = bitmap.getContext("2d");
    if (context) {
      context.font = font;
      bitmap.width = Math.ceil(context.measureText(text).width) + 16 * this.#scale;
      bitmap.height = (FONT_PX + 14) * this.#scale;
      // Setting the size has reset the context.
      context.font = font;
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineJoin = "round";
      context.lineWidth = 6 * this.#scale;
      context.strokeStyle = this.#palette.halo;
      context.strokeText(text, bitmap.width / 2, bitmap.height / 2);
      context.fillStyle = this.#palette.label;
      context.fillText(text, bitmap.width / 2, bitmap.height / 2);
    }
    this.#bitmaps.set(text, bitmap);
    return bitmap;
  }
}
