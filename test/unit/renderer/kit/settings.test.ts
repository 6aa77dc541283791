import { expect, test } from "vitest";
import { vssSignals, type VssPath } from "../../../../protocol/vss.ts";
import { PageSettings } from "../../../../renderer/kit/page-settings.ts";
import { defaultSettings, settingsFrom, settingsSignals, type Settings } from "../../../../renderer/kit/settings.ts";
import { SignalStore } from "../../../../renderer/kit/signal-store.ts";

type Signals = Partial<Record<VssPath, number>>;

const LIGHT = "Vehicle.Exterior.LightIntensity";
const MODE = "Vehicle.Cabin.Infotainment.HMI.DayNightMode";
const LANGUAGE = "Vehicle.Cabin.Infotainment.HMI.CurrentLanguage";

const from = (signals: Signals, before: Settings = defaultSettings): Settings => settingsFrom((path) => signals[path], before);

test("without signals the settings stay as they were", () => {
  const arabic: Settings = { language: "ar", distance: "mi", temperature: "F", pressure: "psi", theme: "day" };
  expect([from({}), from({}, arabic)]).toEqual([defaultSettings, arabic]);
});

test("each signal's value is the one that the table of signals gives it", () => {
  const value = (path: VssPath, name: string): Signals => {
    const signal = vssSignals.find((one) => one.path === path);
    const index = signal && "allowed" in signal ? (signal.allowed as readonly string[]).indexOf(name) : -1;
    return { [path]: index };
  };
  const hmi = "Vehicle.Cabin.Infotainment.HMI";
  expect(
    from({
      ...value(LANGUAGE, "zh"),
      ...value(`${hmi}.DistanceUnit`, "MILES"),
      ...value(`${hmi}.TemperatureUnit`, "F"),
      ...value(`${hmi}.TirePressureUnit`, "KPA"),
      ...value(MODE, "DAY"),
    }),
  ).toEqual({ language: "zh", distance: "mi", temperature: "F", pressure: "kPa", theme: "day" });
});

test("the palette follows the light, and does not flicker between the two limits", () => {
  let settings = defaultSettings;
  const seen = [5, 30, 39, 41, 30, 21, 19, 30].map((light) => (settings = from({ [LIGHT]: light }, settings)).theme);
  expect(seen).toEqual(["night", "night", "night", "day", "day", "day", "night", "night"]);
});

test("a chosen palette overrules the light, for as long as it is chosen", () => {
  const bright = { [LIGHT]: 90 };
  expect([from({ ...bright, [MODE]: 1 }).theme, from({ [LIGHT]: 3, [MODE]: 0 }).theme, from(bright).theme]).toEqual([
    "night",
    "day",
    "day",
  ]);
});

test("listeners hear of a change of settings, and not of light that changes nothing", () => {
  let take: (changed: Readonly<Record<string, number | undefined>>) => void = () => undefined;
  const store = new SignalStore({ onSignals: (to) => ((take = to), () => undefined) });
  const settings = new PageSettings(store);
  const heard: Settings[] = [];
  settings.listen(() => heard.push(settings.now));
  for (const light of [3, 10, 15]) take({ [LIGHT]: light });
  take({ [LANGUAGE]: 1 });
  take({ [LANGUAGE]: undefined });
  expect(heard).toEqual([{ ...defaultSettings, language: "de" }]);
});

test("every signal that the settings read is one they listen to", () => {
  const read = new Set<VssPath>();
  settingsFrom((path) => void read.add(path), defaultSettings);
  expect([...read].sort()).toEqual([...settingsSignals].sort());
});
