/** The infotainment's page in each language and both ways up, by itself: every text that there is, shown and measured in its box. */
import { expect, test, type Page } from "playwright/test";
import { signalPages } from "../../renderer/guests/ivi/apps/signal-pages.ts";
import { enumerations } from "../../renderer/guests/ivi/apps/signal-words.ts";
import { texts, type TextKey } from "../../renderer/guests/ivi/text/texts.ts";
import { appNames, type AppName } from "../../renderer/guests/ivi/state/app-names.ts";
import type { Language } from "../../renderer/kit/settings.ts";
import { driving, parked, type Signals } from "../support/drives.ts";
import type { BarePage } from "./bare-page.ts";
import { openGuestPage } from "./guest-page.ts";
import { blockBoxes, collisions, overlaps, textBoxes } from "./text-boxes.ts";

const WAYS_UP = [
  ["landscape", 1280, 800],
  ["portrait", 1080, 1920],
] as const;
const LANGUAGES = ["en", "de", "zh", "ar"] as const satisfies readonly Language[];
/** Android for Cars: no target is smaller. */
const TARGET_PX = 76;
/** dom0's name tag. */
const TAG = [0, 0, 134, 28];
const IN_RAIL: readonly AppName[] = ["home", "map", "media", "phone", "car", "apps"];
/** Said only where a test cannot bring the page in a few seconds. */
const NOT_SHOWN: readonly TextKey[] = ["destination", "notConnected"];

const HMI = "Vehicle.Cabin.Infotainment.HMI";
const american: Signals = { [`${HMI}.DistanceUnit`]: 0, [`${HMI}.TemperatureUnit`]: 1, [`${HMI}.TirePressureUnit`]: 0 };
const metric: Signals = { [`${HMI}.DistanceUnit`]: 1, [`${HMI}.TemperatureUnit`]: 0, [`${HMI}.TirePressureUnit`]: 1 };
/** The longest numbers there can be. */
const wide: Signals = {
  "Vehicle.TraveledDistance": 999_999_000,
  "Vehicle.TripMeterReading": 9_999_900,
  "Vehicle.Powertrain.FuelSystem.Range": 1_250_000,
  "Vehicle.Exterior.AirTemperature": -38.5,
};
const shut: Signals = {
  ...{ "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen": 0, "Vehicle.Cabin.Door.Row1.PassengerSide.IsOpen": 0 },
  ...{ "Vehicle.Cabin.Door.Row2.DriverSide.IsOpen": 0, "Vehicle.Cabin.Door.Row2.PassengerSide.IsOpen": 0 },
  "Vehicle.Body.Trunk.Rear.IsOpen": 0,
};
const standing: Signals = { ...parked, ...shut, ...metric };
const soft: Signals = {
  "Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Pressure": 188,
  "Vehicle.Chassis.Axle.Row2.Wheel.Right.Tire.Pressure": 188,
};
const tyres = ["Row1.Wheel.Left", "Row1.Wheel.Right", "Row2.Wheel.Left", "Row2.Wheel.Right"];

/** What the car says in turn, and the app that shows it. */
const states: readonly (readonly [AppName, Signals])[] = [
  ...appNames.map((app) => [app, { ...standing, ...american, ...wide }] as const),
  ...(["home", "car", "phone", "apps", "signals", "domain", "map"] as const).map(
    (app) => [app, { ...standing, ...driving, ...wide }] as const,
  ),
  ["phone", { ...standing, "Vehicle.Speed": undefined }],
  ["signals", { ...standing, "Vehicle.Speed": undefined }],
  ["car", { ...standing, ...soft }],
  ...tyres.map((place) => ["home", { ...standing, [`Vehicle.Chassis.Axle.${place}.Tire.Pressure`]: 188 }] as const),
  ...Object.keys(shut).map((path) => ["home", { ...standing, [path]: 1 }] as const),
  ["car", { ...standing, "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen": 1 }],
  ["car", { ...standing, ...Object.fromEntries(Object.keys(shut).map((path) => [path, 1])) }],
  ["home", { ...standing, "Vehicle.Powertrain.FuelSystem.Range": undefined }],
  // As it is mostly, and as it is left.
  ...appNames.map((app) => [app, standing] as const),
];

/** What differs by the way up is where things lie; all that there is to be said is said lying. */
const upright = states.slice(0, appNames.length + 8);

let opened: BarePage;

