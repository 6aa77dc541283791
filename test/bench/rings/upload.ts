/** A guest's pictures on their way to a display: as far as dom0's main process has them, and in the page that paints them, beside a plain copy of the same octets. */
import type { Framebuffer } from "../../../main/backends/vdispl/scanout.ts";
import { PictureUpload, type PictureSink } from "../../../main/displays/picture-upload.ts";
import { DOM0, gfn, grantRef, PAGE_SIZE } from "../../../protocol/ids.ts";
import { bufferPages, DRM_FORMAT_XRGB8888 } from "../../../protocol/io/displif.ts";
import type { PictureBand } from "../../../protocol/picture.ts";
import { rgbaOf } from "../../../protocol/pixels.ts";
import { aMachine, value } from "../../support/machine.ts";

const WIDTH = 1920;
const HEIGHT = 720;
const OCTETS = WIDTH * HEIGHT * 4;
const PAGES = bufferPages(OCTETS);
const FIRST_REF = 8;

export interface UploadRun {
  /** dom0's main process: off the pages, compared, handed on. */
  readonly uploadMBs: number;
  /** The scan-out page's process: colours turned. */
  readonly turnMBs: number;
  readonly copyMBs: number;
}

/** `frames` pictures of which every pixel changes: copied off granted pages, compared with the last and handed on; turned to RGBA; and only copied. */
export async function uploadRun(frames: number): Promise<UploadRun> {
  const { hypervisor, guest, hypercalls } = aMachine();
  const domid = guest(PAGES + 1);
  const calls = hypercalls(domid);
  calls.allocPages(gfn(0), PAGES);
  value(calls.grant({ ref: grantRef(FIRST_REF), count: PAGES, gfn: gfn(0), remote: DOM0, readonly: true }));
  const refs = Array.from({ length: PAGES }, (_, i) => grantRef(FIRST_REF + i));
  const pages = value(await hypervisor.grantTables(DOM0).map(domid, refs, "ro"));
  const size = { width: WIDTH, height: HEIGHT };
  const fb: Framebuffer = { cookie: 1n, ...size, stride: WIDTH * 4, octetsAPixel: 4, pixelFormat: DRM_FORMAT_XRGB8888, pages, dataOfs: 0 };

  const bands: PictureBand[] = [];
  const sink: PictureSink = {
    band: (band) => void bands.push(band),
    clear: () => undefined,
    show: () => undefined,
  };
  const upload = new PictureUpload(sink, (fault) => {
    throw fault;
  });
  const draw = (frame: number): void => {
    for (let page = 0; page < PAGES; page++) new Uint32Array(calls.page(gfn(page)).buffer).fill(frame * 0x010203);
  };
  const into = new Uint8Array(OCTETS);
  const time = (act: () => void): number => {
    let spent = 0;
    for (let frame = 1; frame <= frames; frame++) {
      draw(frame);
      const began = performance.now();
      act();
      spent += performance.now() - began;
    }
    return (frames * OCTETS) / 1e6 / (spent / 1000);
  };
  const uploadMBs = time(() => {
    bands.length = 0;
    upload.shown({ fb, x: 0, y: 0, ...size });
    upload.painted();
  });
  let turned = 0;
  const turnMBs = time(() => {
    for (const band of bands) turned += rgbaOf(band.octets, band).length;
  });
  const copyMBs = time(() => {
    for (let at = 0; at < OCTETS; at += PAGE_SIZE)
      into.set(new Uint8Array(pages.page(at / PAGE_SIZE).buffer, 0, Math.min(PAGE_SIZE, OCTETS - at)), at);
  });
  if (turned !== frames * OCTETS || upload.uploads < frames) throw new Error(`${turned} octets of ${upload.uploads} uploads of ${frames}`);
  return { uploadMBs, turnMBs, copyMBs };
}
