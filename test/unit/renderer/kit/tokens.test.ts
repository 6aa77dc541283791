import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("../../../../renderer/kit/tokens.css", import.meta.url), "utf8");
const night = colours(/:root \{([^}]*)\}/);
const day = { ...night, ...colours(/:root\[data-theme="day"\] \{([^}]*)\}/) };
const palettes = { night, day };

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

function colours(block: RegExp): Record<string, string | undefined> {
  const body = block.exec(css)?.[1] ?? "";
  return Object.fromEntries([...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name ?? "", value]));
}

/** WCAG's ratio of relative luminances, which ISO 15008's is close to. */
function contrast(a: string | undefined, b: string | undefined): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((light ?? NaN) + 0.05) / ((dark ?? NaN) + 0.05);
}

function luminance(colour: string | undefined): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = parseInt(colour?.slice(at, at + 2) ?? "", 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? NaN) + 0.7152 * (g ?? NaN) + 0.0722 * (b ?? NaN);
}
