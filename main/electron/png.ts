/** PNG, packed beside dom0's loop: Electron's own `toPNG` held it for 300 ms a display, and every guest's frames with it. */
import { setImmediate } from "node:timers/promises";
import { promisify } from "node:util";
import { crc32, deflate } from "node:zlib";

const deflated = promisify(deflate);

const SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
/** Colour type 2: red, green and blue, eight bits each (PNG third edition, 11.2.1). */
const RGB = 2;
/** Screens are large plain areas: more effort than the least hardly makes them smaller. */
const LEVEL = 1;

/** So many lines, and then others have their turn. */
const LINES_A_TURN = 64;

/** Where a picture is among the lines of its screen: pixels, the octets of a line, and the pixels left of it. */
export interface ImageLines {
  readonly width: number;
  readonly height: number;
  readonly line: number;
  readonly left: number;
}

/** `octets`: four a pixel, blue first, the fourth of no meaning. */
export async function packPng(octets: Uint8Array, { width, height, line, left }: ImageLines): Promise<Buffer> {
  const lines = Buffer.allocUnsafe(height * (1 + width * 3));
  let to = 0;
  for (let y = 0; y < height; y++) {
    if (y % LINES_A_TURN === LINES_A_TURN - 1) await setImmediate();
    // Filter 0: none.
    lines[to++] = 0;
    for (let x = 0, from = y * line + left * 4; x < width; x++, from += 4) {
      lines[to++] = octets[from + 2]!;
      lines[to++] = octets[from + 1]!;
      lines[to++] = octets[from]!;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, RGB, 0, 0, 0], 8);
  const data = await deflated(lines, { level: LEVEL });
  return Buffer.concat([SIGNATURE, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const octets = Buffer.alloc(12 + data.length);
  octets.writeUInt32BE(data.length, 0);
  octets.write(type, 4, "latin1");
  data.copy(octets, 8);
  octets.writeUInt32BE(crc32(octets.subarray(4, 8 + data.length)), 8 + data.length);
  return octets;
}
