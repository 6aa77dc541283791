import { expect, test } from "vitest";
import { allShots, chosenShots, fileOf } from "../../gallery/shots.ts";

const files = (...filters: readonly string[]): readonly string[] => {
  const chosen = chosenShots(allShots(), filters);
  return chosen.ok ? chosen.value.flatMap(({ shots }) => shots.map(fileOf)) : chosen.error;
};

test("no two pictures have one file", () => {
  const all = allShots().flatMap(({ shots }) => shots.map(fileOf));
  expect(all.length).toBeGreaterThan(200);
  expect(new Set(all).size).toBe(all.length);
});

test("a filter's words may stand in any order, and name one picture when each kind is named", () => {
  expect(files("warning/ar/night/cluster")).toEqual(["cluster-night-ar-warning.png"]);
});

test("words of one kind are alternatives, and several filters are joined", () => {
  expect(files("cluster/night/de/en/parked", "ivi/day/zh/reverse")).toEqual([
    ...["cluster-night-en-parked.png", "cluster-night-de-parked.png"],
    "ivi-day-zh-reverse.png",
  ]);
});

test("the beginning of a state's name takes all of its kind", () => {
  expect(files("locked/ivi/night/en")).toEqual([
    "ivi-night-en-locked-phone.png",
    "ivi-night-en-locked-apps.png",
    "ivi-night-en-locked-signals.png",
    "ivi-night-en-locked-settings.png",
    "ivi-night-en-locked-domain.png",
    "ivi-night-en-locked-own.png",
    "ivi-night-en-locked-search.png",
  ]);
});

test("a word that is none is told with those that are; what there is no picture of is said", () => {
  expect(files("cluster/arabic")).toEqual([
    expect.stringMatching(/^--only cluster\/arabic: wanted cluster, ivi, .*zh, ar.*, got "arabic"$/),
  ]);
  expect(files("cluster/app-map")).toEqual(["--only cluster/app-map: there is no such picture"]);
});
