import { VSSIF_FLAG_VALID, VSSIF_MAGIC, VSSIF_VERSION, vssPageHeader, vssSlot, vssSlotAt } from "../../../protocol/io/vssif.ts";

const SEQUENCE = vssPageHeader.fields.sequence[0];
const STAMP = vssPageHeader.fields.stamp[0];

/** A guest's page of signals. Knows no event channel. What the guest writes there is overwritten and never read. */
export class VssModel {
  readonly #page: DataView;
  readonly #count: number;
  readonly #slot = vssSlot.scratch();
  #sequence = 0;

  /** Prepares the page for `count` signals, none of which has a value. */
  constructor(page: DataView, count: number) {
    this.#page = page;
    this.#count = count;
    vssPageHeader.encode(page, 0, { magic: VSSIF_MAGIC, version: VSSIF_VERSION, sequence: 0, count, stamp: 0 });
    for (let index = 0; index < count; index++) this.#put(index, undefined, 0);
  }

  /** Writes the signals of `indices`, as of `now` in milliseconds, inside one pair of sequence numbers. */
  write(indices: Iterable<number>, valueOf: (index: number) => number | undefined, now: number): void {
    const stamp = Math.floor(now) >>> 0;
    this.#mark();
    for (const index of indices) if (index >= 0 && index < this.#count) this.#put(index, valueOf(index), stamp);
    this.#page.setUint32(STAMP, stamp, true);
    this.#mark();
  }

  #put(index: number, value: number | undefined, stamp: number): void {
    this.#slot.value = value ?? 0;
    this.#slot.stamp = stamp;
    this.#slot.flags = value === undefined ? 0 : VSSIF_FLAG_VALID;
    vssSlot.encode(this.#page, vssSlotAt(index), this.#slot);
  }

  #mark(): void {
    this.#sequence = (this.#sequence + 1) >>> 0;
    this.#page.setUint32(SEQUENCE, this.#sequence, true);
  }
}
