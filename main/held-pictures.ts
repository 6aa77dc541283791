import type { Timer, Timers } from "../protocol/ports.ts";

/** A held picture is about this old at most, while the guest's picture is what can be seen. */
const LOOK_MS = 1000;

export interface HeldPicturesOptions<Picture> {
  /** The displays that hold a picture, by their connector. */
  readonly displays: readonly string[];
  /** Whether the guest's own picture, and nothing of dom0's, is what a look would find now. */
  readonly clear: (display: string) => boolean;
  /** Undefined: there is none to be had. */
  readonly look: (display: string) => Promise<Picture | undefined>;
  readonly timers: Timers;
}

/** A picture, and when it was taken by the timers' clock. */
export interface HeldPicture<Picture> {
  readonly picture: Picture;
  readonly at: number;
}

/** The last picture of each display that is to hold one: when a guest's process dies, its surface goes with it. */
export class HeldPictures<Picture> {
  readonly #options: HeldPicturesOptions<Picture>;
  readonly #held = new Map<string, HeldPicture<Picture>>();
  /** Those that were clear at the last look: what dom0 laid over a display or took away is on the glass a moment later. */
  #clear: ReadonlySet<string> = new Set();
  #timer: Timer | undefined;

  constructor(options: HeldPicturesOptions<Picture>) {
    this.#options = options;
  }

  start(): void {
    if (this.#options.displays.length > 0) this.#timer = this.#options.timers.after(LOOK_MS, () => void this.#look());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  of(display: string): HeldPicture<Picture> | undefined {
    return this.#held.get(display);
  }

  async #look(): Promise<void> {
    const { displays, clear, look, timers } = this.#options;
    const before = this.#clear;
    this.#clear = new Set(displays.filter(clear));
    for (const display of this.#clear) {
      if (!before.has(display)) continue;
      const at = timers.now();
      const picture = await look(display);
      // Something may have come over it meanwhile.
      if (picture !== undefined && clear(display)) this.#held.set(display, { picture, at });
    }
    if (this.#timer) this.start();
  }
}
