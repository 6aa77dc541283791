/** The infotainment's page by itself: what hands, eyes and the knob need of every app, in both palettes. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Page } from "playwright/test";
import { driving, parked, type Signals } from "../support/drives.ts";
import type { BarePage } from "./bare-page.ts";
import { openGuestPage } from "./guest-page.ts";

/** The presses that lead to each place, and what is pressed there while nothing is locked. */
interface Way {
  readonly presses: readonly string[];
  readonly then?: readonly string[];
  /** What is there then, where that has another name. */
  readonly there?: string;
}
const inRail = (app: string): Way => ({ presses: [`rail-${app}`] });
const inGrid = (app: string): Way => ({ presses: ["rail-apps", `apps-${app}`] });
const WAYS = {
  ...{ home: inRail("home"), map: inRail("map"), media: inRail("media"), phone: inRail("phone"), car: inRail("car"), apps: inRail("apps") },
  ...{ trip: inGrid("trip"), signals: inGrid("signals"), settings: inGrid("settings"), domain: inGrid("domain") },
  own: { presses: ["rail-apps", "apps-own-0"] },
  messages: { presses: ["status-bell"] },
  search: { presses: ["rail-map", "map-search"] },
  streets: { presses: ["rail-map", "map-search"], then: ["key-s", "key-t"], there: "search" },
  contacts: { presses: ["rail-phone", "phone-search"], then: ["key-o"], there: "search" },
} as const satisfies Readonly<Record<string, Way>>;
type Place = keyof typeof WAYS;
const PLACES = Object.keys(WAYS) as readonly Place[];
/** Android for Cars: no target is smaller. */
const TARGET_PX = 76;

let opened: BarePage;

test.beforeAll(async () => {
  opened = await openGuestPage("ivi", { width: 1280, height: 800, signals: parked });
  // What moves in is there at once.
  await opened.page.emulateMedia({ reducedMotion: "reduce" });
});

test.afterAll(() => opened.close());

/** Opens a place as a finger would, the car as `signals` say. */
async function show(place: Place, signals: Signals, theme: "night" | "day" = "night"): Promise<Page> {
  const { page } = opened;
  await page.evaluate((changed) => window.fakeGuest.set(changed), signals);
  // Night is the page's own when nothing has been chosen.
  const worn = (): Promise<string> => page.evaluate(() => document.documentElement.dataset["theme"] ?? "night");
  if ((await worn()) !== theme) {
    for (const id of ["rail-apps", "apps-settings", `settings-display-${theme}`]) await page.getByTestId(id).click();
    await expect.poll(worn).toBe(theme);
  }
  const { presses, then = [], there = place }: Way = WAYS[place];
  for (const id of presses) await page.getByTestId(id).click();
  await expect(page.getByTestId(`app-${there}`)).toBeVisible();
  for (const id of signals["Vehicle.Speed"] === 0 ? then : []) await page.getByTestId(id).click();
  // What is told a few times a second has been told.
  await page.evaluate(() => window.fakeGuest.pass(270));
  return page;
}

/** Where the lock closes something, something else is shown. */
const LOCKED = ["phone", "apps", "signals", "domain", "own", "search"] as const;
const STATES = [
  ["night", "parked", parked, PLACES],
  ["day", "parked", parked, PLACES],
  ["night", "driving", driving, LOCKED],
  ["day", "driving", driving, LOCKED],
] as const;

/** What the page does against WCAG AA. */
async function violations(page: Page): Promise<readonly string[]> {
  const found = await new AxeBuilder({ page })
    .setLegacyMode(true)
    // Only what is wrong is asked for; what is right need not be described.
    .options({ resultTypes: ["violations"] })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"])
    .analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

/** Each target that is seen: its id and its box. Run in the page. */
const targets = (): { id: string; x: number; y: number; width: number; height: number }[] =>
  [...document.querySelectorAll<HTMLElement>("button, [role=button], input, a[href]")].flatMap((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return width > 0 && height > 0 ? [{ id: one.dataset["testid"] ?? one.textContent, x, y, width, height }] : [];
  });

/** Follows every push of the knob from every target, beginning at the rail's place where there is one, and says what is never reached. Run in the page. */
const reachedByKnob = (): { all: number; unreached: string[] } => {
  const id = (one: Element | null): string => (one instanceof HTMLElement ? (one.dataset["testid"] ?? "") : "");
  const start = document.querySelector<HTMLElement>(".rail [aria-pressed=true]") ?? document.querySelector<HTMLElement>(".rail button");
  const seen = new Map<string, HTMLElement>();
  const open = start ? [start] : [];
  for (let from = open.shift(); from; from = open.shift()) {
    if (seen.has(id(from))) continue;
    seen.set(id(from), from);
    for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
      from.focus();
      from.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      if (document.activeElement instanceof HTMLElement && !seen.has(id(document.activeElement))) open.push(document.activeElement);
    }
  }
  const all = [...document.querySelectorAll<HTMLButtonElement>("button:not(:disabled)")].map(id);
  return { all: all.length, unreached: all.filter((one) => !seen.has(one)) };
};

