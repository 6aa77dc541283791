import { expect, test } from "vitest";
import { SignalAges } from "../../../main/detection/signal-ages.ts";
import { SignalStore, slotOf } from "../../../main/vehicle/signal-store.ts";

const SPEED = slotOf("Vehicle.Speed");
const ENGINE = slotOf("Vehicle.Powertrain.CombustionEngine.Speed");

/** A speed that may be two seconds old. */
function someAges() {
  const signals = new SignalStore();
  const stale: string[] = [];
  const flushed: number[][] = [];
  signals.onFlush((changed) => flushed.push([...changed]));
  const ages = new SignalAges(signals, [{ path: "Vehicle.Speed", index: SPEED, limitMs: 2000 }], ({ path }, ms) =>
    stale.push(`${path} ${ms}`),
  );
  return { signals, stale, flushed, ages };
}

test("a value older than its limit is taken away, and whoever shows it is told; one just as old stays", () => {
  const { signals, stale, flushed, ages } = someAges();
  signals.set(SPEED, 50, 1000);
  signals.flush();
  ages.look(3000);
  const before = [signals.value(SPEED), [...stale]];
  ages.look(3001);
  expect([before, signals.value(SPEED), stale, flushed]).toEqual([[50, []], undefined, ["Vehicle.Speed 2001"], [[SPEED], [SPEED]]]);
});

test("a value that is sent again and again is as old as when it was sent last, changed or not", () => {
  const { signals, stale, ages } = someAges();
  for (let at = 0; at <= 60_000; at += 1000) {
    signals.set(SPEED, 50, at);
    ages.look(at + 999);
  }
  expect(stale).toEqual([]);
});

test("it is told of once, until it was sent again; and a signal that never came is not too old", () => {
  const { signals, stale, ages } = someAges();
  ages.look(10_000);
  signals.set(SPEED, 50, 10_000);
  for (let at = 10_000; at <= 20_000; at += 100) ages.look(at);
  signals.set(SPEED, 50, 20_000);
  for (let at = 20_000; at <= 30_000; at += 100) ages.look(at);
  expect(stale).toEqual(["Vehicle.Speed 2100", "Vehicle.Speed 2100"]);
});

test("signals without a limit stay", () => {
  const { signals, ages } = someAges();
  signals.set(ENGINE, 2000, 0);
  ages.look(1_000_000);
  expect(signals.value(ENGINE)).toBe(2000);
});
