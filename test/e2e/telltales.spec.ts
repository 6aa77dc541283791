/** The telltales of a running cockpit, dom0's above the guest's picture and the guest's within it: lamp check, silence, and a guest that is gone. */
import { expect, test, type Page } from "playwright/test";
import { vssSignals, type VssPath } from "../../protocol/vss.ts";
import { drawnBy } from "../../renderer/kit/telltales.ts";
import { CockpitApp } from "./cockpit-app.ts";

test.describe.configure({ mode: "serial" });

const LOCK = 1;
const ON = 4;
/** Two pages on a slow machine see the same switch so far apart at the most. */
const IN_STEP_MS = 400;

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

test("dom0's page may sound a chime before anybody has touched anything; the infotainment may not", async () => {
  // First of all, and in the main process, which asks without a gesture: Playwright asks as if somebody had touched the page.
  const said = await app.electron.evaluate(
    async ({ webContents }, scripts) => {
      const run = (url: string, script: string): Promise<string[]> => {
        const pages = webContents.getAllWebContents().filter((page) => page.getURL().includes(url));
        return Promise.all(pages.map((page) => page.executeJavaScript(script) as Promise<string>));
      };
      return { overlays: await run("/overlay/", scripts.PLAY), ivi: await run("/guests/ivi/", scripts.ASK) };
    },
    { PLAY, ASK },
  );
  expect(said.overlays.filter((one) => one === "played")).toHaveLength(1);
  expect(said.ivi).toEqual(["NotAllowedError"]);
});

test("the lamps are dom0's and the guest's, each drawn once", async () => {
  const [overlay, guest] = [await app.overlay("cluster"), await app.guest("cluster")];
  expect(await ids(overlay, "#telltales > g")).toEqual(drawnBy("dom0").map(({ id }) => `telltale-${id}`));
  expect(await ids(guest, ".telltales > path")).toEqual(drawnBy("guest").map(({ id }) => `lamp-${id}`));
});

test("switching the ignition on lights all of them in both pages, in step, and two seconds later no longer", async () => {
  const [overlay, guest] = [await app.overlay("cluster"), await app.guest("cluster")];
  await hold({ "Vehicle.LowVoltageSystemState": LOCK });
  await expect(overlay.locator("#telltale-abs")).toHaveClass("");
  await expect(guest.locator("#lamp-washer")).toHaveClass("lamp");
  const changes = [timesOf(overlay, "#telltale-abs", "amber"), timesOf(guest, "#lamp-washer", "lamp amber")];
  await hold({ "Vehicle.LowVoltageSystemState": ON });
  const [dom0, own] = await Promise.all(changes);
  const [lit = 0, unlit = 0] = dom0 ?? [];
  expect(Math.abs(lit - (own?.[0] ?? 0))).toBeLessThan(IN_STEP_MS);
  expect(unlit - lit).toBeGreaterThan(1500);
  expect(unlit - lit).toBeLessThan(3500);
});

test("a system that has fallen silent is shown as failed by dom0 and guest", async () => {
  const [overlay, guest] = [await app.overlay("cluster"), await app.guest("cluster")];
  await hold({ "Vehicle.LowVoltageSystemState": ON, "Vehicle.ADAS.ABS.IsError": undefined, "Vehicle.Diagnostics.DTCCount": undefined });
  await expect(overlay.locator("#telltale-abs")).toHaveClass("amber");
  await expect(guest.locator("#lamp-engine")).toHaveClass("lamp amber");
});

test("a guest that is killed takes its own lamps along, and dom0's go on", async () => {
  const overlay = await app.overlay("cluster");
  const before = await app.domain("cluster");
  process.kill(before?.pid ?? 0, "SIGKILL");
  await expect.poll(async () => (await app.domain("cluster"))?.domid).not.toBe(before?.domid);
  await hold({ "Vehicle.LowVoltageSystemState": ON, "Vehicle.ADAS.ABS.IsError": 0, "Vehicle.ADAS.ESC.IsError": 1 });
  await expect(overlay.locator("#telltale-esc")).toHaveClass("amber");
  await expect(overlay.locator("#telltale-abs")).toHaveClass("");
  await app.untilLive();
});

/** From now on the car says these, and is silent about those that are undefined, whatever the drive does. */
async function hold(signals: Partial<Record<VssPath, number | undefined>>): Promise<void> {
  const held = vssSignals.flatMap(({ path }, index): (readonly [number, number | null])[] =>
    path in signals ? [[index, signals[path] ?? null]] : [],
  );
  await app.electron.evaluate((_electron, pairs) => {
    const store = globalThis.cockpitRun.dom0.signals;
    const values = new Map(pairs);
    store.tamper = (index, value) => (values.has(index) ? (values.get(index) ?? undefined) : value);
    for (const [index, value] of pairs) {
      if (value === null) store.clear(index);
      else store.set(index, value, store.at(index));
    }
    store.flush();
  }, held);
}

/** When an element first has the class, and when it next has another. Milliseconds since the epoch, on one clock for all pages. */
function timesOf(page: Page, selector: string, wanted: string): Promise<readonly number[]> {
  return page.evaluate(
    ([where, lit]) =>
      new Promise<number[]>((resolve) => {
        const times: number[] = [];
        const element = document.querySelector(where ?? "");
        if (!element) return resolve(times);
        const observer = new MutationObserver(() => {
          const isLit = element.getAttribute("class") === lit;
          if (isLit === (times.length === 1)) return;
          times.push(performance.timeOrigin + performance.now());
          if (times.length < 2) return;
          observer.disconnect();
          resolve(times);
        });
        observer.observe(element, { attributes: true });
      }),
    [selector, wanted],
  );
}

function ids(page: Page, selector: string): Promise<string[]> {
  return page.evaluate((wanted) => [...document.querySelectorAll(wanted)].map(({ id }) => id), selector);
}

/** Tries to play a moment of silence; answers `played`, or why not. */
const PLAY = `(async () => {
  const octets = new Uint8Array(44 + 800);
  const view = new DataView(octets.buffer);
  [..."RIFF....WAVEfmt "].forEach((letter, i) => (octets[i] = letter.charCodeAt(0)));
  view.setUint32(4, octets.length - 8, true);
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 8000, true);
  view.setUint32(28, 8000, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  [..."data"].forEach((letter, i) => (octets[36 + i] = letter.charCodeAt(0)));
  view.setUint32(40, 800, true);
  octets.fill(128, 44);
  try {
    await new Audio(URL.createObjectURL(new Blob([octets], { type: "audio/wav" }))).play();
    return "played";
  } catch (problem) {
    return problem.name;
  }
})()`;

/** Asks to play nothing, which no content security policy minds: whether there was a gesture is looked at first. */
const ASK = `Promise.race([
  new Audio().play().then(() => "played", (problem) => problem.name),
  new Promise((resolve) => setTimeout(resolve, 1000, "let")),
])`;
