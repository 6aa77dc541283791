import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { contrast, palettesOf } from "../../../support/palettes.ts";

const css = (path: string): string => readFileSync(new URL(`../../../../renderer/${path}`, import.meta.url), "utf8");
const palettes = palettesOf(css("kit/tokens.css"), css("overlay/overlay.css"));

/** What a driver reads on dom0's pages, and what it lies on. */
const READ = [
  ["text", "bg-deep"],
  ["text", "bg-glow"],
  ["text-2", "bg-deep"],
  ["text-2", "bg-glow"],
  ["text", "note"],
  ["on-alarm", "alarm"],
  ["text-2", "parking"],
  ["stop-words", "parking"],
  ["near-words", "parking"],
  ["far-words", "parking"],
] as const;

const themes = ["night", "day"] as const;

test.each(themes.flatMap((theme) => READ.map(([front, back]) => [theme, front, back] as const)))(
  "%s: %s on %s keeps 7:1",
  (theme, front, back) => {
    expect(contrast(palettes[theme][front], palettes[theme][back])).toBeGreaterThanOrEqual(7);
  },
);

test.each(themes.flatMap((theme) => ["danger", "warn", "ok"].map((colour) => [theme, colour] as const)))(
  "%s: a parking arc in %s keeps 3:1 on its pane, and at night 5:1",
  (theme, colour) => {
    expect(contrast(palettes[theme][colour], palettes[theme]["parking"])).toBeGreaterThanOrEqual(theme === "night" ? 5 : 3);
  },
);

test("the lamps' ground and an unlit lamp are dark by day as by night", () => {
  for (const name of ["hood", "unlit"]) expect(palettes.day[name]).toBe(palettes.night[name]);
});
