/** The rear view of dom0's page by itself, on cameras that break in ways that no machine breaks one on demand. */
import { expect, test } from "playwright/test";
import { defaultVehicle } from "../../main/toolstack/vehicle-file.ts";
import type { CameraInfo, OverlayInfo, OverlayReport } from "../../protocol/overlay.ts";
import { installFakeCamera } from "../support/fake-camera.ts";
import { installFakeDom0 } from "../support/fake-dom0.ts";
import { recordClip } from "../support/record-clip.ts";
import { BarePage } from "./bare-page.ts";
import { Picture } from "./picture.ts";

const SIZE = { width: 1280, height: 800 };
/** Nothing but the picture lies there. */
const SKY = { x: 450, y: 60, width: 400, height: 100 };
/** The page's own limit, until it has drawn it and this process has heard of it; dom0's of the same length is not here. */
const LOST_MS = 500 + 500;
/** A camera that failed is tried again so often; one that says nothing at all has failed after a while. With room for a slow machine. */
const AGAIN_MS = 2000 + 3000;
const SILENT_MS = 4000 + AGAIN_MS;

let opened: BarePage;

test.afterEach(async () => {
  await opened.close();
});

async function open(source: CameraInfo["source"], body: () => Buffer | string = () => ""): Promise<void> {
  const info: OverlayInfo = {
    ...{ display: "ivi", ...SIZE, telltales: false, sound: false },
    camera: { source, vehicle: defaultVehicle() },
  };
  opened = await BarePage.open("overlay", SIZE, async (page) => {
    await page.route("**/overlay/camera-source", (route) => route.fulfill({ body: body(), contentType: "application/octet-stream" }));
    await page.addInitScript(installFakeCamera);
    await page.addInitScript(installFakeDom0, info);
  });
  await opened.page.evaluate(() => window.fakeDom0.say(["cover", { kind: "none" }]));
}

const noteIs = (words: string, timeout: number): Promise<void> =>
  expect(opened.page.locator("#camera-note")).toHaveText(words, { timeout });

/** What the page has told of its camera. */
async function told(): Promise<readonly (string | undefined)[]> {
  const reports: readonly OverlayReport[] = await opened.page.evaluate(() => window.fakeDom0.reports());
  return reports.flatMap((report) => (report[0] === "camera-source" ? [report[1]] : []));
}

const seen = async (): Promise<Picture> => new Picture(await opened.page.screenshot());

async function isBlack(): Promise<void> {
  await expect.poll(async () => (await seen()).colours(SKY), { timeout: 2000 }).toBe(1);
  expect((await seen()).colour(SKY.x, SKY.y)).toBe("#000000");
}

async function isLive(label: string, within = AGAIN_MS): Promise<void> {
  await noteIs(label, within);
  const before = await seen();
  await expect.poll(async () => (await seen()).changed(before, SKY)).toBeGreaterThan(0.2);
}

test("the first picture waits for no font and no number's format", async () => {
  await open({ kind: "synthetic" });
  await opened.page.addInitScript(() => {
    const asked: string[] = [];
    const note = (what: string): void => {
      const warm = window.fakeDom0.reports().some(([kind]) => kind === "camera-warm");
      asked.push(`${what} ${warm ? "after" : "before"}`);
    };
    Intl.NumberFormat = new Proxy(Intl.NumberFormat, {
      construct: (made, words) => {
        note("format");
        return Reflect.construct(made, words) as object;
      },
    });
    const load = document.fonts.load.bind(document.fonts);
    document.fonts.load = (...face) => {
      note("font");
      return load(...face);
    };
    Object.assign(window, { asked });
  });
  await opened.page.reload();
  const asked = (): Promise<readonly string[]> => opened.page.evaluate(() => Reflect.get(window, "asked") as string[]);
  await expect.poll(async () => new Set(await asked())).toEqual(new Set(["font after", "format after"]));
});

test("a device that is unplugged is lost in time and black, and seen again when it is plugged in", async () => {
  await open({ kind: "device" });
  await isLive("Rear view");
  await opened.page.evaluate(() => {
    window.fakeCamera.refuse("NotFoundError");
    window.fakeCamera.unplug();
  });
  await noteIs("No camera picture", LOST_MS);
  await isBlack();
  await expect.poll(told, { timeout: AGAIN_MS }).toEqual(["ended", "NotFoundError for a test"]);
  await opened.page.evaluate(() => window.fakeCamera.refuse(undefined));
  await isLive("Rear view");
  expect(await told()).toEqual(["ended", "NotFoundError for a test", undefined]);
});

for (const refusal of ["NotAllowedError", "NotReadableError"]) {
  test(`a device that is refused (${refusal}) is lost, says so once, and is seen when it is given`, async () => {
    await open({ kind: "device" });
    await opened.page.addInitScript((name) => window.fakeCamera.refuse(name), refusal);
    await opened.page.reload();
    await noteIs("No camera picture", LOST_MS);
    await isBlack();
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    expect(await told()).toEqual([`${refusal} for a test`]);
    await opened.page.evaluate(() => window.fakeCamera.refuse(undefined));
    await isLive("Rear view");
  });
}

test("a device that stalls without a word is lost in time, and no picture of before stays", async () => {
  await open({ kind: "device" });
  await isLive("Rear view");
  await opened.page.evaluate(() => window.fakeCamera.stall(true));
  await noteIs("No camera picture", LOST_MS);
  await isBlack();
  await opened.page.evaluate(() => window.fakeCamera.stall(false));
  await isLive("Rear view");
});

test("a device that fails while the rear view is away shows nothing of the time before when it comes", async () => {
  await open({ kind: "device" });
  await isLive("Rear view");
  await opened.page.evaluate(() => window.fakeDom0.say(["camera", false, 1]));
  await expect(opened.page.locator("#camera")).toBeHidden();
  await opened.page.evaluate(() => {
    window.fakeCamera.stall(true);
    window.fakeDom0.say(["camera", true, 2]);
  });
  await expect(opened.page.locator("#camera")).toBeVisible();
  await isBlack();
  await noteIs("No camera picture", LOST_MS);
});

test("a file begins anew at its end; one that is cut short or no video at all is lost, and black", async () => {
  let body: Buffer | string = "no video";
  await open({ kind: "file", url: "./camera-source" }, () => body);
  await noteIs("No camera picture", LOST_MS);
  await isBlack();
  expect((await told())[0]).toMatch(/^MEDIA_ERR_SRC_NOT_SUPPORTED/);
  const clip = Buffer.from(await opened.page.evaluate(recordClip, { ms: 1200, width: 320, height: 180 }), "base64");
  body = clip.subarray(0, 200);
  await opened.page.reload();
  await opened.page.evaluate(() => window.fakeDom0.say(["cover", { kind: "none" }]));
  await noteIs("No camera picture", LOST_MS);
  await isBlack();
  body = clip;
  await isLive("Rear view · video file", SILENT_MS);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  await isLive("Rear view · video file");
});
