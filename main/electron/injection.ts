/**
 * The last step of input into a view guest: kbdif events, consumed from its ring by its frontend, become trusted input of its page.
 *
 * Chromium takes mouse, wheel and keys through sendInputEvent (about 1 ms); it refuses touch there, so touch goes through
 * DevTools' Input.dispatchTouchEvent, which wants all contacts of a frame at once: kbdif's SYN is where a frame ends.
 */
import type { WebContents } from "electron";
import type { KbdInEvent } from "../../protocol/io/kbdif.ts";
import { BTN, keyOfKeycode } from "./keymap.ts";

type Modifier = "shift" | "control" | "alt" | "leftButtonDown" | "middleButtonDown" | "rightButtonDown";

const buttons = ["left", "middle", "right"] as const;
const buttonModifiers = ["leftButtonDown", "middleButtonDown", "rightButtonDown"] as const;
const modifierKeys: Readonly<Record<string, Modifier>> = { Shift: "shift", Control: "control", Alt: "alt" };
/** Pixels of scrolling for one detent of a wheel, as desktop browsers have it. */
const WHEEL_PIXELS = 100;
const DOUBLE_CLICK_MS = 500;

type TouchType = "touchStart" | "touchMove" | "touchEnd";

/** A point of Input.dispatchTouchEvent. Radii and angle as of Touch: the ellipse is turned clockwise. */
interface Contact {
  x: number;
  y: number;
  radiusX?: number;
  radiusY?: number;
  rotationAngle?: number;
}

export class Injector {
  readonly #contents: WebContents;
  readonly #now: () => number;
  readonly #held = new Set<Modifier>();
  #x = 0;
  #y = 0;
  #lastClick = { at: -Infinity, button: -1, count: 0 };
  readonly #contacts = new Map<number, Contact>();
  /** What the frame under way is, until its SYN. */
  #frame: TouchType | undefined;

  constructor(contents: WebContents, now: () => number) {
    this.#contents = contents;
    this.#now = now;
  }

  take(event: KbdInEvent): void {
    if (this.#contents.isDestroyed()) return;
    switch (event.kind) {
      case "key":
        this.#key(event.keycode, event.pressed !== 0);
        break;
      case "position":
        this.#pointer(event.absX, event.absY, -event.relZ); // as xen-kbdfront has it
        break;
      case "motion":
        this.#pointer(this.#x + event.relX, this.#y + event.relY, -event.relZ);
        break;
      case "touchDown":
        this.#change("touchStart");
        this.#contacts.set(event.contactId, { x: event.absX, y: event.absY });
        break;
      case "touchMotion":
        this.#move(event.contactId, { x: event.absX, y: event.absY });
        break;
      case "touchShape":
        this.#move(event.contactId, { radiusX: event.minor / 2, radiusY: event.major / 2 });
        break;
      case "touchOrient":
        // Of the vertical axis, which the radii above make the longer one.
        this.#move(event.contactId, { rotationAngle: event.orientation });
        break;
      case "touchUp":
        this.#change("touchEnd");
        this.#contacts.delete(event.contactId);
        break;
      case "touchSyn":
        this.#dispatch();
        break;
    }
  }

  /** Chromium takes one kind of change at a time: another one, in the same frame, has it told of those before. */
  #change(type: TouchType): void {
    if (this.#frame !== undefined && this.#frame !== type) this.#dispatch();
    this.#frame = type;
  }

  #move(contactId: number, change: Partial<Contact>): void {
    const contact = this.#contacts.get(contactId);
    if (!contact) return;
    // What belongs to a finger that is just put down comes with its start.
    if (this.#frame !== "touchStart") this.#change("touchMove");
    Object.assign(contact, change);
  }

  #key(keycode: number, pressed: boolean): void {
    const button = BTN.findIndex((code) => code === keycode);
    if (button >= 0) {
      this.#button(button, pressed);
      return;
    }
    const key = keyOfKeycode(keycode);
    if (!key) return;
    const modifier = modifierKeys[key.accelerator];
    if (modifier && pressed) this.#held.add(modifier);
    else if (modifier) this.#held.delete(modifier);
    const modifiers = [...this.#held];
    this.#contents.sendInputEvent({ type: pressed ? "keyDown" : "keyUp", keyCode: key.accelerator, modifiers });
    if (pressed && key.types && !this.#held.has("control") && !this.#held.has("alt")) {
      this.#contents.sendInputEvent({ type: "char", keyCode: key.types[this.#held.has("shift") ? 1 : 0], modifiers });
    }
  }

  #pointer(x: number, y: number, wheel: number): void {
    if (x !== this.#x || y !== this.#y) {
      this.#x = x;
      this.#y = y;
      this.#contents.sendInputEvent({ type: "mouseMove", x, y, modifiers: [...this.#held] });
    }
    if (wheel !== 0) this.#contents.sendInputEvent({ type: "mouseWheel", x, y, deltaX: 0, deltaY: wheel * WHEEL_PIXELS, canScroll: true });
  }

  #button(button: number, pressed: boolean): void {
    const name = buttons[button];
    const modifier = buttonModifiers[button];
    if (!name || !modifier) return;
    if (pressed) {
      this.#held.add(modifier);
      const again = this.#lastClick.button === button && this.#now() - this.#lastClick.at < DOUBLE_CLICK_MS;
      this.#lastClick = { at: this.#now(), button, count: again ? this.#lastClick.count + 1 : 1 };
    } else this.#held.delete(modifier);
    this.#contents.sendInputEvent({
      type: pressed ? "mouseDown" : "mouseUp",
      x: this.#x,
      y: this.#y,
      button: name,
      clickCount: this.#lastClick.count,
      modifiers: [...this.#held],
    });
  }

  #dispatch(): void {
    const type = this.#frame;
    this.#frame = undefined;
    if (type === undefined) return;
    const devtools = this.#contents.debugger;
    if (!devtools.isAttached()) devtools.attach("1.3");
    const touchPoints = [...this.#contacts].map(([id, contact]) => ({ id, ...contact }));
    // The process may die while this is under way; whoever watches it deals with that.
    devtools.sendCommand("Input.dispatchTouchEvent", { type, touchPoints }).catch(() => undefined);
  }
}
