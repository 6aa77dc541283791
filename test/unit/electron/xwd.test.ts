import { expect, test } from "vitest";
import { cropLines, locateLines, readArea, XWD_HEAD_OCTETS, type Read } from "../../../main/electron/xwd.ts";
import { err } from "../../../protocol/result.ts";

// XWDFileHeader of a screen of 4x3 with two colours in its table, and lines of 20 octets: one pixel of padding.
// prettier-ignore
const words = [
  //  header_size  file_version  pixmap_format  pixmap_depth  pixmap_width  pixmap_height  xoffset  byte_order  bitmap_unit
      108,         7,            2,             24,           4,            3,             0,       0,          32,
  //  bitmap_bit_order  bitmap_pad  bits_per_pixel  bytes_per_line  visual_class  red_mask  green_mask  blue_mask
      0,                32,         32,             20,             4,            0xff0000, 0xff00,     0xff,
  //  bits_per_rgb  colormap_entries  ncolors  window_width  window_height  window_x  window_y  window_bdrwidth
      8,            256,              2,       4,            3,             0,        0,        0,
];
const aHead = (changes: Readonly<Record<number, number>> = {}): DataView => {
  const head = new DataView(new ArrayBuffer(XWD_HEAD_OCTETS));
  words.forEach((word, index) => head.setUint32(index * 4, changes[index] ?? word));
  return head;
};
/** The screen's lines: pixel x of line y is blue x, green y, red 7, and something in the fourth octet. */
const screen = Uint8Array.from({ length: 60 }, (_, at) => [Math.floor((at % 20) / 4), Math.floor(at / 20), 7, 0x55][at % 4] ?? 0);

test("the lines of an area begin behind header, colours and the lines above", () => {
  expect(locateLines(aHead(), { x: 1, y: 2, width: 2, height: 1 })).toEqual({
    ok: true,
    value: { start: 108 + 2 * 12 + 2 * 20, line: 20, left: 1, width: 2, height: 1 },
  });
});

test("an area that reaches over the edge is cut there", () => {
  expect(locateLines(aHead(), { x: 3, y: 1, width: 10, height: 10 })).toMatchObject({ value: { width: 1, height: 2 } });
});

test.each([
  { x: 4, y: 0 },
  { x: 0, y: 3 },
  { x: -1, y: 0 },
  { x: 0, y: -1 },
])("an area that begins outside the screen, at $x,$y, is refused", (at) => {
  expect(locateLines(aHead(), { ...at, width: 2, height: 2 })).toEqual(err("the display lies outside the screen"));
});

test.each([
  ["16 bits a pixel", { 11: 16 }, "got 16, least first"],
  ["the other octet order", { 7: 1 }, "got 32, most first"],
])("a screen of %s is refused, with what it is", (_what, changes, got) => {
  const answer = locateLines(aHead(changes), { x: 0, y: 0, width: 1, height: 1 });
  expect(answer.ok ? "" : answer.error).toContain(got);
});

test("a crop takes the area's pixels of each line, without padding, and makes them opaque", () => {
  const lines = { start: 0, line: 20, left: 1, width: 2, height: 2 };
  // prettier-ignore
  expect([...cropLines(screen.subarray(20), lines)]).toEqual([
    1, 1, 7, 255,  2, 1, 7, 255,
    1, 2, 7, 255,  2, 2, 7, 255,
  ]);
});

test("an area that is read by itself is the same, in the beginning of a buffer that may be larger", () => {
  const lines = { start: 20, line: 20, left: 1, width: 2, height: 2 };
  const read: Read = (into, from, octets, at) => {
    into.set(screen.subarray(at, at + octets), from);
    return octets;
  };
  expect([...readArea(lines, new Uint8Array(100), read)]).toEqual([...cropLines(screen.subarray(20), lines)]);
});

test("a file that ends within the area is an error, and not what was read before", () => {
  const lines = { start: 20, line: 20, left: 1, width: 2, height: 2 };
  expect(() => readArea(lines, new Uint8Array(16), () => 7)).toThrow("want 8 octets of line 0, got 7");
});
