import { distance, type Point, type Quad } from "./geometry.ts";
import type { MapPalette } from "./palette.ts";
import type { Street, StreetNetwork } from "./street-network.ts";
import type { Viewport } from "./viewport.ts";

/** Below these zooms (pixels a metre) the detail is too small to see, and most of the cost. */
const BUILDINGS_FROM = 0.34;
const SIDE_STREETS_FROM = 0.15;
/** Pixels painted beyond what the view needs now, so that driving on needs no repaint for a while. */
const MARGIN = 170;
const LARGEST = 2200;

/**
 * The town as one bitmap, north up, painted once for a neighbourhood and a zoom; a frame only copies it, turned and shifted.
 * Painting takes many times what copying takes, and there is no GPU to hide it.
 */
export class BaseLayer {
  readonly #town: StreetNetwork;
  readonly #palette: MapPalette;
  readonly #scale: number;
  readonly #bitmap = new OffscreenCanvas(1, 1);
  #centre: Point = { x: 0, y: 0 };
  #zoom = 0;

  /** `scale` is the display's pixels per CSS pixel. */
  constructor(town: StreetNetwork, palette: MapPalette, scale: number) {
    this.#town = town;
    this.#palette = palette;
    this.#scale = scale;
  }

  /**
   * Copies the town onto `context` (whose unit is the CSS pixel), repainting first when the view has left the bitmap, or when it
   * is at rest (`settled`) and the bitmap is of another zoom. Answers whether it repainted.
   */
  draw(context: OffscreenCanvasRenderingContext2D, view: Viewport, size: Point, settled: boolean): boolean {
    const repaint = !this.#covers(view, size, settled);
    if (repaint) this.#paint(view, size);
    const factor = view.zoom / this.#zoom;
    const half = this.#bitmap.width / 2;
    context.save();
    context.translate(view.anchor.x, view.anchor.y);
    context.rotate((-view.up * Math.PI) / 180);
    context.translate((this.#centre.x - view.centre.x) * view.zoom, (view.centre.y - this.#centre.y) * view.zoom);
    context.scale(factor / this.#scale, factor / this.#scale);
    context.drawImage(this.#bitmap, -half, -half);
    context.restore();
    return repaint;
  }

  #covers(view: Viewport, size: Point, settled: boolean): boolean {
    const factor = view.zoom / this.#zoom;
    if (settled ? Math.abs(factor - 1) > 0.004 : factor < 0.62 || factor > 1.7) return false;
    const painted = this.#bitmap.width / 2 / this.#scale / this.#zoom;
    return distance(view.centre, this.#centre) + reach(view, size) / view.zoom <= painted;
  }

  #paint(view: Viewport, size: Point): void {
    const side = Math.min(LARGEST, Math.ceil(2 * (reach(view, size) + MARGIN))) * this.#scale;
    if (this.#bitmap.width !== side) {
      this.#bitmap.width = side;
      this.#bitmap.height = side;
    }
    // Painted ahead of the car: what lies behind it is not needed again.
    const ahead = (MARGIN * 0.8) / view.zoom;
    const up = (view.up * Math.PI) / 180;
    this.#centre = { x: view.centre.x + Math.sin(up) * ahead, y: view.centre.y + Math.cos(up) * ahead };
    this.#zoom = view.zoom;
    const context = this.#bitmap.getContext("2d", { alpha: false });
    if (context === null) return;
    const zoom = view.zoom * this.#scale;
    context.setTransform(zoom, 0, 0, -zoom, side / 2 - this.#centre.x * zoom, side / 2 + this.#centre.y * zoom);
    const radius = side / 2 / zoom;
    paintTown(context, this.#town, this.#palette, { centre: this.#centre, radius, zoom: view.zoom });
  }
}

/** What is painted: the square of `radius` metres around `centre`, at `zoom` pixels a metre. */
interface Neighbourhood {
  readonly centre: Point;
  readonly radius: number;
  readonly zoom: number;
}

/** Pixels from the anchor to the farthest corner: what a turn may bring into view. */
function reach(view: Viewport, size: Point): number {
  return Math.hypot(Math.max(view.anchor.x, size.x - view.anchor.x), Math.max(view.anchor.y, size.y - view.anchor.y));
}

function paintTown(context: OffscreenCanvasRenderingContext2D, town: StreetNetwork, palette: MapPalette, part: Neighbourhood): void {
  const near = (p: Point, slack: number): boolean =>
    Math.abs(p.x - part.centre.x) < part.radius + slack && Math.abs(p.y - part.centre.y) < part.radius + slack;
  const nearQuads = (quads: readonly Quad[]): Quad[] => quads.filter((quad) => near(quad[0], 260));
  context.fillStyle = palette.ground;
  context.fillRect(part.centre.x - part.radius, part.centre.y - part.radius, 2 * part.radius, 2 * part.radius);
  context.lineJoin = "round";
  context.lineCap = "round";
  fillQuads(context, nearQuads(town.parks), palette.park);
  strokeLine(context, town.river, palette.bank, town.riverWidth + 46);
  strokeLine(context, town.river, palette.water, town.riverWidth);
  if (part.zoom >= BUILDINGS_FROM) {
    fillDots(
      context,
      town.trees.filter((p) => near(p, 20)),
      palette.tree,
    );
    fillQuads(context, nearQuads(town.buildings), palette.building);
    fillQuads(context, nearQuads(town.courtyards), palette.courtyard);
  }
  context.setLineDash([26, 14]);
  strokeLine(context, town.railway, palette.railway, Math.max(4, 1.6 / part.zoom));
  context.setLineDash([]);
  paintStreets(context, town, palette, part, near);
}

function paintStreets(
  context: OffscreenCanvasRenderingContext2D,
  town: StreetNetwork,
  palette: MapPalette,
  part: Neighbourhood,
  near: (p: Point, slack: number) => boolean,
): void {
  const visible = town.streets.filter((street) => near(town.junctions[street.from]!, 260));
  const side = visible.filter((street) => street.kind === "street");
  const arterial = visible.filter((street) => street.kind === "arterial");
  // Metres, but never thinner than can be seen nor wider than a finger.
  const width = (metres: number, least: number): number => Math.min(34, Math.max(least, metres * part.zoom)) / part.zoom;
  if (part.zoom >= SIDE_STREETS_FROM) strokeStreets(context, town, side, palette.street, width(8.5, 1.6));
  strokeStreets(context, town, arterial, palette.casing, width(21, 4.4));
  strokeStreets(context, town, arterial, palette.arterial, width(16, 2.8));
}

function strokeStreets(
  context: OffscreenCanvasRenderingContext2D,
  town: StreetNetwork,
  streets: readonly Street[],
  colour: string,
  width: number,
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  let last = -1;
  for (const street of streets) {
    const a = town.junctions[street.from]!;
    const b = town.junctions[street.to]!;
    if (street.from !== last) context.moveTo(a.x, a.y);
    context.lineTo(b.x, b.y);
    last = street.to;
  }
  context.stroke();
}

function strokeLine(context: OffscreenCanvasRenderingContext2D, line: readonly Point[], colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  line.forEach((p, n) => (n === 0 ? context.moveTo(p.x, p.y) : context.lineTo(p.x, p.y)));
  context.stroke();
}

function fillQuads(context: OffscreenCanvasRenderingContext2D, quads: readonly Quad[], colour: string): void {
  context.fillStyle = colour;
  context.beginPath();
  for (const [a, b, c, d] of quads) {
    context.moveTo(a.x, a.y);
    context.lineTo(b.x, b.y);
    context.lineTo(c.x, c.y);
    context.lineTo(d.x, d.y);
    context.closePath();
  }
  context.fill();
}

function fillDots(context: OffscreenCanvasRenderingContext2D, dots: readonly Point[], colour: string): void {
  context.fillStyle = colour;
  context.beginPath();
  for (const dot of dots) {
    context.moveTo(dot.x + 9, dot.y);
    context.arc(dot.x, dot.y, 9, 0, 2 * Math.PI);
  }
  context.fill();
}
