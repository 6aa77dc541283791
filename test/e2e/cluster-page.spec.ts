/** The cluster's page by itself, on a kernel that is not there: what it draws of which signals, and whether all of it fits. */
import { expect, test, type Page } from "playwright/test";
import { vssSignals } from "../../protocol/vss.ts";
import { driving, parked, reversing, type Signals } from "../support/drives.ts";
import { GuestPage } from "./guest-page.ts";

const WIDTH = 1920;
const HEIGHT = 720;

/** What dom0 draws above every guest: lamps, arrows, and the domain's name. [left, top, right, bottom] */
const reserved = [
  [40, 24, 220, 76],
  [620, 24, 720, 76],
  [1200, 24, 1300, 76],
  [1440, 24, 1890, 76],
  [0, 0, 170, 26],
];

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
/** The signals of the longest messages. */
const messages: readonly Signals[] = [
  { "Vehicle.Cabin.Door.Row2.PassengerSide.IsOpen": 1 },
  { "Vehicle.ADAS.ESC.IsError": 1 },
  { "Vehicle.ADAS.ABS.IsError": 1 },
  { "Vehicle.Chassis.ParkingBrake.IsEngaged": 1 },
  { "Vehicle.Chassis.Axle.Row1.Wheel.Right.Tire.Pressure": 188 },
  { "Vehicle.Powertrain.FuelSystem.IsFuelLevelLow": 1 },
  { "Vehicle.Speed": undefined },
];
const blindReverse: Signals = { ...parked, "Vehicle.Powertrain.Transmission.SelectedGear": -1 };
const states = { parked, driving, reversing, blindReverse, worst, lowTyre, "no data": {} };

let opened: GuestPage;

test.beforeAll(async () => {
  opened = await GuestPage.open("cluster", { width: WIDTH, height: HEIGHT, signals: {} });
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

test("park, drive, reverse, drive: the middle follows, and the road comes back alive", async () => {
  const seen: (string | null)[] = [];
  for (const signals of [parked, driving, reversing, driving]) {
    const page = await show(signals);
    seen.push(await page.locator(".middle").getAttribute("aria-label"));
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
      inStrip: texts.filter(({ box }) => reserved.some((area) => overlaps(area, box))),
      outside: texts.filter(
        ({ box: [left = 0, top = 0, right = 0, bottom = 0] }) => left < 4 || top < 4 || right > WIDTH - 4 || bottom > HEIGHT - 4,
      ),
      small: texts.filter(({ px }) => px < 20),
      collisions: [...collisions(texts), ...collisions(boxes)],
    }).toEqual({ inStrip: [], outside: [], small: [], collisions: [] });
  });
}

test("every message fits between the facts, in full", async () => {
  for (const signals of messages) {
    const page = await show({ ...worst, "Vehicle.Cabin.Door.Row2.PassengerSide.IsOpen": 0, ...signals }, 15);
    const boxes = await blockBoxes(page, ".message, .facts.bottom-left, .facts.bottom-right");
    expect(boxes.length).toBe(3);
    expect(collisions(boxes)).toEqual([]);
  }
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

interface TextBox {
  readonly text: string;
  readonly px: number;
  readonly box: readonly number[];
}

/** Every piece of text on the page, with the box of its ink's line: the glyphs' own height, not the line's leading. */
function textBoxes(page: Page): Promise<TextBox[]> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: TextBox[] = [];
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent?.trim() ?? "";
      const parent = walker.currentNode.parentElement;
      if (text === "" || !parent) continue;
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      const { left, top, right, bottom } = range.getBoundingClientRect();
      const px = parseFloat(getComputedStyle(parent).fontSize);
      const inset = Math.max(0, (bottom - top - px) / 2);
      found.push({ text, px, box: [left, top + inset, right, bottom - inset] });
    }
    return found;
  });
}

/** The boxes of whole elements, their padding and borders with them. */
function blockBoxes(page: Page, selector: string): Promise<TextBox[]> {
  return page.evaluate(
    (wanted) =>
      [...document.querySelectorAll<HTMLElement>(wanted)].map((element) => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        return { text: element.innerText, px: 0, box: [left, top, right, bottom] };
      }),
    selector,
  );
}

function collisions(boxes: readonly TextBox[]): readonly (readonly [string, string])[] {
  return boxes.flatMap((a, i) => boxes.slice(i + 1).flatMap((b) => (overlaps(a.box, b.box) ? [[a.text, b.text] as const] : [])));
}

function overlaps(a: readonly number[], b: readonly number[]): boolean {
  const [al = 0, at = 0, ar = 0, ab = 0] = a;
  const [bl = 0, bt = 0, br = 0, bb = 0] = b;
  return al < br && bl < ar && at < bb && bt < ab;
}
