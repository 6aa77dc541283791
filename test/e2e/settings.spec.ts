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
  await first.electron.evaluate(() => globalThis.cockpitRun.startPhase("cruise"));

  await crash(first, "ivi");
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
  // Nobody's choice any more: the vehicle's own.
  await set(again, "language", undefined);
  await expect.poll(async () => language(await second.guest("cluster"))).toBe("en");
  expect(second.complaints).toEqual([]);
  await second.end();
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
