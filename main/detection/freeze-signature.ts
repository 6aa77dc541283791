/** One region of one display, whose pixels have to change while a signal does. */
export interface SignatureRule {
  readonly display: string;
  readonly signal: string;
  /** The signal has changed, as the display shows it, when it differs by so much. The signal's unit. */
  readonly step: number;
  readonly limitMs: number;
}

/**
 * Finds a picture that is presented again and again while what it shows has changed: frames come, so no flip deadline is missed, and the driver
 * reads an old speed.
 *
 * A picture is behind its signal by a frame or more. So what it shows is known only once both have stood still from one sample to the next: of a
 * signal that jumps about nobody can say which of its values is on the screen.
 */
export class FreezeSignature {
  readonly #rule: SignatureRule;
  readonly #onFrozen: (ms: number) => void;
  #signature: string | undefined;
  #value: number | undefined;
  /** When the signal first moved away from what the picture shows. */
  #movedAt: number | undefined;
  /** The picture has stood for a sample, so that `#value` is what it shows and not what is on its way to it. */
  #settled = false;
  #told = false;

  constructor(rule: SignatureRule, onFrozen: (ms: number) => void) {
    this.#rule = rule;
    this.#onFrozen = onFrozen;
  }

  /** The region's pixels, in whatever words, and the signal, as they are now. Undefined: there is nothing to compare. */
  sample(signature: string | undefined, value: number | undefined, now: number): void {
    if (signature === undefined || value === undefined || signature !== this.#signature || this.#value === undefined) {
      this.#signature = signature;
      this.#value = value;
      this.#movedAt = undefined;
      this.#told = false;
      this.#settled = false;
      return;
    }
    if (!this.#settled) {
      this.#settled = Math.abs(value - this.#value) < this.#rule.step;
      this.#value = value;
      return;
    }
    if (Math.abs(value - this.#value) < this.#rule.step) {
      // Back where it was: the picture is right again.
      this.#movedAt = undefined;
      return;
    }
    this.#movedAt ??= now;
    if (this.#told || now - this.#movedAt < this.#rule.limitMs) return;
    this.#told = true;
    this.#onFrozen(now - this.#movedAt);
  }
}
