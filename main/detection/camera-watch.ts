/** What the rear view shows. lost: no frames come. frozen: frames come, and are all the same. */
export type CameraState = "hidden" | "live" | "lost" | "frozen";

export interface CameraLimits {
  /** Milliseconds without a frame until the picture counts as lost. */
  readonly lostMs: number;
  /** Milliseconds of equal frames until it counts as frozen. A sensor's noise makes no two frames equal. */
  readonly frozenMs: number;
}

/** Judges the camera's frames while they are shown: an old picture must never look like one that lives. */
export class CameraWatch {
  readonly #limits: CameraLimits;
  readonly #onState: (state: CameraState, ms: number) => void;
  #state: CameraState = "hidden";
  #frameAt = 0;
  #changedAt = 0;
  #signature: number | undefined;

  constructor(limits: CameraLimits, onState: (state: CameraState, ms: number) => void) {
    this.#limits = limits;
    this.#onState = onState;
  }

  get state(): CameraState {
    return this.#state;
  }

  /** The picture comes to the display, or goes. Until a frame has had time to come it counts as live. */
  shown(shown: boolean, now: number): void {
    this.#frameAt = now;
    this.#changedAt = now;
    this.#signature = undefined;
    this.#to(shown ? "live" : "hidden", 0);
  }

  /** A frame came, whose pixels make `signature`. */
  frame(signature: number, now: number): void {
    this.#frameAt = now;
    if (signature === this.#signature) return;
    this.#signature = signature;
    this.#changedAt = now;
    if (this.#state === "lost" || this.#state === "frozen") this.#to("live", 0);
  }

  look(now: number): void {
    if (this.#state === "hidden") return;
    const silent = now - this.#frameAt;
    const same = now - this.#changedAt;
    if (silent >= this.#limits.lostMs) this.#to("lost", silent);
    else if (same >= this.#limits.frozenMs) this.#to("frozen", same);
  }

  #to(state: CameraState, ms: number): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#onState(state, ms);
  }
}
