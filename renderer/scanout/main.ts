/** dom0's page below a display's overlay: a canvas with the pixels of a guest that draws on granted pages. It decides nothing. */
import type { PictureBand, PictureMessage, PictureReport } from "../../protocol/picture.ts";
import { rgbaOf } from "../../protocol/pixels.ts";

/** As protocol/picture.ts has it, of which a page knows the types alone. */
const PICTURE_PORT = "argonaut:picture-port";

const canvas = document.querySelector<HTMLCanvasElement>("#picture");
// Kept in memory and composited in software: a picture of dom0's does not wait for the GPU process.
const context = canvas?.getContext("2d", { alpha: false, willReadFrequently: true });
if (!canvas || !context) throw new Error("no canvas");
const asked = new URLSearchParams(location.search);
canvas.width = Number(asked.get("width"));
canvas.height = Number(asked.get("height"));

/** What the next "show" shows, all at once: no picture is seen in parts. */
const waiting: (PictureBand | undefined)[] = [];

function paint(): void {
  for (const band of waiting.splice(0)) {
    if (!band) {
      context?.fillRect(0, 0, context.canvas.width, context.canvas.height);
      continue;
    }
    context?.putImageData(new ImageData(rgbaOf(band.octets, band), band.width), band.x, band.y);
  }
}

function serve(port: MessagePort): void {
  port.onmessage = ({ data }: MessageEvent<PictureMessage>) => {
    if (data[0] === "band") waiting.push(data[1]);
    else if (data[0] === "clear") waiting.push(undefined);
    else {
      requestAnimationFrame(() => {
        paint();
        port.postMessage("painted" satisfies PictureReport);
      });
    }
  };
}

window.addEventListener("message", ({ source, data, ports: [port] }) => {
  if (source === window && data === PICTURE_PORT && port) serve(port);
});
