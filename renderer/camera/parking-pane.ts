/** The parking sensors beside the rear view: an arc for each, lit where its obstacle is, and the nearest one's distance in words. */
import type { SignalValue } from "../../protocol/bridge.ts";
import type { ParkingSensors } from "../../protocol/vehicle-geometry.ts";
import { nearestOf, nearnessOf, RINGS, ringOf, type Nearness } from "../kit/parking-distance.ts";
import { sectorsOf, type Sector } from "./parking-fan.ts";

const WIDTH = 288;
const HEIGHT = 204;
const POINT = { x: WIDTH / 2, y: 20 } as const;
const INNER_PX = 78;
const RING_PX = 27;
const ARC_PX = 17;
const NEAREST_PX = 24;
/** Between two sectors, radians. */
const GAP = 0.03;
const CAR = { width: 116, tail: 66, radius: 26 } as const;

const COLOURS: Readonly<Record<Nearness, string>> = {
  stop: "#ff453a",
  near: "#ffb000",
  far: "#34d058",
  clear: "#2c3a4a",
  silent: "#9fb0c3",
};

/** Draws into `pane`, and again when a distance has changed. */
export class ParkingPane {
  readonly #parking: ParkingSensors;
  readonly #sectors: readonly Sector[];
  readonly #context: CanvasRenderingContext2D;
  readonly #words: HTMLElement;
  #drawn = "";

  constructor(pane: HTMLElement, parking: ParkingSensors) {
    this.#parking = parking;
    this.#sectors = sectorsOf(parking.sensors);
    const canvas = document.createElement("canvas");
    canvas.width = WIDTH;
    canvas.height = HEIGHT;
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no 2D canvas");
    this.#context = context;
    this.#words = document.createElement("span");
    pane.append(canvas, this.#words);
    this.show(new Map());
  }

  show(signals: ReadonlyMap<string, SignalValue>): void {
    const distances = this.#parking.sensors.map(({ signal }) => signals.get(signal));
    // To the centimetre, which is more than can be seen.
    const told = distances.map((metres) => metres?.toFixed(2) ?? "-").join(" ");
    if (told === this.#drawn) return;
    this.#drawn = told;
    const nearest = nearestOf(distances, this.#parking);
    this.#draw(distances, nearest?.at);
    const silent = distances.filter((metres) => metres === undefined).length;
    this.#words.textContent = nearest ? `${nearest.metres.toFixed(1)} m` : wordsOf(silent, distances.length);
    this.#words.className = nearest ? `digits ${nearnessOf(nearest.metres, this.#parking)}` : silent > 0 ? "silent" : "";
  }

  #draw(distances: readonly SignalValue[], nearest: number | undefined): void {
    const context = this.#context;
    context.clearRect(0, 0, WIDTH, HEIGHT);
    context.lineCap = "butt";
    this.#sectors.forEach((sector, sensor) => {
      const metres = distances[sensor];
      const nearness = nearnessOf(metres, this.#parking);
      const lit = ringOf(metres, this.#parking);
      for (let ring = 0; ring < RINGS; ring++) {
        context.setLineDash(nearness === "silent" ? [5, 5] : []);
        this.#arc(
          sector,
          ring,
          nearness === "silent" ? 3 : ARC_PX,
          ring === lit ? COLOURS[nearness] : nearness === "silent" ? COLOURS.silent : COLOURS.clear,
        );
      }
      if (nearness === "silent") this.#questionMark(sector);
    });
    context.setLineDash([]);
    // Last, so that its edge lies over its neighbours.
    const sector = nearest === undefined ? undefined : this.#sectors[nearest];
    const ring = nearest === undefined ? undefined : ringOf(distances[nearest], this.#parking);
    if (sector && ring !== undefined) {
      this.#arc(sector, ring, NEAREST_PX + 6, "#f2f5f9", 0);
      this.#arc(sector, ring, NEAREST_PX, COLOURS[nearnessOf(distances[nearest ?? 0], this.#parking)], GAP);
    }
    this.#car();
  }

  #arc({ from, to }: Sector, ring: number, px: number, colour: string, gap = GAP): void {
    const context = this.#context;
    context.beginPath();
    // Canvas angles go clockwise from three o'clock, and behind is down.
    context.arc(POINT.x, POINT.y, INNER_PX + ring * RING_PX, Math.PI / 2 - to + gap, Math.PI / 2 - from - gap);
    context.strokeStyle = colour;
    context.lineWidth = px;
    context.stroke();
  }

  #questionMark({ from, to }: Sector): void {
    const context = this.#context;
    const middle = (from + to) / 2;
    const radius = INNER_PX + ((RINGS - 1) / 2) * RING_PX;
    const [x, y] = [POINT.x + Math.sin(middle) * radius, POINT.y + Math.cos(middle) * radius];
    context.beginPath();
    context.arc(x, y, 20, 0, 2 * Math.PI);
    context.fillStyle = "#0b121a";
    context.fill();
    context.font = '700 28px "B612", sans-serif';
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = "#ffb000";
    context.fillText("?", x, y + 1);
  }

  #car(): void {
    const context = this.#context;
    context.beginPath();
    context.roundRect(POINT.x - CAR.width / 2, -CAR.radius, CAR.width, CAR.tail + CAR.radius, CAR.radius);
    context.fillStyle = "#1b2734";
    context.fill();
    context.strokeStyle = "#9fb0c3";
    context.lineWidth = 2;
    context.stroke();
    // Its rear window and lamps say which end this is.
    context.beginPath();
    context.roundRect(POINT.x - 38, 14, 76, 20, 8);
    context.fillStyle = "#0b121a";
    context.fill();
    context.fillStyle = "#a3322c";
    for (const x of [POINT.x - CAR.width / 2 + 8, POINT.x + CAR.width / 2 - 30]) {
      context.beginPath();
      context.roundRect(x, CAR.tail - 16, 22, 8, 4);
      context.fill();
    }
  }
}

function wordsOf(silent: number, sensors: number): string {
  if (silent === 0) return "Clear";
  if (silent === sensors) return "Sensors: no data";
  return silent === 1 ? "1 sensor: no data" : `${silent} sensors: no data`;
}
