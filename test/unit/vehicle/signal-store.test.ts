import { expect, test } from "vitest";
import { SignalStore, slotOf, vssIndex } from "../../../main/vehicle/signal-store.ts";
import type { SignalSource } from "../../../main/backends/vss/signal-source.ts";
import { vssSignals } from "../../../protocol/vss.ts";

const SPEED = slotOf("Vehicle.Speed");
const GEAR = slotOf("Vehicle.Powertrain.Transmission.SelectedGear");
const FUEL = slotOf("Vehicle.Powertrain.FuelSystem.RelativeLevel");
const BELT = slotOf("Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted");
const MODE = slotOf("Vehicle.Powertrain.Transmission.PerformanceMode");

test("a store begins with no value for any signal", () => {
  const store = new SignalStore();
  expect(vssSignals.filter(({ path }) => store.read(path) !== undefined)).toEqual([]);
  expect(vssIndex("Vehicle.Nonsense")).toBeUndefined();
});

test("subscribers hear once per flush of what changed, not of what was set to the value it had", () => {
  const store = new SignalStore();
  const heard: number[][] = [];
  const stop = store.onFlush((changed) => heard.push([...changed]));
  store.set(SPEED, 50, 0);
  store.set(SPEED, 51, 1);
  store.set(GEAR, 3, 1);
  store.flush();
  store.set(GEAR, 3, 2);
  store.flush();
  store.set(SPEED, 52, 3);
  stop();
  store.flush();
  expect(heard).toEqual([[SPEED, GEAR]]);
  expect(store.at(GEAR)).toBe(2);
});

test("a backend that wants one index at a time gets the same changes, until it unsubscribes", () => {
  const store = new SignalStore();
  const heard: number[] = [];
  const source: SignalSource = store;
  const stop = source.subscribe((index) => heard.push(index));
  store.set(SPEED, 50, 0);
  store.set(GEAR, 1, 0);
  store.flush();
  stop();
  stop();
  store.set(SPEED, 60, 0);
  store.flush();
  expect(heard).toEqual([SPEED, GEAR]);
});

test("a quantity beyond its range is taken at the bound and complained of once until it is good again", () => {
  const complaints: unknown[] = [];
  const store = new SignalStore((complaint) => complaints.push(complaint));
  for (const value of [102.2, 102.3, 50, -7]) store.set(FUEL, value, 0);
  expect(store.value(FUEL)).toBe(0);
  const path = "Vehicle.Powertrain.FuelSystem.RelativeLevel";
  expect(complaints).toEqual([
    { path, value: 102.2, outcome: "clamped" },
    { path, value: -7, outcome: "clamped" },
  ]);
});

test("what is no number, no boolean or no member of the enumeration is not taken", () => {
  const outcomes: string[] = [];
  const store = new SignalStore(({ outcome }) => outcomes.push(outcome));
  store.set(SPEED, Number.NaN, 0);
  store.set(BELT, 2, 0);
  store.set(MODE, 5, 0);
  expect([store.value(SPEED), store.value(BELT), store.value(MODE), outcomes]).toEqual([
    undefined,
    undefined,
    undefined,
    ["rejected", "rejected", "rejected"],
  ]);
});

test("whole-number types are rounded, and never to minus zero", () => {
  const store = new SignalStore();
  store.set(GEAR, -0.2, 0);
  expect(store.value(GEAR)).toBe(0);
  store.set(FUEL, 49.6, 0);
  expect(store.value(FUEL)).toBe(50);
});

test("a value that is not set again within its timeout is gone, sooner when the drive runs faster than the clock", () => {
  const store = new SignalStore();
  store.setTimeoutMs(SPEED, 500);
  store.set(SPEED, 50, 1000);
  store.expire(1500);
  expect(store.value(SPEED)).toBe(50);
  store.expire(1300, 2);
  expect(store.value(SPEED)).toBeUndefined();
  store.set(SPEED, 50, 2000);
  store.expire(2501);
  expect(store.value(SPEED)).toBeUndefined();
});

test("a chosen value stands whatever the vehicle says, does not grow old, and gives way to what the vehicle said last", () => {
  const store = new SignalStore();
  const heard: (number | undefined)[] = [];
  store.onFlush(() => heard.push(store.value(MODE)));
  const step = (does: () => void): void => {
    does();
    store.flush();
  };
  store.setTimeoutMs(MODE, 100);
  step(() => store.set(MODE, 0, 0));
  step(() => store.choose(MODE, 2));
  step(() => store.set(MODE, 1, 10));
  step(() => store.expire(10_000));
  step(() => store.choose(MODE, undefined));
  step(() => store.unchoose(MODE, 20));
  step(() => store.choose(MODE, 3));
  step(() => store.clear(MODE));
  step(() => store.unchoose(MODE, 30));
  step(() => store.unchoose(MODE, 40));
  expect([heard, store.at(MODE)]).toEqual([[0, 2, undefined, 1, 3, undefined], expect.anything()]);
});
