/**
 * Guests that draw on granted pages, in one run: what a person sees of them is read off the screen, the frame's number included.
 */
import { expect, test } from "playwright/test";
import { BARS, boxAt, frameNumber, type PatternFormat } from "../../main/guests/test-pattern.ts";
import { DOM0 } from "../../protocol/ids.ts";
import { CockpitApp, readable } from "./cockpit-app.ts";
import type { Picture } from "./picture.ts";

/** Frames of 60 a second: a third of them seen on a busy machine without a GPU would still be pictures that move. */
const FRAMES_A_SECOND = 60;

let app: CockpitApp;

test.beforeAll(async () => {
  app = await CockpitApp.drive("--cockpit", await readable("cockpits", "pattern"), "--seed", "1");
});

test.afterAll(async () => {
  await app.end();
  expect(app.complaints).toEqual([]);
});

const hex = (rgb: number): string => `#${rgb.toString(16).padStart(6, "0")}`;
const numberOn = (picture: Picture): number => frameNumber(picture.height, (x, y) => picture.colour(x, y) === "#ffffff");

/** What is left of a colour in five or six bits, and widened again. */
const BOX_COLOUR: Readonly<Record<PatternFormat, string>> = { xrgb8888: "#ff8000", argb8888: "#ff8000", rgb565: "#ff8200" };

for (const display of ["xrgb8888", "argb8888", "rgb565"] as const) {
  test(`a guest with pixels of ${display} shows its bars, and its box where the number of the frame says`, async ({}, info) => {
    // The screen is read while it is being painted: now and then half of it is a frame older.
    await expect(async () => {
      const picture = await app.picture(display);
      await info.attach(display, { body: picture.png, contentType: "image/png" });
      const { width, height } = picture;
      const frame = numberOn(picture);
      const box = boxAt(frame, { width, height });
      const inBox = (x: number, y: number): boolean => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
      // Right of the number, above the lower border.
      const row = height - 20;
      const bars = BARS.map((_, bar) => Math.floor(((bar + 0.5) * width) / BARS.length)).filter((x) => x > 160 && !inBox(x, row));
      const seen = bars.map((x) => picture.colour(x, row));
      expect(seen).toEqual(bars.map((x) => hex(BARS[Math.floor((x * BARS.length) / width)]!)));
      expect(bars.length).toBeGreaterThan(2);
      const middle = [box.x + box.width / 2, box.y + box.height / 2] as const;
      expect({ frame: frame > 0, box: picture.colour(...middle) }).toEqual({ frame: true, box: BOX_COLOUR[display] });
      // The edges: a pixel inside, and what is beside it is a bar's.
      const [x, y] = [box.x + box.width - 1, box.y + box.height / 2];
      expect([picture.colour(x, y), picture.colour(x + 1, y) === BOX_COLOUR[display]]).toEqual([BOX_COLOUR[display], false]);
    }).toPass({ timeout: 10_000 });
  });
}

test("pictures go on, no slower than dom0 shows them and no faster than guests flip", async () => {
  const shown = async (): Promise<readonly number[]> =>
    Promise.all(["xrgb8888", "argb8888", "rgb565"].map(async (display) => numberOn(await app.picture(display))));
  const before = await shown();
  const at = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const after = await shown();
  const seconds = (Date.now() - at) / 1000;
  after.forEach((number, i) => {
    const frames = number - before[i]!;
    expect(frames).toBeGreaterThan(0);
    expect(frames).toBeLessThan(FRAMES_A_SECOND * (seconds + 1));
  });
  const uploads = await app.electron.evaluate(() => globalThis.cockpitRun.dom0.displays.map(({ picture }) => picture?.uploads ?? 0));
  expect(uploads.map((count) => count > 0)).toEqual([false, true, true, true]);
});

test("the guest with be-alloc draws on pages that dom0 lends it, and the others lend dom0 theirs", async () => {
  const lent = await app.electron.evaluate((_electron, dom0) => {
    const { hypervisor, lifecycle } = globalThis.cockpitRun.dom0;
    return ["xrgb8888", "argb8888", "rgb565"].map((name) => hypervisor.lent(dom0, lifecycle.domidOf(name) ?? dom0));
  }, DOM0);
  const none = { shared: 0, leaked: 0 };
  expect(lent).toEqual([none, { shared: 2 * 75, leaked: 0 }, none]);
});

test("the cluster beside them shows its own picture", async ({}, info) => {
  const picture = await app.picture("cluster");
  await info.attach("cluster", { body: picture.png, contentType: "image/png" });
  expect(picture.colours(picture.all)).toBeGreaterThan(50);
});

test("a guest that crashes is built anew, begins again at its first frames, and leaves nothing of dom0's leaked", async () => {
  // Ten seconds of frames: the new guest is seen long before it has drawn so many, also where each question takes a second.
  const many = 600;
  await expect.poll(async () => numberOn(await app.picture("argb8888")), { timeout: 40_000 }).toBeGreaterThan(many);
  const domid = (await app.domain("argb8888"))?.domid;
  // Retried as a whole: the inspector may lose an answer, and a second fault finds the same domain or none.
  await expect(async () => {
    if ((await app.domain("argb8888"))?.domid === domid) {
      await app.electron.evaluate(() => globalThis.cockpitRun.inflict("crash", "argb8888"));
    }
    expect((await app.display("argb8888")).domid).not.toBe(domid);
  }).toPass({ timeout: 10_000 });
  await expect.poll(async () => (await app.display("argb8888")).state, { timeout: 10_000 }).toBe("live");
  await expect.poll(async () => (await app.display("argb8888")).cover.kind).toBe("none");
  expect(numberOn(await app.picture("argb8888"))).toBeLessThan(many);
  const lent = await app.electron.evaluate((_electron, [dom0, old]) => globalThis.cockpitRun.dom0.hypervisor.lent(dom0, old), [
    DOM0,
    domid ?? DOM0,
  ] as const);
  expect(lent).toEqual({ shared: 0, leaked: 0 });
});

test("a guest whose user space hangs is covered, and shut down by the watchdog", async () => {
  await app.electron.evaluate(() => globalThis.cockpitRun.inflict("hang", "rgb565"));
  await expect.poll(async () => (await app.display("rgb565")).cover.kind, { timeout: 10_000 }).toBe("placeholder");
  await expect.poll(async () => await app.domain("rgb565"), { timeout: 10_000 }).toBe(undefined);
});
