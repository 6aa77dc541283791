import { XENKBD_RAW_MAX, type KbdInEvent } from "../../../protocol/io/kbdif.ts";
import type { InputPort } from "./input.ts";
import type { VkbdConfig, VkbdRequests } from "./nodes.ts";

/** Puts one event on the guest's ring; false when it is full. */
export type PutEvent = (event: KbdInEvent) => boolean;

/** Linux numbers BTN_* from here to KEY_OK (input-event-codes.h); these belong to the pointer. */
const BTN_MISC = 0x100;
const KEY_OK = 0x160;
const KEY_MAX = 0x2ff;

const clamp = (n: number, max: number): number => (n > 0 ? Math.min(Math.round(n), max) : 0);
/** A fraction of a length, as a pixel of it. */
const pixel = (fraction: number, length: number): number => clamp(fraction * length, length - 1);
const I32_MAX = 0x7fff_ffff;
const i32 = (n: number): number => (Number.isFinite(n) ? Math.max(-I32_MAX, Math.min(I32_MAX, Math.round(n))) : 0);

/**
 * What one guest is told of the input, and what it believes is pressed. Knows no ring.
 *
 * A guest that does not read loses events. It never keeps a key or a touch for good: a release that found no room is remembered, and
 * goes out before anything else once there is room; a press that was lost has no release.
 */
export class VkbdModel implements InputPort {
  readonly #config: VkbdConfig;
  readonly #requests: VkbdRequests;
  readonly #put: PutEvent;
  readonly #keysDown = new Set<number>();
  readonly #contactsDown = new Set<number>();
  readonly #keysOwed = new Set<number>();
  readonly #contactsOwed = new Set<number>();
  #synOwed = false;
  #last: { readonly x: number; readonly y: number } | undefined;
  /** Events that found the ring full, releases that were later made good among them. */
  dropped = 0;
  /** Events put on the ring. */
  sent = 0;

  constructor(config: VkbdConfig, requests: VkbdRequests, put: PutEvent) {
    this.#config = config;
    this.#requests = requests;
    this.#put = put;
  }

  /** Delivers the releases that are owed, as far as there is room. True: none is left. To be called when the guest has read. */
  settle(): boolean {
    for (const keycode of this.#keysOwed) {
      if (!this.#try({ kind: "key", pressed: 0, keycode })) return false;
      this.#keysOwed.delete(keycode);
      this.#keysDown.delete(keycode);
    }
    for (const contactId of this.#contactsOwed) {
      if (!this.#try({ kind: "touchUp", contactId })) return false;
      this.#contactsOwed.delete(contactId);
      this.#contactsDown.delete(contactId);
      this.#synOwed = true;
    }
    if (this.#synOwed && !this.#try({ kind: "touchSyn", contactId: 0 })) return false;
    this.#synOwed = false;
    return true;
  }

  key(code: number, pressed: boolean): void {
    const isButton = code >= BTN_MISC && code < KEY_OK;
    if (!Number.isInteger(code) || code < 0 || code > KEY_MAX || !(isButton ? this.#config.pointer : this.#config.keyboard)) return;
    if (pressed) {
      if (this.#send({ kind: "key", pressed: 1, keycode: code })) this.#keysDown.add(code);
    } else if (this.#keysOwed.has(code)) {
      this.settle();
    } else if (this.#keysDown.has(code)) {
      if (this.#send({ kind: "key", pressed: 0, keycode: code })) this.#keysDown.delete(code);
      else this.#keysOwed.add(code);
    }
  }

  motion(dx: number, dy: number, wheel: number): void {
    if (this.#config.pointer) this.#send({ kind: "motion", relX: i32(dx), relY: i32(dy), relZ: i32(wheel) });
  }

  pointer(x: number, y: number, wheel: number): void {
    if (!this.#config.pointer) return;
    const { width, height } = this.#config;
    const relZ = i32(wheel);
    if (this.#requests.rawPointer) {
      this.#send({
        kind: "position",
        absX: clamp(x * XENKBD_RAW_MAX, XENKBD_RAW_MAX),
        absY: clamp(y * XENKBD_RAW_MAX, XENKBD_RAW_MAX),
        relZ,
      });
      return;
    }
    const at = { x: pixel(x, width), y: pixel(y, height) };
    if (this.#requests.absPointer) {
      this.#send({ kind: "position", absX: at.x, absY: at.y, relZ });
      return;
    }
    // A frontend that did not ask for absolute places gets the way between two of them.
    const last = this.#last ?? at;
    if (this.#send({ kind: "motion", relX: at.x - last.x, relY: at.y - last.y, relZ })) this.#last = at;
  }

  touchDown(contact: number, x: number, y: number): void {
    if (!this.#takesTouch(contact)) return;
    if (this.#send({ kind: "touchDown", contactId: contact, ...this.#touchAt(x, y) })) this.#contactsDown.add(contact);
  }

  touchMove(contact: number, x: number, y: number): void {
    if (this.#contactsDown.has(contact) && !this.#contactsOwed.has(contact)) {
      this.#send({ kind: "touchMotion", contactId: contact, ...this.#touchAt(x, y) });
    }
  }

  touchUp(contact: number): void {
    if (!this.#contactsDown.has(contact) || this.#contactsOwed.has(contact)) return;
    if (this.#send({ kind: "touchUp", contactId: contact })) this.#contactsDown.delete(contact);
    else this.#contactsOwed.add(contact);
  }

  touchSyn(): void {
    if (this.#requests.multiTouch && !this.#send({ kind: "touchSyn", contactId: 0 })) this.#synOwed = true;
  }

  /** Releases all that is down, as when the input's source goes away. */
  releaseAll(): void {
    for (const code of [...this.#keysDown]) this.key(code, false);
    const contacts = [...this.#contactsDown];
    for (const contact of contacts) this.touchUp(contact);
    if (contacts.length > 0) this.touchSyn();
  }

  #takesTouch(contact: number): boolean {
    return this.#requests.multiTouch && Number.isInteger(contact) && contact >= 0 && contact < this.#config.contacts;
  }

  #touchAt(x: number, y: number): { readonly absX: number; readonly absY: number } {
    return { absX: pixel(x, this.#config.touchWidth), absY: pixel(y, this.#config.touchHeight) };
  }

  /** Old debts first, so that a release never comes after a later press of the same key. */
  #send(event: KbdInEvent): boolean {
    if (this.settle() && this.#try(event)) return true;
    this.dropped++;
    return false;
  }

  #try(event: KbdInEvent): boolean {
    const put = this.#put(event);
    if (put) this.sent++;
    return put;
  }
}
