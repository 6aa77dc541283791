import { expect, test } from "vitest";
import { Connector, type Mode } from "../../../main/displays/connector.ts";
import { PictureUpload, type PixelSource } from "../../../main/displays/picture-upload.ts";
import { domId } from "../../../protocol/ids.ts";
import { DRM_FORMAT_ARGB8888, DRM_FORMAT_RGB565, DRM_FORMAT_XRGB8888 } from "../../../protocol/io/displif.ts";
import type { PictureBand } from "../../../protocol/picture.ts";
import { GuestFault } from "../../../protocol/result.ts";
import { rgbaOf } from "../../../protocol/pixels.ts";
import { aFakeClock } from "../../support/clock.ts";

/** A sink that notes what it was told, bands as `x,y: first and last pixel`. */
function aSink() {
  const told: string[] = [];
  const hex = (rgba: Uint8Array): string => Buffer.from(rgba).toString("hex");
  return {
    told,
    band: (band: PictureBand) => {
      const rgba = rgbaOf(band.octets, band);
      const { x, y, width } = band;
      told.push(
        `${x},${y} ${width}x${rgba.length / 4 / width}: ${hex(new Uint8Array(rgba.subarray(0, 4)))} ${hex(new Uint8Array(rgba.subarray(-4)))}`,
      );
    },
    clear: () => void told.push("clear"),
    show: () => void told.push("show"),
  };
}

/** An upload, what its sink was told since last asked, and the faults. */
function anUpload() {
  const sink = aSink();
  const faults: string[] = [];
  const upload = new PictureUpload(sink, (fault) => faults.push(fault.message));
  return { upload, faults, told: () => sink.told.splice(0) };
}

/** A frame of pixels, each of `octets`, that a test writes to. */
function aFrame(width: number, height: number, pixelFormat = DRM_FORMAT_XRGB8888, more: Partial<PixelSource> = {}) {
  const octets = pixelFormat === DRM_FORMAT_RGB565 ? 2 : 4;
  const stride = more.stride ?? width * octets;
  const memory = new DataView(new ArrayBuffer((more.dataOfs ?? 0) + stride * height));
  const fb: PixelSource = {
    width,
    height,
    stride,
    octetsAPixel: octets,
    pixelFormat,
    dataOfs: 0,
    pages: { copyOut: (offset, into) => into.set(new Uint8Array(memory.buffer, offset, into.length)) },
    ...more,
  };
  const set = (x: number, y: number, pixel: number): void => {
    const at = fb.dataOfs + y * stride + x * octets;
    if (octets === 4) memory.setUint32(at, pixel, true);
    else memory.setUint16(at, pixel, true);
  };
  return { fb, set, mode: (at: Partial<Mode<PixelSource>> = {}): Mode<PixelSource> => ({ fb, x: 0, y: 0, width, height, ...at }) };
}

test.each([
  ["XRGB8888", DRM_FORMAT_XRGB8888, 0x00123456, "123456ff"],
  ["ARGB8888", DRM_FORMAT_ARGB8888, 0x80123456, "123456ff"],
  ["RGB565, full red", DRM_FORMAT_RGB565, 0xf800, "ff0000ff"],
  ["RGB565, full green", DRM_FORMAT_RGB565, 0x07e0, "00ff00ff"],
  ["RGB565, a dark blue", DRM_FORMAT_RGB565, 0x0001, "000008ff"],
])("a pixel of %s is red, green, blue, opaque", (_, format, pixel, rgba) => {
  const t = anUpload();
  const frame = aFrame(2, 1, format);
  frame.set(1, 0, pixel);
  t.upload.shown(frame.mode());
  expect(t.told()).toEqual(["clear", `0,0 2x1: 000000ff ${rgba}`, "show"]);
});

test("what did not change is not put again, and a frame that is the same is not put at all", () => {
  const t = anUpload();
  const frame = aFrame(1024, 150);
  t.upload.shown(frame.mode());
  t.upload.painted();
  t.told();
  t.upload.shown(frame.mode());
  const same = t.told();
  frame.set(0, 64, 0xff);
  t.upload.shown(frame.mode());
  t.upload.painted();
  const changed = t.told();
  t.upload.shown(frame.mode());
  expect([same, changed, t.told(), t.upload.uploads]).toEqual([[], ["0,64 1024x64: 0000ffff 000000ff", "show"], [], 2]);
});

test("the last pixel of a picture that is no whole number of words is looked at too", () => {
  const t = anUpload();
  const frame = aFrame(3, 1, DRM_FORMAT_RGB565);
  t.upload.shown(frame.mode());
  t.upload.painted();
  t.told();
  frame.set(2, 0, 0xf800);
  t.upload.shown(frame.mode());
  expect(t.told()).toEqual(["0,0 3x1: 000000ff ff0000ff", "show"]);
});

