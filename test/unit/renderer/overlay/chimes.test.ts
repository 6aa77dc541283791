import { expect, test } from "vitest";
import type { SignalValue } from "../../../../protocol/bridge.ts";
import type { VssPath } from "../../../../protocol/vss.ts";
import { chime, HOLD_MS, silent, type Sound } from "../../../../renderer/overlay/chimes.ts";

type Signals = Partial<Record<VssPath, SignalValue>>;

const ON = 4;
const driving: Signals = {
  "Vehicle.LowVoltageSystemState": ON,
  "Vehicle.Speed": 80,
  "Vehicle.Powertrain.CombustionEngine.IsRunning": 1,
  "Vehicle.Powertrain.CombustionEngine.EOP": 300,
  "Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted": 1,
};
const unbelted: Signals = { "Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted": 0 };
const noAbs: Signals = { "Vehicle.ADAS.ABS.IsError": 1 };
const noOil: Signals = { "Vehicle.Powertrain.CombustionEngine.EOP": 0 };

/** Looks every 50 ms at what `now` makes of the time, and answers the sounds with their times. */
function heard(ms: number, now: (at: number) => Signals): readonly (readonly [at: number, sound: Sound])[] {
  let state = silent;
  const all: (readonly [number, Sound])[] = [];
  for (let at = 0; at <= ms; at += 50) {
    const signals = { ...driving, ...now(at) };
    const { after, sounds } = chime(state, (path) => signals[path], at);
    state = after;
    all.push(...sounds.map((sound) => [at, sound] as const));
  }
  return all;
}

test("all is well, or nothing is known: silence", () => {
  expect(heard(60_000, () => ({}))).toEqual([]);
  const nothing = Object.fromEntries(Object.keys(driving).map((path) => [path, undefined]));
  expect(heard(60_000, () => nothing)).toEqual([]);
});

test("a danger strikes three times and then leaves it to its lamp", () => {
  expect(heard(60_000, () => noOil)).toEqual([HOLD_MS, HOLD_MS + 600, HOLD_MS + 1200].map((at) => [at, "triple"]));
});

test("a warning strikes once, and again when it comes again", () => {
  expect(heard(10_000, (at) => (at < 3000 || at > 5000 ? noAbs : {}))).toEqual([
    [HOLD_MS, "single"],
    [5050 + HOLD_MS, "single"],
  ]);
});

test("what lasts for less than the hold is not heard", () => {
  expect(heard(5000, (at) => (at % 1000 < HOLD_MS ? noOil : {}))).toEqual([]);
});

test("an unbelted driver hears a stroke a second above 25 km/h, and after thirty none", () => {
  const beats = heard(120_000, (at) => ({ ...unbelted, "Vehicle.Speed": at < 10_000 ? 25 : 26 }));
  expect(beats.map(([at]) => at)).toEqual(Array.from({ length: 30 }, (_, n) => 10_000 + HOLD_MS + n * 1000));
  expect(new Set(beats.map(([, sound]) => sound))).toEqual(new Set(["repeat"]));
});

test("a belt that is fastened falls silent at once", () => {
  expect(heard(20_000, (at) => (at < 3000 ? unbelted : {})).every(([at]) => at < 3000)).toBe(true);
});

test("the more important warning has the word, and the other one after it", () => {
  expect(heard(5000, () => ({ ...noOil, ...noAbs }))).toEqual([
    [400, "triple"],
    [1000, "triple"],
    [1600, "triple"],
    [2050, "single"],
  ]);
});

test("a danger breaks into a warning that repeats, and no two strokes are nearer than one rings", () => {
  const all = heard(6000, (at) => ({ ...unbelted, ...(at >= 2000 ? noOil : {}) }));
  const danger = all.filter(([, sound]) => sound === "triple").map(([at]) => at);
  const gaps = all.slice(1).map(([at], i) => at - (all[i]?.[0] ?? 0));
  expect(danger[0]).toBeLessThanOrEqual(2000 + HOLD_MS + 450);
  expect([danger.length, Math.min(...gaps) >= 450]).toEqual([3, true]);
});

test("an indicator ticks when its lamp comes and tocks when it goes, a warning or not", () => {
  const flash = (at: number): Signals => ({
    "Vehicle.Body.Lights.DirectionIndicator.Left.IsSignaling": at < 2100 && at % 700 < 350 ? 1 : 0,
  });
  const ticks = [0, 350, 700, 1050, 1400, 1750].map((at, n) => [at, n % 2 === 0 ? "tick" : "tock"] as const);
  expect(heard(4000, flash)).toEqual(ticks);
  expect(heard(4000, (at) => ({ ...flash(at), ...noOil })).filter(([, sound]) => sound !== "triple")).toEqual(ticks);
});

test("an engine that stands, a parked car and stability control at work make no sound", () => {
  expect(heard(5000, () => ({ ...noOil, "Vehicle.Powertrain.CombustionEngine.IsRunning": 0 }))).toEqual([]);
  expect(heard(5000, () => ({ ...noOil, ...noAbs, "Vehicle.LowVoltageSystemState": 1 }))).toEqual([]);
  expect(heard(5000, () => ({ "Vehicle.ADAS.ESC.IsEngaged": 1 }))).toEqual([]);
});
