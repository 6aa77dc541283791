/** The record of every reverse engagement: on each display with the rear view a stopwatch, and a line in the log when one has run. */
import type { OverlayReport } from "../protocol/overlay.ts";
import type { CameraState } from "./detection/camera-watch.ts";
import { ReverseStopwatch, type Engagement } from "./detection/reverse-stopwatch.ts";
import { verdictsOf } from "./detection/reverse-verdicts.ts";
import type { Log } from "./log/log.ts";
import type { Cockpit } from "./toolstack/cockpit.ts";

/** The oldest are forgotten. */
const KEPT = 100;

export class RearViewRecord {
  readonly #displays: readonly string[];
  readonly #log: Log;
  /** By display: one that runs, or whose picture is about to go. */
  readonly #running = new Map<string, ReverseStopwatch>();
  readonly #past: Engagement[] = [];

  /** `displays` are the names of those that show the rear view. */
  constructor(displays: readonly string[], log: Log) {
    this.#displays = displays;
    this.#log = log;
  }

  /** dom0 has seen reverse engaged, or left, and said so to the displays at `now`. */
  camera(shown: boolean, now: number): void {
    for (const display of this.#displays) {
      const running = this.#running.get(display);
      if (!shown) running?.ended(now);
      else {
        if (running) this.#close(display, running, now);
        this.#running.set(display, new ReverseStopwatch(display, now));
      }
    }
  }

  /** What a display's overlay reports; what is not about the camera's pictures is none of ours. */
  report(display: string, report: OverlayReport, now: number): void {
    const running = this.#running.get(display);
    if (!running) return;
    if (report[0] === "camera-times") running.times(report[1]);
    // An answer to what was said before this engagement is not about it.
    if (report[0] === "camera-shown" && report[1] === running.at) running.shown(now);
    if (report[0] === "camera-hidden" && report[1] > running.at) {
      running.gone(now);
      this.#close(display, running, now);
    }
  }

  state(state: CameraState, ms: number, now: number): void {
    for (const running of this.#running.values()) running.state(state, ms, now);
  }

  /** All that are kept, the oldest first, those that run last. */
  engagements(now: number): readonly Engagement[] {
    return [...this.#past, ...[...this.#running.values()].map((running) => running.read(now))];
  }

  #close(display: string, running: ReverseStopwatch, now: number): void {
    const engagement = running.read(now);
    this.#running.delete(display);
    this.#past.push(engagement);
    if (this.#past.length > KEPT) this.#past.shift();
    const verdicts = verdictsOf(engagement);
    const values = verdicts.flatMap(({ item, unit, value }) => (value === undefined ? [] : [[`${item}, ${unit}`, value] as const]));
    this.#log.in("displays").info("reverse engagement", {
      display,
      pictures: engagement.pictures,
      ...Object.fromEntries(values),
      failed: verdicts.filter(({ outcome }) => outcome === "fail").map(({ item }) => item),
    });
  }
}

export const recordOf = ({ displays }: Cockpit, log: Log): RearViewRecord =>
  new RearViewRecord(
    displays.filter(({ camera }) => camera).map(({ name }) => name),
    log,
  );
