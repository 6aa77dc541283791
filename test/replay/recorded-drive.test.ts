/** The recorded drive through DBC files, the default signals.yaml and the replay, against facts decoded by another program. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Log, type LogRecord } from "../../main/log/log.ts";
import { SignalStore } from "../../main/vehicle/signal-store.ts";
import { type Drive, startDrive } from "../../main/vehicle/source.ts";
import { vssSignals, type VssPath } from "../../protocol/vss.ts";
import { seededDice, VirtualTime } from "../unit/vehicle/virtual-time.ts";

const data = (name: string): Buffer => readFileSync(new URL(`../data/drive/${name}`, import.meta.url));
const octets = data("subaru-excerpt.log");
const mapping = readFileSync(new URL("../../main/toolstack/cockpits/default/signals.yaml", import.meta.url), "utf8");

async function* chunks(size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
}

interface Change {
  readonly at: number;
  readonly path: VssPath;
  readonly value: number | undefined;
}

interface Recording {
  readonly drive: Drive;
  readonly time: VirtualTime;
  readonly store: SignalStore;
  readonly changes: readonly Change[];
  readonly records: readonly LogRecord[];
}

function play(options: { speed?: number; loop?: boolean; chunk?: number } = {}): Recording {
  const time = new VirtualTime(5000);
  const store = new SignalStore();
  const changes: Change[] = [];
  const records: LogRecord[] = [];
  store.onFlush((changed) => {
    for (const index of changed) {
      const path = vssSignals[index]?.path;
      if (path) changes.push({ at: time.now() - 5000, path, value: store.value(index) });
    }
  });
  const log = { name: "subaru-excerpt.log", size: octets.length, open: () => chunks(options.chunk ?? 4096) };
  const dbcs = ["subaru-drive.dbc", "subaru_forester_2017_generated.dbc"].map((name) => ({ name, text: data(name).toString("utf8") }));
  const started = startDrive(
    { source: "replay", log, dbcs, mapping: { name: "signals.yaml", text: mapping }, speed: options.speed ?? 1, loop: options.loop ?? false },
    { timers: time, dice: seededDice(1), store, log: new Log(() => time.now(), (record) => records.push(record)) },
  ); // prettier-ignore
  if (!started.ok) throw new Error(JSON.stringify(started.error));
  return { drive: started.value, time, store, changes, records };
}

/** Every change of one signal as `seconds=value`, to the tenth: a tick is 8 ms. */
const edges = (changes: readonly Change[], path: VssPath): readonly string[] =>
  changes.filter((change) => change.path === path).map(({ at, value }) => `${(at / 1000).toFixed(1)}=${value}`);

test("the drive gives the gears, reverse, flashes, brake lights and speeds that were decoded independently", async () => {
  const { time, changes, store, drive } = play();
  await time.advanceAsync(72_700);

  // REVERSE from 1.25 to 9.88 s, gears from GEAR; 7 is no gear.
  const gears = edges(changes, "Vehicle.Powertrain.Transmission.SelectedGear");
  expect(gears.slice(0, 6)).toEqual(["0.6=0", "1.2=1", "1.3=-1", "9.9=1", "10.0=0", "10.4=1"]);
  expect(gears).toEqual(expect.arrayContaining(["39.0=2", "42.0=3", "49.3=4", "49.5=5", "53.8=6"]));
  expect(store.read("Vehicle.Powertrain.Transmission.SelectedGear")).toBe(6);

  // Five flashes between 44.56 and 47.46 s, none on the right.
  expect(edges(changes, "Vehicle.Body.Lights.DirectionIndicator.Left.IsSignaling")).toEqual([
    ...["0.0=0", "44.6=1", "44.9=0", "45.3=1", "45.6=0", "46.0=1", "46.3=0", "46.6=1", "47.0=0", "47.3=1", "47.5=0"],
  ]);
  expect(edges(changes, "Vehicle.Body.Lights.DirectionIndicator.Right.IsSignaling")).toEqual(["0.0=0"]);
  expect(edges(changes, "Vehicle.Body.Lights.Brake.IsActive")).toEqual(["0.0=1", "2.1=0", "8.6=1", "10.3=0"]);

  // Peaks of each window of ten seconds, m/s. The excerpt has every fifth speed, 0.1 s apart: that is worth 0.3 m/s.
  const peaks = Array.from({ length: 8 }, (_, window) => {
    const speeds = changes.filter(({ at, path }) => path === "Vehicle.Speed" && Math.floor(at / 10_000) === window);
    return Math.max(...speeds.map(({ value }) => (value ?? 0) / 3.6));
  });
  [2.2, 5.4, 6.2, 15.2, 30.6, 35.4, 35.3, 36.0].forEach((peak, window) => expect(Math.abs((peaks[window] ?? 0) - peak)).toBeLessThan(0.3));

  const coolant = changes.filter(({ path }) => path.endsWith("EngineCoolant.Temperature")).map(({ value }) => value ?? 0);
  expect([Math.min(...coolant), Math.max(...coolant)]).toEqual([87, 95]);
  // The integral of the speed over the whole log, by the other program: 1162 m.
  expect(Math.abs((store.read("Vehicle.TripMeterReading") ?? 0) - 1162)).toBeLessThan(4);
  expect(drive.status()).toMatchObject({ state: "ended", frames: 3281, badLines: 0, loops: 0, fraction: 1 });
});