for (const [way, width, height] of WAYS_UP) {
  test.describe(way, () => {
    test.beforeAll(async () => {
      opened = await openGuestPage("ivi", { width, height, signals: standing });
      await opened.page.emulateMedia({ reducedMotion: "reduce" });
    });
    test.afterAll(() => opened.close());

    for (const language of LANGUAGES) {
      test(`${way}, ${language}: every text fits its box and lies over no other, and in landscape none is missing`, async () => {
        test.setTimeout(240_000);
        const { page } = opened;
        const shown = way === "portrait" ? upright : states;
        const said: string[] = [];
        const wrong: unknown[] = [];
        const measure = async (what: string): Promise<void> => {
          await settle(page);
          const [heard, found] = await Promise.all([words(page), misfits(page, width, height)]);
          said.push(heard);
          if (found.length > 0) wrong.push({ what, found });
        };
        await page.evaluate((code) => window.fakeGuest.keep("language", code), language);
        for (const [i, [app, signals]] of shown.entries()) {
          await tell(page, signals);
          await open(page, app);
          await measure(`${app} ${i}`);
        }
        if (way === "landscape" || language === "de") await acts(page, measure);
        expect(wrong).toEqual([]);
        if (way === "portrait") return;
        const all = said.join("\n");
        const parts = (key: TextKey): readonly string[] => texts[language][key].split("{}").map((part) => part.trim());
        const unsaid = (Object.keys(texts.en) as TextKey[]).filter((key) => !parts(key).every((part) => all.includes(part)));
        expect(unsaid.filter((key) => !NOT_SHOWN.includes(key))).toEqual([]);
      });
    }

    test(`${way}: the page has complained of nothing`, () => {
      expect(opened.complaints).toEqual([]);
    });
  });
}

test("Arabic mirrors the rail and the cards, and neither the climate's seats, the player's buttons nor the keypad", async () => {
  opened = await openGuestPage("ivi", { width: 1280, height: 800, signals: standing });
  const { page } = opened;
  const ordered = async (language: Language, app: AppName, pair: readonly [string, string]): Promise<boolean> => {
    await page.evaluate((code) => window.fakeGuest.keep("language", code), language);
    await open(page, app);
    const lefts = await Promise.all(pair.map((id) => page.getByTestId(id).boundingBox()));
    return (lefts[0]?.x ?? NaN) < (lefts[1]?.x ?? NaN);
  };
  const pairs: readonly (readonly [AppName, readonly [string, string]])[] = [
    ["home", ["rail-home", "media-tile"]],
    ["home", ["tile-phone", "tile-car"]],
    ["home", ["climate-driver-temp", "climate-passenger-temp"]],
    ["home", ["media-previous", "media-next"]],
    ["phone", ["phone-key-1", "phone-key-3"]],
  ];
  const seen = [];
  for (const [app, pair] of pairs) seen.push([await ordered("en", app, pair), await ordered("ar", app, pair)]);
  await opened.close();
  expect(seen).toEqual([
    [true, false],
    [true, false],
    [true, true],
    [true, true],
    [true, true],
  ]);
});

test("what was chosen is there again after a restart, a reset puts all back, and undo takes that back", async () => {
  const kept = { language: "de", "last-app": "settings", "climate-driver": "24.5", "map-north-up": "on", volume: "999" };
  opened = await openGuestPage("ivi", { width: 1280, height: 800, signals: parked, kept });
  const { page } = opened;
  const temperature = page.getByTestId("climate-driver-temp");
  const seen = async (): Promise<unknown> => [await page.locator("html").getAttribute("lang"), await temperature.innerText()];
  const states = [await seen()];
  await page.getByTestId("settings-reset").click();
  await settle(page);
  states.push(await seen());
  await page.getByTestId("settings-undo").click();
  await settle(page);
  states.push(await seen());
  await page.getByTestId("climate-driver-plus").click();
  await expect.poll(() => page.evaluate(() => window.fakeGuest.kept()["climate-driver"])).toBe("25");
  await opened.close();
  expect(states).toEqual([
    ["de", "24,5°"],
    ["en", "21.5°"],
    ["de", "24,5°"],
  ]);
});

