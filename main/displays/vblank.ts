/** When a connector's vblanks come. Milliseconds of one clock throughout. */
export interface Vblank {
  /** The mode was set at `at`. */
  restart(at: number): void;
  /** When the next comes; `waiting`: a flip waits for it. */
  due(at: number, waiting: boolean): number;
  /** It came at `at`, and showed a flip or none. Answers how many had passed since the one before, unseen because nobody was awake. */
  came(at: number, flip: boolean): number;
}

/** Takes back what rounding took from a timer that was exactly in time. */
const EPSILON = 1e-6;

/** Vblank n is at origin + n periods, computed each time from n, so it does not drift: what a frame waits for where dom0 shows it. */
export class TimedVblank implements Vblank {
  readonly #period: number;
  #origin = 0;
  #count = 0;

  constructor(period: number) {
    this.#period = period;
  }

  restart(at: number): void {
    this.#origin = at;
    this.#count = 0;
  }

  due(): number {
    return this.#origin + (this.#count + 1) * this.#period;
  }

  came(at: number): number {
    const count = Math.max(this.#count + 1, Math.floor((at - this.#origin) / this.#period + EPSILON));
    const passed = count - this.#count - 1;
    this.#count = count;
    return passed;
  }
}

/**
 * Comes with the frame, as on a display with adaptive sync. Where a guest's pixels do not go through dom0 they are on the glass already
 * when their flip is heard of, by the display's own vblank: a second one here would beat against it, and tell of frames lost that were
 * seen. Never faster than two a period; without a frame at one and a half periods after the last, two and a half, and so on.
 */
export class FollowingVblank implements Vblank {
  readonly #period: number;
  #shown = 0;
  #idle = 0;

  constructor(period: number) {
    this.#period = period;
  }

  restart(at: number): void {
    this.#shown = at;
    this.#idle = 0;
  }

  due(at: number, waiting: boolean): number {
    return waiting ? Math.max(at, this.#shown + this.#period / 2) : this.#shown + (this.#idle + 1.5) * this.#period;
  }

  came(at: number, flip: boolean): number {
    // So many periods without a frame lie between the last and now.
    const idle = Math.max(0, Math.floor((at - this.#shown) / this.#period - 0.5 + EPSILON));
    if (flip) {
      const passed = Math.max(0, idle - this.#idle);
      this.restart(at);
      return passed;
    }
    const count = Math.max(this.#idle + 1, idle);
    const passed = count - this.#idle - 1;
    this.#idle = count;
    return passed;
  }
}
