import { expect, test } from "vitest";
import { slotOf } from "../../../main/vehicle/signal-store.ts";
import { theDefaultCockpit } from "../../support/headless.ts";
import { SteadyWorld } from "../../support/steady-world.ts";

const SPEED = slotOf("Vehicle.Speed");
const GEAR = slotOf("Vehicle.Powertrain.Transmission.SelectedGear");
const HOUR_MS = 3_600_000;

test("in an hour of driving round and round with nothing wrong no detector fires", { timeout: 120_000 }, async () => {
  const t = await SteadyWorld.boot({ drive: "parked" });
  const gears = new Set<number | undefined>();
  const speeds = new Set<number>();
  const watched = t.dom0.signals.onFlush(() => {
    gears.add(t.dom0.signals.value(GEAR));
    speeds.add(Math.round((t.dom0.signals.value(SPEED) ?? Number.NaN) / 10));
  });
  await t.run(HOUR_MS);
  watched();
  expect({
    signatures: theDefaultCockpit().detection.signatures.length,
    detected: t.observed.detections,
    restarts: ["cluster", "ivi"].map((domain) => t.lives(domain)),
    frames: ["cluster", "ivi"].map((display) => t.frames(display)),
    // It parked, drove as fast as it may, and reversed with the camera on.
    reversed: gears.has(-1),
    fast: Math.max(...speeds) >= 8,
    none: speeds.has(Number.NaN),
  }).toEqual({ signatures: 1, detected: [], restarts: [[], []], frames: [216_000, 216_000], reversed: true, fast: true, none: false });
});
