/** What a page sets outlives its domain and the cockpit, and what the infotainment chooses for all displays the cluster follows. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, type Page } from "playwright/test";
import { CockpitApp, filesFolder } from "./cockpit-app.ts";

/** What is kept, as a page hears it when it asks. */
const kept = (page: Page): Promise<Readonly<Record<string, string | undefined>>> =>
  page.evaluate(() => new Promise((resolve) => window.guest.settings.onChange(resolve)));

const set = (page: Page, key: string, value?: string): Promise<void> =>
  page.evaluate(([name, text]) => window.guest.settings.set(name ?? "", text), [key, value]);

const language = (page: Page): Promise<string> => page.evaluate(() => document.documentElement.lang);

/** Watches what the placeholder says from now on. */
async function coversOf(overlay: Page): Promise<() => Promise<string>> {
  const title = "#cover h1";
  const seen = await overlay.evaluateHandle((wanted) => {
    const titles: string[] = [];
    const look = (): void => void titles.push(document.querySelector(wanted)?.textContent ?? "");
    new MutationObserver(look).observe(document.querySelector("#cover")!, { childList: true });
    return titles;
  }, title);
  return () => seen.evaluate((titles) => titles.join("\n"));
}

async function crash(app: CockpitApp, name: string): Promise<void> {
  const before = await app.domain(name);
  await app.electron.evaluate((_electron, domain) => globalThis.cockpitRun.inflict("crash", domain), name);
  await expect.poll(async () => (await app.domain(name))?.domid).toBe((before?.domid ?? 0) + 1);
  await app.untilLive();
}

test("a setting is there for the next domain of its name, and for the next cockpit; a chosen language is the cluster's, too", async () => {
  const words = ["--seed", "1", "--state", join(await filesFolder(), "state")];
  const first = await CockpitApp.drive(...words);
  const cluster = await first.guest("cluster");
  expect(await language(cluster)).toBe("en");
  const ivi = await first.guest("ivi");
  await set(ivi, "volume", "7 – é");
  await set(ivi, "language", "de");
  await set(cluster, "language", "zh");
  await expect.poll(() => language(cluster)).toBe("de");
  for (const display of ["cluster", "ivi"]) await expect.poll(async () => language(await first.overlay(display))).toBe("de");
  await first.electron.evaluate(() => globalThis.cockpitRun.startPhase("cruise"));

  const said = await coversOf(await first.overlay("ivi"));
  await crash(first, "ivi");
  expect(await said()).toContain("Infotainment startet neu");
  const next = await first.guest("ivi");
  expect(await kept(next)).toMatchObject({ volume: "7 – é", language: "de" });
  expect(await kept(cluster)).toEqual({ language: "zh" });
  await set(next, "volume", undefined);
  expect(await language(cluster)).toBe("de");
  expect(first.complaints).toEqual([]);
  await first.end();

  const second = await CockpitApp.drive(...words);
  expect(await language(await second.guest("cluster"))).toBe("de");
  const again = await second.guest("ivi");
  const found = await kept(again);
  expect([found["language"], found["volume"]]).toEqual(["de", undefined]);
  const dom0 = await second.overlay("ivi");
  expect(await language(dom0)).toBe("de");
  // Nobody's choice any more: the vehicle's own.
  await set(again, "language", undefined);
  await expect.poll(async () => language(await second.guest("cluster"))).toBe("en");
  await expect.poll(() => language(dom0)).toBe("en");
  await set(again, "language", "ar");
  await expect.poll(() => dom0.evaluate(() => document.documentElement.dir)).toBe("rtl");
  // A guest's word that dom0 does not know is no choice, of which dom0 makes nothing.
  await set(again, "language", "../../klingon");
  await expect.poll(() => language(dom0)).toBe("en");
  expect(second.complaints).toEqual([]);
  await second.end();
});

test("the cluster shows the turn that the infotainment says comes next, and of one that crashed none, until the next one tells", async () => {
  const app = await CockpitApp.drive("--seed", "1");
  const [cluster, ivi] = [await app.guest("cluster"), await app.guest("ivi")];
  await app.electron.evaluate(() => globalThis.cockpitRun.startPhase("cruise"));
  const card = cluster.locator(".turn-card");
  await expect(card).toHaveAttribute("aria-hidden", "false");
  await expect
    .poll(async () => (await card.locator("div > span").innerText()) === (await ivi.getByTestId("next-turn").locator("span").innerText()))
    .toBe(true);
  await expect
    .poll(async () => (await ivi.getByTestId("arrival").locator("span").innerText()).startsWith(await card.locator(".until").innerText()))
    .toBe(true);
  await expect(cluster.locator(".limit")).toHaveCount(1);
  await ivi.getByTestId("media-play").click();
  await expect(cluster.locator(".media-line")).toContainText("Night Drive");

  const hidden = await cluster.evaluateHandle(() => {
    const seen: (string | null)[] = [];
    const element = document.querySelector(".turn-card")!;
    new MutationObserver(() => seen.push(element.getAttribute("aria-hidden"))).observe(element, { attributeFilter: ["aria-hidden"] });
    return seen;
  });
  const dead = await app.domain("ivi");
  await crash(app, "ivi");
  await expect.poll(() => hidden.evaluate((seen) => seen)).toEqual(["true", "false"]);
  // What plays is for who hears it: the next domain begins paused.
  await expect(cluster.locator(".media-line")).toHaveAttribute("aria-hidden", "true");
  expect(dead?.domid).not.toBe((await app.domain("ivi"))?.domid);
  expect(app.complaints).toEqual([]);
  await app.end();
});

test("a file of settings that is broken is set aside and told of with its line, and the cockpit runs without it", async () => {
  const state = join(await filesFolder(), "broken");
  const first = await CockpitApp.drive("--seed", "1", "--state", state);
  await set(await first.guest("ivi"), "language", "de");
  await first.end();
  const file = join(state, "ivi.yaml");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, `${text}oops`);

  const second = await CockpitApp.drive("--seed", "1", "--state", state);
  expect(await language(await second.guest("cluster"))).toBe("en");
  const line = text.split("\n").length;
  expect(second.complaints.filter((complaint) => complaint.includes(`${file}:${line}:`)).length).toBe(1);
  expect(readFileSync(`${file}.broken`, "utf8")).toBe(`${text}oops`);
  await second.end();
});
