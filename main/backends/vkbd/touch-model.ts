import type { KbdInEvent } from "../../../protocol/io/kbdif.ts";
import type { VkbdConfig } from "./nodes.ts";
import { axisDegrees, clamp, pixel } from "./units.ts";

/** One finger. In units of the guest's touch area; what is undefined was never said. */
interface Contact {
  absX: number;
  absY: number;
  major: number | undefined;
  minor: number | undefined;
  orientation: number | undefined;
}

type Put = (event: KbdInEvent) => boolean;

/**
 * The fingers on a touch screen, and what the guest was told of them: the part of VkbdModel that multi-touch needs.
 *
 * Each change is put on the ring when `clear` says that no older event waits; what is not put is made good by `settle`. A sequence whose
 * end was lost is closed before its number is used again, and what was put since the last SYN gets one.
 */
export class TouchModel {
  readonly #config: VkbdConfig;
  readonly #put: Put;
  readonly #down = new Map<number, Contact>();
  readonly #told = new Map<number, Contact>();
  /** Told as down, and since then lifted without the guest's knowing. */
  readonly #owed = new Set<number>();
  #synOwed = false;

  constructor(config: VkbdConfig, put: Put) {
    this.#config = config;
    this.#put = put;
  }

  /** Numbers of the fingers that are down. */
  get contacts(): readonly number[] {
    return [...this.#down.keys()];
  }

  down(contact: number, x: number, y: number, clear: boolean): boolean {
    if (this.#down.has(contact)) return this.move(contact, x, y, clear);
    this.#down.set(contact, { ...this.#place(x, y), major: undefined, minor: undefined, orientation: undefined });
    return this.#follow(contact, clear);
  }

  move(contact: number, x: number, y: number, clear: boolean): boolean {
    return this.#change(contact, this.#place(x, y), clear);
  }

  /** `major` and `minor` as fractions of the display's width. */
  shape(contact: number, major: number, minor: number, clear: boolean): boolean {
    const { touchWidth } = this.#config;
    return this.#change(contact, { major: clamp(major * touchWidth, touchWidth), minor: clamp(minor * touchWidth, touchWidth) }, clear);
  }

  orient(contact: number, degrees: number, clear: boolean): boolean {
    return this.#change(contact, { orientation: axisDegrees(degrees) }, clear);
  }

  up(contact: number, clear: boolean): boolean {
    if (!this.#down.delete(contact) || !this.#told.has(contact) || this.#owed.has(contact)) return true;
    if (clear && this.#put({ kind: "touchUp", contactId: contact })) {
      this.#told.delete(contact);
      return true;
    }
    this.#owed.add(contact);
    return false;
  }

  syn(clear: boolean): boolean {
    this.#synOwed = !(clear && this.#put({ kind: "touchSyn", contactId: 0 }));
    return !this.#synOwed;
  }

  /** True: the guest knows all. */
  settle(): boolean {
    for (const contactId of this.#owed) {
      if (!this.#put({ kind: "touchUp", contactId })) return false;
      this.#owed.delete(contactId);
      this.#told.delete(contactId);
      this.#synOwed = true;
    }
    // A new finger of the same number is a frame of its own.
    if (!this.#settleSyn()) return false;
    for (const contact of this.#down.keys()) if (!this.#follow(contact, true, () => (this.#synOwed = true))) return false;
    return this.#settleSyn();
  }

  #settleSyn(): boolean {
    return !this.#synOwed || this.syn(true);
  }

  #change(contact: number, change: Partial<Contact>, clear: boolean): boolean {
    const at = this.#down.get(contact);
    if (!at) return true;
    Object.assign(at, change);
    return this.#follow(contact, clear);
  }

  /** Tells the guest what it does not know of a finger that is down. */
  #follow(contactId: number, clear: boolean, onPut: () => void = () => undefined): boolean {
    const at = this.#down.get(contactId);
    if (!at || !clear) return !at;
    const put = (event: KbdInEvent): boolean => {
      const done = this.#put(event);
      if (done) onPut();
      return done;
    };
    let told = this.#told.get(contactId);
    if (!told) {
      if (!put({ kind: "touchDown", contactId, absX: at.absX, absY: at.absY })) return false;
      told = { absX: at.absX, absY: at.absY, major: undefined, minor: undefined, orientation: undefined };
      this.#told.set(contactId, told);
    }
    if (told.absX !== at.absX || told.absY !== at.absY) {
      if (!put({ kind: "touchMotion", contactId, absX: at.absX, absY: at.absY })) return false;
      Object.assign(told, { absX: at.absX, absY: at.absY });
    }
    const { major, minor, orientation } = at;
    if (major !== undefined && minor !== undefined && (told.major !== major || told.minor !== minor)) {
      if (!put({ kind: "touchShape", contactId, major, minor })) return false;
      Object.assign(told, { major, minor });
    }
    if (orientation !== undefined && told.orientation !== orientation) {
      if (!put({ kind: "touchOrient", contactId, orientation })) return false;
      told.orientation = orientation;
    }
    return true;
  }

  #place(x: number, y: number): { readonly absX: number; readonly absY: number } {
    return { absX: pixel(x, this.#config.touchWidth), absY: pixel(y, this.#config.touchHeight) };
  }
}
