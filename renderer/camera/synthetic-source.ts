/** A camera where there is none: the synthetic scene, with a sensor's noise. */
import type { VehicleGeometry } from "../../protocol/vehicle-geometry.ts";
import { Noise } from "./noise.ts";
import type { Projection } from "./projection.ts";
import { SyntheticScene } from "./scene.ts";
import type { CameraSource, Picture } from "./source.ts";

const SPECKS = 120;

/** A sensor's noise: no two frames of a real camera are equal, and dom0 takes equal ones for a frozen picture. Thickest in the middle. */
function specks(context: OffscreenCanvasRenderingContext2D, { width, height }: Projection, noise: Noise): void {
  for (let i = 0; i < SPECKS; i++) {
    const spread = i % 4 === 0 ? 1 : 0.12;
    const x = width * (0.5 + (noise.next() - 0.5) * spread);
    const y = height * (0.5 + (noise.next() - 0.5) * spread);
    context.fillStyle = i % 2 === 0 ? "rgb(255 255 255 / 5%)" : "rgb(0 0 0 / 8%)";
    context.fillRect(Math.floor(x), Math.floor(y), 2, 2);
  }
}

export function syntheticSource(vehicle: VehicleGeometry): CameraSource {
  const scene = new SyntheticScene(vehicle);
  const noise = new Noise();
  let newest: Picture = { count: 0, capturedAt: undefined };
  return {
    get newest() {
      return newest;
    },
    start: () => scene.reset(),
    stop: () => undefined,
    draw(context, projection, seconds, speed, steering) {
      newest = { count: newest.count + 1, capturedAt: performance.now() };
      scene.step(seconds, speed, steering);
      scene.draw(context, projection);
      specks(context, projection, noise);
      return true;
    },
  };
}
