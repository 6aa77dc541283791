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
 * While one is written, frames are passed over, and the one that is shown then comes next. It is copied off the guest's pages when it is
 * taken, and not looked at there again.
 */
export class FrameFiles implements PictureObserver<Framebuffer> {
  readonly #folder: string;
  readonly #name: string;
  readonly #format: FrameFormat;
  readonly #log: Log;
  #shown: Mode<Framebuffer> | undefined;
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
    this.#shown = picture;
    this.#frames++;
    this.#write();
  }

  off(): void {
    this.#shown = undefined;
  }

  released(): void {
    this.#shown = undefined;
  }

  #write(): void {
    const picture = this.#shown;
    if (!picture || this.#writing) return;
    this.#shown = undefined;
    this.#writing = true;
    const file = join(this.#folder, `${this.#name}.${this.#format}`);
    const { width, height } = visible(picture);
    const octets = this.#format === "png" ? png(picture) : rowsOf(picture);
    const frames = this.#frames;
    writeFile(`${file}.new`, octets, (problem) => {
      this.#writing = false;
      if (problem) this.#log.error("picture not written", { file, cause: problem.message });
      else {
        renameSync(`${file}.new`, file);
        if (this.#format === "raw") this.#describe({ width, height, pixelFormat: picture.fb.pixelFormat, frames });
      }
      this.#write();
    });
  }

  #describe(what: { readonly width: number; readonly height: number; readonly pixelFormat: number; readonly frames: number }): void {
    const file = join(this.#folder, `${this.#name}.json`);
    writeFile(file, `${JSON.stringify(what)}\n`, (problem) => {
      if (problem) this.#log.error("picture not described", { file, cause: problem.message });
    });
  }
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

function png(picture: Mode<Framebuffer>): Buffer {
  const { width, height } = visible(picture);
  const layout = picture.fb.pixelFormat === DRM_FORMAT_RGB565 ? "rgb565" : "xrgb8888";
  const image = new PNG({ width, height });
  image.data.set(rgbaOf(rowsOf(picture), { layout, width, stride: width }));
  return PNG.sync.write(image);
}
