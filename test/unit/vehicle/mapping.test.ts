import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { CanFrame } from "../../../main/vehicle/candump.ts";
import { parseDbc } from "../../../main/vehicle/dbc-parser.ts";
import type { Dbc } from "../../../main/vehicle/dbc.ts";
import { parseMapping } from "../../../main/vehicle/mapping-file.ts";
import { MappingRun } from "../../../main/vehicle/mapping-run.ts";
import { bindMapping, type BoundMapping } from "../../../main/vehicle/mapping.ts";
import { SignalStore } from "../../../main/vehicle/signal-store.ts";
import { formatTextProblem } from "../../../main/vehicle/text-problem.ts";
import type { VssPath } from "../../../protocol/vss.ts";

const DBC = `BU_: X
BO_ 256 ENGINE: 4 X
 SG_ Rpm : 0|16@1+ (1,0) [0|0] "rpm" X
 SG_ Speed : 16|16@1+ (0.1,0) [0|0] "m/s" X
BO_ 257 GEARBOX: 2 X
 SG_ Reverse : 0|1@1+ (1,0) [0|1] "" X
 SG_ Gear : 8|4@1+ (1,0) [0|15] "" X
BO_ 258 BODY: 1 X
 SG_ Light : 0|2@1+ (1,0) [0|3] "" X
VAL_ 257 Gear 0 "N" 14 "R" 15 "P" ;
`;

function aDbc(): Dbc {
  const dbc = parseDbc("car.dbc", DBC);
  if (!dbc.ok) throw new Error("the test's DBC is bad");
  return dbc.value;
}

function problemsOf(yaml: string): readonly string[] {
  const file = parseMapping("signals.yaml", yaml);
  if (!file.ok) return file.error.map(formatTextProblem);
  const bound = bindMapping(file.value, [aDbc()]);
  return bound.ok ? [] : bound.error.map(formatTextProblem);
}

function bound(yaml: string, dbcs: readonly Dbc[] = [aDbc()]): BoundMapping {
  const file = parseMapping("signals.yaml", yaml);
  if (!file.ok) throw new Error(file.error.map(formatTextProblem).join("\n"));
  const mapping = bindMapping(file.value, dbcs);
  if (!mapping.ok) throw new Error(mapping.error.map(formatTextProblem).join("\n"));
  return mapping.value;
}

const frame = (id: number, ...data: number[]): CanFrame => ({
  ...{ at: 0, bus: "can0", id, extended: false, kind: "data", data: Uint8Array.from(data) },
});

/** A run, and a reader of its store. */
function running(yaml: string): { run: MappingRun; store: SignalStore; read: (path: VssPath) => number | undefined } {
  const store = new SignalStore();
  return { run: new MappingRun(bound(yaml), store, 1, 0), store, read: (path) => store.read(path) };
}

const SPEED = "Vehicle.Speed";
const GEAR = "Vehicle.Powertrain.Transmission.SelectedGear";

test("every problem of a mapping is listed with file, line and key", () => {
  expect(
    problemsOf(`timeoutMs: soon
signals:
  Vehicle.Speeed: { default: 1 }
  Vehicle.Speed:
    from:
      - { dbc: ENGINE, scale: 3.6 }
      - { dbc: ENGINE.Speed, signal: Vehicle.Speed }
      - { scale: 2 }
      - { dbc: ENGINE.Speed, scael: 3.6 }
`),
  ).toEqual([
    'signals.yaml:1: timeoutMs: want number, got "soon"',
    "signals.yaml:3: signals.Vehicle.Speeed: want a signal's path of the VSS table",
    'signals.yaml:6: signals.Vehicle.Speed.from[0].dbc: want MESSAGE.SIGNAL, got "ENGINE"',
    "signals.yaml:7: signals.Vehicle.Speed.from[1]: want one of dbc, signal, integrate and value, got dbc and signal",
    "signals.yaml:8: signals.Vehicle.Speed.from[2]: want one of dbc, signal, integrate and value, got none",
    'signals.yaml:9: signals.Vehicle.Speed.from[3].scael: key "scael" is not known',
  ]);
});

