/** The newest picture of a display, in a file: what a display is to a daemon that has none. */
import { renameSync, writeFile } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import type { Framebuffer } from "../../backends/vdispl/scanout.ts";
import type { Mode, PictureObserver } from "../../displays/connector.ts";
import type { Log } from "../../log/log.ts";
import { DRM_FORMAT_RGB565 } from "../../../protocol/io/displif.ts";
import { rgbaOf } from "../../../protocol/pixels.ts";

/** `png`, or the guest's own octets, row after row, and beside them a line of JSON that says what they are. */
export type FrameFormat = "png" | "raw";

/**
 * Writes NAME.png, or NAME.raw and NAME.json, each whole: a reader never sees half a picture.
 *
 * Each is copied off the guest's pages when it is shown, for the guest may take them back at once, and not looked at there again. While one is
 * written, the newest waits, and those between are passed over.
 */
export class FrameFiles implements PictureObserver<Framebuffer> {
  readonly #folder: string;
  readonly #name: string;
  readonly #format: FrameFormat;
  readonly #log: Log;
  /** What waits to be written. */
  #next: Frame | undefined;
  #writing = false;
  #frames = 0;

  constructor(folder: string, name: string, format: FrameFormat, log: Log) {
    this.#folder = folder;
    // TRUST: the name is the unique-id of some xl.cfg; a file's name holds nothing that leads out of the folder.
    this.#name = name.replace(/[^\w.-]/g, "_").replace(/^\.+/, "_");
    this.#format = format;
    this.#log = log;
  }

  shown(picture: Mode<Framebuffer>): void {
    this.#frames++;
    const { width, height } = visible(picture);
    this.#next = { width, height, pixelFormat: picture.fb.pixelFormat, frames: this.#frames, octets: rowsOf(picture) };
    this.#write();
  }

  off(): void {
    // What was seen last is all there is.
  }

  released(): void {
    // As above.
  }

  #write(): void {
    const frame = this.#next;
    if (!frame || this.#writing) return;
    this.#next = undefined;
    this.#writing = true;
    const file = join(this.#folder, `${this.#name}.${this.#format}`);
    writeFile(`${file}.new`, this.#format === "png" ? png(frame) : frame.octets, (problem) => {
      this.#writing = false;
      if (problem) this.#log.error("picture not written", { file, cause: problem.message });
      else {
        renameSync(`${file}.new`, file);
        if (this.#format === "raw") this.#describe(frame);
      }
      this.#write();
    });
  }

  #describe({ width, height, pixelFormat, frames }: Frame): void {
    const file = join(this.#folder, `${this.#name}.json`);
    writeFile(file, `${JSON.stringify({ width, height, pixelFormat, frames })}\n`, (problem) => {
      if (problem) this.#log.error("picture not described", { file, cause: problem.message });
    });
  }
}

/** One picture, copied. */
interface Frame {
  readonly width: number;
  readonly height: number;
  /** FOURCC, drm_fourcc.h. */
  readonly pixelFormat: number;
  /** How many were shown, this one included. */
  readonly frames: number;
  /** Rows of pixels as the guest left them, beside each other. */
  readonly octets: Uint8Array<ArrayBuffer>;
}

/** What the mode shows of the framebuffer. */
const visible = ({ fb, width, height }: Mode<Framebuffer>): { readonly width: number; readonly height: number } => ({
  width: Math.min(width, fb.width),
  height: Math.min(height, fb.height),
});

/** Its pixels as they lie on the guest's pages, less what is between the rows. */
function rowsOf(picture: Mode<Framebuffer>): Uint8Array<ArrayBuffer> {
  const { fb } = picture;
  const { width, height } = visible(picture);
  const row = width * fb.octetsAPixel;
  const octets = new Uint8Array(row * height);
  if (fb.stride === row) fb.pages.copyOut(fb.dataOfs, octets);
  else for (let y = 0; y < height; y++) fb.pages.copyOut(fb.dataOfs + y * fb.stride, octets.subarray(y * row, (y + 1) * row));
  return octets;
}

function png({ width, height, pixelFormat, octets }: Frame): Buffer {
  const image = new PNG({ width, height });
  image.data.set(rgbaOf(octets, { layout: pixelFormat === DRM_FORMAT_RGB565 ? "rgb565" : "xrgb8888", width, stride: width }));
  return PNG.sync.write(image);
}
