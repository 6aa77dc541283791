import type { Selector } from "./drive-model.ts";
import type { DriverInput } from "./simulator.ts";

const GEARS: Readonly<Record<string, Selector>> = { KeyP: "P", KeyR: "R", KeyN: "N", KeyD: "D" };
const HELD = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"] as const;

/** The keys that drive: arrows for pedals and wheel, P R N D for the selector. Knows which are held; `code` is KeyboardEvent.code. */
export class DriveKeys {
  readonly #held = new Set<string>();

  /** What the driver now does; undefined when the key is none that drives. */
  key(code: string, pressed: boolean): DriverInput | undefined {
    const gear = GEARS[code];
    if (gear !== undefined) return pressed ? { gear } : {};
    if (!HELD.some((held) => held === code)) return undefined;
    if (pressed) this.#held.add(code);
    else this.#held.delete(code);
    const on = (held: (typeof HELD)[number]): number => (this.#held.has(held) ? 1 : 0);
    return { throttle: on("ArrowUp"), brake: on("ArrowDown"), steer: on("ArrowRight") - on("ArrowLeft") };
  }

  /** All keys up: the window lost its focus, so nobody will tell. */
  release(): DriverInput {
    this.#held.clear();
    return { throttle: 0, brake: 0, steer: 0 };
  }
}
