/** What the infotainment tells, on the cluster's page by itself: the turn, what plays, and the limit of speed. */
import { expect, test, type Page } from "playwright/test";
import type { Told } from "../../protocol/bridge.ts";
import { vssSignals } from "../../protocol/vss.ts";
import { driving, parked, reversing, type Signals } from "../support/drives.ts";
import type { BarePage } from "./bare-page.ts";
import { openGuestPage } from "./guest-page.ts";
import { blockBoxes, collisions, overlaps, RESERVED } from "./text-boxes.ts";

const HMI = "Vehicle.Cabin.Infotainment.HMI";
const LANGUAGES = ["en", "de", "zh", "ar"];
const miles: Signals = { [`${HMI}.DistanceUnit`]: 0 };
const nothing: Told = { turn: undefined, media: undefined, "speed-limit": undefined };
const told: Told = {
  turn: { kind: "right", metres: 348, into: "Lindwurmstraße", arrival: 12 },
  media: { title: "Night Drive", artist: "Argo Navis", playing: true },
  "speed-limit": { kmh: 100 },
};
/** As long as dom0 lets them be, and wide. */
const longest: Told = {
  turn: { kind: "left", metres: 100_000, into: "W".repeat(64), arrival: 6000 },
  media: { title: "W".repeat(64), artist: "M".repeat(64), playing: true },
  "speed-limit": { kmh: 200 },
};

let opened: BarePage;

test.beforeAll(async () => {
  opened = await openGuestPage("cluster", { width: 1920, height: 720, signals: {} });
  await opened.page.emulateMedia({ reducedMotion: "reduce" });
});

test.afterAll(() => opened.close());

/** Replaces every signal and all that is told, and waits until the page has drawn it. */
async function show(signals: Signals, tells: Told = told): Promise<Page> {
  const { page } = opened;
  const none = Object.fromEntries(vssSignals.map(({ path }) => [path, undefined]));
  const plain = { [`${HMI}.CurrentLanguage`]: 0, [`${HMI}.DistanceUnit`]: 1, [`${HMI}.DayNightMode`]: 1 };
  await page.evaluate(([changed]) => window.fakeGuest.set(changed), [{ ...none, ...plain, ...signals }] as const);
  // Undefined does not survive the way into the page within an object.
  await page.evaluate(([topics, said]) => window.fakeGuest.told(Object.fromEntries(topics.map((topic) => [topic, said[topic]]))), [
    Object.keys(nothing) as (keyof Told)[],
    tells,
  ] as const);
  await page.evaluate(() => window.fakeGuest.pass(0));
  return page;
}

/** What a driver reads of it, without the marks that keep numbers in order; empty: it is not seen. */
function seen(page: Page): Promise<{ turn: string; media: string; limit: string }> {
  return page.evaluate(() => {
    const read = (selector: string): string => {
      const element = document.querySelector<HTMLElement>(selector);
      if (!element?.checkVisibility({ opacityProperty: true })) return "";
      const name = element.getAttribute("aria-label");
      return [name ?? "", element.innerText.replace(/\s+/g, " ").trim()]
        .join("|")
        .replace(/[\u2066-\u2069]/g, "")
        .replace(/\u00a0/g, " ");
    };
    return { turn: read(".turn-card"), media: read(".media-line"), limit: read(".limit") };
  });
}

test("what is told is shown, and gone when it is withdrawn", async () => {
  const shown = await seen(await show(driving));
  const gone = await seen(await show(driving, nothing));
  const paused = await seen(await show(driving, { media: { title: "Night Drive", artist: "Argo Navis", playing: false } }));
  const none = { turn: "", media: "", limit: "" };
  expect([shown, gone, paused]).toEqual([
    { turn: "Turn right|350 m Lindwurmstraße 12 min", media: "|Night Drive · Argo Navis", limit: "Speed limit 100 km/h|100" },
    none,
    none,
  ]);
});

test("each language says it in its own words, and miles are miles", async () => {
  const said: unknown[] = [];
  for (const language of LANGUAGES.keys()) {
    const page = await show(
      { ...driving, ...miles, [`${HMI}.CurrentLanguage`]: language },
      { ...told, turn: { ...told.turn!, kind: "arrive" } },
    );
    const { turn, limit } = await seen(page);
    said.push([turn, limit]);
  }
  expect(said).toEqual([
    ["Destination|0.2 mi Destination 12 min", "Speed limit 62 mph|62 mph"],
    ["Ziel|0,2 mi Ziel 12 min", "Tempolimit 62 mph|62 mph"],
    ["目的地|0.2 英里 目的地 12 分钟", "限速 62 mph|62 mph"],
    ["الوجهة|0.2 ميل الوجهة 12 د", "حد السرعة 62 ميل/س|62 ميل/س"],
  ]);
});

