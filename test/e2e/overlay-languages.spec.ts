/** dom0's own page above a display, by itself, in each language and both palettes: the cover over a guest, and the rear view. */
import { expect, test, type Page } from "playwright/test";
import { defaultVehicle } from "../../main/toolstack/vehicle-file.ts";
import type { Cover, OverlayInfo, OverlayMessage } from "../../protocol/overlay.ts";
import { cameraTexts, type CameraTextKey } from "../../renderer/camera/camera-texts.ts";
import type { Language } from "../../renderer/kit/settings.ts";
import { coverTexts, type CoverTextKey } from "../../renderer/overlay/cover-texts.ts";
import { installFakeDom0 } from "../support/fake-dom0.ts";
import type { Signals } from "../support/drives.ts";
import { BarePage } from "./bare-page.ts";
import { blockBoxes, collisions, overlaps, RESERVED, textBoxes, type TextBox } from "./text-boxes.ts";

const LANGUAGES = ["en", "de", "zh", "ar"] as const satisfies readonly Language[];
const THEMES = ["day", "night"] as const;
const HMI = "Vehicle.Cabin.Infotainment.HMI";
const REAR = "Vehicle.ADAS.ObstacleDetection.Rear";
/** A picture of the rear view is drawn at 30 Hz, and its words with it. */
const SETTLE_MS = 120;
/** What says which kind of camera there is: this page's is synthetic. */
const NOT_SHOWN: readonly CameraTextKey[] = ["device", "file"];

const camera = { source: { kind: "synthetic" }, vehicle: defaultVehicle() } as const;
const displays: readonly OverlayInfo[] = [
  { display: "ivi", width: 1280, height: 800, telltales: false, sound: false, camera },
  { display: "ivi", width: 1080, height: 1920, telltales: false, sound: false, camera },
  { display: "cluster", width: 1920, height: 720, telltales: true, sound: false },
];

const covers: readonly Cover[] = [
  { kind: "starting" },
  { kind: "placeholder", why: "crashed", restarting: true },
  ...(["crashed", "frozen", "stopped"] as const).map((why): Cover => ({ kind: "placeholder", why, restarting: false })),
  { kind: "hold" },
];

const distances = (left?: number, centre?: number, right?: number): Signals => ({
  [`${REAR}.Left.Distance`]: left,
  [`${REAR}.Center.Distance`]: centre,
  [`${REAR}.Right.Distance`]: right,
});
const views: readonly (readonly [name: string, Signals, OverlayMessage])[] = [
  ["clear", distances(5, 5, 5), ["camera-state", "live"]],
  ["far", distances(1.7, 5, 5), ["camera-state", "live"]],
  ["near", distances(1.7, 1.2, 0.62), ["camera-state", "live"]],
  ["stop", distances(5, 0.3, 5), ["camera-state", "live"]],
  ["one silent", distances(5, undefined, 5), ["camera-state", "live"]],
  ["two silent", distances(5), ["camera-state", "live"]],
  ["all silent", distances(), ["camera-state", "live"]],
  ["lost", distances(5, 5, 5), ["camera-state", "lost"]],
  ["frozen", distances(5, 5, 5), ["camera-state", "frozen"]],
];

