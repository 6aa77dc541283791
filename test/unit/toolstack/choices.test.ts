import { expect, test } from "vitest";
import { CHOICE_NAMES, choicesOf, chosen } from "../../../main/toolstack/choices.ts";
import { CHOICES } from "../../../protocol/settings.ts";
import { vssSignals, type VssSignal } from "../../../protocol/vss.ts";

test("every choice has a signal, and a value of its own for each of the signal's", () => {
  expect([...CHOICE_NAMES].sort()).toEqual(Object.keys(CHOICES).sort());
  for (const { path, values } of Object.values(CHOICES)) {
    const signal: VssSignal | undefined = vssSignals.find((one) => one.path === path);
    const chosenValues = Object.values<string | undefined>(values).filter((value) => value !== undefined);
    expect([path, [...chosenValues].sort()]).toEqual([path, [...(signal?.allowed ?? [])].sort()]);
  }
});

test("a setting chooses its signal's value, none where the light decides, and nothing where it is not set", () => {
  const path = "Vehicle.Cabin.Infotainment.HMI.DayNightMode";
  expect(["night", "auto", undefined, "constructor"].map((value) => chosen("theme", value))).toEqual([
    { ok: true, value: { path, by: "domain", value: 1 } },
    { ok: true, value: { path, by: "domain", value: undefined } },
    { ok: true, value: { path, by: "vehicle" } },
    { ok: false, error: 'theme: want day, night, auto, got "constructor"' },
  ]);
});

test("a domain chooses what its cockpit lets it choose, and of that what makes sense", () => {
  const refused: string[] = [];
  const settings = new Map([
    ["language", "fr"],
    ["distance-unit", "mi"],
    ["theme", "day"],
  ]);
  const choices = choicesOf(["language", "distance-unit"], settings, (problem) => refused.push(problem));
  expect([choices, refused]).toEqual([
    [
      { path: "Vehicle.Cabin.Infotainment.HMI.CurrentLanguage", by: "vehicle" },
      { path: "Vehicle.Cabin.Infotainment.HMI.DistanceUnit", by: "domain", value: 0 },
    ],
    ['language: want en, de, zh, ar, got "fr"'],
  ]);
});
