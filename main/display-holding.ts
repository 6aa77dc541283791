/** Which displays of a run on this machine hold a last picture, and where it is looked for. */
import type { NativeImage, WebContentsView } from "electron";
import type { Timers } from "../protocol/ports.ts";
import type { Display, Dom0 } from "./dom0.ts";
import type { Desk } from "./electron/desk.ts";
import { guestPicture } from "./electron/guest-picture.ts";
import { HeldPictures } from "./held-pictures.ts";
import type { ViewGuests } from "./view-guests.ts";

export interface DisplayHoldingOptions {
  readonly dom0: Dom0;
  readonly guests: ViewGuests;
  readonly desk: Desk;
  /** Whether dom0 shows the rear view. */
  readonly cameraShown: () => boolean;
  readonly timers: Timers;
}

export function displayHolding({ dom0, guests, desk, cameraShown, timers }: DisplayHoldingOptions): HeldPictures<NativeImage> {
  const holding = new Map(dom0.displays.filter(({ config }) => config.lease === "hold").map((one) => [one.config.connector, one]));
  const viewOf = (display: Display | undefined): WebContentsView | undefined => {
    const domid = display?.connector.domid;
    return domid === undefined ? undefined : guests.view(domid);
  };
  return new HeldPictures({
    displays: [...holding.keys()],
    clear: (connector) => {
      const display = holding.get(connector);
      if (display?.lease.state !== "live" || display.cover.cover.kind !== "none") return false;
      return !(display.config.camera && cameraShown()) && viewOf(display) !== undefined;
    },
    look: async (connector) => {
      const view = viewOf(holding.get(connector));
      const area = desk.window(connector)?.bounds();
      return view && area && guestPicture(view.webContents, area);
    },
    timers,
  });
}
