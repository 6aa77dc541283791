import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Framebuffer } from "../../../main/backends/vdispl/scanout.ts";
import { Log, type LogRecord } from "../../../main/log/log.ts";
import { FrameFiles, type FrameFormat } from "../../../main/node/backends/frame-files.ts";
import { DRM_FORMAT_RGB565, DRM_FORMAT_XRGB8888 } from "../../../protocol/io/displif.ts";

function files(format: FrameFormat, name = "disp0") {
  const folder = mkdtempSync(join(tmpdir(), "argonaut-frames-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const records: LogRecord[] = [];
  const log = new Log(
    () => 0,
    (record) => void records.push(record),
  );
  return { folder, records, frames: new FrameFiles(folder, name, format, log) };
}

/** Two rows of two pixels, with a gap of one behind each. */
function mode(pixels: readonly number[], pixelFormat = DRM_FORMAT_XRGB8888) {
  const wide = pixelFormat === DRM_FORMAT_XRGB8888;
  const [a, b, c, d] = pixels;
  const words = [a!, b!, 0xee, c!, d!, 0xee];
  const memory = new Uint8Array(wide ? new Uint32Array(words).buffer : new Uint16Array(words).buffer);
  const pages = {
    length: 1,
    page: () => new DataView(memory.buffer),
    copyOut: (offset: number, into: Uint8Array) => into.set(memory.subarray(offset, offset + into.length)),
    unmap: () => memory.fill(0),
  };
  const size = { width: 2, height: 2 };
  const octetsAPixel = wide ? 4 : 2;
  const fb: Framebuffer = { cookie: 1n, ...size, stride: 3 * octetsAPixel, octetsAPixel, pixelFormat, pages, dataOfs: 0 };
  return { fb, x: 0, y: 0, ...size };
}

const written = (file: string): Promise<void> => vi.waitFor(() => expect(existsSync(file)).toBe(true));

test("raw is the guest's own octets without the gaps, and what they are is told beside it", async () => {
  const t = files("raw");
  t.frames.shown(mode([1, 2, 3, 4]));
  await written(join(t.folder, "disp0.json"));
  expect([...new Uint32Array(new Uint8Array(readFileSync(join(t.folder, "disp0.raw"))).buffer)]).toEqual([1, 2, 3, 4]);
  expect(JSON.parse(readFileSync(join(t.folder, "disp0.json"), "utf8"))).toEqual({
    width: 2,
    height: 2,
    pixelFormat: DRM_FORMAT_XRGB8888,
    frames: 1,
  });
});

test.each([
  ["XRGB8888", DRM_FORMAT_XRGB8888, [0x112233, 0xff0000, 0, 0x0000ff], "112233ffff0000ff000000ff0000ffff"],
  ["RGB565", DRM_FORMAT_RGB565, [0xf800, 0x07e0, 0, 0xffff], "ff0000ff00ff00ff000000ffffffffff"],
])("a PNG of %s has its colours", async (_, format, pixels, rgba) => {
  const t = files("png");
  t.frames.shown(mode(pixels, format));
  await written(join(t.folder, "disp0.png"));
  expect(PNG.sync.read(readFileSync(join(t.folder, "disp0.png"))).data.toString("hex")).toBe(rgba);
});

test("the last frame is written although its guest took the pages back at once; those it overtook are passed over", async () => {
  const t = files("raw");
  for (const first of [1, 2, 3]) {
    const shown = mode([first, 0, 0, 0]);
    t.frames.shown(shown);
    shown.fb.pages.unmap();
  }
  t.frames.released();
  await vi.waitFor(() => expect(JSON.parse(readFileSync(join(t.folder, "disp0.json"), "utf8"))).toMatchObject({ frames: 3 }));
  expect(readFileSync(join(t.folder, "disp0.raw"))[0]).toBe(3);
});

test("a unique-id names a file of the folder, whatever is in it", async () => {
  const t = files("raw", "../../etc/x y");
  t.frames.shown(mode([1, 2, 3, 4]));
  await vi.waitFor(() => expect(readdirSync(t.folder).sort()).toEqual(["__.._etc_x_y.json", "__.._etc_x_y.raw"]));
});

test("a folder that is not there is told of, and costs nothing else", async () => {
  const t = files("raw");
  rmSync(t.folder, { recursive: true });
  t.frames.shown(mode([1, 2, 3, 4]));
  await vi.waitFor(() => expect(t.records.map(({ level, msg }) => [level, msg])).toEqual([["error", "picture not written"]]));
});
