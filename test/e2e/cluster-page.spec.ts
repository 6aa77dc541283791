/** The cluster's page by itself, on a kernel that is not there: what it draws of which signals, and whether all of it fits. */
import { expect, test, type Page } from "playwright/test";
import { vssSignals } from "../../protocol/vss.ts";
import { driving, parked, reversing, type Signals } from "../support/drives.ts";
import type { BarePage } from "./bare-page.ts";
import { openGuestPage } from "./guest-page.ts";
import { blockBoxes, collisions, overlaps, RESERVED, textBoxes } from "./text-boxes.ts";

const WIDTH = 1920;
const HEIGHT = 720;

const worst: Signals = {
  ...driving,
  "Vehicle.Speed": 238,
  "Vehicle.Powertrain.CombustionEngine.Speed": 7900,
  "Vehicle.Cabin.Door.Row2.PassengerSide.IsOpen": 1,
  "Vehicle.TraveledDistance": 999_999_000,
  "Vehicle.TripMeterReading": 9_999_900,
  "Vehicle.Powertrain.FuelSystem.Range": 1_250_000,
  "Vehicle.Exterior.AirTemperature": -38.5,
  "Vehicle.ADAS.CruiseControl.IsActive": 1,
  "Vehicle.ADAS.CruiseControl.SpeedSet": 130,
};
const lowTyre: Signals = { ...parked, "Vehicle.Chassis.Axle.Row1.Wheel.Right.Tire.Pressure": 188 };
const blindReverse: Signals = { ...parked, "Vehicle.Powertrain.Transmission.SelectedGear": -1 };
const states = { parked, driving, reversing, blindReverse, worst, lowTyre, "no data": {} };

let opened: BarePage;

test.beforeAll(async () => {
  opened = await openGuestPage("cluster", { width: WIDTH, height: HEIGHT, signals: {} });
});

test.afterAll(() => opened.close());

/** Replaces every signal, as if the page had known no other, and waits some frames: by default until the needles stand. */
const show = async (signals: Signals, frames = 45): Promise<Page> => {
  const { page } = opened;
  const none = Object.fromEntries(vssSignals.map(({ path }) => [path, undefined]));
  await page.evaluate((changed) => window.fakeGuest.set(changed), { ...none, ...signals });
  await framesOn(page, frames);
  return page;
};

test("without data it shows dashes, rests its needles, and says so after a moment", async () => {
  const page = await show({});
  await page.waitForSelector(".message");
  expect(await page.locator(".number, .message strong").allInnerTexts()).toEqual(["--", "--", "No vehicle data"]);
  await show(parked);
  expect(await page.locator(".message").count()).toBe(0);
});

test("the needle's pixels follow the speed, and those of the other dial stand", async () => {
  const page = await show(driving);
  const before = await canvases(page);
  await show({ ...driving, "Vehicle.Speed": 140 });
  const after = await canvases(page);
  expect({
    speed: before["Speed"] === after["Speed"],
    engine: before["Engine speed and gear"] === after["Engine speed and gear"],
    number: await page.locator(".dial-left .number").innerText(),
  }).toEqual({ speed: false, engine: true, number: "140" });
});

test("the road runs while the car drives, and stands when it stands", async () => {
  const page = await show(driving);
  const rolling = [await canvases(page), await framesOn(page, 3), await canvases(page)] as const;
  await show({ ...driving, "Vehicle.Speed": 0 });
  const standing = [await canvases(page), await framesOn(page, 3), await canvases(page)] as const;
  expect(rolling[0]["Road ahead"]).not.toEqual(rolling[2]["Road ahead"]);
  expect(standing[0]["Road ahead"]).toEqual(standing[2]["Road ahead"]);
});

/** What is seen there; the road is always there. */
const MIDDLE = ".middle:not([aria-hidden='true'])";

test("the road is neither seen nor drawn while the list of messages takes its place", async () => {
  const page = await show(driving, 5);
  await page.keyboard.press("KeyM");
  await framesOn(page, 5);
  const road = page.locator(".middle.road");
  const hidden = [await canvases(page), await framesOn(page, 3), await canvases(page)] as const;
  expect([await road.count(), await road.evaluate((element) => getComputedStyle(element).opacity)]).toEqual([1, "0"]);
  expect(hidden[0]["Road ahead"]).toBeDefined();
  expect(hidden[0]["Road ahead"]).toEqual(hidden[2]["Road ahead"]);
  await page.keyboard.press("KeyM");
  await framesOn(page, 5);
  expect(await road.evaluate((element) => getComputedStyle(element).opacity)).toBe("1");
});

