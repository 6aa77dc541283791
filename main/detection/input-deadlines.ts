/** One display as input goes to it. */
interface Waiting {
  readonly since: number;
  readonly flips: number;
}

/** Displays whose guest was given input, and shows no frame after it. */
export class InputDeadlines {
  readonly #limitMs: number;
  readonly #onLate: (connector: string, ms: number) => void;
  readonly #waiting = new Map<string, Waiting>();
  readonly #told = new Set<string>();

  /** `onLate` hears of a display once, until it shows a frame. */
  constructor(limitMs: number, onLate: (connector: string, ms: number) => void) {
    this.#limitMs = limitMs;
    this.#onLate = onLate;
  }

  /** Input goes to a guest that has shown so many flips. */
  input(connector: string, flips: number, now: number): void {
    if (!this.#waiting.has(connector)) this.#waiting.set(connector, { since: now, flips });
  }

  /** `flipsOf`: flips shown by now; undefined when no guest that may run has the display. */
  look(flipsOf: (connector: string) => number | undefined, now: number): void {
    for (const [connector, { since, flips }] of this.#waiting) {
      const shown = flipsOf(connector);
      if (shown === undefined || shown !== flips) {
        this.#waiting.delete(connector);
        this.#told.delete(connector);
      } else if (now - since >= this.#limitMs && !this.#told.has(connector)) {
        this.#told.add(connector);
        this.#onLate(connector, now - since);
      }
    }
  }
}
