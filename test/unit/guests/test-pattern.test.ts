import { expect, test } from "vitest";
import {
  BARS,
  bitCell,
  BOX,
  boxAt,
  frameNumber,
  PATTERN_FORMATS,
  TestPattern,
  type PatternFormat,
} from "../../../main/guests/test-pattern.ts";
import { PAGE_SIZE } from "../../../protocol/ids.ts";

const SIZE = { width: 320, height: 240 };

/** Pages of a buffer of the test's size, and its pixels. */
function aBuffer(octets: number) {
  const views = Array.from(
    { length: Math.ceil((SIZE.width * SIZE.height * octets) / PAGE_SIZE) },
    () => new DataView(new ArrayBuffer(PAGE_SIZE)),
  );
  const pixel = (x: number, y: number): number => {
    const at = (y * SIZE.width + x) * octets;
    const view = views[Math.floor(at / PAGE_SIZE)]!;
    return octets === 4 ? view.getUint32(at % PAGE_SIZE, true) : view.getUint16(at % PAGE_SIZE, true);
  };
  return { page: (index: number) => views[index]!, pixel };
}

/** The whole picture of a frame, painted on a buffer that had nothing on it. */
function afresh(frame: number, format: PatternFormat = "xrgb8888") {
  const pattern = new TestPattern(format, SIZE);
  const { octets } = PATTERN_FORMATS[format];
  for (let before = 1; before < frame; before++) pattern.paint(aBuffer(octets));
  const buffer = aBuffer(octets);
  pattern.paint(buffer);
  return buffer;
}

const everyPixel = (buffer: ReturnType<typeof aBuffer>): number[] =>
  Array.from({ length: SIZE.width * SIZE.height }, (_, i) => buffer.pixel(i % SIZE.width, Math.floor(i / SIZE.width)));

test.each([
  ["xrgb8888", [0xffffff, 0xffff00, 0x00ffff, 0x00ff00, 0xff00ff, 0xff0000, 0x0000ff, 0x000000]],
  ["argb8888", [0xffffffff, 0xffffff00, 0xff00ffff, 0xff00ff00, 0xffff00ff, 0xffff0000, 0xff0000ff, 0xff000000]],
  ["rgb565", [0xffff, 0xffe0, 0x07ff, 0x07e0, 0xf81f, 0xf800, 0x001f, 0x0000]],
] as const)("the bars in %s, from left to right", (format, pixels) => {
  const buffer = afresh(1, format);
  expect(BARS.map((_, bar) => buffer.pixel(bar * 40 + 20, 100))).toEqual(pixels);
});

test("a picture says its frame's number in its corner", () => {
  const pattern = new TestPattern("xrgb8888", SIZE);
  const buffer = aBuffer(4);
  const numbers = Array.from({ length: 300 }, () => {
    pattern.paint(buffer);
    return frameNumber(SIZE.height, (x, y) => buffer.pixel(x, y) === 0xffffff);
  });
  expect(numbers).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
  expect(bitCell(0, SIZE.height)).toEqual({ x: 16, y: 208, width: 8, height: 16 });
});

test("the box goes across and back within the picture, its edge where the frame says", () => {
  const buffer = afresh(3);
  const { x, y, width } = boxAt(3, SIZE);
  expect([x, y, width, buffer.pixel(x, y + 1), buffer.pixel(x - 1, y + 1), buffer.pixel(x + width, y + 1)]).toEqual([
    12,
    6,
    60,
    BOX,
    0xffffff,
    0xffff00,
  ]);
  expect([65, 66, 130].map((frame) => boxAt(frame, SIZE).x)).toEqual([260, 256, 0]);
});

test("a buffer that is painted again and again looks as one that is painted afresh", () => {
  const pattern = new TestPattern("xrgb8888", SIZE);
  const buffers = [aBuffer(4), aBuffer(4)];
  for (let frame = 1; frame <= 100; frame++) pattern.paint(buffers[frame % 2]!);
  expect(everyPixel(buffers[0]!)).toEqual(everyPixel(afresh(100)));
});

test("a display too small for the number gets what there is room for", () => {
  const pattern = new TestPattern("rgb565", { width: 5, height: 7 });
  const view = new DataView(new ArrayBuffer(PAGE_SIZE));
  pattern.paint({ page: () => view });
  pattern.paint({ page: () => view });
  expect(Array.from({ length: 8 }, (_, i) => view.getUint16(70 + 2 * i, true))).toEqual(new Array(8).fill(0));
});