test("park, drive, reverse, drive: the middle follows, and the road comes back alive", async () => {
  const seen: (string | null)[] = [];
  for (const signals of [parked, driving, reversing, driving]) {
    const page = await show(signals);
    seen.push(await page.locator(MIDDLE).getAttribute("aria-label"));
  }
  const pixels = await canvases(opened.page);
  await framesOn(opened.page, 3);
  expect(seen).toEqual(["Vehicle status", "Road ahead", "Behind the car", "Road ahead"]);
  expect((await canvases(opened.page))["Road ahead"]).not.toEqual(pixels["Road ahead"]);
});

for (const [name, signals] of Object.entries(states)) {
  test(`${name}: no text under dom0's strip, off the display, over another, or too small to read`, async () => {
    const page = await show(signals, 15);
    const texts = await textBoxes(page);
    const boxes = await blockBoxes(page, ".message, .facts, .dial .readout, .tyre-fact, .distance");
    expect({
      inStrip: texts.filter(({ box }) => RESERVED.some((area) => overlaps(area, box))),
      outside: texts.filter(
        ({ box: [left = 0, top = 0, right = 0, bottom = 0] }) => left < 4 || top < 4 || right > WIDTH - 4 || bottom > HEIGHT - 4,
      ),
      small: texts.filter(({ px }) => px < 20),
      collisions: [...collisions(texts), ...collisions(boxes)],
    }).toEqual({ inStrip: [], outside: [], small: [], collisions: [] });
  });
}

test("a warning takes the place of an information, OK acknowledges it, and the list still has it", async () => {
  const icy = { ...driving, "Vehicle.Exterior.AirTemperature": -2 };
  const page = await show(icy, 15);
  const band = page.locator(".message strong");
  const seen = [await band.innerText()];
  await show({ ...icy, "Vehicle.ADAS.ABS.IsError": 1 }, 15);
  seen.push(await band.innerText());
  await page.keyboard.press("Enter");
  await framesOn(page, 5);
  seen.push(await band.innerText());
  await page.keyboard.press("KeyM");
  await framesOn(page, 5);
  expect([...seen, await page.locator(".messages li strong").allInnerTexts()]).toEqual([
    ...["Road may be icy", "Anti-lock brakes off", "Road may be icy"],
    ["Anti-lock brakes off", "Road may be icy"],
  ]);
  await page.keyboard.press("KeyM");
  await framesOn(page, 5);
  expect(await page.locator(MIDDLE).getAttribute("aria-label")).toBe("Road ahead");
});

test("reverse gear takes the middle from the list at once", async () => {
  const page = await show(driving, 5);
  await page.keyboard.press("KeyM");
  await framesOn(page, 5);
  await show(reversing, 5);
  expect(await page.locator(MIDDLE).getAttribute("aria-label")).toBe("Behind the car");
  await page.keyboard.press("KeyM");
});

test("miles renumber the dial, and the needle and the number point at the same speed", async () => {
  const page = await show({ ...driving, "Vehicle.Speed": 160.9344, "Vehicle.Cabin.Infotainment.HMI.DistanceUnit": 0 });
  const labels = await page.locator(".dial-left .tick text").allTextContents();
  expect([labels.at(-1), await page.locator(".dial-left .number").innerText()]).toEqual(["160", "100"]);
  await show({ ...driving, "Vehicle.Cabin.Infotainment.HMI.DistanceUnit": 1 });
});

test("the palette follows the light outside", async () => {
  const seen: (string | undefined)[] = [];
  for (const light of [80, 30, 5]) {
    const page = await show({ ...driving, "Vehicle.Exterior.LightIntensity": light }, 10);
    seen.push(await page.evaluate(() => document.documentElement.dataset["theme"]));
  }
  expect(seen).toEqual(["day", "day", "night"]);
});

test("after all that: one subscription to the display, and no complaint of the page or its content security policy", async () => {
  const subscriptions = await opened.page.evaluate(() => window.fakeGuest.subscriptions());
  expect({ subscriptions, complaints: opened.complaints }).toEqual({ subscriptions: 1, complaints: [] });
});

async function framesOn(page: Page, count: number): Promise<void> {
  const from = await page.evaluate(() => window.fakeGuest.frames().count);
  await page.waitForFunction((until) => window.fakeGuest.frames().count >= until, from + count);
}

/** Every canvas' pixels, as a PNG, by the label of the section it is in. */
function canvases(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll("canvas")].map((canvas) => [
        canvas.closest("section")?.getAttribute("aria-label") ?? "",
        canvas.toDataURL(),
      ]),
    ),
  );
}
