/**
 * Times each picture of the camera by the page's own frames. What is drawn in one frame is on the display when the next begins, as far as
 * a page can see; compositor, glass and the sensor's exposure it cannot.
 */
import type { PictureTimes } from "../../protocol/overlay.ts";

interface Drawn {
  readonly began: number;
  readonly captured: number | undefined;
  /** Frames that have to begin until it is on the display. */
  readonly frames: number;
}

export class PictureTimer {
  #drawn: Drawn | undefined;
  #shownAt: number | undefined;
  #times: PictureTimes[] = [];

  /** A picture was drawn, in a frame or between two: then it waits for the one that paints it, too. One not on the display yet never gets there. */
  drawn(began: number, captured: number | undefined, inFrame: boolean): void {
    this.#drawn = { began, captured, frames: inFrame ? 1 : 2 };
  }

  /** A frame of the page begins. Answers whether a picture has just reached the display. */
  frame(now: number): boolean {
    if (!this.#drawn) return false;
    const { began, captured, frames } = this.#drawn;
    if (frames > 1) {
      this.#drawn = { began, captured, frames: frames - 1 };
      return false;
    }
    this.#times.push({
      interval: this.#shownAt === undefined ? undefined : now - this.#shownAt,
      formation: now - began,
      latency: captured === undefined ? undefined : now - captured,
    });
    this.#drawn = undefined;
    this.#shownAt = now;
    return true;
  }

  /** A new showing: the pause before it is no interval. */
  restart(): void {
    this.#drawn = undefined;
    this.#shownAt = undefined;
  }

  /** What there is since the last call. */
  take(): readonly PictureTimes[] {
    const times = this.#times;
    this.#times = [];
    return times;
  }
}
