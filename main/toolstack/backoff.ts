/** How long to wait before the next start of a domain that keeps dying: the delays in turn, the last one from then on. */
export class Backoff {
  readonly #delaysMs: readonly number[];
  readonly #failuresMax: number;
  #failures = 0;

  /** After `failuresMax` failures in a row there is no next start. */
  constructor(delaysMs: readonly number[], failuresMax = Number.POSITIVE_INFINITY) {
    this.#delaysMs = delaysMs;
    this.#failuresMax = failuresMax;
  }

  /**
   * The delay after a life of `aliveMs`; one of RECOVERED_MS or more counts as a recovery, and starts the delays over. Undefined: it failed too
   * often.
   */
  next(aliveMs: number): number | undefined {
    if (aliveMs >= RECOVERED_MS) this.#failures = 0;
    const delay = this.#delaysMs[Math.min(this.#failures, this.#delaysMs.length - 1)] ?? 0;
    this.#failures++;
    return this.#failures >= this.#failuresMax ? undefined : delay;
  }

  reset(): void {
    this.#failures = 0;
  }
}

export const RECOVERED_MS = 60_000;
/** At once, then longer and longer: a restart is part of the 2 s budget to the next first frame, a crash loop is not. */
export const RESTART_BACKOFF_MS: readonly number[] = [0, 1000, 2000, 4000, 8000];