for (const info of displays) {
  /** How broad the arcs are on a display that stands upright (overlay.css). */
  const UPRIGHT_ARCS_PX = 864;

  test.describe(`${info.display}, ${info.width} × ${info.height}`, () => {
    let opened: BarePage;

    test.beforeAll(async () => {
      opened = await BarePage.open("overlay", info, (page) => page.addInitScript(installFakeDom0, info));
      await say(["border", { domid: 2, name: "android-guest", colour: "#22A06B" }]);
    });
    test.afterAll(() => opened.close());

    const say = (message: OverlayMessage): Promise<void> => opened.page.evaluate((told) => window.fakeDom0.say(told), message);

    const wear = async (language: Language, theme: (typeof THEMES)[number], miles: boolean): Promise<void> => {
      const chosen: Signals = {
        [`${HMI}.CurrentLanguage`]: LANGUAGES.indexOf(language),
        [`${HMI}.DayNightMode`]: THEMES.indexOf(theme),
        [`${HMI}.DistanceUnit`]: miles ? 0 : 1,
        "Vehicle.Speed": 238,
      };
      await say(["signals", chosen]);
    };

    /** Shows each thing that the page can show, and measures it; answers all that was said. */
    const showAll = async (measure: (what: string) => Promise<void>): Promise<string> => {
      const said: string[] = [];
      const look = async (what: string): Promise<void> => {
        await settled(opened.page);
        const [heard] = await Promise.all([wordsOn(opened.page), measure(what)]);
        said.push(heard);
      };
      await say(["camera", false, 0]);
      for (const cover of covers) {
        await say(["cover", cover]);
        await look(JSON.stringify(cover));
      }
      if (!info.camera) return said.join("\n");
      await say(["camera", true, 0]);
      for (const [name, signals, state] of views) {
        await say(["signals", signals]);
        await say(state);
        await look(name);
      }
      return said.join("\n");
    };

    test("before anybody has chosen it is English and night, and fetches no other font", async () => {
      const { page } = opened;
      expect(await fontsOf(page)).toEqual(["B612"]);
      expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
      await wear("en", "day", false);
      await showAll(() => Promise.resolve());
      expect(await fontsOf(page)).toEqual(["B612"]);
    });

    for (const language of LANGUAGES) {
      test(`${language}: every text is shown by day and by night, fits, and lies over no other`, async () => {
        test.setTimeout(120_000);
        const wrong: unknown[] = [];
        let said = "";
        for (const [theme, miles] of [
          ["day", false],
          ["night", true],
        ] as const) {
          await wear(language, theme, miles);
          said += await showAll(async (what) => {
            const found = await misfits(opened.page, info);
            if (found.length > 0) wrong.push({ theme, what, found });
          });
        }
        expect(wrong).toEqual([]);
        const missing = <K extends string>(texts: Readonly<Record<K, string>>, keys: readonly K[]): readonly K[] =>
          keys.filter((key) => !texts[key].split("{}").every((part) => said.includes(part.trim())));
        const other = info.display === "ivi" ? "cluster" : "ivi";
        const coverKeys = (Object.keys(coverTexts.en) as CoverTextKey[]).filter((key) => key !== other);
        const cameraKeys = (Object.keys(cameraTexts.en) as CameraTextKey[]).filter((key) => info.camera && !NOT_SHOWN.includes(key));
        expect([...missing(coverTexts[language], coverKeys), ...missing(cameraTexts[language], cameraKeys)]).toEqual([]);
      });
    }

    test("each palette is its own: the placeholder's ground and words change with it", async () => {
      await say(["camera", false, 0]);
      await say(["cover", { kind: "placeholder", why: "crashed", restarting: true }]);
      const looks: (readonly string[])[] = [];
      for (const theme of THEMES) {
        await wear("en", theme, false);
        looks.push(
          await opened.page.evaluate(() => {
            const { backgroundColor } = getComputedStyle(document.querySelector("#cover")!);
            return [backgroundColor, getComputedStyle(document.querySelector("#cover h1")!).color];
          }),
        );
      }
      expect(looks).toEqual([
        ["rgb(221, 228, 235)", "rgb(11, 21, 32)"],
        ["rgb(5, 8, 12)", "rgb(242, 245, 249)"],
      ]);
    });

    test("a language that no table knows is English, and written left to right", async () => {
      await wear("ar", "night", false);
      await say(["signals", { [`${HMI}.CurrentLanguage`]: 77 }]);
      expect(await opened.page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual(["en", "ltr"]);
      expect(await wordsOn(opened.page)).toContain(coverTexts.en.restarting.replace("{}", coverTexts.en[info.display as "ivi"]));
    });

    if (info.camera) {
      test("distances are the driver's: metres or feet, with the language's comma, on the arcs' pane and on the marks", async () => {
        const seen: Record<string, readonly string[]> = {};
        await say(["camera", true, 0]);
        await say(["signals", distances(5, 0.62, 5)]);
        for (const [language, miles] of [
          ["en", false],
          ["de", false],
          ["de", true],
          ["ar", false],
        ] as const) {
          await wear(language, "night", miles);
          await settled(opened.page);
          const marks = await opened.page.evaluate(() => window.fakeDom0.painted().map(({ text }) => text));
          const near = await opened.page.locator("#parking span").innerText();
          seen[`${language} ${miles ? "miles" : "km"}`] = [near, ...marks].map((text) =>
            text.replace(/[\u2066-\u2069]/g, "").replace("\u00a0", " "),
          );
        }
        expect(seen).toEqual({
          "en km": ["0.6 m", "0.6 m", "1.5 m", "3 m"],
          "de km": ["0,6 m", "0,6 m", "1,5 m", "3 m"],
          "de miles": ["2,0 ft", "2 ft", "4,9 ft", "9,8 ft"],
          "ar km": ["0.6 م", "0.6 م", "1.5 م", "3 م"],
        });
      });

      test("Arabic mirrors what dom0 says of the picture, and neither the car's left and right nor the domain's name", async () => {
        await say(["camera-state", "live"]);
        const places = async (language: Language): Promise<Readonly<Record<string, number>>> => {
          await wear(language, "night", false);
          await settled(opened.page);
          return opened.page.evaluate((width) => {
            const { left: note, right } = document.querySelector("#camera-note")!.getBoundingClientRect();
            const { left: parking } = document.querySelector("#parking")!.getBoundingClientRect();
            const { left: tag } = document.querySelector("#tag")!.getBoundingClientRect();
            return { note, noteToEdge: width - right, parking, tag, mark: window.fakeDom0.painted()[0]?.box[0] ?? NaN };
          }, info.width);
        };
        const [english, arabic] = [await places("en"), await places("ar")];
        const middle = (info.width - UPRIGHT_ARCS_PX) / 2;
        // Below the picture, where there is room below it, the arcs are in the middle.
        const [right, left] = info.height > info.width ? [middle, middle] : [info.width - 24 - 320, 24];
        expect(english).toMatchObject({ note: 24, parking: right });
        expect(arabic).toMatchObject({ noteToEdge: 24, parking: left, tag: english["tag"], mark: english["mark"] });
      });
    }

    test("after all that the page has complained of nothing", () => {
      expect(opened.complaints).toEqual([]);
    });
  });
}

async function settled(page: Page): Promise<void> {
  await page.evaluate(async (ms) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    await document.fonts.ready;
  }, SETTLE_MS);
}

