import type { Timer, Timers } from "../protocol/ports.ts";
import type { Display, Dom0 } from "./dom0.ts";
import type { DisplayWindow } from "./electron/display-window.ts";
import { regionSignature } from "./electron/region-signature.ts";
import { screenIsFile } from "./electron/screenshot.ts";
import type { SignatureConfig } from "./toolstack/cockpit.ts";
import type { ViewGuests } from "./view-guests.ts";

/** Where the screen is no file, a look has the compositor copy the region. */
const LOOK_MS = screenIsFile ? 250 : 500;

export interface RegionLooksOptions {
  readonly regions: readonly SignatureConfig[];
  readonly dom0: Dom0;
  readonly guests: ViewGuests;
  readonly window: (display: Display) => DisplayWindow | undefined;
  /** Whether dom0 shows the rear view. */
  readonly cameraShown: () => boolean;
  readonly timers: Timers;
}

/** Looks at the regions whose pixels have to change while a signal does, and tells dom0's detectors what they look like. */
export class RegionLooks {
  readonly #options: RegionLooksOptions;
  #timer: Timer | undefined;

  constructor(options: RegionLooksOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#options.regions.length > 0) this.#timer = this.#options.timers.after(LOOK_MS, () => void this.#look());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    const seen = new Map<string, number>();
    for (const { display, region } of this.#options.regions) {
      const index = seen.get(display) ?? 0;
      seen.set(display, index + 1);
      this.#options.dom0.detectors.signature(display, index, await this.#signatureOf(display, region));
    }
    if (this.#timer) this.start();
  }

  /** Undefined while the display shows something of dom0's in the guest's place. */
  async #signatureOf(name: string, region: SignatureConfig["region"]): Promise<string | undefined> {
    const { dom0, guests, window, cameraShown } = this.#options;
    const display = dom0.displays.find(({ config }) => config.name === name);
    const domid = display?.connector.domid;
    if (!display || domid === undefined || display.lease.state !== "live" || display.cover.cover.kind !== "none") return undefined;
    if (display.config.camera && cameraShown()) return undefined;
    const view = guests.view(domid);
    const onScreen = window(display)?.onScreen(region);
    return view && onScreen && regionSignature({ contents: view.webContents, region, onScreen });
  }
}
