/** The infotainment's page by itself: what is locked at speed, messages, the keyboard, a thrown map, and the steering wheel's keys. */
import { expect, test, type Page } from "playwright/test";
import { driving, parked, type Signals } from "../support/drives.ts";
import type { BarePage } from "./bare-page.ts";
import { openGuestPage } from "./guest-page.ts";

let opened: BarePage;
let page: Page;

test.beforeEach(async () => {
  opened = await openGuestPage("ivi", { width: 1280, height: 800, signals: parked });
  ({ page } = opened);
});

test.afterEach(async () => {
  expect(opened.complaints).toEqual([]);
  await opened.close();
});

const tell = (signals: Signals): Promise<void> => page.evaluate((changed) => window.fakeGuest.set(changed), signals);
const press = (...ids: readonly string[]): Promise<void> =>
  ids.reduce(async (before, id) => {
    await before;
    await page.getByTestId(id).click();
  }, Promise.resolve());

test("what is locked at speed says so and when it is back, in its place, and is back when the car stands", async () => {
  const ways: Readonly<Record<string, readonly string[]>> = {
    "signals-locked": ["rail-apps", "apps-signals"],
    "domain-locked": ["rail-apps", "apps-domain"],
    "search-locked": ["rail-map", "map-search"],
    "phone-locked": ["rail-phone"],
  };
  for (const [locked, way] of Object.entries(ways)) {
    await tell(parked);
    await expect(page.locator(".status [aria-label^='Some functions']")).toHaveCount(0);
    await press(...way);
    await expect(page.getByTestId(locked)).toHaveCount(0);
    await tell(driving);
    await expect(page.getByTestId(locked)).toContainText("5 km/h");
    await tell({ "Vehicle.Speed": undefined });
    await expect(page.getByTestId(locked)).toContainText("no speed signal");
  }
});

test("apps that wait until the car stands say so before they are opened, and the others do not", async () => {
  await tell(parked);
  await press("rail-apps");
  const waiting = page.locator(".app-tile", { hasText: "When standing" });
  await expect(waiting).toHaveCount(0);
  await tell(driving);
  await expect(waiting.locator("b")).toHaveText(["Signals", "Domain", /./]);
});

test("a door that opens at speed slides in above the app, is listed first, and goes when it is shut", async () => {
  await tell({ ...driving, "Vehicle.Powertrain.FuelSystem.IsFuelLevelLow": 1 });
  await expect(page.getByTestId("notice-card")).toContainText("Fuel is low");
  await tell({ "Vehicle.Body.Trunk.Rear.IsOpen": 1 });
  await expect(page.getByTestId("notice-card")).toContainText("Tailgate open");
  await page.waitForTimeout(300);
  const [card, app] = [await page.getByTestId("notice-card").boundingBox(), await page.locator("main").boundingBox()];
  expect(card!.y + card!.height).toBeLessThanOrEqual(app!.y);
  await press("status-bell");
  const rows = page.locator(".message .titles > b");
  await expect(rows).toHaveText(["Tailgate open", "Fuel is low", "Mira"]);
  await press("messages-dismiss-all");
  await expect(rows).toHaveCount(0);
  await press("messages-undo");
  await expect(rows).toHaveCount(3);
  await tell({ "Vehicle.Body.Trunk.Rear.IsOpen": 0 });
  await expect(rows).toHaveText(["Fuel is low", "Mira"]);
  // Nothing of it outlives the page.
  expect(await page.evaluate(() => JSON.stringify(window.fakeGuest.kept()))).not.toMatch(/mira|0152|fuel/i);
});

test("a street is typed and driven to", async () => {
  await press("rail-map", "map-search", "key-m", "key-u", "key-s");
  await expect(page.getByTestId("search-found-0")).toContainText("Museumsufer");
  await press("rail-map");
  const before = await page.getByTestId("arrival").innerText();
  await press("map-search", "key-m", "key-u", "key-s", "search-found-0");
  await expect(page.getByTestId("app-map")).toBeVisible();
  await expect.poll(() => page.getByTestId("arrival").innerText()).not.toBe(before);
});

