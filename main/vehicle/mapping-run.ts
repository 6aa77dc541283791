import type { CanFrame } from "./candump.ts";
import { type BoundMapping, frameKey, type Source, type Target } from "./mapping.ts";
import type { SignalStore } from "./signal-store.ts";

/** A gap longer than this is not driven through: a log was cut there, or the bus was silent. */
const INTEGRATE_GAP_MS = 2000;

/** One run of a mapping into a store: holds what has been seen on the bus so far. */
export class MappingRun {
  readonly #mapping: BoundMapping;
  readonly #store: SignalStore;
  readonly #rate: number;
  readonly #values: Float64Array;
  readonly #times: Float64Array;
  readonly #sums: Float64Array;
  readonly #sumTimes: Float64Array;
  /** By signal: 1 when its value has come from the bus, not from a default. */
  readonly #spoken: Uint8Array;

  /** Puts the defaults and timeouts into the store. `rate` is how fast the drive runs against the clock that `at` is of. */
  constructor(mapping: BoundMapping, store: SignalStore, rate: number, at: number) {
    this.#mapping = mapping;
    this.#store = store;
    this.#rate = rate;
    this.#spoken = new Uint8Array(store.size);
    this.#values = new Float64Array(mapping.inputs.length);
    this.#times = new Float64Array(mapping.inputs.length).fill(Number.NEGATIVE_INFINITY);
    this.#sums = new Float64Array(mapping.integrators).fill(Number.NaN);
    this.#sumTimes = new Float64Array(mapping.integrators).fill(Number.NEGATIVE_INFINITY);
    for (const entry of mapping.entries) {
      store.setTimeoutMs(entry.index, Number.POSITIVE_INFINITY);
      if (entry.default === undefined) store.clear(entry.index);
      else store.set(entry.index, entry.default, at);
    }
    // What derives from a default has a value before the first frame.
    for (const target of mapping.order) {
      const origin = target.sources[0]?.origin;
      if (origin?.kind === "signal" && store.value(origin.index) !== undefined) this.#work(target, at);
    }
  }

  /** Takes one frame that arrived at `at`. Frames nobody mapped, remote frames and error frames do nothing. */
  frame(frame: CanFrame, at: number): void {
    if (frame.kind !== "data" && frame.kind !== "fd") return;
    const entry = this.#mapping.frames.get(frameKey(frame.id, frame.extended));
    if (!entry) return;
    for (const input of entry.inputs) {
      const value = this.#mapping.inputs[input]?.read(frame.data);
      if (value === undefined) continue;
      this.#values[input] = value;
      this.#times[input] = at;
    }
    for (const target of entry.targets) this.#work(target, at);
  }

  #work(target: Target, at: number): void {
    for (const source of target.sources) {
      const holds = this.#holds(source, target, at);
      // Not knowing the condition is not the same as its not holding: a gear read while REVERSE is silent would be a lie.
      if (holds === undefined) return this.#store.clear(target.index);
      if (holds) return this.#take(source, target, at);
    }
    this.#store.clear(target.index);
  }

  #holds(source: Source, target: Target, at: number): boolean | undefined {
    for (const { input, equals } of source.conditions) {
      if (!this.#fresh(input, target, at)) return undefined;
      if (this.#values[input] !== equals) return false;
    }
    return true;
  }

  #fresh(input: number, target: Target, at: number): boolean {
    return (at - (this.#times[input] ?? 0)) * this.#rate <= target.timeoutMs;
  }

  #take({ origin, shape }: Source, target: Target, at: number): void {
    const store = this.#store;
    let value: number | undefined;
    let seen = at;
    if (origin.kind === "constant") value = origin.value;
    else if (origin.kind === "input") {
      seen = this.#times[origin.input] ?? at;
      value = this.#fresh(origin.input, target, at) ? this.#values[origin.input] : undefined;
    } else {
      seen = store.at(origin.index);
      value = store.value(origin.index);
      if (origin.kind === "integrate") value = this.#integrate(origin, value, seen);
    }
    const shaped = value === undefined ? undefined : shape(value);
    if (shaped === undefined) return store.clear(target.index);
    // A default stands until the bus speaks, and so does what derives from it; only then does the timeout begin to count.
    if (origin.kind === "input" || origin.kind === "constant" || this.#spoken[origin.index] === 1) {
      this.#spoken[target.index] = 1;
      store.setTimeoutMs(target.index, target.timeoutMs);
    }
    store.set(target.index, shaped, seen);
  }

  /** The way driven, whichever direction: the sum of |value| × scale × seconds, from `start` on. */
  #integrate(
    origin: { readonly slot: number; readonly scale: number; readonly start: number },
    value: number | undefined,
    at: number,
  ): number {
    const { slot, scale, start } = origin;
    const before = this.#sums[slot] ?? start;
    let sum = Number.isNaN(before) ? start : before;
    const passedMs = (at - (this.#sumTimes[slot] ?? at)) * this.#rate;
    if (value !== undefined && passedMs > 0 && passedMs <= INTEGRATE_GAP_MS) sum += (Math.abs(value) * scale * passedMs) / 1000;
    this.#sums[slot] = sum;
    this.#sumTimes[slot] = at;
    return sum;
  }
}
