import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { driving, parked, reversing, type Signals } from "../../../support/drives.ts";
import { buildGuest, hasBrowser, type GuestPages, type OpenedPage } from "../../../support/guest-page.ts";

const WIDTH = 1920;
const HEIGHT = 720;

/** What dom0 draws above every guest: lamps, arrows, and the domain's name. [left, top, right, bottom] */
const reserved = [
  [40, 24, 220, 76],
  [620, 24, 720, 76],
  [1200, 24, 1300, 76],
  [1560, 24, 1880, 76],
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
const states = { parked, driving, reversing, worst, lowTyre, "no data": {} };

describe.skipIf(!hasBrowser)("the cluster's page in a browser without a GPU", { timeout: 60_000 }, () => {
  let guest: GuestPages;
  beforeAll(async () => void (guest = await buildGuest("cluster")), 60_000);
  afterAll(() => guest.close());

  const open = (signals: Signals, query = ""): Promise<OpenedPage> => guest.open({ width: WIDTH, height: HEIGHT, signals, query });

  test("runs under its content security policy without a complaint, on one subscription to the display", async () => {
    const { page, complaints } = await open(driving);
    await framesOn(page, 30);
    expect({ complaints, subscriptions: await page.evaluate(() => window.fakeGuest.subscriptions()) }).toEqual({
      complaints: [],
      subscriptions: 1,
    });
    await page.close();
  });

  test("the needle's pixels follow the speed, and those of the other dial stand", async () => {
    const { page } = await open(driving);
    await framesOn(page, 60);
    const before = await canvases(page);
    await page.evaluate(() => window.fakeGuest.set({ "Vehicle.Speed": 140 }));
    await framesOn(page, 60);
    const after = await canvases(page);
    expect({
      speed: before["Speed"] === after["Speed"],
      engine: before["Engine speed and gear"] === after["Engine speed and gear"],
      number: await page.locator(".dial-left .number").innerText(),
    }).toEqual({ speed: false, engine: true, number: "140" });
    await page.close();
  });

  test("the road runs while the car drives, and stands when it stands", async () => {
    const { page } = await open(driving);
    await framesOn(page, 30);
    const rolling = [await canvases(page), await framesOn(page, 3), await canvases(page)] as const;
    await page.evaluate(() => window.fakeGuest.set({ "Vehicle.Speed": 0 }));
    await framesOn(page, 30);
    const standing = [await canvases(page), await framesOn(page, 3), await canvases(page)] as const;
    expect(rolling[0]["Road ahead"]).not.toEqual(rolling[2]["Road ahead"]);
    expect(standing[0]["Road ahead"]).toEqual(standing[2]["Road ahead"]);
    await page.close();
  });

  test("without data it shows dashes, rests its needles, and says so after a moment", async () => {
    const { page } = await open({});
    await page.waitForSelector(".message");
    expect(await page.locator(".number, .message strong").allInnerTexts()).toEqual(["--", "--", "No vehicle data"]);
    await page.evaluate(() => window.fakeGuest.set({ "Vehicle.Speed": 0, "Vehicle.Powertrain.CombustionEngine.Speed": 0 }));
    await framesOn(page, 5);
    expect(await page.locator(".message").count()).toBe(0);
    await page.close();
  });

  test("park, drive, reverse, drive: the middle follows, and the road comes back alive", async () => {
    const { page, complaints } = await open(parked);
    const seen: string[] = [];
    for (const gear of [126, 127, -1, 127]) {
      await page.evaluate((selected) => window.fakeGuest.set({ "Vehicle.Powertrain.Transmission.SelectedGear": selected }), gear);
      await framesOn(page, 10);
      seen.push((await page.locator(".middle").getAttribute("aria-label")) ?? "");
    }
    expect({ seen, canvases: await page.locator("canvas").count(), complaints }).toEqual({
      seen: ["Vehicle status", "Road ahead", "Behind the car", "Road ahead"],
      canvases: 3,
      complaints: [],
    });
    await page.close();
  });

  test.each(Object.entries(states))(
    "%s: nothing is under dom0's strip, off the display, over another text, or too small to read",
    async (_name, signals) => {
      const { page } = await open(signals);
      await framesOn(page, 110);
      const texts = await textBoxes(page);
      const inStrip = texts.filter(({ box }) => reserved.some((area) => overlaps(area, box)));
      const outside = texts.filter(
        ({ box: [left = 0, top = 0, right = 0, bottom = 0] }) => left < 4 || top < 4 || right > WIDTH - 4 || bottom > HEIGHT - 4,
      );
      const small = texts.filter(({ px }) => px < 20);
      const collisions = texts.flatMap((a, i) => texts.slice(i + 1).flatMap((b) => (overlaps(a.box, b.box) ? [[a.text, b.text]] : [])));
      expect({ inStrip, outside, small, collisions }).toEqual({ inStrip: [], outside: [], small: [], collisions: [] });
      await page.close();
    },
  );
});

async function framesOn(page: Page, count: number): Promise<void> {
  const from = await page.evaluate(() => window.fakeGuest.frames().count);
  await page.waitForFunction((until) => window.fakeGuest.frames().count >= until, from + count);
}

/** A sum over every canvas' pixels, by the label of the section it is in. */
function canvases(page: Page): Promise<Record<string, number>> {
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll("canvas")].map((canvas) => {
        const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        let sum = 0;
        for (let i = 0; i < pixels.length; i++) sum = (sum * 31 + (pixels[i] ?? 0)) >>> 0;
        return [canvas.closest("section")?.getAttribute("aria-label") ?? "", sum];
      }),
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

function overlaps(a: readonly number[], b: readonly number[]): boolean {
  const [al = 0, at = 0, ar = 0, ab = 0] = a;
  const [bl = 0, bt = 0, br = 0, bb = 0] = b;
  return al < br && bl < ar && at < bb && bt < ab;
}
