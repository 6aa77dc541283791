import { crc32, inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { packPng } from "../../../main/electron/png.ts";

test("a picture's chunks are whole, and its lines have the pixels, red first", async () => {
  // Two lines of three: blue, green, red; then black, white, and one of no round number.
  const [first, second] = [
    [255, 0, 0, 0, 0, 255, 0, 9, 0, 0, 255, 255],
    [0, 0, 0, 0, 255, 255, 255, 0, 3, 2, 1, 4],
  ];
  // On a screen that goes on at either side.
  const beside = [7, 7, 7, 7];
  const octets = Uint8Array.from([...beside, ...first, ...beside, ...beside, ...second, ...beside]);
  const png = await packPng(octets, { width: 3, height: 2, line: 20, left: 1 });
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks: { readonly type: string; readonly data: Buffer }[] = [];
  for (let at = 8; at < png.length;) {
    const size = png.readUInt32BE(at);
    const data = png.subarray(at + 8, at + 8 + size);
    expect(png.readUInt32BE(at + 8 + size)).toBe(crc32(png.subarray(at + 4, at + 8 + size)));
    chunks.push({ type: png.toString("latin1", at + 4, at + 8), data });
    at += 12 + size;
  }
  expect(chunks.map(({ type }) => type)).toEqual(["IHDR", "IDAT", "IEND"]);
  expect([...chunks[0]!.data]).toEqual([0, 0, 0, 3, 0, 0, 0, 2, 8, 2, 0, 0, 0]);
  expect([...inflateSync(chunks[1]!.data)]).toEqual([0, 0, 0, 255, 0, 255, 0, 255, 0, 0, 0, 0, 0, 0, 255, 255, 255, 1, 2, 3]);
});
