import { describe, expect, test } from "vitest";
import type { DetectorName } from "../../../main/detection/detection.ts";
import { faultNamed } from "../../../main/faults/catalogue.ts";
import type { Cockpit } from "../../../main/toolstack/cockpit.ts";
import type { DrivePhase } from "../../../main/faults/world.ts";
import { theDefaultCockpit, withDetection } from "../../support/headless.ts";
import { SteadyWorld } from "../../support/steady-world.ts";

const VBLANK_MS = 1000 / 60;
/** How often detectors look, and how often the rings are looked at. */
const LOOK_MS = 100;
const RINGS_MS = 3 * LOOK_MS;
const SIGNATURE_MS = 250;
const SPEED = "Vehicle.Speed";

const cockpit = theDefaultCockpit();
const { detection } = cockpit;

interface Fires {
  readonly fault: string;
  readonly target?: string;
  readonly values?: Readonly<Record<string, number | string>>;
  readonly drive?: DrivePhase;
  readonly cockpit?: Cockpit;
  /** Of whom. */
  readonly of: string;
  /** What has to come after the fault until the detector's own time begins. */
  readonly begins?: (t: SteadyWorld) => Promise<void>;
  /** Milliseconds: not before, and not after. */
  readonly least: number;
  readonly most: number;
}

const between = (limitMs: number, lookMs: number): { readonly least: number; readonly most: number } => ({
  least: limitMs,
  most: limitMs + lookMs,
});
const at = (ms: number): { readonly least: number; readonly most: number } => ({ least: ms, most: ms });

async function keyIsPressed(t: SteadyWorld): Promise<void> {
  await t.run(50);
  t.world.key("ivi0", 30, true);
  t.mark();
}

async function speedMoves(t: SteadyWorld): Promise<void> {
  const shown = t.shows("cluster", SPEED) ?? 0;
  await t.until(() => Math.abs((t.signal(SPEED) ?? 0) - shown) >= 5);
  t.mark();
}

/** A fitting fault for each detector, and the time within which it has to be found. `stall` is a process's, and live only; `first-frame` is below. */
const fires: Readonly<Record<Exclude<DetectorName, "stall" | "first-frame">, readonly Fires[]>> = {
  "domain-exit": [{ fault: "domain.crash", of: "ivi", ...at(0) }],
  abi: [{ fault: "ring.impossible-index", of: "ivi", ...between(0, 1) }],
  flood: [{ fault: "evtchn.storm", of: "ivi", ...between(0, 50) }],
  // 1024 MiB less the 120 that it has, at 40 each tenth of a second.
  memory: [{ fault: "domain.leak", of: "ivi", ...between(2200, LOOK_MS) }],
  // Its last word may be a second old when the fault comes.
  heartbeat: [
    {
      fault: "domain.hang",
      of: "ivi",
      cockpit: withDetection(cockpit, { watchdogMs: 60_000 }),
      least: detection.heartbeatMs - 1000,
      most: detection.heartbeatMs,
    },
    { fault: "dom0.watchdog-drill", of: "ivi", ...between(1, 0) },
  ],
  // Two frames are under way when it stops.
  "flip-deadline": ["cluster", "ivi"].map((target) => ({
    fault: "domain.hang",
    target,
    of: target,
    ...between(detection.freezeVblanks * VBLANK_MS, 3 * VBLANK_MS),
  })),
  hung: [{ fault: "domain.hang", of: "ivi", ...between(detection.freezeVblanks * VBLANK_MS + detection.watchdogMs, 3 * VBLANK_MS) }],
  "freeze-signature": [
    {
      fault: "display.freeze",
      target: "cluster",
      drive: "accelerate",
      of: "cluster",
      begins: speedMoves,
      ...between(1500, 2 * SIGNATURE_MS),
    },
  ],
  // The ring was last seen empty at most one look before.
  "ring-stall": [{ fault: "ring.stall", of: "ivi", least: detection.ringStallMs - RINGS_MS, most: detection.ringStallMs + RINGS_MS }],
  "input-deadline": [{ fault: "domain.hang", of: "ivi", begins: keyIsPressed, ...between(detection.inputMs, LOOK_MS) }],
  "signal-age": [
    { fault: "bus.lost", of: SPEED, ...between(2000 - VBLANK_MS, LOOK_MS + VBLANK_MS) },
    {
      fault: "bus.stale",
      values: { signal: "Vehicle.Powertrain.Transmission.SelectedGear" },
      of: "Vehicle.Powertrain.Transmission.SelectedGear",
      // It is sent ten times a second.
      ...between(2000 - 100, LOOK_MS + 100),
    },
  ],
  camera: [
    { fault: "camera.lost", drive: "reverse", of: "camera", ...between(detection.cameraLostMs - 34, LOOK_MS + 34) },
    { fault: "camera.frozen", drive: "reverse", of: "camera", ...between(detection.cameraFrozenMs, LOOK_MS + 34) },
  ],
  quota: [
    { fault: "xenstore.quota", of: "ivi", ...between(0, 2) },
    { fault: "xenstore.watch-storm", of: "ivi", ...between(0, 2) },
  ],
  loop: [{ fault: "dom0.slow-loop", of: "dom0", ...between(400, LOOK_MS) }],
  "given-up": [
    {
      fault: "domain.crash-loop",
      values: { times: 100, after: 0 },
      of: "ivi",
      cockpit: withDetection(cockpit, { giveUpAfter: 2, restartBackoffMs: [0] }),
      begins: async (t) => {
        await t.until(() => t.lives("ivi").filter((step) => step === "shutdown").length === 2);
        t.mark();
      },
      ...at(0),
    },
  ],
};

