/** What the rear view makes of its sources in the running cockpit: a device and a file that give pictures, and all that they may give instead. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "playwright/test";
import { recordClip } from "../support/record-clip.ts";
import { CockpitApp, filesFolder } from "./cockpit-app.ts";
import { reverse } from "./reverse-gear.ts";

/** The camera's picture, without what lies over it; and a part of it where no guideline is. */
const INSIDE = { x: 40, y: 320, width: 880, height: 440 };
const SKY = { x: 450, y: 60, width: 400, height: 100 };
/** detection.cameraLostMs, until the page has drawn it and this process has heard of it. */
const LOST_MS = 500 + 1000;
const FAKE_DEVICE = "--use-fake-device-for-media-stream";

let app: CockpitApp;

test.afterEach(async () => {
  // Chromium tells a page's console of each file that it does not get.
  expect(app.complaints.filter((one) => !/overlay\/index\.html: Failed to load resource: .*404/.test(one))).toEqual([]);
  await app.end();
});

async function launched(source: string, ...switches: readonly string[]): Promise<void> {
  app = await CockpitApp.launchWith(switches, "--seed=1", "--camera", source);
  await app.untilLive();
}

async function noteIs(words: string, timeout = 10_000): Promise<void> {
  await expect((await app.overlay("ivi")).locator("#camera-note")).toHaveText(words, { timeout });
}

/** Reverse is engaged, and no picture comes: told in time, on black, and in the log with what was wanted and what came. */
async function isLost(wanted: string, came: RegExp): Promise<void> {
  await reverse(app, true);
  await noteIs("No camera picture", LOST_MS);
  await expect.poll(async () => (await app.picture("ivi")).colours(SKY)).toBe(1);
  const told = app.log.filter((line) => line.includes("camera gives no picture"));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(wanted);
  expect(told[0]).toMatch(came);
}

/** Reverse is engaged, and what is seen moves and goes on moving. */
async function isSeen(label: string, seconds: number): Promise<void> {
  await reverse(app, true);
  await noteIs(label);
  for (let second = 0; second < seconds; second++) {
    const before = await app.picture("ivi");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await app.picture("ivi")).changed(before, INSIDE)).toBeGreaterThan(0.001);
    await noteIs(label, 100);
  }
  await test.info().attach(label, { body: (await app.picture("ivi")).png, contentType: "image/png" });
}

test("without a device the camera is lost, and the log says so once", async () => {
  await launched("device");
  await isLost("machine's first camera", /came="NotFoundError .+"/);
  await new Promise((resolve) => setTimeout(resolve, 5000));
  expect(app.log.filter((line) => line.includes("camera gives no picture"))).toHaveLength(1);
});

test("a device's pictures are shown, and again when reverse comes again", async () => {
  await launched("device", FAKE_DEVICE);
  // Longer than a frozen picture may last.
  await isSeen("Rear view", 2);
  const overlay = await app.overlay("ivi");
  await reverse(app, false);
  await expect(overlay.locator("#camera")).toBeHidden();
  await isSeen("Rear view", 1);
  expect(app.log.filter((line) => line.includes("camera gives"))).toEqual([]);
});

test("a file that is not there is a lost camera; once it is there it is shown, and anew from its end on", async () => {
  const clip = join(await filesFolder(), "clip.webm");
  rmSync(clip, { force: true });
  await launched(clip);
  await isLost(clip, /came=".*ENOENT"/);
  const page = await app.overlay("cluster");
  const recorded = await page.evaluate(recordClip, { ms: 1500, width: 320, height: 180 });
  writeFileSync(clip, Buffer.from(recorded, "base64"), { mode: 0o644 });
  // Longer than the clip.
  await isSeen("Rear view · video file", 3);
  expect(app.log.filter((line) => line.includes("camera gives pictures again"))).toHaveLength(1);
});

test("a file that is no video is a lost camera, and the log names the file", async () => {
  const text = join(await filesFolder(), "no-video.mp4");
  writeFileSync(text, "This is no video.\n", { mode: 0o644 });
  await launched(text);
  await isLost(text, /came="?MEDIA_ERR_SRC_NOT_SUPPORTED/);
});
