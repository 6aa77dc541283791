/** Where the displays go on the desktop. */

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Placed {
  readonly x: number;
  readonly y: number;
  /** Window pixels for one pixel of the display; 1 or less, so that nothing is blurred up. */
  readonly scale: number;
}

/**
 * On a desktop: below one another, shrunk alike until all fit the first screen. In a kiosk: one screen each, in order, at the scale that
 * fills it. `screens` are the screens' usable areas, at least one.
 */
export function arrange(
  displays: readonly { readonly width: number; readonly height: number }[],
  screens: readonly Area[],
  kiosk: boolean,
): Placed[] {
  const first = screens[0];
  if (!first) return [];
  if (kiosk) {
    return displays.map((display, i) => {
      const screen = screens[i] ?? first;
      return { x: screen.x, y: screen.y, scale: Math.min(screen.width / display.width, screen.height / display.height) };
    });
  }
  const wanted = { width: Math.max(...displays.map((d) => d.width)), height: displays.reduce((sum, d) => sum + d.height, 0) };
  const scale = Math.min(1, first.width / wanted.width, first.height / wanted.height);
  let y = first.y;
  return displays.map((display) => {
    const placed = { x: first.x, y: Math.round(y), scale };
    y += display.height * scale;
    return placed;
  });
}
