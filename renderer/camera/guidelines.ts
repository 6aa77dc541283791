/** Guidelines over the picture: where the car's width goes straight back (thin), and where the steering takes it (bold, by distance). */
import { pathPoint, type Projection, type Vehicle } from "./projection.ts";

/** Metres from the bumper at which the colour changes, as drivers know it. */
const zones = [
  { from: 0.15, to: 0.6, colour: "#ff453a" },
  { from: 0.6, to: 1.5, colour: "#ffb000" },
  { from: 1.5, to: 3, colour: "#34d058" },
] as const;

const STEP = 0.1;

export function drawGuidelines(context: CanvasRenderingContext2D, projection: Projection, vehicle: Vehicle, steering: number): void {
  context.clearRect(0, 0, projection.width, projection.height);
  context.lineCap = "round";
  context.lineJoin = "round";
  const half = vehicle.width / 2;
  context.strokeStyle = "rgba(242, 245, 249, 0.35)";
  context.lineWidth = 3;
  for (const side of [-half, half]) curve(context, projection, vehicle, 0, side, 0.15, 3);
  for (const { from, to, colour } of zones) {
    context.strokeStyle = colour;
    context.lineWidth = 7;
    for (const side of [-half, half]) curve(context, projection, vehicle, steering, side, from, to);
    rung(context, projection, vehicle, steering, to, half);
  }
}

const ground = { x: 0, z: 0 };
const pixel = { x: 0, y: 0 };

function curve(
  context: CanvasRenderingContext2D,
  projection: Projection,
  vehicle: Vehicle,
  steering: number,
  side: number,
  from: number,
  to: number,
): void {
  context.beginPath();
  let first = true;
  for (let distance = from; distance <= to + STEP / 2; distance += STEP) {
    pathPoint(vehicle, steering, side, Math.min(distance, to), ground);
    if (!projection.project(ground.x, 0, ground.z, pixel)) continue;
    if (first) context.moveTo(pixel.x, pixel.y);
    else context.lineTo(pixel.x, pixel.y);
    first = false;
  }
  context.stroke();
}

/** The short marks that say "this far", at both edges of the path. */
function rung(
  context: CanvasRenderingContext2D,
  projection: Projection,
  vehicle: Vehicle,
  steering: number,
  distance: number,
  half: number,
): void {
  for (const sign of [-1, 1]) {
    context.beginPath();
    pathPoint(vehicle, steering, sign * half, distance, ground);
    if (!projection.project(ground.x, 0, ground.z, pixel)) continue;
    context.moveTo(pixel.x, pixel.y);
    pathPoint(vehicle, steering, sign * half * 0.6, distance, ground);
    projection.project(ground.x, 0, ground.z, pixel);
    context.lineTo(pixel.x, pixel.y);
    context.stroke();
  }
}
