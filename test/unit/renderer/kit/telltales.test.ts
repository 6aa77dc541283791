import fc from "fast-check";
import { expect, test } from "vitest";
import { vssSignals, type VssPath } from "../../../../protocol/vss.ts";
import type { SignalValue } from "../../../../protocol/bridge.ts";
import { IGNITION } from "../../../../renderer/kit/ignition.ts";
import { telltalePlaces, placing } from "../../../../renderer/kit/telltale-layout.ts";
import type { Lamp } from "../../../../renderer/kit/telltale-rules.ts";
import { drawnBy, lampOf, lampSources, symbols, telltales, type TelltaleId } from "../../../../renderer/kit/telltales.ts";

type Signals = Partial<Record<VssPath, SignalValue>>;

const ENGINE = "Vehicle.Powertrain.CombustionEngine";
const AXLE = "Vehicle.Chassis.Axle";
const LIGHTS = "Vehicle.Body.Lights";
const SEAT = "Vehicle.Cabin.Seat.Row1.DriverSide";
const ON = 4;
const LOCK = 1;

/** A healthy car with its engine running: of what a telltale looks at, nothing lights any. */
const healthy: Signals = {
  ...Object.fromEntries(vssSignals.map(({ path }) => [path, 0])),
  [IGNITION]: ON,
  [`${ENGINE}.IsRunning`]: 1,
  [`${ENGINE}.EOP`]: 300,
  [`${ENGINE}.EngineOil.Level`]: 2,
  [`${ENGINE}.EngineCoolant.Temperature`]: 90,
  "Vehicle.LowVoltageBattery.CurrentVoltage": 14,
  ...Object.fromEntries(
    ["Row1.Wheel.Left", "Row1.Wheel.Right", "Row2.Wheel.Left", "Row2.Wheel.Right"].map((w) => [`${AXLE}.${w}.Tire.Pressure`, 240]),
  ),
  [`${SEAT}.IsBelted`]: 1,
  [`${SEAT}.Airbag.IsEnabled`]: 1,
};

// prettier-ignore
const cases: Readonly<Record<TelltaleId, readonly [reason: Signals, shown: Lamp, missing: Lamp]>> = {
  "brake":         [{ [`${AXLE}.Row1.Wheel.Left.Brake.IsFluidLevelLow`]: 1 }, "lit", "lit"],
  "airbag":        [{ [`${SEAT}.Airbag.IsEnabled`]: 0 }, "lit", "lit"],
  "oil":           [{ [`${ENGINE}.EOP`]: 69 }, "lit", "lit"],
  "coolant":       [{ [`${ENGINE}.EngineCoolant.Temperature`]: 119 }, "lit", "flash"],
  "door":          [{ "Vehicle.Cabin.Door.Row2.PassengerSide.IsOpen": 1 }, "lit", "lit"],
  "belt":          [{ [`${SEAT}.IsBelted`]: 0 }, "lit", "lit"],
  "parking-brake": [{ "Vehicle.Chassis.ParkingBrake.IsEngaged": 1 }, "lit", "flash"],
  "battery":       [{ "Vehicle.LowVoltageBattery.CurrentVoltage": 12 }, "lit", "lit"],
  "abs":           [{ "Vehicle.ADAS.ABS.IsError": 1 }, "lit", "lit"],
  "esc":           [{ "Vehicle.ADAS.ESC.IsEngaged": 1 }, "flash", "lit"],
  "tyre":          [{ [`${AXLE}.Row2.Wheel.Right.Tire.Pressure`]: 191 }, "lit", "flash"],
  "engine":        [{ "Vehicle.Diagnostics.DTCCount": 1 }, "lit", "lit"],
  "brake-wear":    [{ [`${AXLE}.Row1.Wheel.Right.Brake.IsBrakesWorn`]: 1 }, "lit", "lit"],
  "fuel":          [{ "Vehicle.Powertrain.FuelSystem.IsFuelLevelLow": 1 }, "lit", "lit"],
  "oil-level":     [{ [`${ENGINE}.EngineOil.Level`]: 1 }, "lit", "unlit"],
  "lamp":          [{ [`${LIGHTS}.Brake.IsDefect`]: 1 }, "lit", "lit"],
  "lane":          [{ "Vehicle.ADAS.LaneDepartureDetection.IsWarning": 1 }, "flash", "unlit"],
  "washer":        [{ "Vehicle.Body.Windshield.Front.WasherFluid.IsLevelLow": 1 }, "lit", "unlit"],
  "turn-left":     [{ [`${LIGHTS}.DirectionIndicator.Left.IsSignaling`]: 1 }, "lit", "unlit"],
  "turn-right":    [{ [`${LIGHTS}.Hazard.IsSignaling`]: 1 }, "lit", "unlit"],
  "fog-rear":      [{ [`${LIGHTS}.Fog.Rear.IsOn`]: 1 }, "lit", "unlit"],
  "fog-front":     [{ [`${LIGHTS}.Fog.Front.IsOn`]: 1 }, "lit", "unlit"],
  "beam-high":     [{ [`${LIGHTS}.Beam.High.IsOn`]: 1 }, "lit", "unlit"],
  "beam-low":      [{ [`${LIGHTS}.Beam.Low.IsOn`]: 1 }, "lit", "unlit"],
  "position":      [{ [`${LIGHTS}.Parking.IsOn`]: 1 }, "lit", "unlit"],
};

