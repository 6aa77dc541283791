import type { DomId } from "../../protocol/ids.ts";
import type { Timer, Timers } from "../../protocol/ports.ts";
import { FlipStats } from "./flip-stats.ts";
import type { ConnectorObserver } from "./lease.ts";
import { FollowingVblank, TimedVblank, type Vblank } from "./vblank.ts";

/** Flips that may wait for a vblank. Two is double buffering; more is a guest that does not wait for its flip-done events. */
const QUEUE_MAX = 4;

/** What is shown where on a connector. Pixels. */
export interface Mode<Fb> {
  readonly fb: Fb;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Who takes what is on the screen to where it is seen. Not told again of what it was told before. */
export interface PictureObserver<Fb> {
  shown(picture: Mode<Fb>): void;
  /** The connector is off. */
  off(): void;
  /** Its holder is gone, and the pages of what it showed with it: what was seen last is all there is. */
  released(): void;
}

/** What a connector is made of. */
export interface ConnectorConfig {
  /** As vdispl's `unique-id`. */
  readonly uniqueId: string;
  readonly width: number;
  readonly height: number;
  readonly refreshHz: number;
  /** Its guest's pixels do not go through dom0: a frame is seen when its flip is heard of, and the vblank comes with it. */
  readonly follows?: boolean;
}

/** A holder's hold on the connector; see main/backends/vdispl/scanout.ts, which this satisfies. */
export interface ConnectorLease<Fb> {
  setMode(mode: Mode<Fb> | undefined): void;
  queueFlip(fb: Fb): boolean;
  release(): void;
}

interface Holder<Fb> {
  readonly domid: DomId;
  readonly onFlipDone: (fb: Fb, at: number) => void;
}

/**
 * One display output: its mode, its vblank, and the flips that wait for one.
 *
 * The vblank (vblank.ts) runs while a mode is set. When dom0 was late, those it slept through are counted as missed and not made up for.
 */
export class Connector<Fb> {
  readonly uniqueId: string;
  readonly width: number;
  readonly height: number;
  readonly refreshHz: number;
  readonly stats = new FlipStats();
  readonly #timers: Timers;
  readonly #observer: ConnectorObserver | undefined;
  readonly #picture: PictureObserver<Fb> | undefined;
  readonly #vblank: Vblank;
  readonly #queue: Fb[] = [];
  #holder: Holder<Fb> | undefined;
  #mode: Mode<Fb> | undefined;
  #shown: Fb | undefined;
  #timer: Timer | undefined;
  #due = 0;

  constructor(config: ConnectorConfig, timers: Timers, observer?: ConnectorObserver, picture?: PictureObserver<Fb>) {
    this.uniqueId = config.uniqueId;
    this.width = config.width;
    this.height = config.height;
    this.refreshHz = config.refreshHz;
    this.#vblank = new (config.follows ? FollowingVblank : TimedVblank)(1000 / config.refreshHz);
    this.#timers = timers;
    this.#observer = observer;
    this.#picture = picture;
  }

  /** Whose content it is now. */
  get domid(): DomId | undefined {
    return this.#holder?.domid;
  }

  get mode(): Mode<Fb> | undefined {
    return this.#mode;
  }

  /** The framebuffer on the screen. */
  get shown(): Fb | undefined {
    return this.#shown;
  }

  /** Lends the connector to a domain; undefined while another holds it, or the same one still. */
  lease(domid: DomId, onFlipDone: (fb: Fb, at: number) => void): ConnectorLease<Fb> | undefined {
    if (this.#holder) return undefined;
    const holder: Holder<Fb> = { domid, onFlipDone };
    this.#holder = holder;
    this.stats.restart();
    this.#observer?.leased(this.#timers.now());
    const held = (): boolean => this.#holder === holder;
    return {
      setMode: (mode) => {
        if (held()) this.#setMode(mode);
      },
      queueFlip: (fb) => held() && this.#queueFlip(fb),
      release: () => {
        if (held()) this.#release();
      },
    };
  }

  #setMode(mode: Mode<Fb> | undefined): void {
    const wasOn = this.#mode !== undefined;
    this.#mode = mode;
    this.#shown = mode?.fb;
    if (mode) this.#picture?.shown(mode);
    else this.#picture?.off();
    if (!mode) {
      this.#stop();
      if (wasOn) this.#observer?.off(this.#timers.now());
    } else if (!this.#timer) {
      this.stats.restart();
      const at = this.#timers.now();
      this.#vblank.restart(at);
      this.#schedule(at);
    }
  }

  #queueFlip(fb: Fb): boolean {
    if (!this.#mode || this.#queue.length >= QUEUE_MAX) return false;
    this.#queue.push(fb);
    if (this.#queue.length === 1) this.#hasten();
    return true;
  }

  #release(): void {
    this.#stop();
    this.#mode = undefined;
    this.#shown = undefined;
    this.#holder = undefined;
    this.#picture?.released();
    this.#observer?.released(this.#timers.now());
  }

  #stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#queue.length = 0;
  }

  #schedule(at: number): void {
    this.#due = this.#vblank.due(at, this.#queue.length > 0);
    this.#timer = this.#timers.at(this.#due, this.#onVblank);
  }

  /** A flip waits where none did. Where it is shown when it comes, that is now, and not when it would have been missed. */
  #hasten(): void {
    const at = this.#timers.now();
    if (this.#vblank.due(at, true) >= this.#due) return;
    this.#timer?.cancel();
    this.#schedule(at);
  }

  readonly #onVblank = (): void => {
    const at = this.#timers.now();
    const fb = this.#queue.shift();
    const slept = this.#vblank.came(at, fb !== undefined);
    this.#schedule(at);
    const idle = slept + (fb === undefined ? 1 : 0);
    if (idle > 0) {
      this.stats.miss(idle);
      // Time that dom0 slept through says nothing of the guest.
      if (fb === undefined) this.#observer?.idleVblanks(1, at);
    }
    if (fb === undefined) return;
    this.#shown = fb;
    if (this.#picture && this.#mode) this.#picture.shown({ ...this.#mode, fb });
    this.stats.flip(at);
    this.#observer?.flipped(at);
    this.#holder?.onFlipDone(fb, at);
  };
}
