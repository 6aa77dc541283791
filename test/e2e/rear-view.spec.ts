/** The rear view as a driver has it: guidelines, parking arcs, a camera that breaks, and the stopwatch of each reverse engagement. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "playwright/test";
import type { CameraBreak } from "../../protocol/overlay.ts";
import { vssSignals } from "../../protocol/vss.ts";
import type { Verdict } from "../../main/detection/reverse-verdicts.ts";
import { CockpitApp } from "./cockpit-app.ts";
import { middleOfGuidelines } from "./guidelines.ts";
import type { Picture } from "./picture.ts";

test.describe.configure({ mode: "serial" });

const PROGRAM = fileURLToPath(new URL("../../out/node/rear-view.mjs", import.meta.url));

const SELECTED = "Vehicle.Powertrain.Transmission.SelectedGear";
const STEERING = "Vehicle.Chassis.SteeringWheel.Angle";
const HMI = "Vehicle.Cabin.Infotainment.HMI";
const REAR = "Vehicle.ADAS.ObstacleDetection.Rear";
const [LEFT, CENTRE, RIGHT] = [`${REAR}.Left.Distance`, `${REAR}.Center.Distance`, `${REAR}.Right.Distance`] as const;

/** Where the parking arcs are, and the middle of the picture, in pixels of the display. */
const PARKING = { x: 936, y: 24, width: 320, height: 256 };
const MIDDLE = { x: 300, y: 200, width: 500, height: 400 };
/** Where there is nothing but the picture. */
const SKY = { x: 450, y: 60, width: 400, height: 100 };

let app: CockpitApp;
/** What the car is taken to say from now on; the rest is the built-in drive's. */
let says: Record<string, number | null> = {};

test.beforeAll(async () => {
  app = await CockpitApp.drive("--seed=1");
  const cluster = await app.overlay("cluster");
  await cluster.keyboard.down("ArrowDown");
  // A car that rolls does not take reverse.
  await expect
    .poll(async () => {
      await cluster.keyboard.press("KeyR");
      return app.electron.evaluate(() => globalThis.cockpitRun.dom0.signals.read("Vehicle.Powertrain.Transmission.SelectedGear"));
    })
    .toBe(-1);
});

test.afterEach(() => {
  expect(app.complaints).toEqual([]);
});

test.afterAll(async () => {
  await app.electron.close();
});

/** Has the car say something else than the drive, by path; null: it says nothing. The drive is in reverse itself, or it would take its distances away. */
async function say(wanted: Readonly<Record<string, number | null>>): Promise<void> {
  says = { ...says, ...wanted };
  const slots = Object.entries(says).map(([path, value]) => [vssSignals.findIndex((signal) => signal.path === path), value] as const);
  await app.electron.evaluate((_electron, told) => {
    const { signals } = globalThis.cockpitRun.dom0;
    const values = new Map(told);
    signals.tamper = (index, value) => (values.has(index) ? (values.get(index) ?? undefined) : value);
    for (const [index, value] of told) {
      if (value === null) signals.clear(index);
      else signals.set(index, value, performance.now());
    }
    signals.flush();
  }, slots);
}

const breakCamera = (how: CameraBreak | undefined): Promise<void> =>
  app.electron.evaluate((_electron, wanted) => {
    for (const { config, window } of globalThis.cockpitRun.screens) if (config.camera) window.cameraFault(wanted ?? undefined);
  }, how ?? null);

/** What a person sees, once more than so much of an area is not as before: a page that has drawn is not yet on the screen. */
async function looked(name: string, before?: Picture, area = PARKING): Promise<Picture> {
  let picture = await app.picture("ivi");
  if (before) await expect.poll(async () => (picture = await app.picture("ivi")).changed(before, area)).toBeGreaterThan(0.004);
  await test.info().attach(name, { body: picture.png, contentType: "image/png" });
  return picture;
}

test("reverse brings guidelines and arcs; a car that says no angle has no dynamic lines", async () => {
  await say({ [SELECTED]: -1, [STEERING]: 0, [LEFT]: 5, [CENTRE]: 5, [RIGHT]: 5, "Vehicle.Speed": 0 });
  const overlay = await app.overlay("ivi");
  await expect(overlay.locator("#camera")).toBeVisible();
  await expect(overlay.locator("#parking span")).toHaveText("Clear");
  // With its labels in their own font.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const straight = await looked("straight");
  await say({ [STEERING]: 360 });
  const left = await looked("steered left", straight, MIDDLE);
  const middle = await middleOfGuidelines(overlay);
  await say({ [STEERING]: -360 });
  const right = await looked("steered right", left, MIDDLE);
  expect((await middleOfGuidelines(overlay)) - middle).toBeGreaterThan(50);
  await say({ [STEERING]: null });
  await looked("no angle", right, MIDDLE);
  await say({ [STEERING]: 0 });
});

test("the nearest obstacle is told in metres and its colour; a silent sensor is told as such", async () => {
  const words = (await app.overlay("ivi")).locator("#parking span");
  const clear = await looked("clear");
  await say({ [LEFT]: 1.6, [CENTRE]: 0.9, [RIGHT]: 0.6 });
  await expect(words).toHaveText("0.6 m");
  await expect(words).toHaveClass("digits near");
  const near = await looked("obstacles near", clear);
  await say({ [RIGHT]: 0.3 });
  await expect(words).toHaveClass("digits stop");
  const stop = await looked("stop", near);
  await say({ [LEFT]: 5, [CENTRE]: null, [RIGHT]: 5 });
  await expect(words).toHaveText("1 sensor: no data");
  await looked("a silent sensor", stop);
  await say({ [LEFT]: null, [RIGHT]: null });
  await expect(words).toHaveText("Sensors: no data");
  await say({ [LEFT]: 1.6, [CENTRE]: 0.9, [RIGHT]: 0.6 });
});

