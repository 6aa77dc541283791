import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { defaultSettings, type Language } from "../../../../renderer/kit/settings.ts";
import { say } from "../../../../renderer/guests/cluster/phrase.ts";
import { texts, type TextKey } from "../../../../renderer/guests/cluster/text/texts.ts";

const keys = Object.keys(texts.en) as TextKey[];
const others = (["de", "zh", "ar"] as const).map((language) => [language, texts[language]] as const);

/** What another language writes as English does: signs and names of units, and what the car's own keys say. */
const sameAsEnglish: Readonly<Partial<Record<Language, readonly TextKey[]>>> = {
  de: [
    ...(["kilometresPerHour", "milesPerHour", "kilometres", "miles", "metres", "feet", "celsius", "fahrenheit"] as const),
    ...(["bar", "kilopascals", "psi", "minutes", "eco", "acknowledge"] as const),
  ],
  zh: ["kilometresPerHour", "milesPerHour", "celsius", "fahrenheit", "bar", "kilopascals", "psi", "acknowledge"],
  ar: ["kilopascals", "psi"],
};

test.each(others)("%s has every text, none empty", (_language, table) => {
  expect(Object.keys(table).sort()).toEqual([...keys].sort());
  expect(keys.filter((key) => table[key].trim() === "" || table[key] !== table[key].trim())).toEqual([]);
});

test.each(others)("%s says nothing in English but what is listed", (language, table) => {
  expect(keys.filter((key) => table[key] === texts.en[key])).toEqual(sameAsEnglish[language]);
});

test.each(others)("%s has a place for a value where English has one", (_language, table) => {
  const places = (text: string): number => text.split("{}").length - 1;
  expect(keys.filter((key) => places(table[key]) !== places(texts.en[key]))).toEqual([]);
});

test("Arabic and Chinese are written in their own scripts, in characters that the fetched fonts are for", () => {
  const css = readFileSync(new URL("../../../../renderer/kit/language-fonts.css", import.meta.url), "utf8");
  const ranges = [...css.matchAll(/U\+([0-9A-F]+)-([0-9A-F]+)/g)].map(
    ([, from = "", to = ""]) => [parseInt(from, 16), parseInt(to, 16)] as const,
  );
  const foreign = [...keys.map((key) => texts.ar[key] + texts.zh[key]).join("")].filter((char) => (char.codePointAt(0) ?? 0) > 0x17f);
  const uncovered = foreign.filter(
    (char) => !ranges.some(([from, to]) => (char.codePointAt(0) ?? 0) >= from && (char.codePointAt(0) ?? 0) <= to),
  );
  expect([foreign.length > 500, uncovered]).toEqual([true, []]);
});

test("a phrase with a quantity is said in the driver's language and units", () => {
  const phrase = { text: "distanceLeft", quantity: "distance", value: 96_600 } as const;
  expect([
    say(phrase, defaultSettings),
    say(phrase, { ...defaultSettings, language: "de", distance: "mi" }),
    say({ ...phrase, value: undefined }, { ...defaultSettings, language: "zh" }),
  ]).toEqual(["96\u00a0km left", "noch 60\u00a0mi", "剩余 --\u00a0公里"]);
});

test("in Arabic a number keeps its sign before it, and its unit beside it", () => {
  const phrase = { text: "outside", quantity: "temperature", value: -3 } as const;
  expect(say(phrase, { ...defaultSettings, language: "ar" })).toBe("الخارج \u2068\u2066\u22123.0\u2069\u00a0°م\u2069");
});
