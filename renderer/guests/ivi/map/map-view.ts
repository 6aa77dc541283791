import { surfaceOf } from "../../../kit/surface.ts";
import type { Theme } from "../../../kit/theme.ts";
import type { Box } from "../shell/focus-walk.ts";
import type { Ivi } from "../state/ivi.ts";
import { BaseLayer } from "./base-layer.ts";
import { distance, type Point, turnBetween } from "./geometry.ts";
import { glide, throwOf, traced, type Trace } from "./glide.ts";
import { type Label, LabelPainter, placeLabels } from "./labels.ts";
import { mapPalettes, type MapPalette } from "./palette.ts";
import { boxesOn } from "./label-room.ts";
import { gesture } from "./pinch.ts";
import { CAR_PX, paintCar, paintRoute } from "./route-painter.ts";
import { looksSame, panned, toScreen, type Viewport, zoomed } from "./viewport.ts";

/** Milliseconds between two redraws: 20 a second carry a map along smoothly, 30 turn it or follow a finger; more is only cost. */
const REDRAW_MS = 45;
const REDRAW_TURNING_MS = 30;
/** Degrees by which the view must have turned since the last redraw to count as turning. */
const TURNING = 0.4;
/** Time constants in which two thirds of a turn or a zoom are done. */
const TURN_MS = 350;
const ZOOM_MS = 70;

/** What one map canvas shows: it follows the car or the fingers, and draws only when it would look different. */
export class MapView {
  readonly #canvas: HTMLCanvasElement;
  readonly #surface: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D | null;
  readonly #ivi: Ivi;
  readonly #palette: MapPalette;
  readonly #carAt: Point;
  readonly #scale: number;
  readonly #base: BaseLayer;
  readonly #labelPainter: LabelPainter;
  readonly #fingers = new Map<number, Point>();
  /** The way of the one finger that drags. */
  #trace: readonly Trace[] = [];
  /** Pixels a millisecond, after it has let go. */
  #thrown: Point | undefined;
  #labels: readonly Label[] = [];
  /** What lies on the map. */
  #boxes: readonly Box[] = [];
  #view: Viewport;
  #size: Point = { x: 0, y: 0 };
  #drawn: { readonly view: Viewport; readonly metres: number; readonly at: number; readonly rest: boolean } | undefined;

  constructor(canvas: HTMLCanvasElement, ivi: Ivi, theme: Theme, carAt: Point) {
    this.#canvas = canvas;
    this.#ivi = ivi;
    this.#palette = mapPalettes[theme];
    this.#carAt = carAt;
    this.#scale = Math.min(2, canvas.ownerDocument.defaultView?.devicePixelRatio ?? 1);
    this.#surface = surfaceOf(canvas);
    this.#context = this.#surface.getContext("2d", { alpha: false });
    this.#base = new BaseLayer(ivi.navigation.town, this.#palette, this.#scale);
    this.#labelPainter = new LabelPainter(this.#palette, this.#scale);
    const camera = ivi.camera.get();
    const car = ivi.navigation.pose;
    this.#view = { centre: camera.held ?? car, up: camera.northUp ? 0 : car.heading, zoom: camera.zoom, anchor: { x: 0, y: 0 } };
    this.resize();
  }