test.each(telltales)("$id is unlit on a healthy car, shows its reason, and when its signals are missing what its row says", (telltale) => {
  const [reason, shown, missing] = cases[telltale.id];
  expect([lampOf(telltale, from(healthy)), lampOf(telltale, from({ ...healthy, ...reason })), lampOf(telltale, from({}))]).toEqual([
    "unlit",
    shown,
    missing,
  ]);
});

test("what is known to be wrong is shown, whatever else has fallen silent", () => {
  fc.assert(
    fc.property(fc.constantFrom(...telltales), fc.subarray(vssSignals.map(({ path }) => path)), (telltale, silent) => {
      const [reason, shown] = cases[telltale.id];
      const gone = Object.fromEntries(silent.map((path) => [path, undefined]));
      const lamp = lampOf(telltale, from({ ...healthy, ...gone, ...reason }));
      // A failed system may be lit where it would flash; it is never unlit.
      expect([shown, telltale.missing]).toContain(lamp);
      if (shown === "lit") expect(lamp).toBe("lit");
    }),
  );
});

test("a silent signal never leaves a telltale unlit that counts silence as failure", () => {
  for (const telltale of telltales.filter(({ missing }) => missing !== "unlit")) {
    for (const path of telltale.rule.sources) {
      expect([telltale.id, path, lampOf(telltale, from({ ...healthy, [path]: undefined }))]).toEqual([telltale.id, path, telltale.missing]);
    }
  }
});

test("with the ignition off only what works in a parked car is lit", () => {
  const all = Object.assign({}, healthy, ...Object.values(cases).map(([reason]) => reason), { [IGNITION]: LOCK });
  expect(telltales.filter((telltale) => lampOf(telltale, from(all)) !== "unlit").map(({ id }) => id)).toEqual([
    "door",
    "parking-brake",
    "turn-left",
    "turn-right",
    "position",
  ]);
});

test("dom0 draws what no guest may cover", () => {
  const must: readonly TelltaleId[] = ["brake", "parking-brake", "oil", "airbag", "abs", "belt", "door", "turn-left", "turn-right"];
  expect(drawnBy("dom0").map(({ id }) => id)).toEqual(expect.arrayContaining([...must]));
  expect([drawnBy("dom0").length + drawnBy("guest").length, telltales.length >= 24]).toEqual([telltales.length, true]);
});

test("no two telltales share a pixel, dom0's and the guest's least of all, nor the name of the domain", () => {
  const boxes = [...telltales.map(({ id }) => ({ id, ...telltalePlaces[id] })), { id: "name", x: 0, y: -144, size: 170 }];
  const overlapping = boxes.flatMap((a, i) =>
    boxes.slice(i + 1).filter((b) => a.x < b.x + b.size && b.x < a.x + a.size && a.y < b.y + b.size && b.y < a.y + a.size).map((b) => [a.id, b.id]),
  ); // prettier-ignore
  expect(overlapping).toEqual([]);
});

test("a mirrored symbol stands in the same place as one that is not", () => {
  const place = { x: 100, y: 20, size: 48 };
  expect([placing(place, false), placing(place, true)]).toEqual(["translate(100 20) scale(2)", "translate(148 20) scale(-2 2)"]);
});

test("no two ids, priorities or symbols are the same, the two fog lights' apart, which face each other", () => {
  const unique = (of: readonly unknown[]): number => new Set(of).size;
  expect([unique(telltales.map(({ id }) => id)), unique(telltales.map(({ priority }) => priority))]).toEqual([
    telltales.length,
    telltales.length,
  ]);
  expect(unique(Object.values(symbols))).toBe(telltales.length - 1);
});

test("a rule reads no signal but its own and the ignition's", () => {
  for (const telltale of telltales) {
    const read = new Set<VssPath>();
    lampOf(telltale, (path) => (read.add(path), healthy[path]));
    expect([...read].filter((path) => !lampSources(telltale).includes(path))).toEqual([]);
  }
});

function from(signals: Signals): (path: VssPath) => SignalValue {
  return (path) => signals[path];
}
