import { Graphics } from "pixi.js";
import { follow, needleAt } from "../../kit/needle.ts";
import type { BuildScene } from "../../kit/stage.ts";
import { signal } from "../../kit/signals.ts";
import { theme, token } from "../../kit/theme.ts";
import { bendOf, columnAt, dashes, LANE_LINE, metresAt, NEXT_LINE, ROAD_HEIGHT, rowAt, scaleAt } from "./road.ts";

const NEAR = metresAt(ROAD_HEIGHT);
const FAR = 70;
/** Lines are cut into bands that end on whole rows: neighbouring bands then share no half-covered row, and show no seam. */
const BAND_PX = 16;
/** Where the view fades out a band must be too thin to be seen as a step. */
const FADING_BAND_PX = 4;
/** Metres ahead at which an adaptive cruise control shows the car it would follow. */
const LEAD_M = 17;
/** The view fades out over its lowest rows; the ground beyond `FADED_M` metres lies above them. */
const FADE_PX = 84;
const FADED_M = metresAt(ROAD_HEIGHT - FADE_PX);
/** A painted line's width. */
const LINE_M = 0.15;
/** Standing below this speed, m/s: nothing moves on the road. */
const STILL = 0.05;

interface Ink {
  readonly line: string;
  readonly edge: string;
  readonly accent: string;
  readonly strength: number;
}

/** The road: lines that run with the car's own speed and bend with its steering, and the lane lit up while cruise control holds it. */
export const laneScene: BuildScene = (root) => {
  const night = theme() === "night";
  const ink = { line: token("--text"), edge: token("--text-2"), accent: token("--accent"), strength: night ? 1 : 1.3 };
  const road = new Graphics();
  root.addChild(road);
  let travelled = 0;
  let painted = false;
  let bend = needleAt(0);
  let cruise = needleAt(0);
  return {
    draw(_at, elapsed) {
      const speed = (signal("Vehicle.Speed") ?? 0) / 3.6;
      const bendTo = bendOf(signal("Vehicle.Chassis.SteeringWheel.Angle") ?? 0);
      const cruiseTo = signal("Vehicle.ADAS.CruiseControl.IsActive") === 1 ? 1 : 0;
      const still = Math.abs(speed) < STILL;
      const swinging = Math.abs(bend.position - bendTo) > 1e-5 || Math.abs(cruise.position - cruiseTo) > 0.004;
      if (painted && still && !swinging) return false;
      painted = true;
      travelled += (speed * elapsed) / 1000;
      bend = follow(bend, bendTo, elapsed / 2);
      cruise = follow(cruise, cruiseTo, elapsed);
      road.clear();
      paintLane(road, bend.position, cruise.position, ink);
      paintLines(road, travelled, bend.position, cruise.position, ink);
      if (cruise.position > 0.01) paintLead(road, bend.position, cruise.position, ink);
      return true;
    },
  };
};

/** How visible the ground `z` metres ahead is: gone at the horizon, and fading out at the view's lower edge, which so is no edge. */
function haze(z: number): number {
  const far = Math.min(1, Math.max(0, (FAR - z) / (FAR - 12)));
  return far * far * Math.min(1, (ROAD_HEIGHT - rowAt(z)) / FADE_PX);
}

function paintLane(road: Graphics, bend: number, cruise: number, ink: Ink): void {
  const alpha = (0.06 + 0.13 * cruise) * ink.strength;
  const colour = cruise > 0.5 ? ink.accent : ink.edge;
  bands(NEAR, FAR, (near, far) => {
    band(road, -LANE_LINE, LANE_LINE, near, far, bend);
    road.fill({ color: colour, alpha: alpha * haze((near + far) / 2) });
  });
}

function paintLines(road: Graphics, travelled: number, bend: number, cruise: number, ink: Ink): void {
  const laid = dashes(travelled, NEAR, FAR);
  for (const side of [-1, 1]) {
    const next = side * NEXT_LINE;
    for (const [near, far] of laid) {
      // The lines beside would run below the dials; they end before them.
      const alpha = 0.55 * ink.strength * Math.min(1, Math.max(0, (near - 8) / 8)) * haze((near + far) / 2);
      if (alpha > 0) dash(road, next, near, far, bend, ink.edge, alpha);
    }
    const own = side * LANE_LINE;
    if (cruise < 0.99) {
      for (const [from, to] of laid) {
        if (from > FADED_M) dash(road, own, from, to, bend, ink.line, 0.9 * (1 - cruise) * haze((from + to) / 2));
        else bands(from, to, (near, far) => dash(road, own, near, far, bend, ink.line, 0.9 * (1 - cruise) * haze((near + far) / 2)));
      }
    }
    if (cruise > 0.01) {
      bands(NEAR, FAR, (near, far) => dash(road, own, near, far, bend, ink.accent, cruise * haze((near + far) / 2)));
    }
  }
}

function dash(road: Graphics, x: number, near: number, far: number, bend: number, color: string, alpha: number): void {
  band(road, x - LINE_M / 2, x + LINE_M / 2, near, far, bend);
  road.fill({ color, alpha });
}

/** An outline, not a car: there is no sensor ahead in this vehicle's signals, so nothing may look detected. */
function paintLead(road: Graphics, bend: number, cruise: number, ink: Ink): void {
  const scale = scaleAt(LEAD_M);
  const x = columnAt(0, LEAD_M, bend);
  const y = rowAt(LEAD_M);
  const half = 0.95 * scale;
  const high = 1.45 * scale;
  const belt = 0.78 * scale;
  road
    .moveTo(x - half, y)
    .lineTo(x - half, y - belt)
    .lineTo(x - half * 0.72, y - high)
    .lineTo(x + half * 0.72, y - high)
    .lineTo(x + half, y - belt)
    .lineTo(x + half, y)
    .closePath()
    .fill({ color: ink.accent, alpha: 0.1 * cruise })
    .stroke({ width: 2, color: ink.accent, alpha: 0.9 * cruise, join: "round" });
  road
    .moveTo(x - half, y - belt)
    .lineTo(x + half, y - belt)
    .stroke({ width: 1.5, color: ink.accent, alpha: 0.6 * cruise });
  for (const side of [-1, 1]) {
    road.rect(x + side * half * 0.72 - 4, y, 8, 4).fill({ color: ink.accent, alpha: 0.9 * cruise });
    road.rect(x + side * half * 0.7 - 5, y - belt + 5, 10, 3).fill({ color: ink.accent, alpha: 0.9 * cruise });
  }
  for (const z of [10, 11.4, 13.2]) {
    band(road, -0.55, 0.55, z, z * 1.045, bend);
    road.fill({ color: ink.accent, alpha: 0.75 * cruise });
  }
}

/** Calls `paint` for stretches of road `near` to `far` metres ahead, each a few whole rows of pixels. */
function bands(near: number, far: number, paint: (near: number, far: number) => void): void {
  const top = Math.ceil(rowAt(far));
  for (let row = Math.floor(rowAt(near)); row > top;) {
    const next = Math.max(top, row - (row > ROAD_HEIGHT - FADE_PX ? FADING_BAND_PX : BAND_PX));
    paint(metresAt(row), metresAt(next));
    row = next;
  }
}

/** The quadrilateral of road between `left` and `right` metres off the lane's middle. */
function band(road: Graphics, left: number, right: number, near: number, far: number, bend: number): void {
  const low = rowAt(near);
  const high = rowAt(far);
  road.poly([
    columnAt(left, near, bend),
    low,
    columnAt(left, far, bend),
    high,
    columnAt(right, far, bend),
    high,
    columnAt(right, near, bend),
    low,
  ]);
}