  /** Takes over the canvas's size on the page, and where what lies on it is. */
  resize(): void {
    this.#boxes = boxesOn(this.#canvas);
    const size = { x: this.#canvas.clientWidth, y: this.#canvas.clientHeight };
    if (size.x === this.#size.x && size.y === this.#size.y) return;
    this.#size = size;
    this.#surface.width = size.x * this.#scale;
    this.#surface.height = size.y * this.#scale;
    this.#view = { ...this.#view, anchor: { x: Math.round(size.x * this.#carAt.x), y: Math.round(size.y * this.#carAt.y) } };
    this.#drawn = undefined;
  }

  /** A finger comes down; answers how many there are. */
  touch(id: number, at: Point): number {
    this.#fingers.set(id, at);
    this.#trace = [];
    this.#thrown = undefined;
    return this.#fingers.size;
  }

  /** A finger moves; the map follows it once it has left its tap (`dragging`) or is one of two. Answers the pixels it moved. */
  move(id: number, to: Trace, dragging: boolean): number {
    const from = this.#fingers.get(id);
    if (from === undefined) return 0;
    if (dragging || this.#fingers.size > 1) {
      this.#hold(gesture(this.#view, this.#fingers, id, to));
    }
    this.#fingers.set(id, to);
    // Two fingers pinch; what they leave behind lies where they left it.
    this.#trace = dragging && this.#fingers.size === 1 ? traced(this.#trace, to) : [];
    return distance(from, to);
  }

  /** A finger leaves, and what it dragged glides on; answers how many stay, undefined when it was not on the map. */
  lift(id: number, at: number): number | undefined {
    if (!this.#fingers.delete(id)) return undefined;
    this.#thrown = moves() ? throwOf(this.#trace, at) : undefined;
    this.#trace = [];
    return this.#fingers.size;
  }

  wheel(deltaY: number, at: Point): void {
    this.#hold(zoomed(this.#view, Math.exp(-deltaY / 500), at));
  }

  frame(at: number, elapsed: number): void {
    this.#glide(elapsed);
    this.#approach(elapsed);
    const { metres } = this.#ivi.navigation;
    const rest = this.#fingers.size === 0 && this.#thrown === undefined && this.#view.zoom === this.#ivi.camera.get().zoom;
    const drawn = this.#drawn;
    if (drawn) {
      const turning = this.#fingers.size > 0 || !rest || Math.abs(turnBetween(drawn.view.up, this.#view.up)) > TURNING;
      if (at - drawn.at < (turning ? REDRAW_TURNING_MS : REDRAW_MS)) return;
      const still = Math.abs(metres - drawn.metres) * this.#view.zoom < 0.34;
      if (still && rest === drawn.rest && looksSame(drawn.view, this.#view)) return;
    }
    this.#draw(metres, rest);
    this.#drawn = { view: this.#view, metres, at, rest };
  }

  /** What the fingers made of the view is what the camera wants from now on. */
  #hold(view: Viewport): void {
    this.#view = view;
    this.#ivi.camera.set((camera) => ({ ...camera, zoom: view.zoom, held: view.centre }));
  }

  #glide(elapsed: number): void {
    if (this.#thrown === undefined) return;
    // Sent back to the car meanwhile.
    if (this.#ivi.camera.get().held === undefined) {
      this.#thrown = undefined;
      return;
    }
    const { moved, velocity } = glide(this.#thrown, elapsed);
    this.#thrown = velocity;
    this.#hold(panned(this.#view, { x: 0, y: 0 }, moved));
  }

  /** Moves the view towards what the camera wants. */
  #approach(elapsed: number): void {
    const camera = this.#ivi.camera.get();
    const car = this.#ivi.navigation.pose;
    const { up, zoom } = this.#view;
    const wantedUp = camera.northUp ? 0 : camera.held === undefined ? car.heading : up;
    const turn = turnBetween(up, wantedUp);
    const turned = Math.abs(turn) < 0.2 ? wantedUp : up + turn * (1 - Math.exp(-elapsed / TURN_MS));
    const grown = zoom + (camera.zoom - zoom) * (1 - Math.exp(-elapsed / ZOOM_MS));
    const nextZoom = Math.abs(grown / camera.zoom - 1) < 0.004 ? camera.zoom : grown;
    this.#view = { ...this.#view, centre: camera.held ?? car, up: turned, zoom: nextZoom };
  }

  #draw(metres: number, rest: boolean): void {
    const context = this.#context;
    if (context === null || this.#size.x === 0) return;
    const { navigation } = this.#ivi;
    const view = this.#view;
    context.setTransform(this.#scale, 0, 0, this.#scale, 0, 0);
    if (this.#base.draw(context, view, this.#size, rest)) {
      const radius = Math.hypot(this.#size.x, this.#size.y) / view.zoom;
      this.#labels = placeLabels(navigation.town, navigation.route.points, { centre: view.centre, radius, zoom: view.zoom });
    }
    paintRoute(context, view, this.#palette, navigation.route, metres);
    this.#labelPainter.draw(context, view, this.#size, this.#labels, [...this.#boxes, this.#carBox()]);
    paintCar(context, view, this.#palette, navigation.pose);
  }

  #carBox(): Box {
    const { x, y } = toScreen(this.#view, this.#ivi.navigation.pose);
    return { left: x - CAR_PX, top: y - CAR_PX, right: x + CAR_PX, bottom: y + CAR_PX };
  }
}

/** Whether anything may move that nobody moves. */
const moves = (): boolean => !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
