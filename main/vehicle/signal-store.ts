/** The vehicle as it is now: one value, one time and one valid bit a signal, in the order of protocol/vss.ts. */
import type { SignalValue } from "../../protocol/bridge.ts";
import { BugError } from "../../protocol/result.ts";
import { type VssPath, type VssSignal, vssSignals } from "../../protocol/vss.ts";

/** A value that was not what the table allows: taken at the table's bound, or not taken. */
export interface SignalComplaint {
  readonly path: VssPath;
  readonly value: number;
  readonly outcome: "clamped" | "rejected";
}

const indices: ReadonlyMap<string, number> = new Map(vssSignals.map(({ path }, index) => [path, index]));

/** A signal's place in protocol/vss.ts and on the vss page; undefined for a path that is not in the table. */
export const vssIndex = (path: string): number | undefined => indices.get(path);

/** The same for a path that the compiler has checked. */
export function slotOf(path: VssPath): number {
  const index = indices.get(path);
  if (index === undefined) throw new BugError(`no signal ${path}`);
  return index;
}

const BOUNDS: Readonly<Record<VssSignal["datatype"], readonly [low: number, high: number]>> = {
  boolean: [0, 1],
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  uint32: [0, 0xffff_ffff],
  float: [-3.4028234663852886e38, 3.4028234663852886e38],
  double: [-Number.MAX_VALUE, Number.MAX_VALUE],
  string: [0, 0],
};

/** Filled by a drive (replay or simulator), read by whoever shows or forwards signals. A set allocates nothing. */
export class SignalStore {
  readonly size = vssSignals.length;
  readonly #values = new Float64Array(this.size);
  readonly #times = new Float64Array(this.size).fill(Number.NEGATIVE_INFINITY);
  readonly #valid = new Uint8Array(this.size);
  readonly #timeouts = new Float64Array(this.size).fill(Number.POSITIVE_INFINITY);
  readonly #low = new Float64Array(this.size);
  readonly #high = new Float64Array(this.size);
  readonly #whole = new Uint8Array(this.size);
  readonly #discrete = new Uint8Array(this.size);
  readonly #isChosen = new Uint8Array(this.size);
  /** What the vehicle says of a signal that is chosen; NaN: nothing. */
  readonly #driven = new Float64Array(this.size);
  readonly #complained = new Uint8Array(this.size);
  readonly #isChanged = new Uint8Array(this.size);
  readonly #changed = new Uint16Array(this.size);
  #changes = 0;
  readonly #subscribers = new Set<(changed: Uint16Array) => void>();
  readonly #complain: (complaint: SignalComplaint) => void;
  /** How wrong the vehicle's time is, for the same. Milliseconds. */
  shiftMs = 0;
  /**
   * What becomes of a value on its way from the vehicle; undefined: it never came. For whoever tests what a bad vehicle bus does; otherwise
   * not set, and then it costs a look.
   */
  tamper: ((index: number, value: number, at: number) => number | undefined) | undefined;

  /** `complain` hears of a signal once when its values begin to be out of the table, not at every value. */
  constructor(complain: (complaint: SignalComplaint) => void = () => undefined) {
    this.#complain = complain;
    vssSignals.forEach((signal: VssSignal, index) => {
      const [low, high] = BOUNDS[signal.datatype];
      this.#low[index] = Math.max(low, signal.min ?? low);
      this.#high[index] = signal.allowed ? signal.allowed.length - 1 : Math.min(high, signal.max ?? high);
      this.#whole[index] = signal.datatype === "float" || signal.datatype === "double" ? 0 : 1;
      this.#discrete[index] = signal.datatype === "boolean" || signal.allowed ? 1 : 0;
    });
  }