test("a lost and a frozen camera are black and told in words, the arcs stay, and the picture comes back", async () => {
  const overlay = await app.overlay("ivi");
  for (const [how, words] of [
    ["lost", "No camera picture"],
    ["frozen", "Camera picture frozen"],
  ] as const) {
    await breakCamera(how);
    await expect(overlay.locator("#camera-note")).toHaveText(words);
    await expect(overlay.locator("#guides")).toBeHidden();
    await expect.poll(async () => (await app.picture("ivi")).colours(SKY)).toBe(1);
    const broken = await looked(how);
    expect(broken.colours(PARKING)).toBeGreaterThan(20);
    await breakCamera(undefined);
    await expect(overlay.locator("#camera-note")).toHaveText("Rear view · simulated");
    await expect(overlay.locator("#guides")).toBeVisible();
  }
});

test("what lies over the picture is bright by day and dark by night, and the picture is what it is", async () => {
  const day = { [`${HMI}.DayNightMode`]: 0 };
  const night = { [`${HMI}.DayNightMode`]: 1 };
  await say(night);
  const dark = await looked("night");
  await say(day);
  const bright = await looked("day", dark);
  const ground = { x: 944, y: 240, width: 30, height: 20 };
  expect([dark, bright].map((picture) => [picture.colour(ground.x, ground.y), picture.colours(ground)])).toEqual([
    ["#0b121a", 1],
    ["#fafcfd", 1],
  ]);
  expect(bright.changed(dark, SKY)).toBeLessThan(0.02);
  await say(night);
  await looked("night again", bright);
});

test("the rear view says its words and distances in the driver's language and unit", async () => {
  const overlay = await app.overlay("ivi");
  await say({ [RIGHT]: 0.6, [`${HMI}.CurrentLanguage`]: 1, [`${HMI}.DistanceUnit`]: 0 });
  await expect(overlay.locator("#parking span")).toHaveText("2,0 ft");
  await expect(overlay.locator("#camera-note")).toHaveText("Rückfahrkamera · simuliert");
  await say({ [`${HMI}.CurrentLanguage`]: 0, [`${HMI}.DistanceUnit`]: 1 });
  await expect(overlay.locator("#parking span")).toHaveText("0.6 m");
});

test("reverse engaged again with a camera that gives nothing shows nothing of the time before", async () => {
  await breakCamera("frozen");
  await say({ [SELECTED]: 0 });
  const overlay = await app.overlay("ivi");
  await expect(overlay.locator("#camera")).toBeHidden();
  await say({ [SELECTED]: -1 });
  await expect(overlay.locator("#camera")).toBeVisible();
  await expect.poll(async () => (await app.picture("ivi")).colours(SKY)).toBe(1);
  await say({ [SELECTED]: 0 });
  await expect(overlay.locator("#camera")).toBeHidden();
  await breakCamera(undefined);
});

test("each engagement is one record, and its verdicts are what its figures say", async () => {
  const before = (await app.status()).engagements.length;
  await say({ [SELECTED]: -1 });
  await expect(async () => expect((await app.status()).engagements.at(-1)?.pictures).toBeGreaterThan(20)).toPass();
  await say({ [SELECTED]: 0 });
  await expect(async () => expect((await app.status()).engagements.at(-1)?.lingerMs).toBeDefined()).toPass();
  const { engagements } = await app.status();
  const last = engagements.at(-1)!;
  expect([engagements.length - before, last.ended, last.display, last.withoutPictureMs]).toEqual([1, true, "ivi", 0]);

  const runtime = await app.electron.evaluate(() => process.env["XDG_RUNTIME_DIR"]);
  const rearView = (...words: readonly string[]): string =>
    spawnSync(process.execPath, [PROGRAM, "--socket", `${runtime}/argonaut/xenstored/control`, ...words], { encoding: "utf8" }).stdout;
  const table = rearView();
  console.log(table.split("\n\n").at(-1) ?? "");
  expect(table).toContain(`reverse ${engagements.length} on ivi`);
  const { verdicts } = (JSON.parse(rearView("--json")) as { verdicts: Verdict[] }[]).at(-1)!;
  const tenth = (value: number): number => Math.round(value * 10) / 10;
  const values = {
    "first picture": [tenth(last.firstPictureMs!), (value: number) => value <= 2000],
    "linger after reverse": [tenth(last.lingerMs!), (value: number) => value <= 200],
    "without a picture": [0, () => true],
    "picture rate, mean": [tenth(1000 / last.interval!.mean), (value: number) => value >= 30],
    "picture rate, worst": [tenth(1000 / last.interval!.worst), (value: number) => value >= 15],
    "image formation, worst": [tenth(last.formation!.worst), (value: number) => value < 55],
    "latency, worst": [tenth(last.latency!.worst), (value: number) => value < 200],
  } as const satisfies Record<string, readonly [number, (value: number) => boolean]>;
  const expected = Object.entries(values).map(([item, [value, kept]]) => ({ item, value, outcome: kept(value) ? "pass" : "fail" }));
  expect(verdicts.map(({ item, value, outcome }) => ({ item, value, outcome }))).toEqual([
    ...expected,
    { item: "sensor exposure", value: undefined, outcome: "not measured" },
    { item: "panel response", value: undefined, outcome: "not measured" },
  ]);
});
