import fc from "fast-check";
import { expect, test } from "vitest";
import { measuresFor } from "../../../../renderer/kit/measures.ts";
import { defaultSettings, type Language, type Settings } from "../../../../renderer/kit/settings.ts";

const metric = measuresFor(defaultSettings);
const american = measuresFor({ ...defaultSettings, distance: "mi", temperature: "F", pressure: "psi" });
const languages: readonly Language[] = ["en", "de", "zh", "ar"];
const spoken = (language: Language): ReturnType<typeof measuresFor> => measuresFor({ ...defaultSettings, language });

test("each language writes thousands and tenths its own way, and all of them in Western digits", () => {
  expect(languages.map((language) => [spoken(language).whole(48_213), spoken(language).oneDecimal(21.5)])).toEqual([
    ["48,213", "21.5"],
    ["48.213", "21,5"],
    ["48,213", "21.5"],
    ["48,213", "21.5"],
  ]);
});

test("every language has one true minus in front of a negative number, and none before a zero", () => {
  expect(languages.map((language) => [spoken(language).whole(-7), spoken(language).oneDecimal(-0.04)[0]])).toEqual(
    languages.map(() => ["\u22127", "0"]),
  );
});

test("miles, Fahrenheit, feet and psi", () => {
  expect([
    american.speed(160.9344),
    american.odometer(48_213_000),
    american.trip(16_093.44),
    american.near(0.6),
    american.temperature(21.5),
    american.temperature(-40),
    american.pressure(240),
  ]).toEqual([100, "29,958", "10.0", "2.0", "71", "\u221240", "35"]);
});

test("kilometres, Celsius, metres and bar", () => {
  expect([
    metric.speed(87),
    metric.odometer(48_213_999),
    metric.trip(126_499),
    metric.near(0.62),
    metric.temperature(21.5),
    metric.pressure(188),
    measuresFor({ ...defaultSettings, pressure: "kPa" }).pressure(188),
  ]).toEqual([87, "48,213", "126.4", "0.6", "21.5", "1.9", "188"]);
});

test("no value reads as dashes in every measure, and a speed without a value has none", () => {
  const { speed, ...written } = american;
  expect(Object.values(written).map((write) => write(undefined))).toEqual(Array(7).fill("--"));
  expect(speed(undefined)).toBeUndefined();
});

test("an odometer never shows a kilometre or a mile that was not driven", () => {
  fc.assert(
    fc.property(fc.nat(4_000_000_000), fc.constantFrom<Settings["distance"]>("km", "mi"), (metres, distance) => {
      const shown = Number(
        measuresFor({ ...defaultSettings, distance })
          .odometer(metres)
          .replaceAll(",", ""),
      );
      expect(shown * (distance === "mi" ? 1609.344 : 1000)).toBeLessThanOrEqual(metres);
    }),
  );
});