/** The families that the page has fetched a file of. */
async function fontsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    await document.fonts.ready;
    const loaded = [...document.fonts].filter(({ status }) => status === "loaded").map(({ family }) => family.replaceAll('"', ""));
    return [...new Set(loaded)].filter((family) => family !== "B612 Mono").sort();
  });
}

function wordsOn(page: Page): Promise<string> {
  return page.evaluate(() => document.body.innerText.replace(/[\u2066-\u2069]/g, ""));
}

/** What is wrong with the texts as they stand: too small, off the glass, under a lamp or the domain's name, over one another, outside their pane, or in two lines. */
async function misfits(page: Page, { width, height, telltales }: OverlayInfo): Promise<unknown[]> {
  // At once: each by itself would wait for the page's next free moment.
  const [texts, marks, blocks, escaped] = await Promise.all([
    textBoxes(page),
    page.evaluate(() =>
      document.querySelector("#guides")?.checkVisibility() === true
        ? window.fakeDom0.painted().map(({ text, font, box }) => ({ text, px: Number(/(\d+)px/.exec(font)?.[1]), box }))
        : [],
    ),
    blockBoxes(page, "#parking, #camera-note, #cover .stale"),
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("#parking, #camera-note, #cover .stale, #cover h1, #cover p")].flatMap((element) => {
        const range = document.createRange();
        range.selectNodeContents(element);
        const [box, text] = [element.getBoundingClientRect(), range.getBoundingClientRect()];
        const out = text.width > 0 && (text.left < box.left - 1 || text.right > box.right + 1);
        const folded = element.id !== "parking" && text.height > parseFloat(getComputedStyle(element).lineHeight) * 1.5;
        return out || folded
          ? [`${element.textContent} ${out ? "leaves" : "is folded in"} ${element.id || element.className || element.tagName}`]
          : [];
      }),
    ),
  ]);
  const [tag, lines] = texts
    .filter(({ box: [left = 0, , right = 0] }) => right > left)
    .reduce<[TextBox[], TextBox[]]>(
      ([tags, others], one) => (one.text.startsWith("d2 ·") ? [[...tags, one], others] : [tags, [...others, one]]),
      [[], []],
    );
  const panes = blocks.filter(({ box: [l = 0, , r = 0] }) => r > l);
  const reserved = [...(telltales ? RESERVED : []), ...tag.map(({ box }) => box)];
  const all = [...lines, ...marks];
  return [
    ...all.filter(({ box }) => reserved.some((area) => overlaps(area, box))),
    ...[...all, ...panes].filter(({ box: [l = 0, t = 0, r = 0, b = 0] }) => l < 4 || t < 4 || r > width - 4 || b > height - 4),
    ...all.filter(({ px }) => px < 20),
    ...collisions(lines),
    ...collisions(panes),
    ...collisions([...marks, ...panes]),
    ...escaped,
  ];
}