const rows = Object.entries(fires).flatMap(([detector, list]) => list.map((row) => ({ detector, ...row })));

describe.each(rows)("$detector", ({ detector, fault: name, target, values, drive, cockpit: its, of, begins, least, most }) => {
  test(`fires for ${name}, of ${of}, after ${Math.round(least)} to ${Math.round(most)} ms`, async () => {
    const fault = faultNamed(name);
    if (!fault) throw new Error(`no ${name}`);
    const t = await SteadyWorld.boot({ ...(drive && { drive }), ...(its && { cockpit: its }) });
    const before = t.detected();
    t.inject(fault, fault.target === "none" ? "" : (target ?? "ivi"), values);
    await begins?.(t);
    await t.until(() => t.firedAfter(detector, of) !== undefined || t.elapsed > most + 60_000);
    const took = t.firedAfter(detector, of) ?? Number.NaN;
    expect(before).toEqual([]);
    // Times are sums of fractions.
    expect(took).toBeGreaterThanOrEqual(least - 0.001);
    expect(took).toBeLessThanOrEqual(most + 0.001);
  });
});

test("first-frame fires for a domain whose events are lost from its start on, after startMs", async () => {
  const t = await SteadyWorld.boot();
  t.world.crash("ivi");
  await t.until(() => t.lives("ivi").includes("built"));
  const born = t.dom0.hypervisor.domains().find(({ name, dying }) => name === "ivi" && !dying)?.domid;
  if (born === undefined) throw new Error("no ivi");
  t.world.machine.evtchn.set(born, { lost: 1, lateMs: 0 });
  await t.until(() => t.lives("ivi").includes("started"));
  t.mark();
  await t.run(detection.startMs - 1);
  const before = t.detected();
  await t.run(1);
  expect([before, t.firedAfter("first-frame", "ivi")]).toEqual([[], detection.startMs]);
});

test("a paused domain is judged by nothing but its display, however long, whatever is typed at it", async () => {
  const t = await SteadyWorld.boot();
  t.world.pause("ivi");
  for (let i = 0; i < 120; i++) {
    t.world.key("ivi0", 30, i % 2 === 0);
    await t.run(500);
  }
  expect([t.detected(), t.lives("ivi")]).toEqual([["flip-deadline ivi"], []]);
});

test("a domain that stands still for less than its limits is found by its display alone, and once", async () => {
  const t = await SteadyWorld.boot();
  const wake = t.world.hang("ivi");
  await t.run(2500);
  wake();
  await t.run(20_000);
  expect([t.details("flip-deadline").length, t.detected(), t.lives("ivi")]).toEqual([1, ["flip-deadline ivi"], []]);
});
