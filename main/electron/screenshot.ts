/** Pictures of what is on the screen, all views of a display together, as a person would see it. */
import { open } from "node:fs/promises";
import { desktopCapturer, nativeImage, screen, type NativeImage, type Rectangle } from "electron";

/** Set by the launcher when it started Xvfb: the screen as a file in XWD format, so that a picture costs one read. */
const FRAMEBUFFER = process.env["ARGONAUT_XVFB_FRAMEBUFFER"];

/** XWDFile.h, the header's words that we need; big-endian. */
const XWD = { headerSize: 0, width: 4, height: 5, byteOrder: 7, bitsPerPixel: 11, bytesPerLine: 12, colours: 19 } as const;
const XWD_WORDS = 25;
const XWD_COLOUR_SIZE = 12;

/** The screen's pixels inside `area`. Rejects when the machine offers no way to read them. */
export async function screenshot(area: Rectangle): Promise<NativeImage> {
  return FRAMEBUFFER === undefined ? fromScreen(area) : fromFramebuffer(FRAMEBUFFER, area);
}

async function fromFramebuffer(path: string, area: Rectangle): Promise<NativeImage> {
  const file = await open(path, "r");
  try {
    const head = Buffer.alloc(XWD_WORDS * 4);
    await file.read(head, 0, head.length, 0);
    const word = (index: number): number => head.readUInt32BE(index * 4);
    if (word(XWD.bitsPerPixel) !== 32 || word(XWD.byteOrder) !== 0) {
      throw new Error(`${path}: want a screen of 32 bits a pixel, least significant octet first, got ${word(XWD.bitsPerPixel)} bits`);
    }
    const width = Math.min(area.width, word(XWD.width) - area.x);
    const height = Math.min(area.height, word(XWD.height) - area.y);
    if (width <= 0 || height <= 0) throw new Error(`${path}: the display lies outside the screen`);
    const line = word(XWD.bytesPerLine);
    const start = word(XWD.headerSize) + word(XWD.colours) * XWD_COLOUR_SIZE + area.y * line;
    const lines = Buffer.alloc(line * height);
    await file.read(lines, 0, lines.length, start);
    const bitmap = Buffer.alloc(width * height * 4);
    for (let y = 0; y < height; y++) lines.copy(bitmap, y * width * 4, y * line + area.x * 4, y * line + (area.x + width) * 4);
    for (let alpha = 3; alpha < bitmap.length; alpha += 4) bitmap[alpha] = 0xff;
    return nativeImage.createFromBitmap(bitmap, { width, height });
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