  /**
   * Takes a value at `at` (the clock's milliseconds). Whole-number types are rounded; a quantity beyond its range becomes the bound;
   * what is no number, no boolean or no member of the enumeration is not taken. `index` is below `size`.
   */
  set(index: number, sent: number, at: number): void {
    const value = this.tamper ? this.tamper(index, sent, at) : sent;
    if (value === undefined) return;
    let taken = this.#whole[index] === 1 ? Math.round(value) + 0 : value; // + 0: never -0
    const low = this.#low[index] ?? 0;
    const high = this.#high[index] ?? 0;
    if (!(taken >= low && taken <= high)) {
      if (!Number.isFinite(value) || this.#discrete[index] === 1) return this.#outOfTable(index, value, "rejected");
      taken = taken < low ? low : high;
      this.#outOfTable(index, value, "clamped");
    } else this.#complained[index] = 0;
    if (this.#isChosen[index] === 1) {
      this.#driven[index] = taken;
      return;
    }
    this.#show(index, taken, at + this.shiftMs);
  }

  /** Leaves the signal without a value. */
  clear(index: number): void {
    if (this.#isChosen[index] === 1) this.#driven[index] = Number.NaN;
    else this.#unset(index);
  }

  /** Whatever the vehicle says, this is the signal's value (undefined: it has none) from now on, and does not grow old. */
  choose(index: number, value: SignalValue): void {
    if (this.#isChosen[index] !== 1) this.#driven[index] = this.value(index) ?? Number.NaN;
    this.#isChosen[index] = 1;
    this.#show(index, value, Number.POSITIVE_INFINITY);
  }

  /** Gives the signal back to the vehicle: it is what the vehicle said of it last, as if it had been said `at`. */
  unchoose(index: number, at: number): void {
    if (this.#isChosen[index] !== 1) return;
    this.#isChosen[index] = 0;
    const driven = this.#driven[index] ?? Number.NaN;
    this.#show(index, Number.isNaN(driven) ? undefined : driven, at);
  }

  #show(index: number, value: SignalValue, at: number): void {
    if (value === undefined) return this.#unset(index);
    this.#times[index] = at;
    if (this.#valid[index] === 1 && this.#values[index] === value) return;
    this.#values[index] = value;
    this.#valid[index] = 1;
    this.#mark(index);
  }

  #unset(index: number): void {
    if (this.#valid[index] !== 1) return;
    this.#valid[index] = 0;
    this.#mark(index);
  }

  /** Booleans are 0 and 1, enumerations the index in `allowed`; undefined when there is no value, or it is stale. */
  value(index: number): SignalValue {
    return this.#valid[index] === 1 ? this.#values[index] : undefined;
  }

  /** `value` by path. */
  read(path: VssPath): SignalValue {
    return this.value(slotOf(path));
  }

  /** When the signal was last set, changed or not; -Infinity when never. */
  at(index: number): number {
    return this.#times[index] ?? Number.NEGATIVE_INFINITY;
  }

  /** How long a value stands without being set again. At the start: for ever. */
  setTimeoutMs(index: number, timeoutMs: number): void {
    this.#timeouts[index] = timeoutMs;
  }

  /** Clears what is older than its timeout. `rate` is how fast the drive runs against the clock. */
  expire(now: number, rate = 1): void {
    for (let index = 0; index < this.size; index++) {
      if (this.#valid[index] === 1 && (now - (this.#times[index] ?? 0)) * rate > (this.#timeouts[index] ?? 0)) this.clear(index);
    }
  }

  /** `take` gets the indices that changed since the flush before, all at once. Answers an unsubscribe, harmless twice. */
  onFlush(take: (changed: Uint16Array) => void): () => void {
    this.#subscribers.add(take);
    return () => void this.#subscribers.delete(take);
  }

  /** The same one index at a time, many in a row: what the vss backend's SignalSource asks for. */
  subscribe(onChange: (index: number) => void): () => void {
    return this.onFlush((changed) => {
      for (let i = 0; i < changed.length; i++) onChange(changed[i]!);
    });
  }

  /** Tells the subscribers, once for all sets since the last time. The drive calls it after each of its batches. */
  flush(): void {
    if (this.#changes === 0) return;
    const changed = this.#changed.slice(0, this.#changes);
    this.#changes = 0;
    this.#isChanged.fill(0);
    for (const take of this.#subscribers) take(changed);
  }

  #mark(index: number): void {
    if (this.#isChanged[index] === 1) return;
    this.#isChanged[index] = 1;
    this.#changed[this.#changes++] = index;
  }

  #outOfTable(index: number, value: number, outcome: SignalComplaint["outcome"]): void {
    const signal = vssSignals[index];
    if (!signal || this.#complained[index] === 1) return;
    this.#complained[index] = 1;
    this.#complain({ path: signal.path, value, outcome });
  }
}
