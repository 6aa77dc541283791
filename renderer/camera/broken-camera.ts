/** A camera that can be broken on purpose, for runs that try what the cockpit makes of it. Whole, it costs one look. */
import type { CameraBreak } from "../../protocol/overlay.ts";
import { Noise } from "./noise.ts";
import type { Projection } from "./projection.ts";
import type { CameraSource, Picture } from "./source.ts";

const LATE_FRAMES = 3;
/** Squares of noise across the picture. */
const NOISE = 64;

export class BrokenCamera implements CameraSource {
  readonly #source: CameraSource;
  readonly #chance = new Noise();
  #how: CameraBreak | undefined;
  #frames = 0;
  #noises = 0;

  constructor(source: CameraSource) {
    this.#source = source;
  }

  get newest(): Picture {
    const { count, capturedAt } = this.#source.newest;
    return { count: count + this.#noises, capturedAt: this.#how === "corrupt" ? undefined : capturedAt };
  }

  break(how: CameraBreak | undefined): void {
    this.#how = how;
  }

  start(): void {
    this.#source.start();
  }

  stop(): void {
    this.#source.stop();
  }

  draw(context: OffscreenCanvasRenderingContext2D, projection: Projection, seconds: number, speed: number, steering: number): boolean {
    if (this.#how === undefined) return this.#source.draw(context, projection, seconds, speed, steering);
    this.#frames++;
    switch (this.#how) {
      case "lost":
        return false;
      case "frozen":
        // What was drawn last stands, and counts as a frame.
        return true;
      case "late":
        return this.#frames % LATE_FRAMES === 0 && this.#source.draw(context, projection, seconds * LATE_FRAMES, speed, steering);
      case "corrupt":
        this.#noise(context, projection);
        this.#noises++;
        return true;
    }
  }

  #noise(context: OffscreenCanvasRenderingContext2D, { width, height }: Projection): void {
    const side = Math.ceil(width / NOISE);
    for (let y = 0; y < height; y += side) {
      for (let x = 0; x < width; x += side) {
        const grey = Math.floor(this.#chance.next() * 256);
        context.fillStyle = `rgb(${grey} ${grey} ${grey})`;
        context.fillRect(x, y, side, side);
      }
    }
  }
}
