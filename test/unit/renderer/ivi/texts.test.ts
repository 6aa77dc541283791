import { expect, test } from "vitest";
import { fill, texts, type TextKey } from "../../../../renderer/guests/ivi/text/texts.ts";
import { units } from "../../../../renderer/kit/units.ts";
import type { Language } from "../../../../renderer/kit/settings.ts";

const keys = (Object.keys(texts.en) as TextKey[]).filter((key) => !(key in units.en));
const others = (["de", "zh", "ar"] as const).map((language) => [language, texts[language]] as const);

/** What another language writes as English does: signs of units, and what the car's own keys say. */
const sameAsEnglish: Readonly<Partial<Record<Language, readonly TextKey[]>>> = {
  de: ["percent", "volts", "ac", "northLetter"],
  zh: ["percent", "volts", "ac"],
  ar: ["percent", "ac"],
};

test.each(others)("%s has every text, none empty", (_language, table) => {
  expect(Object.keys(table).sort()).toEqual(Object.keys(texts.en).sort());
  expect(keys.filter((key) => table[key].trim() === "" || table[key] !== table[key].trim())).toEqual([]);
});

test.each(others)("%s says nothing in English but what is listed", (language, table) => {
  expect(keys.filter((key) => table[key] === texts.en[key])).toEqual(sameAsEnglish[language]);
});

test.each(others)("%s has a place for a value where English has one", (_language, table) => {
  const places = (text: string): number => text.split("{}").length - 1;
  expect(keys.filter((key) => places(table[key]) !== places(texts.en[key]))).toEqual([]);
});

test.each(others.slice(1))("%s is written in its own script", (language, table) => {
  const script = language === "ar" ? /\p{Script=Arabic}/u : /\p{Script=Han}/u;
  expect(keys.filter((key) => !script.test(table[key]))).toEqual(keys.filter((key) => sameAsEnglish[language]?.includes(key)));
});

test("values go to their places in order, whatever they are made of", () => {
  expect([fill("{} of {}", 2, "$&"), fill("{}", "{}"), fill("none", 1)]).toEqual(["2 of $&", "{}", "none"]);
});
