import { expect, test } from "vitest";
import { clock } from "../../../../renderer/kit/clock.ts";
import { defaultSettings, type Language } from "../../../../renderer/kit/settings.ts";

const morning = new Date(2026, 0, 5, 7, 3);
const afternoon = new Date(2026, 0, 5, 14, 32);
const said = (language: Language, temperature: "C" | "F" = "C"): readonly string[] =>
  [morning, afternoon].map((time) => clock(time, { ...defaultSettings, language, temperature }));

test("English, German and Chinese count 24 hours", () => {
  expect([said("en"), said("de", "F"), said("zh")]).toEqual(Array(3).fill(["07:03", "14:32"]));
});

test("Arabic counts twice twelve and says which half, in Western digits", () => {
  expect(said("ar")).toEqual(["7:03\u00a0ص", "2:32\u00a0م"]);
});

test("so does English where Fahrenheit is read", () => {
  expect(said("en", "F")).toEqual(["7:03\u00a0AM", "2:32\u00a0PM"]);
});
