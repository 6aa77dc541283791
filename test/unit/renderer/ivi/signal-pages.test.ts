import { expect, test } from "vitest";
import { vssSignals } from "../../../../protocol/vss.ts";
import { signalPages } from "../../../../renderer/guests/ivi/apps/signal-pages.ts";

test("every page of signals fits the screen and shows paths of its own branch", () => {
  for (const { title, paths } of signalPages) {
    expect(paths.length).toBeLessThanOrEqual(9);
    expect(paths.filter((path) => !path.startsWith(`${title}.`))).toEqual([]);
  }
});

test("no signal is on two pages, and all of them are signals", () => {
  const shown = signalPages.flatMap((page) => page.paths);
  expect(new Set(shown).size).toBe(shown.length);
  expect(shown.filter((path) => !vssSignals.some((signal) => signal.path === path))).toEqual([]);
});