test("a contact is typed by the knob alone, and called", async () => {
  await press("rail-phone", "phone-search");
  await page.getByTestId("key-q").focus();
  // a lies below q, and d two to the right of it.
  for (const key of ["ArrowDown", "Enter", "ArrowRight", "ArrowRight", "Enter", "ArrowLeft", "ArrowLeft", "Enter"])
    await page.keyboard.press(key);
  await expect(page.getByTestId("search-typed")).toHaveText("ada");
  await press("search-found-0");
  await expect(page.getByTestId("phone-state")).toHaveAttribute("data-state", "dialling");
});

/** What the middle of the map looks like when a finger has thrown it and it has come to rest. */
async function thrown(): Promise<Buffer> {
  const canvas = page.getByTestId("map-canvas");
  const map = await canvas.boundingBox();
  const from = { x: map!.x + 500, y: map!.y + 300 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  // By the events' own clock: how fast the finger is must not hang on how fast this machine is.
  await canvas.evaluate((element, { x, y }) => {
    const began = performance.now();
    const point = (type: string, n: number): void => {
      const event = new PointerEvent(type, { bubbles: true, pointerId: 1, clientX: x - 30 * n, clientY: y });
      Object.defineProperty(event, "timeStamp", { value: began + 8 * n });
      element.dispatchEvent(event);
    };
    for (let n = 1; n <= 10; n++) point("pointermove", n);
    point("pointerup", 10);
  }, from);
  await page.mouse.up();
  await rest();
  const picture = await settledPicture();
  await press("map-recentre");
  await rest();
  return picture;
}

/** The canvas is a surface of its own, and its last frame may come to the screen after the page's: until two pictures in a row are the same. */
async function settledPicture(): Promise<Buffer> {
  const look = (): Promise<Buffer> => page.screenshot({ clip: { x: 520, y: 220, width: 360, height: 240 } });
  for (let picture = await look(); ;) {
    const next = await look();
    if (next.equals(picture)) return next;
    picture = next;
  }
}

/** Until whatever glides or turns has come to rest and is drawn as it lies. */
async function rest(): Promise<void> {
  for (let n = 0; n < 3; n++) await page.evaluate(() => window.fakeGuest.pass(1000));
}

test("a thrown map glides on; with reduced motion it lies where it was left", async () => {
  await press("rail-map");
  await page.emulateMedia({ reducedMotion: "reduce" });
  const [left, again] = [await thrown(), await thrown()];
  await page.emulateMedia({ reducedMotion: "no-preference" });
  const glided = await thrown();
  expect([again.equals(left), glided.equals(left)]).toEqual([true, false]);
});

test("the steering wheel's keys turn the volume, skip tracks, play and pause, and show the phone", async () => {
  await press("rail-media");
  const key = (name: string): Promise<void> =>
    page.evaluate((named) => void document.body.dispatchEvent(new KeyboardEvent("keydown", { key: named, bubbles: true })), name);
  const seen = async (): Promise<unknown> => [
    await page.getByTestId("media-volume").getAttribute("data-level"),
    await page.getByTestId("media-title").innerText(),
    await page.getByTestId("media-play").getAttribute("aria-pressed"),
  ];
  const states = [await seen()];
  for (const name of ["AudioVolumeUp", "MediaTrackNext", "MediaPlayPause", "AudioVolumeDown", "MediaTrackPrevious"]) {
    await key(name);
    states.push(await seen());
  }
  await key("F9");
  await expect(page.getByTestId("app-phone")).toBeVisible();
  expect(states).toEqual([
    ["5", "Night Drive", "false"],
    ["6", "Night Drive", "false"],
    ["6", "Paper Nautilus", "false"],
    ["6", "Paper Nautilus", "true"],
    ["5", "Paper Nautilus", "true"],
    ["5", "Night Drive", "true"],
  ]);
});
