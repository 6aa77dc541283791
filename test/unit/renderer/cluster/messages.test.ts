import fc from "fast-check";
import { expect, test } from "vitest";
import type { SignalValue } from "../../../../protocol/bridge.ts";
import type { VssPath } from "../../../../protocol/vss.ts";
import { activeMessages, messageSignals, type Message } from "../../../../renderer/guests/cluster/messages.ts";

type Signals = Partial<Record<VssPath, SignalValue>>;

const driving: Signals = {
  "Vehicle.Speed": 80,
  "Vehicle.Powertrain.CombustionEngine.IsRunning": 1,
  "Vehicle.Powertrain.CombustionEngine.EOP": 300,
  "Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted": 1,
};
const standing: Signals = { ...driving, "Vehicle.Speed": 0 };

test("all is well: no message", () => {
  expect(activeMessages(from(driving))).toEqual([]);
});

test("every soft tyre is named with its pressure, the softest first", () => {
  const signals = {
    ...driving,
    "Vehicle.Chassis.Axle.Row1.Wheel.Right.Tire.Pressure": 191,
    "Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.Pressure": 188,
  };
  const tyre = { level: "warn", icon: "tyre" };
  expect(activeMessages(from(signals))).toEqual([
    { ...tyre, id: "tyreRearLeft", text: "tyreRearLeft", detail: { quantity: "pressure", value: 188 } },
    { ...tyre, id: "tyreFrontRight", text: "tyreFrontRight", detail: { quantity: "pressure", value: 191 } },
  ]);
});

test("an open door is a danger when driving and a warning when standing", () => {
  const open: Signals = { "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen": 1 };
  expect([driving, standing].map((signals) => topMessage(from({ ...signals, ...open }))?.level)).toEqual(["danger", "warn"]);
});

test("several open doors are a message each", () => {
  const signals = { ...standing, "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen": 1, "Vehicle.Body.Trunk.Rear.IsOpen": 1 };
  expect(activeMessages(from(signals)).map(({ text }) => text)).toEqual(["doorDriver", "boot"]);
});

test("the parking brake is no message until the car moves, in either direction", () => {
  const on: Signals = { "Vehicle.Chassis.ParkingBrake.IsEngaged": 1 };
  const ids = [0, 5, 30, -9].map((speed) => topMessage(from({ ...driving, ...on, "Vehicle.Speed": speed }))?.id);
  expect(ids).toEqual([undefined, undefined, "parkingBrake", "parkingBrake"]);
});

test("no oil pressure with the engine off is as it should be", () => {
  const off = { ...standing, "Vehicle.Powertrain.CombustionEngine.IsRunning": 0, "Vehicle.Powertrain.CombustionEngine.EOP": 0 };
  expect([topMessage(from(off)), topMessage(from({ ...standing, "Vehicle.Powertrain.CombustionEngine.EOP": 0 }))?.id]).toEqual([
    undefined,
    "oilPressure",
  ]);
});

test("a danger goes before any warning, and the airbag before all", () => {
  const signals: Signals = {
    ...driving,
    "Vehicle.ADAS.ESC.IsError": 1,
    "Vehicle.Powertrain.FuelSystem.IsFuelLevelLow": 1,
    "Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted": 0,
  };
  const crashed = { ...signals, "Vehicle.Cabin.Seat.Row1.DriverSide.Airbag.IsDeployed": 1 };
  expect([topMessage(from(signals))?.id, topMessage(from(crashed))?.id]).toEqual(["belt", "airbag"]);
});

test("whatever happens, dangers stand before warnings and warnings before information", () => {
  const rank = { danger: 0, warn: 1, info: 2 };
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(0, 1), fc.integer({ min: -20, max: 300 })), { minLength: 24, maxLength: 24 }),
      (values) => {
        const levels = activeMessages((path) => values[messageSignals.indexOf(path)]).map(({ level }) => rank[level]);
        expect(levels).toEqual([...levels].sort());
      },
    ),
  );
});

test("no message is there twice", () => {
  const all: Signals = { ...driving, "Vehicle.Exterior.AirTemperature": -4 };
  const bad = Object.fromEntries(messageSignals.map((path) => [path, path.endsWith("Pressure") ? 100 : 1])) as Signals;
  const ids = activeMessages(from({ ...bad, ...all })).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(12);
});

test("a signal that is not there raises no message but the one that says so", () => {
  expect(activeMessages(() => undefined)).toEqual([
    { id: "noData", level: "warn", icon: "data", text: "noData", detail: { text: "atRest" } },
  ]);
});

test("every signal that a rule reads is one that it is listened for", () => {
  const read = new Set<VssPath>();
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constant(undefined), fc.integer({ min: -1, max: 300 })), { minLength: 40, maxLength: 40 }),
      (values) => {
        let next = 0;
        activeMessages((path) => {
          read.add(path);
          return values[next++ % values.length];
        });
      },
    ),
  );
  expect([...read].filter((path) => !messageSignals.includes(path))).toEqual([]);
});

function from(signals: Signals): (path: VssPath) => SignalValue {
  return (path) => signals[path];
}

function topMessage(read: (path: VssPath) => SignalValue): Message | undefined {
  return activeMessages(read)[0];
}
