/** UN R46 wants 30 Hz and no less, of a page whose frames may come late or not at all: so there is a tenth to spare. */
const PERIOD_MS = 1000 / 33;
/** A display's frame so little before its time is the picture's. */
const EARLY_MS = 4;

/** Which of the page's frames have a new picture. One that was late is made up for by the next: the rate is of all of them together. */
export class PicturePace {
  #due = -Infinity;

  /** The next frame has one. */
  restart(): void {
    this.#due = -Infinity;
  }

  /** Whether the frame at `at` has one. Milliseconds. */
  take(at: number): boolean {
    if (at < this.#due - EARLY_MS) return false;
    // What is more than one picture behind is lost: a flood of them shows nothing that was missed.
    this.#due = (at - this.#due > PERIOD_MS ? at : this.#due) + PERIOD_MS;
    return true;
  }
}
