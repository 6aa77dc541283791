import { expect, test } from "vitest";
import { connectorEdid } from "../../../main/backends/vdispl/edid.ts";

const edidOf = (width: number, height: number, name = "cluster0") => connectorEdid({ name, width, height, refreshHz: 60 });

/** What the first detailed timing says (E-EDID 1.4, 3.10.2), read by its own table. */
function timing(edid: Uint8Array) {
  const at = (i: number): number => edid[54 + i] ?? 0;
  const width = at(2) | ((at(4) >> 4) << 8);
  const hBlank = at(3) | ((at(4) & 15) << 8);
  const height = at(5) | ((at(7) >> 4) << 8);
  const vBlank = at(6) | ((at(7) & 15) << 8);
  const hz = ((at(0) | (at(1) << 8)) * 10_000) / ((width + hBlank) * (height + vBlank));
  return { width, height, hz: Number(hz.toFixed(1)), vBlankUs: Math.round((vBlank / (height + vBlank) / hz) * 1e6) };
}

test.each([
  [1920, 720],
  [1280, 800],
  [1920, 1080],
  [640, 400],
  [320, 240],
  [3840, 2160],
])("an EDID of %i × %i says so at 60 Hz, with time enough to blank, and its octets sum to 0", (width, height) => {
  const edid = edidOf(width, height) ?? new Uint8Array();
  const { vBlankUs, ...rest } = timing(edid);
  const sum = edid.reduce((total, octet) => total + octet, 0) & 0xff;
  expect({ ...rest, blanks: vBlankUs >= 450, sum, octets: edid.length }).toEqual({
    width,
    height,
    hz: 60,
    blanks: true,
    sum: 0,
    octets: 128,
  });
});

test.each([
  ["short", [..."short\n       "]],
  ["exactly thirteen", [..."exactly thirt"]],
  ["smörgås", [..."sm?rg?s\n     "]],
])("a monitor of the name %s is called so, as far as there is room", (name, letters) => {
  const edid = edidOf(1280, 800, name) ?? new Uint8Array();
  expect([...edid.slice(72, 90)]).toEqual([0, 0, 0, 0xfc, 0, ...letters.map((letter) => letter.charCodeAt(0))]);
});

test("there is no EDID of what a detailed timing cannot say: 4096 pixels, or a clock of more than 655 MHz", () => {
  expect([edidOf(4096, 100), edidOf(100, 4096), edidOf(4000, 4000)]).toEqual([undefined, undefined, undefined]);
});
