/** What dom0's own pages say: the cover over a guest, and the rear view. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cameraTexts } from "../../../../renderer/camera/camera-texts.ts";
import { ageOf, sentenceOf, titleOf } from "../../../../renderer/overlay/cover-words.ts";
import { coverTexts } from "../../../../renderer/overlay/cover-texts.ts";
import { defaultSettings, type Language } from "../../../../renderer/kit/settings.ts";

type Table = Readonly<Record<Language, Readonly<Record<string, string>>>>;

const tables: readonly (readonly [name: string, table: Table])[] = [
  ["cover", coverTexts],
  ["camera", cameraTexts],
];
/** What another language writes as English does. */
const sameAsEnglish: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  cover: { de: ["ivi", "seconds"], zh: [], ar: [] },
  camera: { de: [], zh: [], ar: [] },
};

describe.each(tables)("%s", (name, table) => {
  const keys = Object.keys(table.en);
  const others = (["de", "zh", "ar"] as const).map((language) => [language, table[language]] as const);

  test.each(others)("%s has every text, none empty", (_language, texts) => {
    expect(Object.keys(texts)).toEqual(keys);
    expect(keys.filter((key) => (texts[key] ?? "").trim() === "" || texts[key] !== texts[key]?.trim())).toEqual([]);
  });

  test.each(others)("%s says nothing in English but what is listed", (language, texts) => {
    expect(keys.filter((key) => texts[key] === table.en[key])).toEqual(sameAsEnglish[name]?.[language]);
  });

  test.each(others)("%s has a place for a value where English has one", (_language, texts) => {
    const places = (text = ""): number => text.split("{}").length - 1;
    expect(keys.filter((key) => places(texts[key]) !== places(table.en[key]))).toEqual([]);
  });

  test("Arabic and Chinese are written in characters that the fetched fonts are for", () => {
    const css = readFileSync(new URL("../../../../renderer/kit/language-fonts.css", import.meta.url), "utf8");
    const ranges = [...css.matchAll(/U\+([0-9A-F]+)-([0-9A-F]+)/g)].map(([, from = "", to = ""]) => [parseInt(from, 16), parseInt(to, 16)]);
    const points = [...Object.values(table.ar), ...Object.values(table.zh)].flatMap((text) =>
      [...text].map((one) => one.codePointAt(0) ?? 0),
    );
    const foreign = points.filter((point) => point > 0x17f);
    const covered = (point: number): boolean => ranges.some(([from = 0, to = 0]) => point >= from && point <= to);
    expect([foreign.length > 80, foreign.filter((point) => !covered(point))]).toEqual([true, []]);
  });
});

test("a placeholder's sentence is in the driver's language, and names a user's own display as it is", () => {
  const crashed = { kind: "placeholder", why: "crashed", restarting: false } as const;
  const said = (["en", "de", "zh", "ar"] as const).map((language) => {
    const settings = { ...defaultSettings, language };
    return [sentenceOf("ivi", { ...crashed, restarting: true }, settings), sentenceOf("rear-seat", crashed, settings)];
  });
  expect(said).toEqual([
    ["Infotainment is restarting", "Rear-seat has stopped"],
    ["Infotainment startet neu", "Rear-seat ist ausgefallen"],
    ["信息娱乐系统正在重新启动", "Rear-seat已停止运行"],
    ["جارٍ إعادة تشغيل نظام المعلومات والترفيه", "توقف عمل \u2068Rear-seat\u2069"],
  ]);
});

test("each reason has a sentence of its own", () => {
  const said = (["crashed", "frozen", "stopped"] as const).map((why) =>
    sentenceOf("cluster", { kind: "placeholder", why, restarting: false }, defaultSettings),
  );
  expect(said).toEqual(["Instrument cluster has stopped", "Instrument cluster does not respond", "Instrument cluster is off"]);
});

test("a display that is named as a text of the table is not called so", () => {
  expect(titleOf("starting", { ...defaultSettings, language: "de" })).toBe("Starting");
});

test("seconds are numbers of the language, and in Arabic stay beside their unit", () => {
  const german = { ...defaultSettings, language: "de" } as const;
  expect([ageOf(1234, false, defaultSettings), ageOf(1234, true, german), ageOf(3, false, { ...defaultSettings, language: "ar" })]).toEqual(
    ["1,234\u00a0s", "Bild ist 1.234\u00a0s alt", "\u2068\u20663\u2069\u00a0ث\u2069"],
  );
});