test("values that a signal cannot have, and names that the DBC does not give, are problems", () => {
  expect(
    problemsOf(`signals:
  Vehicle.Body.Lights.Brake.IsActive:
    from:
      - { dbc: BODY.Light, map: { 0: DARK, 1: ACTIVE } }
  Vehicle.Powertrain.Transmission.PerformanceMode: { default: TURBO }
  Vehicle.ADAS.ABS.IsError: { default: 7 }
`),
  ).toEqual([
    'signals.yaml:4: signals.Vehicle.Body.Lights.Brake.IsActive.from[0].map.0: want one of INACTIVE, ACTIVE, ADAPTIVE, got "DARK"',
    'signals.yaml:5: signals.Vehicle.Powertrain.Transmission.PerformanceMode.default: want one of NORMAL, SPORT, ECONOMY, SNOW, RAIN, got "TURBO"',
    "signals.yaml:6: signals.Vehicle.ADAS.ABS.IsError.default: want true or false, got 7",
  ]);
  expect(problemsOf(`signals:\n  ${GEAR}:\n    from:\n      - { dbc: GEARBOX.Gear, map: { X: 1 } }\n`)).toEqual([
    `signals.yaml:4: signals.${GEAR}.from[0].map: want a number or a name that VAL_ of GEARBOX.Gear has, got "X"`,
  ]);
});

test("signals that derive from each other in a ring, and YAML that is none, are problems with their line", () => {
  const ring =
    "signals:\n  Vehicle.TraveledDistance: { from: [{ signal: Vehicle.TripMeterReading }] }\n  Vehicle.TripMeterReading: { from: [{ signal: Vehicle.TraveledDistance }] }\n";
  expect(problemsOf(ring)).toEqual(["signals.yaml:2: signals.Vehicle.TraveledDistance: derives from itself"]);
  expect(problemsOf("signals:\n  Vehicle.Speed: {}\n  Vehicle.Speed: {}\n")).toEqual(["signals.yaml:3: Map keys must be unique"]);
  expect(problemsOf("signals: [\n")).toHaveLength(1);
  expect(problemsOf("signals: *gone\n")).toEqual(["signals.yaml:1: Unresolved alias (the anchor must be set before the alias): gone"]);
});

test("the first source that a loaded DBC knows is taken, and what none knows is listed as absent", () => {
  const mapping = bound(`signals:
  Vehicle.Speed: { from: [{ dbc: OTHER.Speed }, { dbc: ENGINE.Speed, scale: 3.6 }] }
  Vehicle.Exterior.AirTemperature: { from: [{ dbc: OTHER.Temp }] }
  Vehicle.TripMeterReading: { from: [{ integrate: Vehicle.Exterior.AirTemperature }] }
  Vehicle.ADAS.ABS.IsError: { from: [{ dbc: OTHER.Abs }], default: false }
`);
  expect(mapping.absent).toEqual(["Vehicle.Exterior.AirTemperature", "Vehicle.TripMeterReading"]);
  const store = new SignalStore();
  new MappingRun(mapping, store, 1, 0).frame(frame(256, 0, 0, 100, 0), 10);
  expect([store.read(SPEED), store.read("Vehicle.ADAS.ABS.IsError")]).toEqual([36, 0]);
});

const GEARS = `signals:
  ${GEAR}:
    timeoutMs: 1000
    from:
      - { value: -1, when: { GEARBOX.Reverse: 1 } }
      - { dbc: GEARBOX.Gear, when: { GEARBOX.Reverse: 0 }, map: { 7: 0, P: 126 } }
`;

test("a condition chooses the source, and a map changes only the values it names", () => {
  const { run, read } = running(GEARS);
  const gears = [[1, 1], [0, 1], [0, 7], [0, 15], [0, 5]].map(([reverse = 0, gear = 0], i) => {
    run.frame(frame(257, reverse, gear), i);
    return read(GEAR);
  }); // prettier-ignore
  expect(gears).toEqual([-1, 1, 0, 126, 5]);
});

test("a condition that is not known any more leaves no value rather than a wrong one", () => {
  const { run, store, read } = running(`signals:
  ${GEAR}:
    timeoutMs: 1000
    from:
      - { value: -1, when: { GEARBOX.Reverse: 1 } }
      - { dbc: ENGINE.Rpm }
`);
  run.frame(frame(256, 3, 0, 0, 0), 0);
  expect(read(GEAR)).toBeUndefined();
  run.frame(frame(257, 0, 0), 100);
  run.frame(frame(256, 3, 0, 0, 0), 200);
  expect(read(GEAR)).toBe(3);
  run.frame(frame(256, 3, 0, 0, 0), 1200);
  expect(read(GEAR)).toBeUndefined();
  store.expire(9999);
});