/** What only a finger brings about: a call from the first ring to its end, the player, the map, a reset. */
async function acts(page: Page, measure: (what: string) => Promise<void>): Promise<void> {
  const press = async (id: string): Promise<void> => page.getByTestId(id).click();
  await tell(page, standing);
  await settle(page);
  await open(page, "phone");
  await press("phone-call-office");
  await measure("dialling");
  await open(page, "home");
  await measure("a call at home");
  await open(page, "phone");
  await until(page, 500, async () => (await page.getByTestId("phone-state").getAttribute("data-state")) === "talking");
  await measure("talking");
  await press("phone-mute");
  await measure("muted");
  await press("phone-hangup");
  await measure("ended");
  await until(page, 500, async () => (await page.getByTestId("phone-call").count()) === 0);
  for (const key of "0152288173861234567") await press(`phone-key-${key}`);
  await measure("a long number");
  await press("phone-dial");
  await press("phone-hangup");
  await measure("ended untalked");
  await until(page, 500, async () => (await page.getByTestId("phone-call").count()) === 0);
  await open(page, "media");
  await press("media-play");
  await measure("playing");
  await press("media-play");
  await open(page, "map");
  await press("map-orientation");
  const map = await page.getByTestId("map-canvas").boundingBox();
  await page.mouse.move((map?.x ?? 0) + 300, (map?.y ?? 0) + 300);
  await page.mouse.down();
  await page.mouse.move((map?.x ?? 0) + 400, (map?.y ?? 0) + 340, { steps: 4 });
  await page.mouse.up();
  await measure("a dragged map");
  await press("map-recentre");
  await press("map-orientation");
  await nearTurn(page);
  await measure("feet to the turn");
  await tell(page, standing);
  await measure("metres to the turn");
  await open(page, "settings");
  await press("settings-north-up");
  await measure("north up");
  await page.getByTestId("settings-heading-up").click();
  await open(page, "signals");
  for (const { title, paths } of signalPages) {
    const counts = Object.entries(enumerations).flatMap(([path, words]) =>
      (paths as readonly string[]).includes(path) ? [words.length] : [],
    );
    for (let value = 0; value < Math.max(1, ...counts); value++) {
      await tell(page, Object.fromEntries(Object.keys(enumerations).map((path) => [path, value])));
      await measure(`${title}, ${value}`);
    }
    await press("signals-next");
  }
  await press("rail-apps");
  await press("apps-own-0");
  await measure("an app of the user's own");
  await tell(page, { "Vehicle.Speed": 30 });
  await measure("the same, locked");
  await tell(page, { "Vehicle.Speed": 0 });
  await settle(page);
  await open(page, "phone");
  await press("phone-search");
  await measure("a contact to find");
  await open(page, "map");
  await press("map-search");
  await measure("a street to find");
  if ((await page.locator("html").getAttribute("lang")) === "ar") await press("key-script");
  for (const key of "ring") await press(`key-${key}`);
  await measure("streets found");
  for (const key of "zz") await press(`key-${key}`);
  await measure("nothing found");
  await tell(page, { "Vehicle.Speed": 30 });
  await measure("no keyboard");
  await tell(page, { "Vehicle.Speed": 0 });
  await settle(page);
  await press("status-bell");
  await measure("messages");
  await tell(page, { "Vehicle.Speed": 30, "Vehicle.Powertrain.FuelSystem.IsFuelLevelLow": 1 });
  await measure("fuel is low");
  await tell(page, { "Vehicle.Cabin.Door.Row2.DriverSide.IsOpen": 1 });
  await measure("a door is open");
  await press("messages-dismiss-all");
  await measure("no messages");
  await tell(page, { ...standing, "Vehicle.Powertrain.FuelSystem.IsFuelLevelLow": 0 });
  // Last: it ends the language.
  await open(page, "settings");
  const language = await page.evaluate(() => window.fakeGuest.kept()["language"]);
  await press("settings-reset");
  await page.evaluate((code) => window.fakeGuest.keep("language", code), language);
  await measure("reset");
}

/** Drives until the next turn is so near that it is told in feet. It may be miles away, so as fast as a signal says. */
async function nearTurn(page: Page): Promise<void> {
  const language = (await page.locator("html").getAttribute("lang")) as Language;
  await tell(page, { ...standing, ...american, "Vehicle.Speed": 400 });
  await until(page, 250, async () => (await page.getByTestId("next-turn").innerText()).includes(texts[language].feet));
  await tell(page, { "Vehicle.Speed": 0 });
}

async function tell(page: Page, signals: Signals): Promise<void> {
  await page.evaluate((changed) => window.fakeGuest.set(changed), signals);
}

