/** The infotainment's page by itself: what hands, eyes and the knob need of every app, in both palettes. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Page } from "playwright/test";
import { driving, parked, type Signals } from "../support/drives.ts";
import type { BarePage } from "./bare-page.ts";
import { openGuestPage } from "./guest-page.ts";

const APPS = ["home", "map", "media", "phone", "car", "apps", "trip", "signals", "settings", "domain"] as const;
const IN_RAIL: readonly string[] = ["home", "map", "media", "phone", "car", "apps"];
/** Android for Cars: no target is smaller. */
const TARGET_PX = 76;

let opened: BarePage;

test.beforeAll(async () => {
  opened = await openGuestPage("ivi", { width: 1280, height: 800, signals: parked });
});

test.afterAll(() => opened.close());

/** Opens an app as a finger would, the car as `signals` say. */
async function show(app: (typeof APPS)[number], signals: Signals, theme: "night" | "day" = "night"): Promise<Page> {
  const { page } = opened;
  await page.evaluate((changed) => window.fakeGuest.set(changed), signals);
  await page.getByTestId("rail-apps").click();
  await page.getByTestId("apps-settings").click();
  await page.getByTestId(`settings-display-${theme}`).click();
  // Night is the page's own when nothing has been chosen.
  await expect.poll(() => page.evaluate(() => document.documentElement.dataset["theme"] ?? "night")).toBe(theme);
  await page.getByTestId(IN_RAIL.includes(app) ? `rail-${app}` : "rail-apps").click();
  if (!IN_RAIL.includes(app)) await page.getByTestId(`apps-${app}`).click();
  await expect(page.getByTestId(`app-${app}`)).toBeVisible();
  // What is told a few times a second has been told, and what moves in has arrived.
  await page.waitForTimeout(400);
  return page;
}

const STATES = [
  ["night", "parked", parked],
  ["day", "parked", parked],
  // Where the lock closes something, something else is shown.
  ["night", "driving", driving],
] as const;

for (const [theme, state, signals] of STATES) {
  for (const app of APPS) {
    test(`${app} has no violation of WCAG AA by ${theme}, ${state}`, async ({}, info) => {
      const page = await show(app, signals, theme);
      await info.attach(app, { body: await page.screenshot(), contentType: "image/png" });
      const { violations } = await new AxeBuilder({ page })
        .setLegacyMode(true)
        .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"])
        .analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`)).toEqual([]);
    });
  }
}

/** Each target that is seen: its id and its box. Run in the page. */
const targets = (): { id: string; x: number; y: number; width: number; height: number }[] =>
  [...document.querySelectorAll<HTMLElement>("button, [role=button], input, a[href]")].flatMap((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return width > 0 && height > 0 ? [{ id: one.dataset["testid"] ?? one.textContent, x, y, width, height }] : [];
  });

for (const app of APPS) {
  test(`every target of ${app} is ${TARGET_PX} px wide and high`, async () => {
    const page = await show(app, parked);
    const found = await page.evaluate(targets);
    expect(found.length).toBeGreaterThan(6);
    const small = found.filter(({ width, height }) => width < TARGET_PX - 0.5 || height < TARGET_PX - 0.5);
    expect(small.map(({ id, width, height }) => `${id}: ${Math.round(width)}×${Math.round(height)}`)).toEqual([]);
  });

  test(`the knob's pushes reach every target of ${app} from its place in the rail`, async () => {
    const page = await show(app, parked);
    const reached = await page.evaluate(async () => {
      const id = (one: Element | null): string => (one instanceof HTMLElement ? (one.dataset["testid"] ?? "") : "");
      const start = document.querySelector<HTMLElement>(".rail [aria-pressed=true]");
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
    });
    expect(reached.all).toBeGreaterThan(6);
    expect(reached.unreached).toEqual([]);
  });
}
