/**
 * One reverse engagement on one display, timed: from the gear that dom0 saw to the picture that is gone again. What it measures is dom0's
 * clock and what the overlay's page says of its own frames; reverse-verdicts.ts holds that against the regulations.
 */
import type { PictureTimes } from "../../protocol/overlay.ts";
import type { CameraState } from "./camera-watch.ts";

/** Milliseconds, over all pictures of an engagement. */
export interface Spread {
  readonly mean: number;
  readonly worst: number;
}

/** The record of one engagement. Milliseconds; undefined is what was not seen. */
export interface Engagement {
  readonly display: string;
  /** When dom0 saw the gear, by its clock. */
  readonly at: number;
  /** How long reverse was engaged; up to now while it still is. */
  readonly engagedMs: number;
  readonly ended: boolean;
  readonly firstPictureMs: number | undefined;
  /** From the end of reverse to the picture's absence. */
  readonly lingerMs: number | undefined;
  /** After the first picture: how long there was none to show, because the camera was lost or frozen. */
  readonly withoutPictureMs: number | undefined;
  readonly pictures: number;
  readonly interval: Spread | undefined;
  readonly formation: Spread | undefined;
  readonly latency: Spread | undefined;
}

class Tally {
  #count = 0;
  #sum = 0;
  #worst = 0;

  add(ms: number | undefined): void {
    if (ms === undefined) return;
    this.#count++;
    this.#sum += ms;
    this.#worst = Math.max(this.#worst, ms);
  }

  get spread(): Spread | undefined {
    return this.#count === 0 ? undefined : { mean: this.#sum / this.#count, worst: this.#worst };
  }
}

export class ReverseStopwatch {
  readonly #display: string;
  readonly #at: number;
  readonly #interval = new Tally();
  readonly #formation = new Tally();
  readonly #latency = new Tally();
  #pictures = 0;
  #firstAt: number | undefined;
  #endedAt: number | undefined;
  #goneAt: number | undefined;
  #withoutMs = 0;
  #withoutSince: number | undefined;

  /** Reverse is engaged: `at` is the clock's time at which dom0 saw it. */
  constructor(display: string, at: number) {
    this.#display = display;
    this.#at = at;
  }

  get at(): number {
    return this.#at;
  }

  /** The page has painted a picture. */
  shown(now: number): void {
    this.#firstAt ??= now;
  }

  times(pictures: readonly PictureTimes[]): void {
    for (const { interval, formation, latency } of pictures) {
      this.#pictures++;
      this.#interval.add(interval);
      this.#formation.add(formation);
      this.#latency.add(latency);
    }
  }

  /** What dom0 makes of the camera's frames, which has been so for `ms`. */
  state(state: CameraState, ms: number, now: number): void {
    const without = state === "lost" || state === "frozen";
    if (without) this.#withoutSince ??= now - ms;
    else this.#account(now);
  }

  /** Reverse is left. */
  ended(now: number): void {
    this.#account(now);
    this.#endedAt ??= now;
  }

  /** The page has painted the picture's absence. */
  gone(now: number): void {
    if (this.#endedAt !== undefined) this.#goneAt ??= now;
  }

  /** The record as it is by now. */
  read(now: number): Engagement {
    const since = (from: number | undefined, to: number | undefined): number | undefined =>
      from === undefined || to === undefined ? undefined : to - from;
    return {
      display: this.#display,
      at: this.#at,
      engagedMs: (this.#endedAt ?? now) - this.#at,
      ended: this.#endedAt !== undefined,
      firstPictureMs: since(this.#at, this.#firstAt),
      lingerMs: since(this.#endedAt, this.#goneAt),
      withoutPictureMs: this.#firstAt === undefined ? undefined : this.#withoutMs + this.#open(now),
      pictures: this.#pictures,
      interval: this.#interval.spread,
      formation: this.#formation.spread,
      latency: this.#latency.spread,
    };
  }

  #account(now: number): void {
    this.#withoutMs += this.#open(now);
    this.#withoutSince = undefined;
  }

  /** Before the first picture none was there to go: that is the first picture's time, and counted there. */
  #open(now: number): number {
    if (this.#withoutSince === undefined || this.#firstAt === undefined) return 0;
    return Math.max(0, now - Math.max(this.#withoutSince, this.#firstAt));
  }
}
