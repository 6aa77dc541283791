import fc from "fast-check";
import { expect, test } from "vitest";
import type { SignalValue } from "../../../../protocol/bridge.ts";
import type { VssPath } from "../../../../protocol/vss.ts";
import { messageSignals, topMessage } from "../../../../renderer/guests/cluster/messages.ts";

type Signals = Partial<Record<VssPath, SignalValue>>;

const driving: Signals = {
  "Vehicle.Speed": 80,
  "Vehicle.Powertrain.CombustionEngine.IsRunning": 1,
  "Vehicle.Powertrain.CombustionEngine.EOP": 300,
  "Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted": 1,
};
const standing: Signals = { ...driving, "Vehicle.Speed": 0 };

test("all is well: no message", () => {
  expect(topMessage(from(driving))).toBeUndefined();
});

test("the worst tyre is named, with its pressure", () => {
  const signals = {
    ...driving,
    "Vehicle.Chassis.Axle.Row1.Wheel.Right.Tire.Pressure": 191,
    "Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.Pressure": 188,
  };
  expect(topMessage(from(signals))).toEqual({ id: "tyre", level: "warn", icon: "tyre", text: "Rear left tyre", detail: "1.9 bar" });
});

test("an open door is a danger when driving and a warning when standing", () => {
  const open: Signals = { "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen": 1 };
  expect([driving, standing].map((signals) => topMessage(from({ ...signals, ...open }))?.level)).toEqual(["danger", "warn"]);
});

test("several open doors are one message", () => {
  const signals = { ...standing, "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen": 1, "Vehicle.Body.Trunk.Rear.IsOpen": 1 };
  expect(topMessage(from(signals))?.text).toBe("2 doors open");
});

test("the parking brake is no message until the car moves, in either direction", () => {
  const on: Signals = { "Vehicle.Chassis.ParkingBrake.IsEngaged": 1 };
  const ids = [0, 5, 30, -9].map((speed) => topMessage(from({ ...driving, ...on, "Vehicle.Speed": speed }))?.id);
  expect(ids).toEqual([undefined, undefined, "parking-brake", "parking-brake"]);
});

test("no oil pressure with the engine off is as it should be", () => {
  const off = { ...standing, "Vehicle.Powertrain.CombustionEngine.IsRunning": 0, "Vehicle.Powertrain.CombustionEngine.EOP": 0 };
  expect([topMessage(from(off)), topMessage(from({ ...standing, "Vehicle.Powertrain.CombustionEngine.EOP": 0 }))?.id]).toEqual([
    undefined,
    "oil",
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

test("a signal that is not there raises no message but the one that says so", () => {
  expect(topMessage(() => undefined)).toEqual({
    id: "no-data",
    level: "warn",
    icon: "data",
    text: "No vehicle data",
    detail: "Instruments at rest",
  });
});

test("low fuel without a range still reads", () => {
  expect(topMessage(from({ ...driving, "Vehicle.Powertrain.FuelSystem.IsFuelLevelLow": 1 }))?.detail).toBe("-- km left");
});

test("every signal that a rule reads is one that it is listened for", () => {
  const read = new Set<VssPath>();
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constant(undefined), fc.integer({ min: -1, max: 300 })), { minLength: 40, maxLength: 40 }),
      (values) => {
        let next = 0;
        topMessage((path) => {
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
