/**
 * A recorded drive end to end: at ten instants of it, what the displays show is what an independent decoding of the log says.
 *
 * At each instant the vehicle is held in dom0 as it is there, so that what is on the displays can be read in peace; the log runs on below.
 */
import { fileURLToPath } from "node:url";
import { expect, test, type Page } from "playwright/test";
import { vssSignals } from "../../protocol/vss.ts";
import { CockpitApp, readable } from "./cockpit-app.ts";
import { framesOf, instantOf, speedTimes, startOf, type Instant } from "./recorded-log.ts";

test.describe.configure({ mode: "serial" });

const LOG = fileURLToPath(new URL("../data/drive/subaru-excerpt.log", import.meta.url));
const RATE = 2;
/** Milliseconds of the log: backing out, a door's worth of waiting, all gears, and an indicator that is lit. */
const INSTANTS = [5000, 11_000, 17_000, 23_000, 29_000, 35_000, 40_500, 44_700, 52_000, 62_000];
const SPEED = vssSignals.findIndex(({ path }) => path === "Vehicle.Speed");
/** Stamps that tell where in the log the replay is. */
const STAMPS = 12;
/** Milliseconds of the log that it takes to say where to hold. */
const AHEAD = 1200;
/** Frames until the displays have come to rest. */
const REST = 40;

let app: CockpitApp;
const frames = framesOf(LOG);
const times = speedTimes(frames);

test.beforeAll(async () => {
  const data = (name: string): Promise<string> => readable("..", "data", "drive", name);
  app = await CockpitApp.drive(
    `--drive=${await data("subaru-excerpt.log")}`,
    `--dbc=${await data("subaru-drive.dbc")}`,
    `--dbc=${await data("subaru_forester_2017_generated.dbc")}`,
    `--drive-speed=${RATE}`,
  );
});

test.afterAll(async () => {
  await app.end();
});

test("ten instants of a recorded drive are on the displays as the log has them", async () => {
  test.setTimeout(180_000);
  const left = new Set(INSTANTS);
  const seen: { readonly at: number; readonly instant: Instant; readonly shown: Shown }[] = [];
  while (left.size > 0) {
    const { start, now } = await position();
    if (start === undefined) continue;
    const next = [...left].filter((at) => at > now + AHEAD).sort((a, b) => a - b)[0];
    // The rest is in the log's next round.
    if (next === undefined) await new Promise((resolve) => setTimeout(resolve, 1000));
    else {
      const last = (await holdFrom(start + next / RATE)) - start;
      // On a machine that has fallen behind, the replay goes on where it was, and later than its first frame says: then another try.
      const held = Math.abs(last * RATE - times.filter((at) => at < next).at(-1)!) < 0.5;
      if (held) seen.push({ at: next, instant: instantOf(frames, next), shown: await shown() });
      if (held) left.delete(next);
      await release();
    }
  }
  for (const { at, instant, shown: on } of seen) {
    console.log(`${(at / 1000).toFixed(1)} s: log ${JSON.stringify(instant)} display ${JSON.stringify(on)}`);
  }
  expect(seen.map(({ at, shown: on, instant }) => ({ at, ...on, ...differences(on, instant) }))).toEqual(
    seen.map(({ at, shown: on, instant }) => ({
      ...{ at, ...on, gear: instant.gear, left: instant.left, door: instant.door, unbelted: instant.unbelted },
      ...{ speedOff: false, rpmOff: false, coolantOff: false, fuelOff: false, rangeOff: false },
    })),
  );
  const gears = new Set(seen.map(({ instant }) => instant.gear));
  // An excerpt in which nothing happened would prove nothing.
  expect({ many: gears.size >= 4, reverse: gears.has("R"), lit: seen.some(({ instant }) => instant.left) }).toEqual({
    many: true,
    reverse: true,
    lit: true,
  });
  expect(app.complaints).toEqual([]);
});

/** What the displays say, by their pages. */
interface Shown {
  readonly speed: number;
  readonly gear: string;
  /** The highest of the dial's strokes that is lit, in thousands. */
  readonly rpm: number;
  /** Shares of their bars. */
  readonly coolant: number;
  readonly fuel: number;
  readonly rangeKm: number;
  readonly left: boolean;
  readonly door: boolean;
  readonly unbelted: boolean;
}

