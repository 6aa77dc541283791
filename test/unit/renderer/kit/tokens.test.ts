import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { contrast, palettesOf } from "../../../support/palettes.ts";

const palettes = palettesOf(readFileSync(new URL("../../../../renderer/kit/tokens.css", import.meta.url), "utf8"));

// ISO 15008 asks for 5:1 at night and 3:1 by day; a driver gets more.
test.each(pairs(["text", "text-2"], ["bg-deep", "bg-glow", "panel", "panel-raised"]))("%s: %s on %s keeps 7:1", (palette, front, back) => {
  expect(contrast(palettes[palette][front], palettes[palette][back])).toBeGreaterThanOrEqual(7);
});

test.each(pairs(["text"], ["warn-panel", "danger-panel", "info-panel"]))("%s: %s on %s keeps 7:1", (palette, front, back) => {
  expect(contrast(palettes[palette][front], palettes[palette][back])).toBeGreaterThanOrEqual(7);
});

test.each(pairs(["accent", "info", "warn", "danger", "ok"], ["bg-deep", "bg-glow", "panel"]))(
  "%s: %s on %s, a symbol's colour, keeps 3:1 and at night 5:1",
  (palette, front, back) => {
    expect(contrast(palettes[palette][front], palettes[palette][back])).toBeGreaterThanOrEqual(palette === "night" ? 5 : 3);
  },
);

test.each(["night", "day"] as const)("%s: text on the accent keeps 5:1", (palette) => {
  expect(contrast(palettes[palette]["on-accent"], palettes[palette]["accent"])).toBeGreaterThanOrEqual(5);
});

function pairs(fronts: readonly string[], backs: readonly string[]): ["night" | "day", string, string][] {
  return (["night", "day"] as const).flatMap((palette) =>
    fronts.flatMap((front) => backs.map((back): ["night" | "day", string, string] => [palette, front, back])),
  );
}
