/** The cluster's page in each language, by itself: every text that there is, shown and measured in its box. */
import { expect, test, type Page } from "playwright/test";
import type { Told, TurnKind } from "../../protocol/bridge.ts";
import { vssSignals, type VssPath } from "../../protocol/vss.ts";
import { texts, type TextKey } from "../../renderer/guests/cluster/text/texts.ts";
import type { Language } from "../../renderer/kit/settings.ts";
import { driving, parked, reversing, type Signals } from "../support/drives.ts";
import type { BarePage } from "./bare-page.ts";
import { openGuestPage } from "./guest-page.ts";
import { blockBoxes, collisions, overlaps, RESERVED, textBoxes } from "./text-boxes.ts";

const WIDTH = 1920;
const HEIGHT = 720;

const HMI = "Vehicle.Cabin.Infotainment.HMI";
const languages = vssSignals.find(({ path }) => path === `${HMI}.CurrentLanguage`);
const codes = (languages && "allowed" in languages ? languages.allowed : []) as readonly Language[];

const metric: Signals = { [`${HMI}.DistanceUnit`]: 1, [`${HMI}.TemperatureUnit`]: 0, [`${HMI}.TirePressureUnit`]: 2 };
const american: Signals = { [`${HMI}.DistanceUnit`]: 0, [`${HMI}.TemperatureUnit`]: 1, [`${HMI}.TirePressureUnit`]: 0 };
const kilopascals: Signals = { ...metric, [`${HMI}.TirePressureUnit`]: 1 };

/** The longest numbers there can be, so that the facts are as wide as they get. Cold enough for one more message than is shown. */
const wide: Signals = {
  "Vehicle.TraveledDistance": 999_999_000,
  "Vehicle.TripMeterReading": 9_999_900,
  "Vehicle.Powertrain.FuelSystem.Range": 1_250_000,
  "Vehicle.Exterior.AirTemperature": -38.5,
};
const rolling: Signals = { ...driving, ...wide, "Vehicle.Speed": 238 };
const tyre = (place: string): Signals => ({ [`Vehicle.Chassis.Axle.${place}.Tire.Pressure`]: 188 });
const door = (place: string): Signals => ({ [`Vehicle.Cabin.Door.${place}.IsOpen`]: 1 });

/** What raises each message. */
const raising: readonly Signals[] = [
  { "Vehicle.Cabin.Seat.Row1.DriverSide.Airbag.IsDeployed": 1 },
  { "Vehicle.Chassis.Axle.Row1.Wheel.Left.Brake.IsFluidLevelLow": 1 },
  { "Vehicle.Powertrain.CombustionEngine.EOP": 10 },
  { "Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature": 130 },
  { "Vehicle.Chassis.ParkingBrake.IsEngaged": 1 },
  { "Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted": 0 },
  { "Vehicle.Speed": undefined },
  ...["Row1.Wheel.Left", "Row1.Wheel.Right", "Row2.Wheel.Left", "Row2.Wheel.Right"].map(tyre),
  { "Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.IsPressureLow": 1 },
  ...["Row1.DriverSide", "Row1.PassengerSide", "Row2.DriverSide", "Row2.PassengerSide"].map(door),
  { "Vehicle.Body.Trunk.Rear.IsOpen": 1 },
  { "Vehicle.ADAS.ESC.IsError": 1 },
  { "Vehicle.ADAS.ABS.IsError": 1 },
  { "Vehicle.LowVoltageBattery.CurrentVoltage": 11 },
  { "Vehicle.Powertrain.FuelSystem.IsFuelLevelLow": 1 },
  {},
];
const cruising: Signals = { "Vehicle.ADAS.CruiseControl.IsActive": 1, "Vehicle.ADAS.CruiseControl.SpeedSet": 130 };
const rear = "Vehicle.ADAS.ObstacleDetection.Rear";
const clearBehind: Signals = { [`${rear}.Left.Distance`]: 4, [`${rear}.Center.Distance`]: 4, [`${rear}.Right.Distance`]: 4 };
const states: readonly Signals[] = [
  ...[2, 3, 4].map((mode): Signals => ({ ...rolling, ...cruising, "Vehicle.Powertrain.Transmission.PerformanceMode": mode })),
  { ...rolling, "Vehicle.ADAS.CruiseControl.IsEnabled": 1 },
  { ...parked, ...wide },
  { ...reversing, ...wide },
  { ...parked, "Vehicle.Powertrain.Transmission.SelectedGear": -1 },
  { ...reversing, ...clearBehind },
];

