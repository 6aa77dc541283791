/** What a picture looks like, as one number: a part of its middle, pixel by pixel, so that a sensor's noise shows. */
const SIDE = { width: 64, height: 36 } as const;

export class PictureProbe {
  readonly #picture: OffscreenCanvas;
  readonly #context: CanvasRenderingContext2D;

  constructor(picture: OffscreenCanvas) {
    this.#picture = picture;
    const canvas = document.createElement("canvas");
    canvas.width = SIDE.width;
    canvas.height = SIDE.height;
    const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
    if (!context) throw new Error("no 2D canvas");
    this.#context = context;
  }

  /** FNV-1a of the part's pixels: equal for equal parts. */
  signature(): number {
    const { width, height } = this.#picture;
    const x = Math.floor((width - SIDE.width) / 2);
    const y = Math.floor((height - SIDE.height) / 2);
    this.#context.drawImage(this.#picture, x, y, SIDE.width, SIDE.height, 0, 0, SIDE.width, SIDE.height);
    let hash = 0x811c9dc5;
    for (const octet of this.#context.getImageData(0, 0, SIDE.width, SIDE.height).data) hash = Math.imul(hash ^ octet, 0x01000193);
    return hash >>> 0;
  }
}
