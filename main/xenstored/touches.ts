/** The paths that one transaction has read or written, so that another's change can be held against them in one walk. */
import type { KeyPath } from "./node.ts";

interface Place {
  touched: boolean;
  below: Map<string, Place> | undefined;
}

/** Whether a change at the path adds or takes away nodes, or only alters the one there. */
export type ChangeReach = "node" | "structure";

export class Touches {
  readonly #top: Place = { touched: false, below: undefined };

  add(path: KeyPath): void {
    let place = this.#top;
    for (const name of path.names) {
      place.below ??= new Map();
      let next = place.below.get(name);
      if (!next) place.below.set(name, (next = { touched: false, below: undefined }));
      place = next;
    }
    place.touched = true;
  }

  /**
   * Whether a change at `path` might alter what was read. `structure` errs on the safe side: with a node that comes or goes, any
   * touched node above it (it may have been listed, or looked for in vain) and any below it counts.
   */
  meets(path: KeyPath, reach: ChangeReach): boolean {
    let place = this.#top;
    for (const name of path.names) {
      if (reach === "structure" && place.touched) return true;
      const next = place.below?.get(name);
      if (!next) return false;
      place = next;
    }
    return place.touched || (reach === "structure" && place.below !== undefined);
  }
}
