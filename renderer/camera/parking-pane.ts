/** The parking sensors beside the rear view: an arc for each, lit where its obstacle is, and the nearest one's distance in words. */
import type { SignalValue } from "../../protocol/bridge.ts";
import type { ParkingSensors } from "../../protocol/vehicle-geometry.ts";
import { nearestOf, nearnessOf, RINGS, ringOf, type Nearness } from "../kit/parking-distance.ts";
import { defaultSettings, type Settings } from "../kit/settings.ts";
import { cameraTexts, type CameraTexts } from "./camera-texts.ts";
import { nearWords } from "./distance-words.ts";
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

/** The pane's own palette: what it is painted with, by the names of the style sheet's properties. */
const PALETTE = {
  stop: "--danger",
  near: "--warn",
  far: "--ok",
  clear: "--arc",
  silent: "--text-2",
  edge: "--text",
  ground: "--parking",
  car: "--car",
} as const satisfies Readonly<Record<Nearness | "edge" | "ground" | "car", `--${string}`>>;
const LAMP = "#a3322c";

type Colours = Readonly<Record<keyof typeof PALETTE, string>>;

/** Draws into `pane`, and again when a distance has changed. */
export class ParkingPane {
  readonly #parking: ParkingSensors;
  readonly #sectors: readonly Sector[];
  readonly #context: CanvasRenderingContext2D;
  readonly #pane: HTMLElement;
  readonly #words: HTMLElement;
  #settings: Settings = defaultSettings;
  #colours: Colours;
  #distances: readonly SignalValue[] = [];
  #drawn = "";

  /** `scale`: how many times its usual size it is drawn. */
  constructor(pane: HTMLElement, parking: ParkingSensors, scale: number) {
    this.#parking = parking;
    this.#sectors = sectorsOf(parking.sensors);
    const canvas = document.createElement("canvas");
    canvas.width = WIDTH * scale;
    canvas.height = HEIGHT * scale;
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no 2D canvas");
    context.scale(scale, scale);
    this.#context = context;
    this.#pane = pane;
    this.#words = document.createElement("span");
    this.#colours = coloursOf(pane);
    pane.append(canvas, this.#words);
    this.show(new Map());
  }

  show(signals: ReadonlyMap<string, SignalValue>): void {
    this.#distances = this.#parking.sensors.map(({ signal }) => signals.get(signal));
    // To the centimetre, which is more than can be seen.
    const told = this.#distances.map((metres) => metres?.toFixed(2) ?? "-").join(" ");
    if (told === this.#drawn) return;
    this.#drawn = told;
    this.#tell();
  }

  settings(settings: Settings): void {
    this.#settings = settings;
    this.#colours = coloursOf(this.#pane);
    this.#tell();
  }

  #tell(): void {
    const distances = this.#distances;
    const nearest = nearestOf(distances, this.#parking);
    this.#draw(distances, nearest?.at);
    const silent = distances.filter((metres) => metres === undefined).length;
    const texts = cameraTexts[this.#settings.language];
    this.#words.textContent = nearest ? nearWords(nearest.metres, this.#settings) : wordsOf(silent, distances.length, texts);
    this.#words.className = nearest ? `digits ${nearnessOf(nearest.metres, this.#parking)}` : silent > 0 ? "silent" : "";
  }

  #draw(distances: readonly SignalValue[], nearest: number | undefined): void {
    const context = this.#context;
    context.clearRect(0, 0, WIDTH, HEIGHT);
    context.lineCap = "butt";
    const colours = this.#colours;
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
          ring === lit ? colours[nearness] : nearness === "silent" ? colours.silent : colours.clear,
        );
      }
      if (nearness === "silent") this.#questionMark(sector);
    });
    context.setLineDash([]);
    // Last, so that its edge lies over its neighbours.
    const sector = nearest === undefined ? undefined : this.#sectors[nearest];
    const ring = nearest === undefined ? undefined : ringOf(distances[nearest], this.#parking);
    if (sector && ring !== undefined) {
      this.#arc(sector, ring, NEAREST_PX + 6, colours.edge, 0);
      this.#arc(sector, ring, NEAREST_PX, colours[nearnessOf(distances[nearest ?? 0], this.#parking)], GAP);
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
    context.fillStyle = this.#colours.ground;
    context.fill();
    context.font = '700 28px "B612", sans-serif';
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = this.#colours.near;
    context.fillText("?", x, y + 1);
  }

  #car(): void {
    const context = this.#context;
    context.beginPath();
    context.roundRect(POINT.x - CAR.width / 2, -CAR.radius, CAR.width, CAR.tail + CAR.radius, CAR.radius);
    context.fillStyle = this.#colours.car;
    context.fill();
    context.strokeStyle = this.#colours.silent;
    context.lineWidth = 2;
    context.stroke();
    // Its rear window and lamps say which end this is.
    context.beginPath();
    context.roundRect(POINT.x - 38, 14, 76, 20, 8);
    context.fillStyle = this.#colours.ground;
    context.fill();
    context.fillStyle = LAMP;
    for (const x of [POINT.x - CAR.width / 2 + 8, POINT.x + CAR.width / 2 - 30]) {
      context.beginPath();
      context.roundRect(x, CAR.tail - 16, 22, 8, 4);
      context.fill();
    }
  }
}

function wordsOf(silent: number, sensors: number, texts: CameraTexts): string {
  if (silent === 0) return texts.clear;
  if (silent === sensors) return texts.allSilent;
  return silent === 1 ? texts.oneSilent : texts.someSilent.replace("{}", String(silent));
}

function coloursOf(pane: HTMLElement): Colours {
  const style = getComputedStyle(pane);
  // One for each entry of the table.
  return Object.fromEntries(Object.entries(PALETTE).map(([name, property]) => [name, style.getPropertyValue(property).trim()])) as Colours;
}