/** What the infotainment tells, in all that the cluster has words for. */
const tellings: readonly Told[] = [
  ...(["left", "right", "straight", "arrive"] as readonly TurnKind[]).map((kind) => ({
    turn: { kind, metres: 1450, into: "Lindwurmstraße", arrival: 12 },
  })),
  { media: { title: "Paper Nautilus", artist: "Argo Navis", playing: true }, "speed-limit": { kmh: 120 } },
  { "speed-limit": { kmh: "none" } },
];

let opened: BarePage;

test.beforeAll(async () => {
  opened = await openGuestPage("cluster", { width: WIDTH, height: HEIGHT, signals: {} });
  await opened.page.emulateMedia({ reducedMotion: "reduce" });
});

test.afterAll(() => opened.close());

const show = async (language: Language, signals: Signals, told: Told = {}): Promise<Page> => {
  const { page } = opened;
  const none = Object.fromEntries(vssSignals.map(({ path }): [VssPath, undefined] => [path, undefined]));
  const spoken: Signals = { [`${HMI}.CurrentLanguage`]: codes.indexOf(language) };
  await page.evaluate((changed) => window.fakeGuest.set(changed), { ...none, ...spoken, ...signals });
  await page.evaluate((said) => window.fakeGuest.told({ turn: undefined, media: undefined, "speed-limit": undefined, ...said }), told);
  await frames(page);
  return page;
};

test("English fetches no other language's font, and each other language only its own", async () => {
  const fetched: Record<string, readonly string[]> = {};
  for (const language of codes) {
    const page = await show(language, { ...rolling, "Vehicle.ADAS.ABS.IsError": 1 });
    fetched[language] = await page.evaluate(async () => {
      await document.fonts.ready;
      const loaded = [...document.fonts].filter(({ status }) => status === "loaded").map(({ family }) => family.replaceAll('"', ""));
      return [...new Set(loaded)].sort();
    });
  }
  const [arabic, chinese] = ["Noto Sans Arabic", "Noto Sans SC"];
  // In the order of the languages' codes: what was fetched once stays.
  expect(fetched).toEqual({ en: ["B612"], de: ["B612"], zh: ["B612", chinese], ar: ["B612", arabic, chinese] });
});

for (const language of codes) {
  test(`${language}: every text is shown somewhere, fits its box, and lies over no other`, async () => {
    test.setTimeout(180_000);
    const said: string[] = [];
    const wrong: unknown[] = [];
    const measure = async (page: Page, what: string): Promise<void> => {
      const [heard, found] = await Promise.all([words(page), misfits(page)]);
      said.push(heard);
      if (found.length > 0) wrong.push({ what, found });
    };
    for (const units of [metric, american]) {
      for (const [i, signals] of states.entries()) await measure(await show(language, { ...signals, ...units }), `state ${i}`);
      for (const [i, told] of tellings.entries())
        await measure(await show(language, { ...rolling, ...cruising, ...units }, told), `told ${i}`);
      for (const signals of raising)
        await measure(await show(language, { ...rolling, ...units, ...signals }), Object.keys(signals).join() || "ice");
    }
    await measure(await show(language, { ...parked, ...kilopascals }), "kPa");
    await measure(await listOf(await show(language, parked)), "empty list");
    for await (const page of listPages(language)) await measure(page, "list");
    expect(wrong).toEqual([]);
    const all = said.join("\n");
    const parts = (key: TextKey): readonly string[] => texts[language][key].split("{}").map((part) => part.trim());
    expect((Object.keys(texts.en) as TextKey[]).filter((key) => !parts(key).every((part) => all.includes(part)))).toEqual([]);
  });
}

test("Arabic mirrors the facts and the band, and neither the dials nor the car's left and right", async () => {
  const places = ".facts.bottom-start, .facts.bottom-end, .dial-left, .dial-right, .front-left, .front-right";
  const lefts = async (language: Language): Promise<readonly number[]> => {
    const page = await show(language, parked);
    return page.evaluate((wanted) => wanted.split(", ").map((one) => document.querySelector(one)!.getBoundingClientRect().left), places);
  };
  const [english, arabic] = [await lefts("en"), await lefts("ar")];
  const ordered = ([start = 0, end = 0]: readonly number[]): boolean => start < end;
  expect([ordered(english), ordered(arabic), arabic.slice(2)]).toEqual([true, false, english.slice(2)]);
});

