/** What dom0's overlays draw from: the vehicle's signals, at their pace, and the rear view, which comes with reverse gear and goes with it. */
import type { Dice, Timer, Timers } from "../protocol/ports.ts";
import { vssSignals } from "../protocol/vss.ts";
import type { DisplayWindow } from "./electron/display-window.ts";
import type { Log } from "./log/log.ts";
import type { DisplayConfig } from "./toolstack/cockpit.ts";
import type { PhaseName } from "./vehicle/drive-script.ts";
import { DriveKeys } from "./vehicle/drive-keys.ts";
import { slotOf, type SignalStore } from "./vehicle/signal-store.ts";
import { startDrive, type Drive, type DriveOptions } from "./vehicle/source.ts";

/** Overlays draw at this pace; telltales and guidelines need no more. */
const OVERLAY_SIGNALS_MS = 33;

export interface OverlayFeedOptions {
  readonly signals: SignalStore;
  readonly drive: DriveOptions;
  readonly screens: () => readonly { readonly config: DisplayConfig; readonly window: DisplayWindow }[];
  readonly timers: Timers;
  readonly dice: Dice;
  readonly log: Log;
  /** The rear view came or went, at so much of the timers' clock. */
  readonly onCamera: (shown: boolean, now: number) => void;
}

export class OverlayFeed {
  readonly #options: OverlayFeedOptions;
  readonly #driveKeys = new DriveKeys();
  #drive: Drive | undefined;
  #camera: boolean | undefined;

  constructor(options: OverlayFeedOptions) {
    this.#options = options;
  }

  /** Whether the rear view is shown. */
  get camera(): boolean {
    return this.#camera === true;
  }

  start(): void {
    const { signals, drive, screens, timers, dice, log } = this.#options;
    let flush: Timer | undefined;
    signals.onFlush((changed) => {
      for (const index of changed) {
        const path = vssSignals[index]?.path;
        if (path !== undefined) for (const { window } of screens()) window.signal(path, signals.value(index));
      }
      this.#rearView();
      flush ??= timers.after(OVERLAY_SIGNALS_MS, () => {
        flush = undefined;
        for (const { window } of screens()) window.flushSignals();
      });
    });
    const started = startDrive(drive, { timers, dice, store: signals, log: log.in("vehicle") });
    if (started.ok) this.#drive = started.value;
    this.#rearView();
  }

  stop(): void {
    this.#drive?.stop();
  }

  /** The built-in drive begins anew in a phase of its script. A drive that is played back goes on as it was recorded. */
  startPhase(start: PhaseName): void {
    const { signals, drive, timers, dice, log } = this.#options;
    if (drive.source !== "simulator") return;
    this.#drive?.stop();
    const started = startDrive({ ...drive, start }, { timers, dice, store: signals, log: log.in("vehicle") });
    if (started.ok) this.#drive = started.value;
  }

  /** All signals, for an overlay that stands now. */
  tellAll(window: DisplayWindow): void {
    vssSignals.forEach(({ path }, index) => window.signal(path, this.#options.signals.value(index)));
    window.flushSignals();
  }

  /** The driver's keys; Escape gives the wheel back to the script. Answers whether the key was one. */
  driveKey(code: string, pressed: boolean): boolean {
    if (code === "Escape") {
      if (pressed) this.#drive?.resume();
      return true;
    }
    const wish = this.#driveKeys.key(code, pressed);
    if (wish) this.#drive?.drive(wish);
    return wish !== undefined;
  }

  /** The rear view comes with reverse gear and goes with it, whatever any guest does. */
  #rearView(): void {
    const { signals, screens, timers, onCamera } = this.#options;
    const gear = signals.value(slotOf("Vehicle.Powertrain.Transmission.SelectedGear"));
    const wanted = gear !== undefined && gear < 0;
    if (wanted === this.#camera) return;
    this.#camera = wanted;
    const now = timers.now();
    for (const { config, window } of screens()) if (config.camera) window.camera(wanted, now);
    onCamera(wanted, now);
  }
}