test("thresholds and signals derived from signals follow within the same frame", () => {
  const { run, read } = running(`signals:
  Vehicle.Powertrain.CombustionEngine.IsRunning: { from: [{ signal: Vehicle.Powertrain.CombustionEngine.Speed, above: 400 }] }
  Vehicle.Powertrain.CombustionEngine.Speed: { from: [{ dbc: ENGINE.Rpm }] }
`);
  run.frame(frame(256, 0x90, 0x01, 0, 0), 0);
  expect(read("Vehicle.Powertrain.CombustionEngine.IsRunning")).toBe(0);
  run.frame(frame(256, 0x91, 0x01, 0, 0), 10);
  expect(read("Vehicle.Powertrain.CombustionEngine.IsRunning")).toBe(1);
});

test("an integral counts the way driven in drive time and does not drive through gaps", () => {
  const yaml = `signals:
  Vehicle.Speed: { from: [{ dbc: ENGINE.Speed, scale: 3.6 }] }
  Vehicle.TraveledDistance: { timeoutMs: 99999, from: [{ integrate: Vehicle.Speed, scale: 0.27777778, start: 1000 }] }
`;
  const store = new SignalStore();
  const run = new MappingRun(bound(yaml), store, 2, 0);
  // 20 m/s; the drive runs at twice the clock's pace, so 10 s of clock are 400 m.
  for (let at = 0; at <= 10_000; at += 100) run.frame(frame(256, 0, 0, 200, 0), at);
  expect(store.read("Vehicle.TraveledDistance")).toBe(1400);
  run.frame(frame(256, 0, 0, 200, 0), 60_000);
  expect(store.read("Vehicle.TraveledDistance")).toBe(1400);
});

test("a default stands, and so does what derives from it, until the bus speaks; then the timeout counts", () => {
  const { run, store, read } = running(`signals:
  Vehicle.Powertrain.FuelSystem.RelativeLevel: { default: 10, timeoutMs: 500, from: [{ dbc: ENGINE.Rpm }] }
  Vehicle.Powertrain.FuelSystem.IsFuelLevelLow: { timeoutMs: 500, from: [{ signal: Vehicle.Powertrain.FuelSystem.RelativeLevel, below: 12 }] }
`);
  const both = (): unknown[] => [read("Vehicle.Powertrain.FuelSystem.RelativeLevel"), read("Vehicle.Powertrain.FuelSystem.IsFuelLevelLow")];
  store.expire(100_000);
  expect(both()).toEqual([10, 1]);
  run.frame(frame(256, 50, 0, 0, 0), 100_000);
  expect(both()).toEqual([50, 0]);
  store.expire(100_600);
  expect(both()).toEqual([undefined, undefined]);
});

test("remote and error frames, frames of another id length, and frames cut short change nothing they do not hold", () => {
  const { run, read } = running("signals:\n  Vehicle.Speed: { from: [{ dbc: ENGINE.Speed }] }\n");
  run.frame({ ...frame(256, 0, 0, 100, 0), kind: "remote" }, 0);
  run.frame({ ...frame(256, 0, 0, 100, 0), kind: "error" }, 0);
  run.frame({ ...frame(256, 0, 0, 100, 0), extended: true }, 0);
  run.frame(frame(256, 0, 0, 100), 0);
  expect(read(SPEED)).toBeUndefined();
});

test("the default signals.yaml serves the drive's DBC alone, opendbc's alone, and both at once", () => {
  const yaml = readFileSync(new URL("../../../main/toolstack/cockpits/default/signals.yaml", import.meta.url), "utf8");
  const load = (name: string): Dbc => {
    const dbc = parseDbc(name, readFileSync(new URL(`../../data/drive/${name}`, import.meta.url), "utf8"));
    if (!dbc.ok) throw new Error(`${name} is bad`);
    return dbc.value;
  };
  const [drive, opendbc] = [load("subaru-drive.dbc"), load("subaru_forester_2017_generated.dbc")];
  expect([drive.messages.size, opendbc.messages.size]).toEqual([8, 28]);
  expect(bound(yaml, [drive, opendbc]).absent).toEqual([]);
  expect(bound(yaml, [drive]).absent).toHaveLength(10);
  expect(bound(yaml, [opendbc]).absent.map((path) => path.replace("Vehicle.", ""))).toEqual([
    "Powertrain.FuelSystem.RelativeLevel",
    "Powertrain.FuelSystem.Range",
    "Powertrain.FuelSystem.IsFuelLevelLow",
    "Chassis.ParkingBrake.IsEngaged",
  ]);
});
