/** What is asked of the vehicle's signals; main/vehicle's SignalStore is this. */
export interface AgingSignals {
  value(index: number): number | undefined;
  /** When the signal was last set, changed or not. The clock's milliseconds. */
  at(index: number): number;
  clear(index: number): void;
  flush(): void;
}

/** How old the value of a signal may be. */
export interface AgeLimit {
  readonly path: string;
  readonly index: number;
  readonly limitMs: number;
}

/** Takes the value from signals that nobody has sent for too long: an old speed must not look like one. */
export class SignalAges {
  readonly #signals: AgingSignals;
  readonly #limits: readonly AgeLimit[];
  readonly #onStale: (limit: AgeLimit, ageMs: number) => void;

  constructor(signals: AgingSignals, limits: readonly AgeLimit[], onStale: (limit: AgeLimit, ageMs: number) => void) {
    this.#signals = signals;
    this.#limits = limits;
    this.#onStale = onStale;
  }

  look(now: number): void {
    let cleared = false;
    for (const limit of this.#limits) {
      const { index, limitMs } = limit;
      if (this.#signals.value(index) === undefined || now - this.#signals.at(index) <= limitMs) continue;
      this.#signals.clear(index);
      cleared = true;
      this.#onStale(limit, now - this.#signals.at(index));
    }
    if (cleared) this.#signals.flush();
  }
}
