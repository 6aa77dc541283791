/** A cockpit's vehicle file: the car's measures, its rear camera and its parking sensors, checked, and a usual car's where it says nothing. */
import { z } from "zod";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { VehicleGeometry } from "../../protocol/vehicle-geometry.ts";
import { vssSignals, type VssPath } from "../../protocol/vss.ts";
import { Problems, type ConfigProblem } from "./config-problem.ts";
import { readYaml } from "./yaml-file.ts";
import { amount, mapping, want } from "./yaml-schema.ts";

const OBSTACLE = "Vehicle.ADAS.ObstacleDetection.";
const isObstacle = (path: VssPath): boolean => path.startsWith(OBSTACLE);
/** As many as a bumper has room for. */
const SENSORS_MAX = 6;
/** Front wheels turn no farther, whatever steering wheel and ratio say. Degrees. */
const ROAD_WHEEL_MAX = 60;

/** A rule between values is judged when each of them is right by itself. */
const alone = ({ issues }: { readonly issues: readonly unknown[] }): boolean => issues.length === 0;

const guidelines = mapping({ red: amount(0.2, 10).default(0.6), amber: amount(0.2, 10).default(1.5), green: amount(0.2, 10).default(3) })
  .refine(({ red, amber }) => red < amber, { ...want("more than red"), path: ["amber"], when: alone })
  .refine(({ amber, green }) => amber < green, { ...want("more than amber"), path: ["green"], when: alone });

const camera = mapping({
  height: amount(0.2, 4).default(1),
  offset: amount(-2, 2).default(0),
  tilt: amount(0, 80).default(30),
  fieldOfView: amount(30, 160).default(108),
});

const sensor = mapping({
  signal: z.enum(
    vssSignals.map(({ path }) => path).filter(isObstacle),
    want(`the path of a distance below ${OBSTACLE.slice(0, -1)} that protocol/vss.ts has`),
  ),
  across: amount(-2, 2),
  bearing: amount(-90, 90).default(0),
});

const USUAL_SENSORS: VehicleGeometry["parking"]["sensors"] = [
  { signal: "Vehicle.ADAS.ObstacleDetection.Rear.Left.Distance", across: -0.62, bearing: -28 },
  { signal: "Vehicle.ADAS.ObstacleDetection.Rear.Center.Distance", across: 0, bearing: 0 },
  { signal: "Vehicle.ADAS.ObstacleDetection.Rear.Right.Distance", across: 0.62, bearing: 28 },
];

const parking = mapping({
  range: amount(0.3, 10).default(1.8),
  stop: amount(0.1, 5).default(0.35),
  sensors: z
    .array(sensor, want("a list of sensors"))
    .max(SENSORS_MAX, want(`at most ${SENSORS_MAX} sensors`))
    .refine((list) => new Set(list.map(({ signal }) => signal)).size === list.length, {
      ...want("a signal of its own for each sensor"),
      when: alone,
    })
    .default([...USUAL_SENSORS])
    .transform((list) => [...list].sort((a, b) => a.across - b.across)),
}).refine(({ stop, range }) => stop < range, { ...want("less than the range"), path: ["stop"], when: alone });

const vehicle = mapping({
  wheelbase: amount(1, 10).default(2.7),
  rearOverhang: amount(0, 4).default(0.9),
  width: amount(0.5, 4).default(1.55),
  steeringRatio: amount(1, 40).default(15),
  steeringMax: amount(30, 1800).default(540),
  guidelines: guidelines.prefault({}),
  camera: camera.prefault({}),
  parking: parking.prefault({}),
}).refine(({ steeringMax, steeringRatio }) => steeringMax / steeringRatio <= ROAD_WHEEL_MAX, {
  ...want(`at most ${ROAD_WHEEL_MAX} degrees of the front wheels, by steeringRatio`),
  path: ["steeringMax"],
  when: alone,
});

/** The car of a cockpit that names none. */
export const defaultVehicle = (): VehicleGeometry => vehicle.parse({});

/** Reads a vehicle file; on an error every problem in it, at its place. */
export function readVehicle(text: string, name: string): Result<VehicleGeometry, readonly ConfigProblem[]> {
  const problems = new Problems(name);
  // A file of comments says nothing, and leaves all as it usually is.
  const read = readYaml(
    text,
    z.preprocess((value) => value ?? {}, vehicle),
    problems,
  );
  return read ? ok(read.file) : err(problems.list);
}