/** Whether what is shown rounded is further off than rounding takes it. */
function differences(on: Shown, { kmh, rpm, coolant, fuel }: Instant) {
  return {
    speedOff: Math.abs(on.speed - kmh) > 0.61,
    rpmOff: rpm / 1000 < on.rpm - 0.011 || rpm / 1000 >= on.rpm + 0.5,
    coolantOff: Math.abs(on.coolant - Math.min(1, Math.max(0, (coolant - 40) / 90))) > 0.011,
    fuelOff: Math.abs(on.fuel - fuel / 100) > 0.005,
    // Ten litres for 100 km, of 61.
    rangeOff: Math.abs(on.rangeKm - fuel * 6.1) > 6.1,
  };
}

/** The stamp of the log's first frame if it can be told, and where in the log the replay is now. Milliseconds. */
async function position(): Promise<{ readonly start: number | undefined; readonly now: number }> {
  const stamps = await app.electron.evaluate(
    (_electron, { index, count }) =>
      new Promise<number[]>((resolve) => {
        const store = globalThis.cockpitRun.dom0.signals;
        const seen: number[] = [];
        store.tamper = (set, value, at) => {
          // What follows from a speed has its stamp, too.
          if (set === index && at !== seen.at(-1) && seen.push(at) === count) {
            store.tamper = undefined;
            resolve(seen);
          }
          return value;
        };
      }),
    { index: SPEED, count: STAMPS },
  );
  const start = startOf(stamps, times, RATE);
  return { start, now: start === undefined ? NaN : (stamps.at(-1)! - start) * RATE };
}

/** Holds every signal as it is at `stamp`, and waits until the displays have shown it for a while. Answers the stamp of the last speed taken. */
async function holdFrom(stamp: number): Promise<number> {
  return app.electron.evaluate(
    async (_electron, { from, rest, speed }) => {
      const { signals: store, displays } = globalThis.cockpitRun.dom0;
      let last = NaN;
      await new Promise<void>((resolve) => {
        store.tamper = (index, value, at) => {
          if (at < from) {
            if (index === speed) last = at;
            return value;
          }
          resolve();
          return store.value(index);
        };
      });
      const flips = displays.map(({ connector }) => connector.stats.flips);
      while (displays.some(({ connector }, i) => connector.stats.flips - (flips[i] ?? 0) < rest)) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return last;
    },
    { from: stamp, rest: REST, speed: SPEED },
  );
}

const release = (): Promise<void> => app.electron.evaluate(() => void (globalThis.cockpitRun.dom0.signals.tamper = undefined));

async function shown(): Promise<Shown> {
  const [cluster, overlay] = [await app.guest("cluster"), await app.overlay("cluster")];
  const lit = (id: string): Promise<boolean> =>
    overlay.evaluate((lamp) => document.getElementById(lamp)?.classList.length !== 0, `telltale-${id}`);
  const label = await cluster.locator(".dial-left .number").getAttribute("aria-label");
  const gear = await cluster.locator(".dial-right .number").innerText();
  return {
    speed: Number.parseFloat(label ?? ""),
    gear,
    rpm: await highestStroke(cluster),
    coolant: await barShare(cluster, 0),
    fuel: await barShare(cluster, 1),
    rangeKm: Number((await cluster.locator(".range").innerText()).replace(/[^\d]/g, "")),
    left: await lit("turn-left"),
    door: await lit("door"),
    unbelted: await lit("belt"),
  };
}

/** In thousands, two strokes each. */
const highestStroke = async (page: Page): Promise<number> => ((await page.locator(".dial-right .tick.reached").count()) - 1) / 2;

/** How much of a bar is filled, 0 to 1. */
function barShare(page: Page, which: number): Promise<number> {
  return page.evaluate((place) => {
    const bar = document.querySelectorAll(".facts.bottom-end .bar")[place];
    const width = (rect: string): number => Number(bar?.querySelector(rect)?.getAttribute("width") ?? 0);
    return width(".bar-fill") / width(".bar-track");
  }, which);
}
