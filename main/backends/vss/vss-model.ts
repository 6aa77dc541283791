import { VSSIF_FLAG_VALID, VSSIF_MAGIC, VSSIF_VERSION, vssPageHeader, vssSlot, vssSlotAt } from "../../../protocol/io/vssif.ts";
import type { SignalSource } from "./signal-source.ts";

const SEQUENCE = vssPageHeader.fields.sequence[0];
const STAMP = vssPageHeader.fields.stamp[0];

/** A guest's page of signals. Knows no event channel. What the guest writes there is overwritten and never read. */
export class VssModel {
  readonly #page: DataView;
  readonly #count: number;
  #sequence = 0;

  /** Prepares the page for `count` signals, none of which has a value. */
  constructor(page: DataView, count: number) {
    this.#page = page;
    this.#count = count;
    vssPageHeader.encode(page, 0, { magic: VSSIF_MAGIC, version: VSSIF_VERSION, sequence: 0, count, stamp: 0 });
    for (let index = 0; index < count; index++) this.#put(index, undefined, 0);
  }

  /** Writes the signals whose flag in `dirty` is set, as of `now` in milliseconds, inside one pair of sequence numbers, and takes the flags. */
  write(dirty: Uint8Array, source: Pick<SignalSource, "value">, now: number): void {
    const stamp = Math.floor(now) >>> 0;
    this.#mark();
    for (let index = 0; index < this.#count; index++) {
      if (dirty[index] === 0) continue;
      dirty[index] = 0;
      this.#put(index, source.value(index), stamp);
    }
    this.#page.setUint32(STAMP, stamp, true);
    this.#mark();
  }

  #put(index: number, value: number | undefined, stamp: number): void {
    const base = vssSlotAt(index);
    // A slot has no octet that is none of these three's.
    vssSlot.at.value.set(this.#page, base, value ?? 0);
    vssSlot.at.stamp.set(this.#page, base, stamp);
    vssSlot.at.flags.set(this.#page, base, value === undefined ? 0 : VSSIF_FLAG_VALID);
  }

  #mark(): void {
    this.#sequence = (this.#sequence + 1) >>> 0;
    this.#page.setUint32(SEQUENCE, this.#sequence, true);
  }
}
