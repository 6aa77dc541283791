import { expect, test } from "vitest";
import { SCRIPT_SECONDS } from "../../../main/vehicle/drive-script.ts";
import { SignalStore } from "../../../main/vehicle/signal-store.ts";
import { Simulator, type SimulatorOptions } from "../../../main/vehicle/simulator.ts";
import { type VssPath, vssSignals } from "../../../protocol/vss.ts";
import { seededDice, VirtualTime } from "./virtual-time.ts";

const SELECTED = "Vehicle.Powertrain.Transmission.SelectedGear";

function simulated(
  options: SimulatorOptions = {},
  seed = 7,
): {
  simulator: Simulator;
  time: VirtualTime;
  store: SignalStore;
  read: (path: VssPath) => number | undefined;
  complaints: unknown[];
} {
  const time = new VirtualTime(1000);
  const complaints: unknown[] = [];
  const store = new SignalStore((complaint) => complaints.push(complaint));
  const simulator = new Simulator(options, { timers: time, store, dice: seededDice(seed) });
  return { simulator, time, store, read: (path) => store.read(path), complaints };
}

test("one round parks, starts, cruises at 87 km/h, changes lane, stops, reverses and parks, in about 90 s", () => {
  const { time, read } = simulated();
  const gears: (number | undefined)[] = [];
  const speeds: Record<string, number> = {};
  let flashes = 0;
  let lit = 0;
  for (let tenth = 0; tenth < SCRIPT_SECONDS * 10; tenth++) {
    const gear = read(SELECTED);
    if (gears.at(-1) !== gear) gears.push(gear);
    const cruising = read("Vehicle.ADAS.CruiseControl.IsActive") === 1 ? "cruise" : String(gear);
    speeds[cruising] = Math.max(speeds[cruising] ?? 0, read("Vehicle.Speed") ?? 0);
    const left = read("Vehicle.Body.Lights.DirectionIndicator.Left.IsSignaling") ?? 0;
    if (left > lit) flashes++;
    lit = left;
    time.advance(100);
  }
  expect([gears, Math.round(SCRIPT_SECONDS)]).toEqual([[126, 127, -1, 126], 90]);
  expect(Math.abs((speeds["cruise"] ?? 0) - 87)).toBeLessThan(1.5);
  expect(speeds["-1"]).toBeGreaterThan(1.5);
  expect(speeds["-1"]).toBeLessThan(6);
  expect(speeds["126"]).toBe(0);
  expect(flashes).toBeGreaterThan(10);
});

test("every signal of the table but a driver's own choices has a value in the table's range while the car is in reverse near an obstacle", () => {
  const { time, store, complaints } = simulated({ start: "reverse" });
  time.advance(12_000);
  expect(vssSignals.filter((_, index) => store.value(index) === undefined).map(({ path }) => path)).toEqual([
    "Vehicle.ADAS.CruiseControl.SpeedSet",
    "Vehicle.Cabin.Infotainment.HMI.DayNightMode",
  ]);
  time.advance(200_000);
  expect(complaints).toEqual([]);
});

test("the same seed gives the same drive twice, and another seed another", () => {
  const trace = (seed: number): unknown[] => {
    const { time, store } = simulated({}, seed);
    const seen: unknown[] = [];
    store.onFlush((changed) => seen.push(time.now(), ...[...changed].map((index) => [index, store.value(index)])));
    time.advance(30_000);
    return seen;
  };
  const first = trace(7);
  expect(first.length).toBeGreaterThan(1000);
  expect(trace(7)).toEqual(first);
  expect(trace(8)).not.toEqual(first);
});

test("how often the timers fire does not change the drive", () => {
  const [smooth, rough] = [simulated(), simulated()];
  smooth.time.advance(20_000);
  for (let i = 0; i < 200; i++) {
    rough.time.sleep(90);
    rough.time.advance(10);
  }
  const all = (store: SignalStore): unknown[] => vssSignals.map(({ path }) => store.read(path));
  expect(all(rough.store)).toEqual(all(smooth.store));
});

