import { BugError } from "./result.ts";

/**
 * Hands out ranges of numbers (grant refs, frame numbers), each after the last one given, and starts over only at the end.
 * So a number that was given back is used again as late as can be: a backend may still have its page mapped. Both kernels of a
 * view guest number by it, each in its half (bridge.ts, DOOR_REF_END).
 */
export class NumberRanges {
  readonly #what: string;
  readonly #start: number;
  readonly #end: number;
  /** Ranges in use, in order, as [first, one past the last]. */
  readonly #used: [start: number, end: number][] = [];
  #next: number;

  constructor(what: string, start: number, end: number) {
    this.#what = what;
    this.#start = start;
    this.#end = end;
    this.#next = start;
  }

  /** The first of `count` numbers in a row. Running out is this kernel's own defect. */
  take(count: number): number {
    const first = this.takeIfLeft(count);
    if (first === undefined) throw new BugError(`no ${count} ${this.#what} in a row are left`);
    return first;
  }

  /** The same where others decide how much is wanted. Undefined: there are not so many in a row. */
  takeIfLeft(count: number): number | undefined {
    const first = this.#fit(this.#next, count) ?? this.#fit(this.#start, count);
    if (first === undefined) return undefined;
    const at = this.#used.findIndex(([start]) => start > first);
    this.#used.splice(at < 0 ? this.#used.length : at, 0, [first, first + count]);
    this.#next = first + count;
    return first;
  }

  /** Gives back a range that `take` gave. */
  give(first: number): void {
    const at = this.#used.findIndex(([start]) => start === first);
    if (at < 0) throw new BugError(`${this.#what} ${first} was not taken`);
    this.#used.splice(at, 1);
  }

  #fit(from: number, count: number): number | undefined {
    let first = from;
    for (const [start, end] of this.#used) {
      if (end <= first) continue;
      if (start >= first + count) break;
      first = end;
    }
    return first + count <= this.#end ? first : undefined;
  }
}
