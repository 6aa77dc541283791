import { expect, test } from "vitest";
import type { SignalValue } from "../../../../protocol/bridge.ts";
import { Lamps, ownTelltales } from "../../../../renderer/guests/cluster/lamps.ts";
import type { Draw } from "../../../../renderer/kit/frame-loop.ts";
import { LAMP_CHECK_MS } from "../../../../renderer/kit/ignition.ts";
import { SignalStore } from "../../../../renderer/kit/signal-store.ts";

type Signals = Readonly<Record<string, SignalValue>>;

const LOCK = { "Vehicle.LowVoltageSystemState": 1 };
const ON = { "Vehicle.LowVoltageSystemState": 4 };

test("a signal lights its lamp in the next frame, and what was told is what has changed", () => {
  const { lamps, take, run } = theLamps(LOCK);
  run(16);
  let told = 0;
  lamps.listen(() => told++);
  run(1000);
  take({ "Vehicle.Body.Lights.Parking.IsOn": 1 });
  const before = lamps.lamp("position");
  run(16);
  expect([before, lamps.lamp("position"), told]).toEqual(["unlit", "lit", 1]);
});

test("switching on lights every lamp of the guest's for two seconds; then they show what is so", () => {
  const { lamps, take, run } = theLamps(LOCK);
  const lit = (): number => ownTelltales.filter(({ id }) => lamps.lamp(id) === "lit").length;
  run(160);
  const off = lit();
  take(ON);
  run(160);
  const checked = lit();
  run(LAMP_CHECK_MS);
  expect([off, checked, lamps.lamp("washer"), lamps.lamp("fuel"), lamps.lamp("tyre")]).toEqual([
    ...[0, ownTelltales.length, "unlit", "lit", "flash"],
  ]);
});

/** The page's lamps on hand-driven signals and frames. */
function theLamps(signals: Signals) {
  let take: (changed: Signals) => void = () => undefined;
  let draw: Draw = () => undefined;
  const lamps = new Lamps(new SignalStore({ onSignals: (to) => ((take = to), to(signals), () => undefined) }), {
    add: (to) => ((draw = to), () => undefined),
  });
  let at = 0;
  const run = (ms: number): void => {
    for (const end = at + ms; at < end; at += 16) draw(at, 16);
  };
  return { lamps, run, take: (changed: Signals) => take(changed) };
}
