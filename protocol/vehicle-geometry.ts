/**
 * The car around the rear view: what a cockpit's vehicle file says of it, and what guidelines and parking arcs are drawn from.
 * Metres and degrees. Across is to the driver's right, behind is away from the bumper.
 */
import type { VssPath } from "./vss.ts";

export interface VehicleGeometry {
  readonly wheelbase: number;
  /** From the rear axle to the bumper. */
  readonly rearOverhang: number;
  /** What the guidelines keep clear: the body over the mirrors, or the wheels' track, as the car's maker sees it. */
  readonly width: number;
  /** Degrees of steering wheel per degree of road wheel. */
  readonly steeringRatio: number;
  /** Degrees of steering wheel from straight ahead to the lock. */
  readonly steeringMax: number;
  readonly guidelines: GuidelineMarks;
  readonly camera: CameraMounting;
  readonly parking: ParkingSensors;
}

/** How far behind the bumper each colour of the guidelines ends. */
export interface GuidelineMarks {
  readonly red: number;
  readonly amber: number;
  readonly green: number;
}

export interface CameraMounting {
  /** Above the ground. */
  readonly height: number;
  /** Across, from the car's middle. */
  readonly offset: number;
  /** Below the horizon. */
  readonly tilt: number;
  /** From edge to edge of the picture. */
  readonly fieldOfView: number;
}

export interface ParkingSensors {
  /** What is farther than this is clear. */
  readonly range: number;
  /** At this, or nearer, the car has to stop. */
  readonly stop: number;
  /** From left to right. Empty: the car has none. */
  readonly sensors: readonly ParkingSensor[];
}

export interface ParkingSensor {
  /** Where its distance comes from. */
  readonly signal: VssPath;
  /** Where on the bumper it is. */
  readonly across: number;
  /** Where it looks: 0 straight back, positive to the right. */
  readonly bearing: number;
}
