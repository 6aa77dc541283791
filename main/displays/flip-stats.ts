/** Frame intervals of the last `window` flips, and the counts of all. Nothing is allocated by a flip. */

/** Histogram: one bucket a millisecond, the last for all that is longer. */
const BUCKETS = 101;

/** A summary, in milliseconds. Without two flips there are no intervals, and all are undefined. */
export interface FlipSummary {
  readonly flips: number;
  /** Vblanks at which the guest had nothing new, since the first flip. */
  readonly missed: number;
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  readonly max: number | undefined;
  /** Flips a second over the window. */
  readonly rate: number | undefined;
}

/** Gathers one connector's flips. */
export class FlipStats {
  readonly #intervals: Float64Array;
  readonly #histogram = new Uint32Array(BUCKETS);
  #filled = 0;
  #next = 0;
  #lastAt = NaN;
  #flips = 0;
  #missed = 0;
  /** Who hears of each flip as it is shown. */
  tap: ((at: number) => void) | undefined;

  constructor(window = 600) {
    this.#intervals = new Float64Array(window);
  }

  get flips(): number {
    return this.#flips;
  }

  /** A flip was shown, at a clock's milliseconds. */
  flip(at: number): void {
    this.#flips++;
    this.tap?.(at);
    const interval = at - this.#lastAt;
    this.#lastAt = at;
    if (Number.isNaN(interval)) return;
    if (this.#filled === this.#intervals.length) this.#count(this.#intervals[this.#next]!, -1);
    else this.#filled++;
    this.#intervals[this.#next] = interval;
    this.#next = (this.#next + 1) % this.#intervals.length;
    this.#count(interval, 1);
  }

  /** Vblanks passed at which nothing was shown. */
  miss(vblanks: number): void {
    if (this.#flips > 0) this.#missed += vblanks;
  }

  /** A new guest, or a connector turned on again: the pause before is no interval. */
  restart(): void {
    this.#lastAt = NaN;
  }

  /** Flips of the window by interval: bucket i counts i up to i + 1 ms, the last all beyond. A copy. */
  histogram(): Uint32Array {
    return this.#histogram.slice();
  }

  /**
   * The 99th percentile of the intervals that ended in (from, to], the clock's milliseconds, as far as the window reaches back.
   * Undefined when none did.
   */
  p99Between(from: number, to: number): number | undefined {
    const found: number[] = [];
    let endedAt = this.#lastAt;
    for (let back = 1; back <= this.#filled && endedAt > from; back++) {
      const interval = this.#intervals[(this.#next - back + this.#intervals.length) % this.#intervals.length] ?? 0;
      if (endedAt <= to) found.push(interval);
      endedAt -= interval;
    }
    found.sort((a, b) => a - b);
    return found[Math.min(found.length - 1, Math.floor(0.99 * found.length))];
  }

  /** Sorts a copy of the window: for a report, not for every frame. */
  summary(): FlipSummary {
    const sorted = this.#intervals.slice(0, this.#filled).sort();
    const at = (fraction: number): number | undefined => sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))];
    const total = sorted.reduce((sum, interval) => sum + interval, 0);
    return {
      flips: this.#flips,
      missed: this.#missed,
      p50: at(0.5),
      p99: at(0.99),
      max: sorted.at(-1),
      rate: total > 0 ? (sorted.length * 1000) / total : undefined,
    };
  }

  #count(interval: number, by: 1 | -1): void {
    const bucket = Math.min(BUCKETS - 1, Math.max(0, Math.floor(interval)));
    this.#histogram[bucket] = this.#histogram[bucket]! + by;
  }
}
