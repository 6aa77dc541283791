import type { GuestApi } from "../../protocol/bridge.ts";

/** Draws one frame. `at` is milliseconds on the page's clock, `elapsed` the milliseconds since the frame before (0 in the first). */
export type Draw = (at: number, elapsed: number) => void;

/**
 * The page's one subscription to its display, fanned out. The frame is presented when the last of the draws has returned, so all that
 * moves in one frame is on the glass in one frame. A draw that throws keeps the frame back: dom0 then sees a frozen domain, which it is.
 */
export class FrameLoop {
  readonly #draws = new Set<Draw>();
  #last: number | undefined;

  /** Frames go on with nothing to draw: a page that stands still is alive, and its flips say so. */
  constructor(display: Pick<GuestApi, "onFrame">) {
    display.onFrame((at) => this.#frame(at));
  }

  /** Draws run in the order they were added. Answers a remove, harmless twice. */
  add(draw: Draw): () => void {
    this.#draws.add(draw);
    return () => void this.#draws.delete(draw);
  }

  #frame(at: number): void {
    const elapsed = this.#last === undefined ? 0 : at - this.#last;
    this.#last = at;
    for (const draw of [...this.#draws]) draw(at, elapsed);
  }
}