/** What hands, eyes and the knob would miss: targets too small, violations of AA, and what no push of the knob reaches. */
async function missed(page: Page): Promise<{ small: readonly string[]; against: readonly string[]; unreached: readonly string[] }> {
  const found = await page.evaluate(targets);
  expect(found.length).toBeGreaterThan(6);
  const small = found.filter(({ width, height }) => width < TARGET_PX - 0.5 || height < TARGET_PX - 0.5);
  // Before axe, which takes longer than a card may be there.
  const { all, unreached } = await page.evaluate(reachedByKnob);
  expect(all).toBeGreaterThan(6);
  const against = await violations(page);
  return { small: small.map(({ id, width, height }) => `${id}: ${Math.round(width)}×${Math.round(height)}`), against, unreached };
}

for (const [theme, state, signals, places] of STATES) {
  for (const place of places) {
    test(`${place} by ${theme}, ${state}: no violation of WCAG AA, every target ${TARGET_PX} px, and the knob reaches each from the rail`, async () => {
      expect(await missed(await show(place, signals, theme))).toEqual({ small: [], against: [], unreached: [] });
    });
  }
}

test("the cluster is told what the map says of the next turn, what plays, and what the road allows, again and again", async () => {
  const page = await show("home", { ...driving, "Vehicle.Speed": 0 });
  await page.evaluate(() => window.fakeGuest.pass(600));
  const { now, times } = await page.evaluate(() => window.fakeGuest.tells());
  const card = (await page.getByTestId("next-turn").innerText()).replace(/\s+/g, " ");
  expect([now.media, [50, 100].includes(Number(now["speed-limit"]?.kmh))]).toEqual([
    { title: "Night Drive", artist: "Argo Navis", playing: false },
    true,
  ]);
  expect(card).toContain(now.turn?.into);
  await page.evaluate(() => window.fakeGuest.pass(2100));
  const later = await page.evaluate(() => window.fakeGuest.tells());
  for (const topic of ["turn", "media", "speed-limit"]) expect(later.times[topic]).toBeGreaterThan(times[topic] ?? Infinity);
});

for (const theme of ["night", "day"] as const) {
  test(`a notice's card has no violation of WCAG AA by ${theme}, and the knob's Enter opens what it tells of`, async () => {
    const page = await show("home", { ...driving, "Vehicle.Body.Trunk.Rear.IsOpen": 0 }, theme);
    await page.evaluate(() => window.fakeGuest.set({ "Vehicle.Body.Trunk.Rear.IsOpen": 1 }));
    await expect(page.getByTestId("notice-card")).toContainText("Tailgate open");
    const found = await missed(page);
    await page.evaluate(() => window.fakeGuest.set({ "Vehicle.Body.Trunk.Rear.IsOpen": 0 }));
    // Until the page has looked at its signals again: it tells of what has been shut meanwhile as of something new.
    await page.evaluate(() => window.fakeGuest.pass(400));
    await expect(page.getByTestId("notice-card")).toHaveCount(0);
    await page.evaluate(() => window.fakeGuest.set({ "Vehicle.Body.Trunk.Rear.IsOpen": 1 }));
    await page.getByTestId("notice-card").focus();
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("app-car")).toBeVisible();
    await page.evaluate(() => window.fakeGuest.set({ "Vehicle.Body.Trunk.Rear.IsOpen": 0 }));
    expect(found).toEqual({ small: [], against: [], unreached: [] });
  });
}

for (const place of ["own", "messages", "streets", "contacts", "signals"] as const) {
  test(`the knob's Escape leads home from ${place}, standing and locked`, async () => {
    for (const signals of [parked, driving]) {
      const page = await show(place, signals);
      await page.keyboard.press("Escape");
      await expect(page.getByTestId("app-home")).toBeVisible();
    }
  });
}

test("a message is opened, and dismissed, by the knob's Enter", async () => {
  const page = await show("messages", { ...parked, "Vehicle.Powertrain.FuelSystem.IsFuelLevelLow": 1 });
  const titles = page.locator(".message .titles > b");
  await expect(titles).toHaveText(["Fuel is low", "Mira"]);
  await page.locator("[data-testid=message-fuelLow] [data-testid^=message-dismiss]").focus();
  await page.keyboard.press("Enter");
  await expect(titles).toHaveText(["Mira"]);
  await page.locator("[data-testid=message-missedCall] [data-testid^=message-open]").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("app-phone")).toBeVisible();
  await page.evaluate(() => window.fakeGuest.set({ "Vehicle.Powertrain.FuelSystem.IsFuelLevelLow": 0 }));
});

test("a user's own app is closed by the knob's Enter, and the launcher is there again", async () => {
  const page = await show("own", parked);
  await page.getByTestId("own-close").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("app-apps")).toBeVisible();
});
