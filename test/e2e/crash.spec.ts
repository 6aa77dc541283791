/** A guest whose process is killed, or stands still: what the other display notices of it, and how it comes back. */
import { expect, test, type Page } from "playwright/test";
import { CockpitApp } from "./cockpit-app.ts";

test.describe.configure({ mode: "serial" });

let app: CockpitApp;

test.beforeAll(async () => {
  app = await CockpitApp.drive("--seed=1");
});

test.afterEach(() => {
  expect(app.complaints).toEqual([]);
});

test.afterAll(async () => {
  await app.electron.close();
});

test("a killed guest's display is covered at once, and the guest is back with its devices connected and its input", async () => {
  const overlay = await app.overlay("ivi");
  const covers = await coversOf(overlay);
  const before = await app.domain("ivi");
  expect(before?.domid).toBe(2);
  process.kill(before?.pid ?? 0, "SIGKILL");

  await expect.poll(async () => (await app.domain("ivi"))?.domid).toBe(3);
  await app.untilLive();
  expect(await covers()).toEqual(["Infotainment is restarting", "none"]);
  await expect(overlay.locator("#tag")).toHaveText("d3 · ivi");
  await expect.poll(() => states(3)).toEqual({ vdispl: "4 4", vinput: "4 4", vss: "4 4" });
  expect(await domainsInStore()).toEqual(["0", "1", "3"]);

  const ivi = await app.guest("ivi");
  await overlay.keyboard.press("KeyB");
  await expect.poll(() => ivi.evaluate(() => document.documentElement.dataset["lastKey"])).toBe("KeyB");
  const temperature = ivi.getByTestId("climate-driver-temp");
  const degrees = parseFloat((await temperature.textContent()) ?? "");
  const box = await ivi.getByTestId("climate-driver-plus").boundingBox();
  await overlay.mouse.click(box!.x + box!.width / 2, box!.y + box!.height / 2);
  await expect(temperature).toHaveText(`${(degrees + 0.5).toFixed(1)}°`);
});

test("a guest that stands still is covered, shut down by the watchdog, and started again", async () => {
  const overlay = await app.overlay("ivi");
  await app.electron.evaluate(() => globalThis.cockpitRun.dom0.lifecycle.restart("ivi"));
  await app.untilLive();
  const before = await app.domain("ivi");
  const covers = await coversOf(overlay);
  await app.electron.evaluate(() => globalThis.cockpitRun.inflict("hang", "ivi"));
  await expect.poll(async () => (await app.display("ivi")).state, { intervals: [50] }).toBe("frozen");
  await expect(overlay.locator("#cover h1")).toHaveText("Infotainment does not respond");
  expect((await app.display("cluster")).state).toBe("live");
  await expect.poll(async () => (await app.domain("ivi"))?.domid, { timeout: 8000 }).toBe((before?.domid ?? 0) + 1);
  await app.untilLive();
  await expect(overlay.locator("#cover")).toBeHidden();
  expect(await covers()).toEqual(["Infotainment does not respond", "Infotainment is restarting", "none"]);
});

test("keys of the driver's own choosing crash the guest of the display they are typed on, and no other", async () => {
  const before = await app.status();
  const overlay = await app.overlay("ivi");
  await overlay.keyboard.press("Control+Shift+KeyK");
  await expect(overlay.locator("#tag")).toHaveText(`d${(before.displays[1]?.domid ?? 0) + 1} · ivi`, { timeout: 10_000 });
  expect((await app.display("cluster")).domid).toBe(1);
});

test("the run ends in good order after all that", async () => {
  await app.end();
});

/** From now on notes what lies over the guest; a restart is quicker than a test that only looks now and then. Answers the covers so far, less their seconds. */
async function coversOf(overlay: Page): Promise<() => Promise<string[]>> {
  const covers = await overlay.evaluateHandle(() => {
    const seen: string[] = [];
    const pane = document.querySelector("#cover")!;
    const note = (): void => {
      const text = pane.hasAttribute("hidden") ? "none" : (pane.textContent ?? "").replace(/\d+\ss$/, "");
      if (text !== seen.at(-1)) seen.push(text);
    };
    new MutationObserver(note).observe(pane, { childList: true, subtree: true, attributes: true });
    return seen;
  });
  return () => covers.jsonValue();
}

/** The xenbus states of a domain's devices, backend's and frontend's, as xenstore has them: 4 is Connected. */
async function states(domid: number): Promise<Record<string, string>> {
  const nodes = await app.xenstore();
  const pairs = ["vdispl", "vinput", "vss"].map((type) => {
    const backend = `/local/domain/0/backend/${type}/${domid}/0`;
    return [type, `${nodes[`${backend}/state`]} ${nodes[`${nodes[`${backend}/frontend`]}/state`]}`];
  });
  return Object.fromEntries(pairs) as Record<string, string>;
}

const domainsInStore = async (): Promise<string[]> =>
  Object.keys(await app.xenstore()).flatMap((path) => /^\/local\/domain\/(\d+)$/.exec(path)?.[1] ?? []);
