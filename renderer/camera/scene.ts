/** The synthetic source: a parking deck that the car backs into, drawn as a handful of flat polygons. */
import type { Projection } from "./projection.ts";
import { pathPoint, turningRadius, type SteeredVehicle } from "./steering-path.ts";

/** x right, y up, z behind, metres, in the world where the car stood when the scene began. */
type Point = readonly [x: number, y: number, z: number];

interface Face {
  readonly points: readonly Point[];
  readonly fill: string;
}

const BAY = 2.6;
const WALL = 7.2;
const LINE = 0.06;

const flat = (x0: number, z0: number, x1: number, z1: number, fill: string, y = 0): Face => ({
  points: [
    [x0, y, z0],
    [x1, y, z0],
    [x1, y, z1],
    [x0, y, z1],
  ],
  fill,
});

const upright = (x0: number, x1: number, y0: number, y1: number, z: number, fill: string): Face => ({
  points: [
    [x0, y0, z],
    [x1, y0, z],
    [x1, y1, z],
    [x0, y1, z],
  ],
  fill,
});

const side = (x: number, y0: number, y1: number, z0: number, z1: number, fill: string): Face => ({
  points: [
    [x, y0, z0],
    [x, y0, z1],
    [x, y1, z1],
    [x, y1, z0],
  ],
  fill,
});

/** A parked car, its tail towards us, between `x0` and `x1`; far faces first. */
function parkedCar(x0: number, x1: number, z: number, body: string, shade: string): Face[] {
  const long = 4.2;
  const inner = x0 > 0 ? x0 : x1;
  const lamp = 0.34;
  return [
    flat(x0, z, x1, z + long, shade, 0.9),
    side(inner, 0.18, 0.9, z, z + long, shade),
    flat(x0 + 0.16, z + 0.7, x1 - 0.16, z + 3.2, shade, 1.42),
    upright(x0 + 0.14, x1 - 0.14, 0.9, 1.42, z + 0.55, "#0d141c"),
    upright(x0, x1, 0.18, 0.92, z, body),
    upright(x0 + 0.06, x0 + 0.06 + lamp, 0.66, 0.8, z - 0.01, "#a3221d"),
    upright(x1 - 0.06 - lamp, x1 - 0.06, 0.66, 0.8, z - 0.01, "#a3221d"),
    upright((x0 + x1) / 2 - 0.26, (x0 + x1) / 2 + 0.26, 0.4, 0.52, z - 0.01, "#c9d2dc"),
  ];
}

/** Far before near: what is drawn later covers what was drawn earlier. */
function world(): readonly Face[] {
  const faces: Face[] = [upright(-26, 26, 0, 3.1, WALL + 0.02, "#2c353f"), upright(-26, 26, 0, 0.9, WALL, "#39434e")];
  for (let x = -24; x < 24; x += 1.2) faces.push(upright(x, x + 0.6, 0.9, 1.05, WALL, "#c79a1e"));
  for (let bay = -5; bay <= 5; bay++) {
    const x = (bay - 0.5) * BAY;
    faces.push(flat(x - LINE, 1.2, x + LINE, WALL - 0.7, "#c8d0d8"));
  }
  faces.push(flat(-24, 1.14, 24, 1.26, "#c8d0d8"), flat(-0.75, WALL - 1, 0.75, WALL - 0.78, "#8f979f", 0.1));
  for (const x of [-3.5 * BAY, 3.5 * BAY]) {
    faces.push(side(x > 0 ? x : x + 0.5, 0, 3.1, 5.6, 6.1, "#3a444f"), upright(x, x + 0.5, 0, 3.1, 5.6, "#4a5560"));
  }
  faces.push(...parkedCar(-2 * BAY + 0.4 - 0.9, -BAY - 0.85, 2.4, "#3f5a78", "#2a3d52"));
  faces.push(...parkedCar(BAY + 0.85 - 0.5, 2 * BAY - 0.05 - 0.5, 2.0, "#7d8a96", "#56616c"));
  return faces;
}

const STEP_MAX_S = 0.1;

/** Where the car has backed to. */
export class SyntheticScene {
  readonly #faces = world();
  readonly #vehicle: SteeredVehicle;
  readonly #moved = { x: 0, z: 0 };
  #x = 0;
  #z = -2.2;
  #heading = 0;

  constructor(vehicle: SteeredVehicle) {
    this.#vehicle = vehicle;
  }

  reset(): void {
    this.#x = 0;
    this.#z = -2.2;
    this.#heading = 0;
  }

  /** `speed` km/h, negative backwards; `steering` degrees, positive left. */
  step(seconds: number, speed: number, steering: number): void {
    const distance = (-speed / 3.6) * Math.min(seconds, STEP_MAX_S);
    if (distance === 0) return;
    pathPoint(this.#vehicle, steering, 0, distance, this.#moved);
    const cos = Math.cos(this.#heading);
    const sin = Math.sin(this.#heading);
    this.#x += this.#moved.x * cos + this.#moved.z * sin;
    this.#z += -this.#moved.x * sin + this.#moved.z * cos;
    this.#heading -= distance / turningRadius(this.#vehicle, steering);
    if (this.#z > WALL - 2.6 || this.#z < -6 || Math.abs(this.#x) > 9) this.reset();
  }

  draw(context: OffscreenCanvasRenderingContext2D, projection: Projection): void {
    const { width, height, horizon } = projection;
    const floor = context.createLinearGradient(0, horizon, 0, height);
    floor.addColorStop(0, "#323a43");
    floor.addColorStop(1, "#181d22");
    context.fillStyle = "#11161c";
    context.fillRect(0, 0, width, Math.max(0, horizon));
    context.fillStyle = floor;
    context.fillRect(0, Math.max(0, horizon), width, height);
    for (const face of this.#faces) this.#face(context, projection, face);
  }

  #face(context: OffscreenCanvasRenderingContext2D, projection: Projection, face: Face): void {
    const cos = Math.cos(this.#heading);
    const sin = Math.sin(this.#heading);
    const local = face.points.map(([x, y, z]): Point => {
      const dx = x - this.#x;
      const dz = z - this.#z;
      return [dx * cos - dz * sin, y, dx * sin + dz * cos];
    });
    const pixel = { x: 0, y: 0 };
    context.beginPath();
    let drawn = 0;
    for (const [x, y, z] of clipped(local)) {
      if (!projection.project(x, y, z, pixel)) continue;
      if (drawn++ === 0) context.moveTo(pixel.x, pixel.y);
      else context.lineTo(pixel.x, pixel.y);
    }
    if (drawn < 3) return;
    context.fillStyle = face.fill;
    context.fill();
  }
}

/** Metres behind the bumper from which on the lens sees the ground; cutting there keeps polygons whole. */
const CUT = -0.3;

function clipped(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  points.forEach((to, i) => {
    const from = points[(i + points.length - 1) % points.length];
    if (!from) return;
    if (from[2] < CUT !== to[2] < CUT) {
      const part = (CUT - from[2]) / (to[2] - from[2]);
      kept.push([from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part, CUT]);
    }
    if (to[2] >= CUT) kept.push(to);
  });
  return kept;
}