test("the sign is one red disc above the limit, and a speed that hovers there does not make it flicker", async () => {
  const states: boolean[] = [];
  for (const speed of [100, 100.8, 101.5, 100.5, 100, 100.8, -130]) {
    const page = await show({ ...driving, "Vehicle.Speed": speed });
    states.push((await page.locator(".limit.over").count()) === 1);
  }
  const unlimited = await seen(await show({ ...driving, "Vehicle.Speed": 240 }, { "speed-limit": { kmh: "none" } }));
  const blind = await show({ ...driving, "Vehicle.Speed": undefined });
  expect([states, unlimited.limit, await blind.locator(".limit.over").count()]).toEqual([
    [false, false, true, true, false, false, true],
    "No speed limit|",
    0,
  ]);
});

test("the turn and what plays belong to the road: in park, in reverse and under the list of messages they are not seen", async () => {
  const read: unknown[] = [];
  for (const signals of [parked, reversing]) read.push((await seen(await show(signals))).turn);
  const page = await show(driving);
  await page.keyboard.press("KeyM");
  await page.evaluate(() => window.fakeGuest.pass(0));
  read.push((await seen(page)).media);
  await page.keyboard.press("KeyM");
  await page.evaluate(() => window.fakeGuest.pass(0));
  expect([...read, (await seen(page)).media]).toEqual(["", "", "", "|Night Drive · Argo Navis"]);
});

test("card and line stay among the page's layers, told or not", async () => {
  const layers: unknown[] = [];
  for (const tells of [nothing, told]) {
    const page = await show(driving, tells);
    layers.push(
      await page.evaluate(() =>
        [...document.querySelectorAll(".turn-card, .media-line")].map((element) => {
          const { willChange, transitionDuration, animationName } = getComputedStyle(element);
          const { width, height } = element.getBoundingClientRect();
          return [element.className, willChange, transitionDuration, animationName, width, height];
        }),
      ),
    );
  }
  expect([(layers[0] as unknown[]).length, layers[1]]).toEqual([2, layers[0]]);
});

for (const [index, language] of LANGUAGES.entries()) {
  test(`${language}: the longest names are cut where their box ends, and lie over nothing else`, async () => {
    const wrong: unknown[] = [];
    const warned: Signals = {
      "Vehicle.ADAS.ABS.IsError": 1,
      "Vehicle.ADAS.CruiseControl.IsActive": 1,
      "Vehicle.ADAS.CruiseControl.SpeedSet": 130,
    };
    for (const units of [{}, miles]) {
      const page = await show({ ...driving, ...warned, ...units, [`${HMI}.CurrentLanguage`]: index }, longest);
      const boxes = await blockBoxes(
        page,
        ".turn-card, .media-line, .limit, .limit small, .cruise, .message, .facts, .dial .readout, .car-rear",
      );
      const cuts = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>(".turn-card, .media-line")].flatMap((holder) => {
          const outer = holder.getBoundingClientRect();
          return [...holder.querySelectorAll<HTMLElement>("svg, div, b, div > span, :scope > span")].flatMap((part) => {
            const { left, right, top, bottom, width } = part.getBoundingClientRect();
            const inside = left >= outer.left && right <= outer.right && top >= outer.top && bottom <= outer.bottom && width > 20;
            const style = getComputedStyle(part);
            const cut = part.scrollWidth <= part.clientWidth || style.textOverflow === "ellipsis" || part.tagName !== "SPAN";
            return inside && cut ? [] : [`${part.tagName} of ${holder.className}`];
          });
        }),
      );
      // A sign's label stands in the sign's own place.
      const bad = collisions(boxes).filter(([a, b]) => a !== b && !(b !== "" && a.endsWith(b)));
      wrong.push(...bad, ...cuts, ...boxes.filter(({ box }) => RESERVED.some((area) => overlaps(area, box))).map(({ text }) => text));
    }
    expect(wrong).toEqual([]);
  });
}

test("a name that is written the other way stays in its place, and turns nothing around", async () => {
  const page = await show(driving, {
    ...told,
    turn: { ...told.turn!, into: "شارع الملك فهد" },
    media: { title: "ليلة", artist: "Argo Navis", playing: true },
  });
  expect(await seen(page)).toMatchObject({ turn: "Turn right|350 m شارع الملك فهد 12 min", media: "|ليلة · Argo Navis" });
  const [title, artist] = await page.evaluate(() =>
    [...document.querySelectorAll(".media-line bdi")].map((part) => part.getBoundingClientRect().left),
  );
  expect(title! < artist!).toBe(true);
});

test("after all that the page has complained of nothing", () => {
  expect(opened.complaints).toEqual([]);
});
