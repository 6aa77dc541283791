import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { formatProblem } from "../../../main/toolstack/config-problem.ts";
import { defaultVehicle, readVehicle } from "../../../main/toolstack/vehicle-file.ts";

const problemsOf = (text: string): readonly string[] => {
  const read = readVehicle(text, "car.yaml");
  return read.ok ? [] : read.error.map(formatProblem);
};

test("the default cockpit's file writes down what is usual", () => {
  const text = readFileSync(new URL("../../../main/toolstack/cockpits/default/vehicle.yaml", import.meta.url), "utf8");
  expect(readVehicle(text, "vehicle.yaml")).toEqual({ ok: true, value: defaultVehicle() });
});

test("a file that says nothing is the usual car; one without sensors has none", () => {
  const none = readVehicle("parking: { sensors: [] }", "car.yaml");
  expect([readVehicle("# nothing\n", "car.yaml"), none.ok && none.value.parking.sensors]).toEqual([
    { ok: true, value: defaultVehicle() },
    [],
  ]);
});

test("sensors come from left to right, however they are written", () => {
  const rear = "Vehicle.ADAS.ObstacleDetection.Rear";
  const read = readVehicle(
    `parking: { sensors: [{ signal: ${rear}.Right.Distance, across: 0.5, bearing: 20 }, { signal: ${rear}.Left.Distance, across: -0.5 }] }`,
    "car.yaml",
  );
  expect(read.ok && read.value.parking.sensors).toEqual([
    { signal: `${rear}.Left.Distance`, across: -0.5, bearing: 0 },
    { signal: `${rear}.Right.Distance`, across: 0.5, bearing: 20 },
  ]);
});

test("every problem is told at its place, with what was wanted and what came", () => {
  const text = [
    "wheelbase: 27",
    "width: wide",
    "steringRatio: 15",
    "guidelines: { red: 0.1 }",
    "camera: { tilt: -1 }",
    "parking: { sensors: [{ signal: Vehicle.Speed, across: 3 }] }",
  ].join("\n");
  expect(problemsOf(text)).toEqual([
    "car.yaml:1:12: wheelbase: want at most 10, got 27",
    'car.yaml:2:8: width: want a number of 0.5 to 4, got "wide"',
    "car.yaml:3:1: steringRatio: unknown; did you mean steeringRatio",
    "car.yaml:4:20: guidelines.red: want at least 0.2, got 0.1",
    "car.yaml:5:17: camera.tilt: want at least 0, got -1",
    'car.yaml:6:32: parking.sensors[0].signal: want the path of a distance below Vehicle.ADAS.ObstacleDetection that protocol/vss.ts has, got "Vehicle.Speed"',
    "car.yaml:6:55: parking.sensors[0].across: want at most 2, got 3",
  ]);
});

test.each([
  ["guidelines: { red: 2 }", "car.yaml:1:13: guidelines.amber: want more than red, got nothing"],
  ["guidelines: { amber: 4 }", "car.yaml:1:13: guidelines.green: want more than amber, got nothing"],
  ["parking: { stop: 2 }", "car.yaml:1:18: parking.stop: want less than the range, got 2"],
  ["steeringRatio: 2", "car.yaml:1:1: steeringMax: want at most 60 degrees of the front wheels, by steeringRatio, got nothing"],
])("what cannot be beside each other is refused: %s", (text, problem) => {
  expect(problemsOf(text)).toEqual([problem]);
});

test("a sensor's signal is its own", () => {
  const one = "{ signal: Vehicle.ADAS.ObstacleDetection.Rear.Left.Distance, across: 0 }";
  expect(problemsOf(`parking: { sensors: [${one}, ${one}] }`)).toEqual([
    "car.yaml:1:21: parking.sensors: want a signal of its own for each sensor, got a list",
  ]);
});