/** By a click as assistive tools make it: a finger's own way to each place is ivi-page.spec.ts's. */
async function open(page: Page, app: AppName): Promise<void> {
  const ways = IN_RAIL.includes(app) ? [`rail-${app}`] : ["rail-apps", `apps-${app}`];
  for (const id of ways) await page.evaluate((target) => document.querySelector<HTMLElement>(`[data-testid="${target}"]`)?.click(), id);
  await expect(page.getByTestId(`app-${app}`)).toBeVisible();
}

/** What is told a few times a second has been told. */
async function settle(page: Page): Promise<void> {
  await pass(page, 270);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/** So many milliseconds later, by the display's clock. What takes seconds need not take them here. */
const pass = (page: Page, ms: number): Promise<void> => page.evaluate((by) => window.fakeGuest.pass(by), ms);

/** Lets time pass until it is so. */
async function until(page: Page, stepMs: number, so: () => Promise<boolean>): Promise<void> {
  for (let steps = 0; !(await so()); steps++) {
    expect(steps, "steps without it being so").toBeLessThan(500);
    await pass(page, stepMs);
  }
}

/** All that the page says, and what its parts are called, without the marks that keep numbers in order. */
function words(page: Page): Promise<string> {
  return page.evaluate(() => {
    const names = [...document.querySelectorAll("[aria-label]")].map((element) => element.getAttribute("aria-label") ?? "");
    return [document.body.innerText, ...names].join("\n").replace(/[\u2066-\u2069]/g, "");
  });
}

/** What is wrong with the page as it stands: texts too small, cut off, under dom0's tag, outside their box; boxes and targets over one another. */
async function misfits(page: Page, width: number, height: number): Promise<unknown[]> {
  // At once: each by itself would wait for the page's next free moment.
  const [lines, outside, cards, apart, targets, escaped, shrunken] = await Promise.all([
    textBoxes(page),
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>(".app button")].flatMap((one) => {
        const { left, top, right, bottom } = one.getBoundingClientRect();
        const around = one.parentElement?.closest(".card, .app")?.getBoundingClientRect();
        const within = around && left >= around.left && top >= around.top && right <= around.right && bottom <= around.bottom;
        return within === true ? [] : [`${one.dataset["testid"] ?? ""} leaves its card`];
      }),
    ),
    blockBoxes(page, ".map-card, .map-tools, .map-recentre"),
    blockBoxes(page, ".app .card, .climate, .rail, .status"),
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("button")].map((one) => {
        const { left, top, right, bottom } = one.getBoundingClientRect();
        return { text: one.dataset["testid"] ?? "", px: 0, box: [left, top, right, bottom] };
      }),
    ),
    page.evaluate(() => {
      const outside: string[] = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const text = walker.currentNode.textContent?.trim() ?? "";
        const holder = walker.currentNode.parentElement?.closest("button, .map-card, .card, .climate, .rail, .status");
        if (text === "" || !holder) continue;
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        const ink = range.getBoundingClientRect();
        const box = holder.getBoundingClientRect();
        if (ink.left < box.left || ink.right > box.right || ink.top < box.top - 1 || ink.bottom > box.bottom + 1)
          outside.push(`${text} leaves ${holder.className}`);
      }
      const cut = [...document.querySelectorAll<HTMLElement>(".titles > *, .card, .app, .choice, .figure > *, .tyre > *")].filter(
        (one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0 && getComputedStyle(one).display !== "inline",
      );
      return [...outside, ...cut.map((one) => `${one.innerText} is cut off in ${one.className || one.tagName}`)];
    }),
    page.evaluate(() =>
      [...document.querySelectorAll("svg[width]")].flatMap((icon) => {
        const { width: shown } = icon.getBoundingClientRect();
        return shown < Number(icon.getAttribute("width")) - 1
          ? [`a picture beside ${icon.parentElement?.textContent} is ${shown} px wide`]
          : [];
      }),
    ),
  ]);
  const small = targets.filter(({ box: [l = 0, t = 0, r = 0, b = 0] }) => r - l < TARGET_PX - 0.5 || b - t < TARGET_PX - 0.5);
  return [
    ...lines.filter(({ box }) => overlaps(TAG, box)),
    ...lines.filter(({ box: [l = 0, t = 0, r = 0, b = 0] }) => l < 4 || t < 4 || r > width - 4 || b > height - 4),
    ...lines.filter(({ px }) => px < 20),
    ...collisions(lines),
    ...collisions(cards),
    ...collisions(apart),
    ...collisions(targets),
    ...small.map(({ text, box }) => `${text} is small: ${box.map(Math.round).join()}`),
    ...outside,
    ...escaped,
    ...shrunken,
  ];
}
