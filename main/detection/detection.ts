/** What dom0's detectors say: which one fired, for what, and in a few words why. */

/**
 * domain-exit: a domain's vCPUs stopped without its having been asked. abi: it broke a split driver's rules. flood, memory, stall: what it did
 * to dom0 (the watchdog's verdicts). heartbeat: its kernel says no more that it lives. flip-deadline: it presents no frames. first-frame: it never
 * did. hung: it stayed frozen. freeze-signature: it presents frames, and they do not change as they should. ring-stall: it does not take what is
 * on its ring. input-deadline: no frame came after an input. signal-age: a vehicle signal is too old. camera: the rear view is lost or frozen.
 * loop: dom0's own event loop was held up. given-up: a domain died too often, and is not started again.
 */
export type DetectorName =
  | "domain-exit"
  | "abi"
  | "flood"
  | "memory"
  | "stall"
  | "heartbeat"
  | "flip-deadline"
  | "first-frame"
  | "hung"
  | "freeze-signature"
  | "ring-stall"
  | "input-deadline"
  | "signal-age"
  | "camera"
  | "quota"
  | "loop"
  | "given-up";

export interface Detection {
  readonly detector: DetectorName;
  /** A domain's name, a signal's path, or `camera`, `dom0`. */
  readonly target: string;
  readonly detail: string;
}

export type OnDetection = (detection: Detection) => void;
