/**
 * dom0's routing of one display's input: its own chords first, then (on the driver's display) the keys that drive, and the rest to
 * the one guest that this display shows. A guest whose picture is covered gets nothing, and nothing stays pressed in it.
 */
import type { OverlayInput, TouchEllipse } from "../../protocol/overlay.ts";
import { BTN, keyOfCode } from "./keymap.ts";

/** The guest's input devices, as dom0's backends offer them. Pixels of the display; evdev codes. */
export interface GuestInput {
  key(keycode: number, pressed: boolean): void;
  pointer(x: number, y: number, wheel: number): void;
  touch(phase: "down" | "motion" | "up", contact: number, x: number, y: number, ellipse?: TouchEllipse): void;
}

export type Chord = "crash" | "hang" | "quit";

export interface DisplayInputOptions {
  readonly width: number;
  readonly height: number;
  /** kbdif's contact ids go from 0 to this, exclusive. */
  readonly contacts: number;
  readonly guest: GuestInput;
  readonly onChord: (chord: Chord) => void;
  /** Present on the driver's display: answers whether the key was a driving one. */
  readonly onDriveKey?: (code: string, pressed: boolean) => boolean;
}

const chords: Readonly<Record<string, Chord>> = { KeyK: "crash", KeyH: "hang", KeyQ: "quit" };

export class DisplayInput {
  readonly #options: DisplayInputOptions;
  readonly #pressed = new Set<number>();
  /** Index: kbdif's contact id. Value: the overlay's pointer id. */
  readonly #contacts: (number | undefined)[] = [];
  /** Keys that a chord or the drive took: their release is theirs, too. */
  readonly #taken = new Set<string>();
  #open = false;

  constructor(options: DisplayInputOptions) {
    this.#options = options;
  }

  /** Whether the guest is to get what comes. Closing releases whatever it believes pressed. */
  set open(open: boolean) {
    if (this.#open && !open) this.#release();
    this.#open = open;
  }

  take(input: OverlayInput): void {
    switch (input[0]) {
      case "key":
        this.#key(input[1], input[2], input[3]);
        break;
      case "pointer":
        if (this.#open) this.#options.guest.pointer(this.#x(input[1]), this.#y(input[2]), 0);
        break;
      case "button":
        this.#button(input[1], input[2], input[3], input[4]);
        break;
      case "wheel":
        if (this.#open) this.#options.guest.pointer(this.#x(input[2]), this.#y(input[3]), Math.round(input[1]));
        break;
      case "touch":
        this.#touch(input[1], input[2], [this.#x(input[3]), this.#y(input[4]), input[5]]);
        break;
      case "blur":
        this.#release();
        break;
    }
  }

  #key(code: string, pressed: boolean, dom0: boolean): void {
    if (!pressed && this.#taken.delete(code)) {
      this.#options.onDriveKey?.(code, false);
      return;
    }
    const chord = dom0 ? chords[code] : undefined;
    if (chord) {
      if (pressed) this.#taken.add(code);
      if (pressed) this.#options.onChord(chord);
      return;
    }
    if (pressed && this.#options.onDriveKey?.(code, true)) {
      this.#taken.add(code);
      return;
    }
    const key = keyOfCode(code);
    if (key) this.#send(key.keycode, pressed);
  }

  #button(button: number, pressed: boolean, x: number, y: number): void {
    const keycode = BTN[button];
    if (keycode === undefined) return;
    if (this.#open) this.#options.guest.pointer(this.#x(x), this.#y(y), 0);
    this.#send(keycode, pressed);
  }

  #send(keycode: number, pressed: boolean): void {
    if (!this.#open) return;
    if (pressed) this.#pressed.add(keycode);
    else if (!this.#pressed.delete(keycode)) return; // it was pressed before the guest was there
    this.#options.guest.key(keycode, pressed);
  }

  #touch(phase: "down" | "motion" | "up", pointer: number, at: readonly [x: number, y: number, ellipse: TouchEllipse | undefined]): void {
    let contact = this.#contacts.indexOf(pointer);
    if (phase === "down" && contact < 0 && this.#open) {
      contact = this.#contacts.indexOf(undefined);
      if (contact < 0) contact = this.#contacts.length;
      if (contact >= this.#options.contacts) return; // one finger more than the device has
      this.#contacts[contact] = pointer;
    }
    if (contact < 0) return;
    if (phase === "up") this.#contacts[contact] = undefined;
    this.#options.guest.touch(phase, contact, ...at);
  }

  #release(): void {
    for (const keycode of this.#pressed) this.#options.guest.key(keycode, false);
    this.#pressed.clear();
    this.#contacts.forEach((pointer, contact) => {
      if (pointer !== undefined) this.#options.guest.touch("up", contact, 0, 0);
    });
    this.#contacts.length = 0;
    for (const code of this.#taken) this.#options.onDriveKey?.(code, false);
    this.#taken.clear();
  }

  #x(x: number): number {
    return Math.min(this.#options.width - 1, Math.max(0, Math.round(x)));
  }

  #y(y: number): number {
    return Math.min(this.#options.height - 1, Math.max(0, Math.round(y)));
  }
}