test("what the log says of the car at rest is there: belted, doors closed, lights on, handbrake off, a full tank", async () => {
  const { time, store } = play();
  await time.advanceAsync(3000);
  const read = (name: string): number | undefined => store.value(vssSignals.findIndex(({ path }) => path === `Vehicle.${name}`));
  expect(
    ["Row1.DriverSide", "Row1.PassengerSide", "Row2.DriverSide", "Row2.PassengerSide"].map((door) => read(`Cabin.Door.${door}.IsOpen`)),
  ).toEqual([0, 0, 0, 0]);
  expect([read("Cabin.Seat.Row1.DriverSide.IsBelted"), read("Body.Lights.Beam.Low.IsOn"), read("Chassis.ParkingBrake.IsEngaged")]).toEqual([
    1, 1, 0,
  ]);
  expect([read("Powertrain.FuelSystem.RelativeLevel"), read("Exterior.AirTemperature")]).toEqual([100, undefined]);
});

test("the same log gives the same changes at the same times, however it is cut into chunks", async () => {
  const [first, second] = [play({ chunk: 1000 }), play({ chunk: 65_536 })];
  await first.time.advanceAsync(20_000);
  await second.time.advanceAsync(20_000);
  expect(first.changes.length).toBeGreaterThan(400);
  expect(first.changes).toEqual(second.changes);
});

test("the first values are there before any time has passed, with only the log's first chunks read", async () => {
  const { time, store, drive } = play({ chunk: 512 });
  await time.advanceAsync(0);
  expect(store.read("Vehicle.Body.Lights.Brake.IsActive")).toBe(1);
  expect(drive.status()).toMatchObject({ state: "playing", durationMs: undefined });
  expect(drive.status().source === "replay" && (drive.status() as { fraction: number }).fraction).toBeLessThan(0.02);
});

test("twice the speed takes half the time and drives the same way", async () => {
  const { time, store, changes } = play({ speed: 2 });
  await time.advanceAsync(36_400);
  expect(edges(changes, "Vehicle.Powertrain.Transmission.SelectedGear").slice(2, 4)).toEqual(["0.6=-1", "4.9=1"]);
  expect(Math.abs((store.read("Vehicle.TripMeterReading") ?? 0) - 1162)).toBeLessThan(4);
});

test("seeking goes on from there with what the frames before it left, and looping begins again", async () => {
  const { time, store, drive } = play({ loop: true });
  await time.advanceAsync(100);
  drive.seek(60_000);
  await time.advanceAsync(50);
  expect(store.read("Vehicle.Powertrain.Transmission.SelectedGear")).toBe(6);
  expect(Math.abs((drive.status().positionMs) - 60_050)).toBeLessThan(100); // prettier-ignore
  await time.advanceAsync(12_700);
  expect(drive.status()).toMatchObject({ state: "playing", loops: 1 });
  await time.advanceAsync(5000);
  expect(store.read("Vehicle.Powertrain.Transmission.SelectedGear")).toBe(-1);
});

test("when the log has ended its values go stale, and then no timer is left", async () => {
  const { time, store } = play();
  await time.advanceAsync(73_000);
  expect(store.read("Vehicle.Speed")).toBeGreaterThan(100);
  await time.advanceAsync(600);
  expect([store.read("Vehicle.Speed"), store.read("Vehicle.Powertrain.Transmission.SelectedGear")]).toEqual([undefined, 6]);
  await time.advanceAsync(30_000);
  expect([store.read("Vehicle.Powertrain.Transmission.SelectedGear"), time.pending]).toEqual([undefined, 0]);
});
