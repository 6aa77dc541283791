/**
 * Input as dom0 has it, before any guest's ring: what main/electron calls, by display.
 *
 * Places are fractions of the display, 0 at the left or top and 1 at the right or bottom; the device scales them to what its guest was
 * told. `code` is a Linux KEY_* or BTN_* number (linux/input-event-codes.h).
 */
export interface InputPort {
  key(code: number, pressed: boolean): void;
  /** Relative motion, and notches of the wheel: up, away from its user, is above 0, as evdev's REL_WHEEL. */
  motion(dx: number, dy: number, wheel: number): void;
  /** Absolute motion, and wheel notches. */
  pointer(x: number, y: number, wheel: number): void;
  touchDown(contact: number, x: number, y: number): void;
  touchMove(contact: number, x: number, y: number): void;
  /** The ellipse of a finger: its axes, as fractions of the display's width. */
  touchShape(contact: number, major: number, minor: number): void;
  /** The clockwise angle of the major axis from the vertical, degrees: kbdif names no unit, and Linux counts from there. */
  touchOrient(contact: number, degrees: number): void;
  touchUp(contact: number): void;
  /** Ends a set of touch events that belong together. */
  touchSyn(): void;
}

/** Which displays' input a device takes, by the displays' unique-ids. */
export interface InputRoute {
  readonly keyboard: string | undefined;
  readonly pointer: string | undefined;
  readonly touch: string | undefined;
}

/** dom0's input: hands each event to the ports whose route names the display it happened on. */
export interface InputSeat {
  /** Undo is `close`, harmless twice. */
  attach(route: InputRoute, port: InputPort): { close(): void };
  /** A display's size in pixels; undefined when there is no such display. */
  size(uniqueId: string): { readonly width: number; readonly height: number } | undefined;
}
