/** Virtual time for a whole dom0: the next timer is due at once, and between two moments all promises settle. */
import type { Timer, Timers } from "../protocol/ports.ts";

/** A timer that is set. It is its own handle, so that to set one makes one object. */
class Entry implements Timer {
  readonly time: number;
  readonly order: number;
  fire: (() => void) | undefined;
  /** The next of those that were due when they were set. */
  next: Entry | undefined = undefined;

  constructor(time: number, order: number, fire: () => void) {
    this.time = time;
    this.order = order;
    this.fire = fire;
  }

  cancel(): void {
    this.fire = undefined;
  }
}

/**
 * A clock that runs as fast as what its timers do. What falls due together fires in the order it was set, so a run is the same every time.
 *
 * Timers stand in a heap; one that is cancelled stays there, without its work, until its time. What is due when it is set, as every upcall
 * is, stands in a queue of its own: it comes after all that was due before it, so there is nothing to sort.
 */
export class VirtualClock implements Timers {
  readonly #heap: Entry[] = [];
  #first: Entry | undefined;
  #last: Entry | undefined;
  #now = 0;
  #order = 0;
  #fired = 0;

  now(): number {
    return this.#now;
  }

  /** Timers that fired. */
  get fired(): number {
    return this.#fired;
  }

  /** Timers that are set. */
  get pending(): number {
    let pending = this.#heap.filter(({ fire }) => fire !== undefined).length;
    for (let entry = this.#first; entry; entry = entry.next) if (entry.fire) pending++;
    return pending;
  }

  at(time: number, fire: () => void): Timer {
    const entry = new Entry(Math.max(time, this.#now), this.#order++, fire);
    if (entry.time > this.#now) this.#push(entry);
    else {
      if (this.#last) this.#last.next = entry;
      else this.#first = entry;
      this.#last = entry;
    }
    return entry;
  }

  after(ms: number, fire: () => void): Timer {
    return this.at(this.#now + ms, fire);
  }

  /** Lets time pass until `until` returns true (asked at each moment) or `limit` is reached; the clock's milliseconds. Answers whether it did. */
  async run(limit: number, until: () => boolean = () => false): Promise<boolean> {
    for (;;) {
      if (until()) return true;
      const next = this.#next();
      if (!next || next.time > limit) break;
      // What dom0 slept through is late, not in the past.
      this.#now = Math.max(this.#now, next.time);
      for (let due = this.#takeDue(); due; due = this.#takeDue()) {
        const { fire } = due;
        if (!fire) continue;
        this.#fired++;
        fire();
      }
      await settled();
    }
    this.#now = Math.max(this.#now, limit);
    return until();
  }

  /** dom0 is held up: time passes and nothing fires, and what fell due meanwhile is late. */
  holdUp(ms: number): void {
    this.#now += ms;
  }

  #next(): Entry | undefined {
    const top = this.#heap[0];
    const first = this.#first;
    return first && !(top && before(top, first)) ? first : top;
  }

  #takeDue(): Entry | undefined {
    const next = this.#next();
    if (!next || next.time > this.#now) return undefined;
    if (next !== this.#first) return this.#pop();
    this.#first = next.next;
    if (!this.#first) this.#last = undefined;
    return next;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!before(entry, heap[above]!)) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = entry;
  }

  #pop(): Entry {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let at = 0;
    for (let below = 1; below < heap.length; below = 2 * at + 1) {
      if (below + 1 < heap.length && before(heap[below + 1]!, heap[below]!)) below++;
      if (!before(heap[below]!, last)) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
    return first;
  }
}

const before = (a: Entry, b: Entry): boolean => a.time < b.time || (a.time === b.time && a.order < b.order);

/** Every promise that can settle has: a tick runs when no microtask is left, however long their chain, and costs no turn of the event loop. */
const settled = (): Promise<void> => new Promise(atTick);
const atTick = (resolve: () => void): void => process.nextTick(resolve);
