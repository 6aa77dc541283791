/** dom0's input seat: which guest's devices hear of what happens on which display. Satisfies main/backends/vkbd/input.ts. */

/** What one device takes. Places are fractions of the display; codes are evdev's. */
export interface SeatPort {
  key(code: number, pressed: boolean): void;
  motion(dx: number, dy: number, wheel: number): void;
  pointer(x: number, y: number, wheel: number): void;
  touchDown(contact: number, x: number, y: number): void;
  touchMove(contact: number, x: number, y: number): void;
  touchShape(contact: number, major: number, minor: number): void;
  touchOrient(contact: number, degrees: number): void;
  touchUp(contact: number): void;
  touchSyn(): void;
}

/** Which displays a device listens to, by their connectors' unique-ids. */
export interface SeatRoute {
  readonly keyboard: string | undefined;
  readonly pointer: string | undefined;
  readonly touch: string | undefined;
}

export interface SeatDisplay {
  readonly uniqueId: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** Of a finger, in the display's pixels; turned clockwise by `rotation` degrees. */
export type Ellipse = readonly [radiusX: number, radiusY: number, rotation: number];

/** The same by its axes: the clockwise angle of the longer one is from the vertical. */
function axesOf([radiusX, radiusY, rotation]: Ellipse): { readonly major: number; readonly minor: number; readonly degrees: number } {
  const lies = radiusX > radiusY;
  return { major: 2 * Math.max(radiusX, radiusY), minor: 2 * Math.min(radiusX, radiusY), degrees: lies ? rotation + 90 : rotation };
}

/** evdev's buttons (BTN_MISC to below KEY_OK) belong to the pointer, not to the keyboard. */
const isButton = (code: number): boolean => code >= 0x100 && code < 0x160;

/** What happens on one display, in its pixels, goes to whoever is routed there, and to nobody else. */
export class Seat {
  readonly #displays: Map<string, SeatDisplay>;
  readonly #attached = new Set<{ readonly route: SeatRoute; readonly port: SeatPort }>();
  readonly #onInput: (uniqueId: string) => void;

  /** `onInput` hears of all that happens on a display that somebody listens to. */
  constructor(displays: readonly SeatDisplay[], onInput: (uniqueId: string) => void = () => undefined) {
    this.#onInput = onInput;
    this.#displays = new Map(displays.map((display) => [display.uniqueId, display]));
  }

  /** A display that came later, or has another size now. */
  add(display: SeatDisplay): void {
    this.#displays.set(display.uniqueId, display);
  }

  attach(route: SeatRoute, port: SeatPort): { close(): void } {
    const attached = { route, port };
    this.#attached.add(attached);
    return { close: () => void this.#attached.delete(attached) };
  }

  size(uniqueId: string): SeatDisplay | undefined {
    return this.#displays.get(uniqueId);
  }

  key(uniqueId: string, code: number, pressed: boolean): void {
    const role = isButton(code) ? "pointer" : "keyboard";
    for (const { route, port } of this.#attached) if (route[role] === uniqueId) this.#to(port, uniqueId).key(code, pressed);
  }

  /** Relative motion, of a mouse that knows no display. */
  motion(uniqueId: string, dx: number, dy: number, wheel: number): void {
    for (const { route, port } of this.#attached) if (route.pointer === uniqueId) this.#to(port, uniqueId).motion(dx, dy, wheel);
  }

  pointer(uniqueId: string, x: number, y: number, wheel: number): void {
    const display = this.#displays.get(uniqueId);
    if (!display) return;
    for (const { route, port } of this.#attached)
      if (route.pointer === uniqueId) this.#to(port, uniqueId).pointer(x / display.width, y / display.height, wheel);
  }

  /** One change of one contact, and the SYN that ends its frame. The ellipse is by its radii and its clockwise turn in degrees, as the DOM has it. */
  touch(uniqueId: string, phase: "down" | "motion" | "up", contact: number, x: number, y: number, ellipse?: Ellipse): void {
    const display = this.#displays.get(uniqueId);
    if (!display) return;
    const axes = ellipse && axesOf(ellipse);
    for (const { route, port } of this.#attached) {
      if (route.touch !== uniqueId) continue;
      this.#onInput(uniqueId);
      if (phase === "down") port.touchDown(contact, x / display.width, y / display.height);
      else if (phase === "motion") port.touchMove(contact, x / display.width, y / display.height);
      else port.touchUp(contact);
      if (axes && phase !== "up") {
        port.touchShape(contact, axes.major / display.width, axes.minor / display.width);
        port.touchOrient(contact, axes.degrees);
      }
      port.touchSyn();
    }
  }

  #to(port: SeatPort, uniqueId: string): SeatPort {
    this.#onInput(uniqueId);
    return port;
  }
}
