import { PAGE_SIZE } from "../../protocol/ids.ts";
import type { GrantMapping } from "../../protocol/ports.ts";
import type { FuzzDice } from "./dice.ts";

/** How often a read of an armed page changes it. */
const ONE_READ_IN = 4;

/** Memory that another processor writes while ours reads: as long as it is armed, what is read twice may be two things. */
export class HostileMemory {
  armed = false;
  readonly #dice: FuzzDice;

  constructor(dice: FuzzDice) {
    this.#dice = dice;
  }

  /** The same mapping, whose pages change under whoever reads them. */
  around(mapping: GrantMapping): GrantMapping {
    const pages = new Map<number, DataView>();
    return {
      length: mapping.length,
      page: (index) => {
        const page = mapping.page(index); // which refuses, once it is unmapped
        let view = pages.get(index);
        if (!view) pages.set(index, (view = new HostileView(page, () => this.#mutate(page))));
        return view;
      },
      copyOut: (offset, into) => mapping.copyOut(offset, into),
      unmap: () => mapping.unmap(),
    };
  }

  #mutate(page: DataView): void {
    if (!this.armed || !this.#dice.oneIn(ONE_READ_IN)) return;
    // Indices are at the front; anywhere else all the same.
    const at = this.#dice.oneIn(2) ? this.#dice.int(4) * 4 : this.#dice.int(PAGE_SIZE / 4) * 4;
    const value = this.#dice.oneIn(2) ? page.getUint32(at, true) + this.#dice.int(5) - 2 : this.#dice.word();
    page.setUint32(at, value >>> 0, true);
  }
}

/** A view whose every read is followed by a write of the other processor. */
class HostileView extends DataView<ArrayBufferLike> {
  readonly #after: () => void;

  constructor(view: DataView, after: () => void) {
    super(view.buffer, view.byteOffset, view.byteLength);
    this.#after = after;
  }

  override getUint8(at: number): number {
    return this.#read(super.getUint8(at));
  }
  override getInt16(at: number, little?: boolean): number {
    return this.#read(super.getInt16(at, little));
  }
  override getUint16(at: number, little?: boolean): number {
    return this.#read(super.getUint16(at, little));
  }
  override getInt32(at: number, little?: boolean): number {
    return this.#read(super.getInt32(at, little));
  }
  override getUint32(at: number, little?: boolean): number {
    return this.#read(super.getUint32(at, little));
  }
  override getBigUint64(at: number, little?: boolean): bigint {
    return this.#read(super.getBigUint64(at, little));
  }

  #read<T>(value: T): T {
    this.#after();
    return value;
  }
}
