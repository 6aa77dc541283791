/** The keys that drive, on the driver's display: arrows for pedals and wheel, P R N D for the selector, Escape hands back to the script. */

export interface DriveWish {
  readonly throttle?: number;
  readonly brake?: number;
  /** -1 left to 1 right. */
  readonly steer?: number;
  readonly gear?: "P" | "R" | "N" | "D";
}

const gears: Readonly<Record<string, DriveWish["gear"]>> = { KeyP: "P", KeyR: "R", KeyN: "N", KeyD: "D" };

/** Answers whether the key is one of these; then nobody else gets it. */
export function driveKeys(drive: (wish: DriveWish) => void, handBack: () => void): (code: string, pressed: boolean) => boolean {
  const held = new Set<string>();
  return (code, pressed) => {
    const gear = gears[code];
    if (gear) {
      if (pressed) drive({ gear });
      return true;
    }
    if (code === "Escape") {
      if (pressed) handBack();
      return true;
    }
    if (!code.startsWith("Arrow")) return false;
    if (pressed) held.add(code);
    else held.delete(code);
    drive({
      throttle: held.has("ArrowUp") ? 1 : 0,
      brake: held.has("ArrowDown") ? 1 : 0,
      steer: Number(held.has("ArrowRight")) - Number(held.has("ArrowLeft")),
    });
    return true;
  };
}
