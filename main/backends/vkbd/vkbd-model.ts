import { XENKBD_RAW_MAX, type KbdInEvent } from "../../../protocol/io/kbdif.ts";
import type { InputPort } from "./input.ts";
import type { VkbdConfig, VkbdRequests } from "./nodes.ts";
import { TouchModel } from "./touch-model.ts";
import { clamp, i32, pixel, relZ } from "./units.ts";

/** Puts one event on the guest's ring; false when it is full. */
export type PutEvent = (event: KbdInEvent) => boolean;

/** Linux numbers BTN_* from here to KEY_OK (input-event-codes.h); these belong to the pointer. */
const BTN_MISC = 0x100;
const KEY_OK = 0x160;
const KEY_MAX = 0x2ff;

interface Place {
  readonly x: number;
  readonly y: number;
}

const isButton = (code: number): boolean => code >= BTN_MISC && code < KEY_OK;
const same = (a: Place | undefined, b: Place | undefined): boolean => a?.x === b?.x && a?.y === b?.y;

/**
 * What is pressed and where the pointer is, and what one guest was told of it. Knows no ring.
 *
 * A guest that does not read loses events, and never the state: what it missed is made good once there is room, before anything newer.
 * Releases come first, each where it happened, so that no key is stuck and a drag ends where it ended; then what is down by then.
 */
export class VkbdModel implements InputPort {
  readonly #config: VkbdConfig;
  readonly #requests: VkbdRequests;
  readonly #put: PutEvent;
  readonly #touch: TouchModel;
  /** Held now, and held as far as the guest knows. */
  readonly #held = new Set<number>();
  readonly #told = new Set<number>();
  /** Releases that found no room, with the pointer's place at the time. */
  readonly #owed = new Map<number, Place | undefined>();
  #place: Place | undefined;
  #toldPlace: Place | undefined;
  #behind = false;
  /** Events that found the ring full, those that were made good later among them. */
  dropped = 0;
  /** Events put on the ring. */
  sent = 0;

  constructor(config: VkbdConfig, requests: VkbdRequests, put: PutEvent) {
    this.#config = config;
    this.#requests = requests;
    this.#put = put;
    this.#touch = new TouchModel(config, (event) => this.#try(event));
  }

  /** Makes good what the guest missed, as far as there is room. True: it knows all. To be called when the guest has read. */
  settle(): boolean {
    if (!this.#behind) return true;
    for (const [keycode, place] of this.#owed) {
      if (isButton(keycode) && !this.#tell(place)) return false;
      if (!this.#try({ kind: "key", pressed: 0, keycode })) return false;
      this.#owed.delete(keycode);
      this.#told.delete(keycode);
    }
    if (!this.#tell(this.#place)) return false;
    for (const keycode of this.#held) {
      if (this.#told.has(keycode)) continue;
      if (!this.#try({ kind: "key", pressed: 1, keycode })) return false;
      this.#told.add(keycode);
    }
    if (!this.#touch.settle()) return false;
    this.#behind = false;
    return true;
  }

  key(code: number, pressed: boolean): void {
    if (!Number.isInteger(code) || code < 0 || code > KEY_MAX) return;
    if (!(isButton(code) ? this.#config.pointer : this.#config.keyboard) || this.#held.has(code) === pressed) return;
    const clear = this.settle();
    if (pressed) {
      this.#held.add(code);
      if (this.#send(clear, { kind: "key", pressed: 1, keycode: code })) this.#told.add(code);
      return;
    }
    this.#held.delete(code);
    // Of a press that the guest never heard of, or whose release it is owed already, it hears nothing more.
    if (!this.#told.has(code) || this.#owed.has(code)) return;
    if (this.#send(clear, { kind: "key", pressed: 0, keycode: code })) this.#told.delete(code);
    else this.#owed.set(code, this.#place);
  }

  motion(dx: number, dy: number, wheel: number): void {
    if (this.#config.pointer) this.#send(this.settle(), { kind: "motion", relX: i32(dx), relY: i32(dy), relZ: relZ(wheel) });
  }

  pointer(x: number, y: number, wheel: number): void {
    if (!this.#config.pointer) return;
    const clear = this.settle();
    const { width, height } = this.#config;
    this.#place = this.#requests.rawPointer
      ? { x: clamp(x * XENKBD_RAW_MAX, XENKBD_RAW_MAX), y: clamp(y * XENKBD_RAW_MAX, XENKBD_RAW_MAX) }
      : { x: pixel(x, width), y: pixel(y, height) };
    if (this.#send(clear, this.#pointing(this.#place, relZ(wheel)))) this.#toldPlace = this.#place;
  }

  touchDown(contact: number, x: number, y: number): void {
    if (this.#takesTouch(contact)) this.#after(this.#touch.down(contact, x, y, this.settle()));
  }

  touchMove(contact: number, x: number, y: number): void {
    if (this.#takesTouch(contact)) this.#after(this.#touch.move(contact, x, y, this.settle()));
  }

  touchShape(contact: number, major: number, minor: number): void {
    if (this.#takesTouch(contact)) this.#after(this.#touch.shape(contact, major, minor, this.settle()));
  }

  touchOrient(contact: number, degrees: number): void {
    if (this.#takesTouch(contact)) this.#after(this.#touch.orient(contact, degrees, this.settle()));
  }

  touchUp(contact: number): void {
    if (this.#takesTouch(contact)) this.#after(this.#touch.up(contact, this.settle()));
  }

  touchSyn(): void {
    if (this.#requests.multiTouch) this.#after(this.#touch.syn(this.settle()));
  }

  /** Releases all that is down, as when the input's source goes away. */
  releaseAll(): void {
    for (const code of [...this.#held]) this.key(code, false);
    const contacts = this.#touch.contacts;
    for (const contact of contacts) this.touchUp(contact);
    if (contacts.length > 0) this.touchSyn();
  }

  #takesTouch(contact: number): boolean {
    return this.#requests.multiTouch && Number.isInteger(contact) && contact >= 0 && contact < this.#config.contacts;
  }

  /** Has the guest know that the pointer is there. */
  #tell(place: Place | undefined): boolean {
    if (place === undefined || same(place, this.#toldPlace)) return true;
    if (!this.#try(this.#pointing(place, 0))) return false;
    this.#toldPlace = place;
    return true;
  }

  /** A place as the frontend wants it: absolute, or without having asked for that, the way there from the last one. */
  #pointing({ x, y }: Place, relZ: number): KbdInEvent {
    if (this.#requests.rawPointer || this.#requests.absPointer) return { kind: "position", absX: x, absY: y, relZ };
    const from = this.#toldPlace ?? { x, y };
    return { kind: "motion", relX: x - from.x, relY: y - from.y, relZ };
  }

  /** `clear`: no older event waits. */
  #send(clear: boolean, event: KbdInEvent): boolean {
    const sent = clear && this.#try(event);
    this.#after(sent);
    return sent;
  }

  #after(sent: boolean): void {
    if (sent) return;
    this.dropped++;
    this.#behind = true;
  }

  #try(event: KbdInEvent): boolean {
    const put = this.#put(event);
    if (put) this.sent++;
    return put;
  }
}
