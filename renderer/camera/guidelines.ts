/**
 * Guidelines over the picture. Static: where the car's width goes straight back, with a mark and its distance in words. Dynamic: where the
 * steering takes it, bold and coloured by distance. Each has a dark edge, so that it stands out from concrete as from tarmac: the same by
 * day and by night, since it is the picture that lies behind.
 */
import type { GuidelineMarks, VehicleGeometry } from "../../protocol/vehicle-geometry.ts";
import type { Projection } from "./projection.ts";
import { pathPoint } from "./steering-path.ts";

/** From one to the next colour, as drivers know it. Metres from the bumper. */
interface Zone {
  readonly from: number;
  readonly to: number;
  readonly colour: string;
}

/** Nearer than this nothing is drawn: the bumper hides it. */
const FIRST_M = 0.15;
const STEP_M = 0.1;
/** How far a static mark stands out from its line, metres; of the half width, how far a dynamic one reaches in. */
const MARK_M = 0.22;
const RUNG = 0.4;
const EDGE = "rgba(5, 8, 12, 0.6)";
const EDGE_PX = 2;
const STATIC_PX = 3;
const DYNAMIC_PX = 7;
const LABEL_PX = 24;

export function zonesOf({ red, amber, green }: GuidelineMarks): readonly Zone[] {
  return [
    { from: Math.min(FIRST_M, red), to: red, colour: "#ff453a" },
    { from: red, to: amber, colour: "#ffb000" },
    { from: amber, to: green, colour: "#34d058" },
  ];
}

/** A distance in the driver's words, and the font that they are written in. */
export interface MarkWords {
  readonly words: (metres: number) => string;
  readonly font: string;
}

/** What a mark is written in, of the families that the page's language has. */
export const markFont = (families: string): string => `700 ${LABEL_PX}px ${families}`;

/** `steering` in degrees of the steering wheel; undefined when the car does not say, and then nobody knows where it goes. */
export function drawGuidelines(
  context: CanvasRenderingContext2D,
  projection: Projection,
  vehicle: VehicleGeometry,
  steering: number | undefined,
  { words, font }: MarkWords,
): void {
  const pen = new Pen(context, projection, vehicle);
  context.clearRect(0, 0, projection.width, projection.height);
  context.lineCap = "round";
  context.lineJoin = "round";
  const half = vehicle.width / 2;
  const zones = zonesOf(vehicle.guidelines);
  for (const side of [-half, half]) {
    pen.curve(0, side, FIRST_M, vehicle.guidelines.green);
    pen.stroke("#f2f5f9", STATIC_PX);
    for (const { to, colour } of zones) {
      pen.across(0, side, side + Math.sign(side) * MARK_M, to);
      pen.stroke(colour, STATIC_PX + 1);
    }
  }
  if (steering !== undefined) {
    for (const { from, to, colour } of zones) {
      for (const side of [-half, half]) {
        pen.curve(steering, side, from, to);
        pen.across(steering, side, side * (1 - RUNG), to);
      }
      pen.stroke(colour, DYNAMIC_PX);
    }
  }
  // Above every line, so that none crosses it out.
  for (const { to } of zones) pen.label(words(to), font, half + MARK_M, to);
}

const ground = { x: 0, z: 0 };
const pixel = { x: 0, y: 0 };

/** Draws on the ground. A stroke ends the path that the calls before it made. */
class Pen {
  readonly #context: CanvasRenderingContext2D;
  readonly #projection: Projection;
  readonly #vehicle: VehicleGeometry;
  #path = new Path2D();

  constructor(context: CanvasRenderingContext2D, projection: Projection, vehicle: VehicleGeometry) {
    this.#context = context;
    this.#projection = projection;
    this.#vehicle = vehicle;
  }

  /** Along the path of the bumper's point `side`. */
  curve(steering: number, side: number, from: number, to: number): void {
    let first = true;
    for (let distance = from; distance < to + STEP_M; distance += STEP_M) {
      if (this.#to(steering, side, Math.min(distance, to), first)) first = false;
    }
  }

  /** Across the path, between two points of the bumper. */
  across(steering: number, from: number, to: number, distance: number): void {
    if (this.#to(steering, from, distance, true)) this.#to(steering, to, distance, false);
  }

  stroke(colour: string, width: number): void {
    for (const [style, px] of [
      [EDGE, width + 2 * EDGE_PX],
      [colour, width],
    ] as const) {
      this.#context.strokeStyle = style;
      this.#context.lineWidth = px;
      this.#context.stroke(this.#path);
    }
    this.#path = new Path2D();
  }

  /** Beside a static mark. */
  label(text: string, font: string, side: number, distance: number): void {
    if (!this.#projection.project(side, 0, distance, pixel)) return;
    const context = this.#context;
    context.font = font;
    // The mark is on the car's right in every language, and its words go away from it.
    context.direction = "ltr";
    context.textBaseline = "middle";
    context.lineWidth = 2 * EDGE_PX + 2;
    context.strokeStyle = "rgba(5, 8, 12, 0.85)";
    context.strokeText(text, pixel.x + LABEL_PX / 2, pixel.y);
    context.fillStyle = "#f2f5f9";
    context.fillText(text, pixel.x + LABEL_PX / 2, pixel.y);
  }

  #to(steering: number, side: number, distance: number, start: boolean): boolean {
    pathPoint(this.#vehicle, steering, side, distance, ground);
    if (!this.#projection.project(ground.x, 0, ground.z, pixel)) return false;
    if (start) this.#path.moveTo(pixel.x, pixel.y);
    else this.#path.lineTo(pixel.x, pixel.y);
    return true;
  }
}
