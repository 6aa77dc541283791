/** Notices that dom0's own event loop was held up: a look that comes late means that everything else did. */
export class LoopWatch {
  readonly #limitMs: number;
  readonly #onLate: (ms: number) => void;
  #due: number | undefined;

  constructor(limitMs: number, onLate: (ms: number) => void) {
    this.#limitMs = limitMs;
    this.#onLate = onLate;
  }

  /** To be called at every look; the next is due `inMs` later. */
  look(now: number, inMs: number): void {
    const late = this.#due === undefined ? 0 : now - this.#due;
    this.#due = now + inMs;
    if (late >= this.#limitMs) this.#onLate(late);
  }
}
