/** What a run sees: gathered as it happens, at the clock's milliseconds. */
import type { Cover } from "../../protocol/overlay.ts";
import type { Clock } from "../../protocol/ports.ts";
import type { DetectionMark, FaultMark, SafeStateMark } from "./record.ts";

/** Who tells a run what dom0 does. A cockpit calls these; what it does not know of it does not call. */
export interface Observer {
  detection(detection: { readonly detector: string; readonly target: string; readonly detail: string }): void;
  /** Another cover lies over a domain's display. */
  cover(display: string, domain: string, cover: Cover): void;
  lease(display: string, domain: string, from: string, to: string): void;
  flip(display: string, at: number): void;
  /** A step of a domain's life, as the toolstack has it: of a shutdown, why. */
  life(domain: string, step: string, detail?: string): void;
  camera(state: string): void;
  log(line: string): void;
}

/** The frames of one display, as long as a run lasts. */
export interface Frames {
  readonly at: number[];
}

export class Observed implements Observer {
  readonly detections: DetectionMark[] = [];
  readonly safeStates: SafeStateMark[] = [];
  readonly faults: FaultMark[] = [];
  /** When each domain's display became live, was covered, and when a domain was started. */
  readonly lives: { readonly at: number; readonly domain: string; readonly step: string; readonly detail: string | undefined }[] = [];
  readonly leases: { readonly at: number; readonly display: string; readonly domain: string; readonly to: string }[] = [];
  readonly covers: { readonly at: number; readonly display: string; readonly domain: string; readonly kind: string }[] = [];
  readonly lines: string[] = [];
  readonly #clock: Clock;
  readonly #frames = new Map<string, Frames>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  frames(display: string): readonly number[] {
    return this.#frames.get(display)?.at ?? [];
  }

  detection({ detector, target, detail }: { readonly detector: string; readonly target: string; readonly detail: string }): void {
    const at = this.#clock.now();
    this.detections.push({ at, detector, target, detail });
    this.#line("detected", `${detector} ${target}: ${detail}`);
    // The value is gone with the detection: what shows it shows nothing.
    if (detector === "signal-age") this.#safe(target, "unavailable");
  }

  cover(display: string, domain: string, cover: Cover): void {
    this.covers.push({ at: this.#clock.now(), display, domain, kind: cover.kind });
    this.#line("cover", `${display} ${JSON.stringify(cover)}`);
    if (cover.kind === "placeholder" || cover.kind === "hold" || cover.kind === "blank") this.#safe(domain, cover.kind);
  }

  lease(display: string, domain: string, from: string, to: string): void {
    this.leases.push({ at: this.#clock.now(), display, domain, to });
    this.#line("display", `${display} ${from} ${to}`);
  }

  flip(display: string, at: number): void {
    const frames = this.#frames.get(display);
    if (frames) frames.at.push(at);
    else this.#frames.set(display, { at: [at] });
  }

  life(domain: string, step: string, detail?: string): void {
    this.lives.push({ at: this.#clock.now(), domain, step, detail });
    this.#line("domain", `${domain} ${step}${detail === undefined ? "" : ` ${detail}`}`);
  }

  camera(state: string): void {
    this.#line("camera", state);
    if (state === "lost" || state === "frozen") this.#safe("camera", "camera-warning");
  }

  fault(mark: FaultMark): void {
    this.faults.push(mark);
    this.#line("fault", `${mark.fault} ${mark.target} ${JSON.stringify(mark.parameters)}`);
  }

  /** A fault was taken back. */
  ended(mark: FaultMark): void {
    const place = this.faults.indexOf(mark);
    if (place >= 0) this.faults[place] = { ...mark, endedAt: this.#clock.now() };
    this.#line("fault ends", `${mark.fault} ${mark.target}`);
  }

  log(line: string): void {
    this.lines.push(line);
  }

  #safe(target: string, state: string): void {
    this.safeStates.push({ at: this.#clock.now(), target, state });
    this.#line("safe state", `${target} ${state}`);
  }

  #line(kind: string, what: string): void {
    this.lines.push(`${this.#clock.now().toFixed(3)} ${kind} ${what}`);
  }
}