test("a start in reverse is in reverse before a tick has passed", () => {
  const { read } = simulated({ start: "reverse" });
  expect([read(SELECTED), read("Vehicle.Powertrain.CombustionEngine.IsRunning")]).toEqual([-1, 1]);
});

test("the odometer begins at 48 213 km and counts reversing too", () => {
  const { time, read } = simulated({ start: "reverse" });
  expect(read("Vehicle.TraveledDistance")).toBe(48_213_000);
  time.advance(12_000);
  expect(read("Vehicle.TraveledDistance")).toBeGreaterThan(48_213_004);
});

test("in reverse the obstacle comes closer, and out of it there is no distance", () => {
  const { time, read } = simulated({ start: "reverse" });
  time.advance(9000);
  const far = read("Vehicle.ADAS.ObstacleDetection.Rear.Center.Distance") ?? 0;
  time.advance(4000);
  const near = read("Vehicle.ADAS.ObstacleDetection.Rear.Center.Distance") ?? 9;
  expect([far > near, near < 1.5, far <= 5]).toEqual([true, true, true]);
  time.advance(4000);
  expect([read(SELECTED), read("Vehicle.ADAS.ObstacleDetection.Rear.Center.Distance")]).toEqual([126, undefined]);
});

test("a person takes over at once, drives by the keys, and the selector does not go to reverse at speed", () => {
  const { simulator, time, read, complaints } = simulated();
  simulator.drive({ gear: "D", throttle: 1 });
  time.advance(8000);
  expect(simulator.status().driver).toBe("person");
  const speed = read("Vehicle.Speed") ?? 0;
  expect(speed).toBeGreaterThan(40);
  simulator.drive({ gear: "R", throttle: 0, steer: -1 });
  time.advance(1000);
  expect(read(SELECTED)).toBe(127);
  expect(read("Vehicle.Chassis.SteeringWheel.Angle")).toBeGreaterThan(20);
  simulator.drive({ brake: 1, steer: 0 });
  time.advance(10_000);
  expect([read(SELECTED), read("Vehicle.Speed")]).toEqual([-1, 0]);
  simulator.drive({ gear: "P", throttle: Number.NaN, brake: 9 });
  time.advance(500);
  // A NaN in the model would be refused by the store, and the old values stand.
  expect(complaints).toEqual([]);
  expect([read(SELECTED), read("Vehicle.Chassis.ParkingBrake.IsEngaged"), read("Vehicle.Chassis.Brake.PedalPosition")]).toEqual([
    126, 1, 100,
  ]);
});

test("thirty seconds after the last key the script has the car again and brings it to a stop", () => {
  const { simulator, time, read } = simulated();
  simulator.drive({ gear: "D", throttle: 0.5 });
  time.advance(29_900);
  expect(simulator.status().driver).toBe("person");
  time.advance(200);
  expect(simulator.status()).toMatchObject({ driver: "script", phase: "brake" });
  time.advance(11_500);
  expect(read("Vehicle.Speed")).toBe(0);
});

test("giving the car back is at once, and a car at speed is never put into park", () => {
  const { simulator, time, read } = simulated({ start: "cruise" });
  simulator.drive({ throttle: 1, gear: "D" });
  time.advance(20_000);
  simulator.resume();
  expect(simulator.status().driver).toBe("script");
  for (let i = 0; i < 600; i++) {
    time.advance(100);
    if (read(SELECTED) !== 127) break;
  }
  expect(read("Vehicle.Speed")).toBeLessThan(2);
});

test("a machine that slept wakes to a car that slept too, and a stopped drive has no timer", () => {
  const { simulator, time, read } = simulated({ start: "cruise" });
  time.advance(1000);
  const odometer = read("Vehicle.TraveledDistance") ?? 0;
  time.sleep(3_600_000);
  time.advance(100);
  expect((read("Vehicle.TraveledDistance") ?? 0) - odometer).toBeLessThan(20);
  simulator.stop();
  simulator.stop();
  expect(time.pending).toBe(0);
});
