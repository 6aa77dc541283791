import { expect, test } from "vitest";
import type { VssPath } from "../../../../protocol/vss.ts";
import { defaultSettings, type Settings } from "../../../../renderer/kit/settings.ts";
import { driverSettings } from "../../../../renderer/overlay/driver-settings.ts";

const HMI = "Vehicle.Cabin.Infotainment.HMI";
const arabic: Settings = { ...defaultSettings, language: "ar", distance: "mi", theme: "day" };

const from = (signals: Partial<Record<VssPath, number>>, before: Settings): Settings => driverSettings((path) => signals[path], before);

test("what the driver chose is followed", () => {
  const chosen = { [`${HMI}.CurrentLanguage`]: 2, [`${HMI}.DistanceUnit`]: 0, [`${HMI}.DayNightMode`]: 0 };
  expect(from(chosen, defaultSettings)).toEqual({ ...defaultSettings, language: "zh", distance: "mi", theme: "day" });
});

test.each([4, -1, 0.5, 1e9])("a language that is none of the table's (%d) is English, whatever it was before", (index) => {
  expect(from({ [`${HMI}.CurrentLanguage`]: index }, arabic)).toEqual({ ...arabic, language: "en" });
});

test("a signal without a value changes nothing", () => {
  expect(from({}, arabic)).toBe(arabic);
});

test("the same choice is the same object, so that a page may compare it", () => {
  expect(from({ [`${HMI}.CurrentLanguage`]: 3 }, arabic)).toBe(arabic);
});
