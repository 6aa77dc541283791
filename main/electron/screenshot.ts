/** Pictures of what is on the screen, all views of a display together, as a person would see it. */
import { closeSync, openSync, readSync } from "node:fs";
import { open } from "node:fs/promises";
import { desktopCapturer, nativeImage, screen, type NativeImage, type Rectangle } from "electron";
import type { ImageLines } from "./png.ts";
import { cropLines, locateLines, readArea, XWD_HEAD_OCTETS, type XwdLines } from "./xwd.ts";

/** Set by the launcher when it started Xvfb: the screen as a file in XWD format, so that a picture costs one read. */
const FRAMEBUFFER = process.env["ARGONAUT_XVFB_FRAMEBUFFER"];

/** The screen's pixels inside `area`. Rejects when the machine offers no way to read them. */
export async function screenshot(area: Rectangle): Promise<NativeImage> {
  return (await shoot(area))();
}

/** Where `screenIsFile`, an image is made of the pixels only when it is asked for: that takes dom0 for a frame or more, and reading them does not. */
export async function shoot(area: Rectangle): Promise<() => NativeImage> {
  if (FRAMEBUFFER === undefined) {
    const image = await fromScreen(area);
    return () => image;
  }
  const { octets, lines } = await fromFramebuffer(FRAMEBUFFER, area);
  return () => nativeImage.createFromBitmap(Buffer.from(cropLines(octets, lines).buffer), lines);
}

/** The same as they are, in whole lines of the screen. */
export async function screenLines(area: Rectangle): Promise<{ readonly octets: Uint8Array; readonly lines: ImageLines }> {
  if (FRAMEBUFFER !== undefined) return fromFramebuffer(FRAMEBUFFER, area);
  const image = await fromScreen(area);
  const { width, height } = image.getSize();
  return { octets: image.toBitmap(), lines: { width, height, line: width * 4, left: 0 } };
}

/** Whether the screen can be read at the price of reading a file: nothing has to be drawn again for it. */
export const screenIsFile = FRAMEBUFFER !== undefined;

/**
 * The screen's pixels inside `area`, blue first, where `screenIsFile`; until the next call. Looked at several times a second, so nothing
 * is had anew for it, and no more is read than the area: whole lines, in a buffer of their own each time, held dom0 up for half a frame.
 */
export function screenPixels(area: Rectangle): Uint8Array {
  if (FRAMEBUFFER === undefined) throw new Error("this machine's screen is no file");
  const file = openSync(FRAMEBUFFER, "r");
  try {
    readSync(file, head, 0, XWD_HEAD_OCTETS, 0);
    const lines = locateLines(head, area);
    if (!lines.ok) throw new Error(`${FRAMEBUFFER}: ${lines.error}`);
    const size = lines.value.width * lines.value.height * 4;
    if (seen.length < size) seen = new Uint8Array(size);
    return readArea(lines.value, seen, (into, from, octets, at) => readSync(file, into, from, octets, at));
  } finally {
    closeSync(file);
  }
}

const head = new DataView(new ArrayBuffer(XWD_HEAD_OCTETS));
let seen = new Uint8Array();

async function fromFramebuffer(path: string, area: Rectangle): Promise<{ readonly octets: Buffer; readonly lines: XwdLines }> {
  const file = await open(path, "r");
  try {
    const head = new DataView(new ArrayBuffer(XWD_HEAD_OCTETS));
    await file.read(head, 0, XWD_HEAD_OCTETS, 0);
    const lines = locateLines(head, area);
    if (!lines.ok) throw new Error(`${path}: ${lines.error}`);
    const { start, line, height } = lines.value;
    // Not zeroed: the thread that reads is the first to touch this memory, which is new and dear.
    const octets = Buffer.allocUnsafeSlow(line * height);
    const { bytesRead } = await file.read(octets, 0, octets.length, start);
    if (bytesRead !== octets.length) throw new Error(`${path}: want ${octets.length} octets from ${start} on, got ${bytesRead}`);
    return { octets, lines: lines.value };
  } finally {
    await file.close();
  }
}

async function fromScreen(area: Rectangle): Promise<NativeImage> {
  const display = screen.getDisplayMatching(area);
  const size = { width: display.size.width * display.scaleFactor, height: display.size.height * display.scaleFactor };
  const sources = await desktopCapturer.getSources({ types: ["screen"], thumbnailSize: size });
  const source = sources.find((candidate) => candidate.display_id === String(display.id)) ?? sources[0];
  if (!source) throw new Error("no screen that can be captured; want an X11 display, or a Wayland portal that allows it");
  const scale = source.thumbnail.getSize().width / display.size.width;
  return source.thumbnail.crop({
    x: Math.round((area.x - display.bounds.x) * scale),
    y: Math.round((area.y - display.bounds.y) * scale),
    width: Math.round(area.width * scale),
    height: Math.round(area.height * scale),
  });
}
