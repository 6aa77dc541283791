/** Chance for a picture's noise: a linear congruential sequence, the same at every start. */
export class Noise {
  #state = 1;

  /** In [0, 1). */
  next(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#state / 0x1_0000_0000;
  }
}
