/** What a display shows while guests come, draw, stop and go: a pure state machine, and the tracker that feeds it from a connector. */

/** idle: no guest yet. starting: a guest holds it, nothing flipped. off: its guest turned it off. gone: its guest is gone. */
export type LeaseState = "idle" | "starting" | "live" | "frozen" | "off" | "gone";

/** leased: a guest's device connected. flip: a frame was shown. stall: none for too many vblanks. off: mode reset. released: the guest let go or died. */
export type LeaseEvent = "leased" | "flip" | "stall" | "off" | "released";

/** What becomes of a dead or silent guest's display. */
export type LeasePolicy = "hold" | "blank" | "placeholder";

/** What is on the glass. `last-frame`: what the guest showed last, kept. */
export type Shown = "guest" | "last-frame" | "blank" | "placeholder";

// prettier-ignore
const leaseSteps = {
  //          leased      flip    stall       off     released
  idle:     { leased: "starting", flip: "idle",   stall: "idle",     off: "idle",     released: "idle" },
  starting: { leased: "starting", flip: "live",   stall: "starting", off: "starting", released: "gone" },
  live:     { leased: "starting", flip: "live",   stall: "frozen",   off: "off",      released: "gone" },
  frozen:   { leased: "starting", flip: "live",   stall: "frozen",   off: "off",      released: "gone" },
  off:      { leased: "starting", flip: "live",   stall: "off",      off: "off",      released: "gone" },
  gone:     { leased: "starting", flip: "gone",   stall: "gone",     off: "gone",     released: "gone" },
} as const satisfies Record<LeaseState, Record<LeaseEvent, LeaseState>>;

/** The state after an event. */
export const leaseStep = (state: LeaseState, event: LeaseEvent): LeaseState => leaseSteps[state][event];

/** What a display shows in a state. `hadFrame`: some guest has drawn on it, so that there is a frame to keep; takeover keeps it too. */
export function shown(state: LeaseState, policy: LeasePolicy, hadFrame: boolean): Shown {
  switch (state) {
    case "live":
      return "guest";
    case "off":
      return "blank";
    case "idle":
      return policy === "blank" ? "blank" : "placeholder";
    case "starting":
    case "frozen":
    case "gone":
      if (policy === "hold") return hadFrame ? "last-frame" : "placeholder";
      return policy;
  }
}

/** One change of a display's state. */
export interface LeaseTransition {
  readonly at: number;
  readonly from: LeaseState;
  readonly to: LeaseState;
  readonly shown: Shown;
}

/** How a display treats its guest. */
export interface LeaseRules {
  readonly policy: LeasePolicy;
  /** After so many vblanks in a row without a flip a live guest is frozen; undefined: never, for a guest that may well stand still. */
  readonly freezeVblanks: number | undefined;
}

/** What a connector tells of itself. Times are the clock's. */
export interface ConnectorObserver {
  leased(at: number): void;
  off(at: number): void;
  flipped(at: number): void;
  /** `vblanks` passed with nothing to show. */
  idleVblanks(vblanks: number, at: number): void;
  released(at: number): void;
}

/** Follows one connector's lease and reports transitions. A flip or vblank that changes nothing costs no allocation. */
export class LeaseTracker implements ConnectorObserver {
  readonly #rules: LeaseRules;
  readonly #onTransition: (transition: LeaseTransition) => void;
  #state: LeaseState = "idle";
  #hadFrame = false;
  #silent = 0;

  constructor(rules: LeaseRules, onTransition: (transition: LeaseTransition) => void) {
    this.#rules = rules;
    this.#onTransition = onTransition;
  }

  get state(): LeaseState {
    return this.#state;
  }

  get shown(): Shown {
    return shown(this.#state, this.#rules.policy, this.#hadFrame);
  }

  leased(at: number): void {
    this.#take("leased", at);
  }

  off(at: number): void {
    this.#take("off", at);
  }

  flipped(at: number): void {
    this.#silent = 0;
    this.#take("flip", at);
    this.#hadFrame ||= this.#state === "live";
  }

  idleVblanks(vblanks: number, at: number): void {
    this.#silent += vblanks;
    if (this.#rules.freezeVblanks !== undefined && this.#silent >= this.#rules.freezeVblanks) this.#take("stall", at);
  }

  released(at: number): void {
    this.#take("released", at);
  }

  #take(event: LeaseEvent, at: number): void {
    const from = this.#state;
    const to = leaseStep(from, event);
    if (to === from) return;
    this.#state = to;
    if (to !== "frozen") this.#silent = 0;
    this.#onTransition({ at, from, to, shown: this.shown });
  }
}