test("after all that the page has complained of nothing", () => {
  expect(opened.complaints).toEqual([]);
});

/** Turns through all pages of the list with every message in it. */
async function* listPages(language: Language): AsyncGenerator<Page> {
  const everything = Object.assign({}, ...raising, { "Vehicle.Speed": 238 }) as Signals;
  const page = await listOf(await show(language, { ...rolling, ...everything, ...metric }));
  while ((await page.locator(".messages").count()) > 0) {
    yield page;
    await page.keyboard.press("KeyM");
    await frames(page);
  }
}

async function listOf(page: Page): Promise<Page> {
  if ((await page.locator(".messages").count()) === 0) await page.keyboard.press("KeyM");
  await frames(page);
  return page;
}

/** Until the page has drawn what it was told. Nothing moves in (see `beforeAll`), and a text does not wait for a needle. */
const frames = (page: Page): Promise<void> => page.evaluate(() => window.fakeGuest.pass(0));

/** All that the page says, and what its parts are called, without the marks that keep numbers in order. */
function words(page: Page): Promise<string> {
  return page.evaluate(() => {
    const names = [...document.querySelectorAll("[aria-label]")].map((element) => element.getAttribute("aria-label") ?? "");
    return [document.body.innerText, ...names].join("\n").replace(/[\u2066-\u2069]/g, "");
  });
}

/** What is wrong with the texts as they stand: too small, cut off, under dom0's lamps, off the glass, over one another, outside their box, or at a picture's cost. */
async function misfits(page: Page): Promise<unknown[]> {
  // At once: each by itself would wait for the page's next free moment.
  const [lines, blocks, escaped, shrunken, units] = await Promise.all([
    textBoxes(page),
    blockBoxes(
      page,
      ".message, .filed, .facts, .dial .readout, .tyre-fact, .distance, .middle.messages, .turn-card[aria-hidden='false'], .media-line[aria-hidden='false'], .limit, .cruise",
    ),
    page.evaluate(() => {
      const holders =
        ".turn-card, .media-line, .message, .filed, .facts, .messages li, .messages header, .message kbd, .tyre-fact, .hint, .distance, .unit";
      const inside = (element: Element): readonly string[] => {
        const box = element.getBoundingClientRect();
        return [...element.querySelectorAll("*"), element].flatMap((child) => {
          const range = document.createRange();
          range.selectNodeContents(child);
          const { left, right, width } = range.getBoundingClientRect();
          return width > 0 && (left < box.left - 1 || right > box.right + 1) ? [`${child.textContent} leaves ${element.className}`] : [];
        });
      };
      return [...document.querySelectorAll(holders)].flatMap(inside);
    }),
    page.evaluate(() =>
      [...document.querySelectorAll("svg[width]")].flatMap((icon) => {
        const { width } = icon.getBoundingClientRect();
        return Math.abs(width - Number(icon.getAttribute("width"))) > 1
          ? [`a picture beside ${icon.parentElement?.textContent} is ${width} px wide`]
          : [];
      }),
    ),
    // A dial's hub is 280 px wide: a unit's name must stay inside it.
    page.evaluate(() =>
      [...document.querySelectorAll(".dial .unit")].flatMap((unit) => {
        const range = document.createRange();
        range.selectNodeContents(unit);
        return range.getBoundingClientRect().width > 200 ? [`${unit.textContent} is too wide for the hub`] : [];
      }),
    ),
  ]);
  return [
    ...lines.filter(({ box }) => RESERVED.some((area) => overlaps(area, box))),
    ...lines.filter(
      ({ box: [left = 0, top = 0, right = 0, bottom = 0] }) => left < 4 || top < 4 || right > WIDTH - 4 || bottom > HEIGHT - 4,
    ),
    ...lines.filter(({ px }) => px < 20),
    ...collisions(lines),
    ...collisions(blocks),
    ...escaped,
    ...shrunken,
    ...units,
  ];
}
