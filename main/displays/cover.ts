import type { Cover } from "../../protocol/overlay.ts";
import type { LeaseState, Shown } from "./lease.ts";

/** What dom0 lays over a display's guest. One a display; it knows what lay there before. */
export class CoverRule {
  #restarts: boolean;
  #cover: Cover = { kind: "starting" };

  /** `restarts`: the domain comes back by itself after a crash, and the placeholder may say so. */
  constructor(restarts: boolean) {
    this.#restarts = restarts;
  }

  /** The domain comes back no more. Answers the cover that says so, if one lies there that says otherwise. */
  giveUp(): Cover | undefined {
    this.#restarts = false;
    if (this.#cover.kind !== "placeholder" || !this.#cover.restarting) return undefined;
    this.#cover = { ...this.#cover, restarting: false };
    return this.#cover;
  }

  get cover(): Cover {
    return this.#cover;
  }

  /**
   * The cover after a lease transition; undefined when it is the one that lies there already. `alive`: the domain runs, or is suspended, so that
   * a display without a guest is one that was taken from it.
   */
  next(state: LeaseState, shown: Shown, alive = false): Cover | undefined {
    const wanted = this.#wanted(state, shown, alive);
    if (JSON.stringify(wanted) === JSON.stringify(this.#cover)) return undefined;
    this.#cover = wanted;
    return wanted;
  }

  #wanted(state: LeaseState, shown: Shown, alive: boolean): Cover {
    switch (shown) {
      case "guest":
        return { kind: "none" };
      case "blank":
        return { kind: "blank" };
      case "last-frame":
        return { kind: "hold" };
      case "placeholder":
        if (state === "frozen") return { kind: "placeholder", why: "frozen", restarting: false };
        if (state === "gone" && alive) return { kind: "placeholder", why: "stopped", restarting: false };
        if (state === "gone") return { kind: "placeholder", why: "crashed", restarting: this.#restarts };
        // A new guest that has not drawn yet changes nothing of what the driver was told.
        return this.#cover.kind === "placeholder" ? { ...this.#cover, restarting: true } : { kind: "starting" };
    }
  }
}