test("while the sink paints, frames are passed over, and the one that is shown then comes next", () => {
  const t = anUpload();
  const frames = [0x10, 0x20, 0x30].map((pixel) => {
    const frame = aFrame(1, 1);
    frame.set(0, 0, pixel);
    return frame;
  });
  for (const frame of frames) t.upload.shown(frame.mode());
  const first = t.told();
  t.upload.painted();
  expect([first, t.told()]).toEqual([
    ["clear", "0,0 1x1: 000010ff 000010ff", "show"],
    ["0,0 1x1: 000030ff 000030ff", "show"],
  ]);
});

test("rows are found by the stride and the offset, and only what the mode shows of them is put, at its place", () => {
  const t = anUpload();
  const frame = aFrame(4, 3, DRM_FORMAT_XRGB8888, { stride: 24, dataOfs: 7 });
  frame.set(0, 0, 0xaa);
  frame.set(1, 1, 0xbb);
  t.upload.shown(frame.mode({ x: 10, y: 20, width: 2, height: 2 }));
  expect(t.told()).toEqual(["clear", "10,20 2x2: 0000aaff 0000bbff", "show"]);
});

test.each([
  ["place", aFrame(2, 2).mode({ x: 1 }), "1,0 2x2"],
  ["width", aFrame(2, 2).mode({ width: 1 }), "0,0 1x2"],
  ["height", aFrame(2, 1).mode(), "0,0 2x1"],
  ["stride", aFrame(2, 2, DRM_FORMAT_XRGB8888, { stride: 16 }).mode(), "0,0 2x2"],
  ["format", aFrame(2, 2, DRM_FORMAT_RGB565).mode(), "0,0 2x2"],
])("a picture of another %s than the last is put on black, whole", (_, mode, rows) => {
  const t = anUpload();
  t.upload.shown(aFrame(2, 2).mode());
  t.upload.painted();
  t.told();
  t.upload.shown(mode);
  expect(t.told()).toEqual(["clear", `${rows}: 000000ff 000000ff`, "show"]);
});

test("a flip to a smaller framebuffer than the mode's shows as much as there is", () => {
  const t = anUpload();
  t.upload.shown(aFrame(2, 1).mode({ width: 8, height: 8 }));
  expect(t.told()).toEqual(["clear", "0,0 2x1: 000000ff 000000ff", "show"]);
});

test("an off connector is black, and so is a format that nobody shows; what comes next is put whole", () => {
  const t = anUpload();
  const frame = aFrame(1, 1);
  const put = (act: () => void): string[] => {
    act();
    t.upload.painted();
    return t.told();
  };
  put(() => t.upload.shown(frame.mode()));
  const off = put(() => t.upload.off());
  const again = put(() => t.upload.shown(frame.mode()));
  const strange = put(() => t.upload.shown(aFrame(1, 1, 0x56595559).mode()));
  expect([off, again, strange]).toEqual([
    ["clear", "show"],
    ["0,0 1x1: 000000ff 000000ff", "show"],
    ["clear", "show"],
  ]);
});

test("when the guest is gone its pages are not read again, and what is seen stays", () => {
  const t = anUpload();
  t.upload.shown(aFrame(1, 1).mode());
  t.upload.shown(aFrame(1, 1, DRM_FORMAT_RGB565).mode());
  t.upload.released();
  t.told();
  t.upload.painted();
  expect(t.told()).toEqual([]);
});

test("a new sink is told all of what is shown", () => {
  const t = anUpload();
  t.upload.shown(aFrame(1, 1).mode());
  t.told();
  t.upload.restarted();
  expect(t.told()).toEqual(["0,0 1x1: 000000ff 000000ff", "show"]);
});

test("a guest whose pages are more than it may have is at fault, and nobody else", () => {
  const t = anUpload();
  const copyOut = (): never => {
    throw new GuestFault(domId(3), "wants more than the 2 pages of its maxmem");
  };
  t.upload.shown(aFrame(1, 1, DRM_FORMAT_XRGB8888, { pages: { copyOut } }).mode());
  t.upload.painted();
  expect(t.faults).toEqual(["d3: wants more than the 2 pages of its maxmem"]);
});

test("a connector tells of its mode, of each flip that is shown, of off, and of its holder's end", () => {
  const clock = aFakeClock();
  const told: string[] = [];
  const connector = new Connector<string>({ uniqueId: "c", width: 8, height: 8, refreshHz: 60 }, clock, undefined, {
    shown: ({ fb, x }) => void told.push(`${fb} at ${x}`),
    off: () => void told.push("off"),
    released: () => void told.push("released"),
  });
  const lease = connector.lease(domId(1), () => void told.push("done"))!;
  lease.setMode({ fb: "a", x: 3, y: 0, width: 1, height: 1 });
  lease.queueFlip("b");
  clock.advance(34);
  lease.setMode(undefined);
  lease.release();
  expect(told).toEqual(["a at 3", "b at 3", "done", "off", "released"]);
});
