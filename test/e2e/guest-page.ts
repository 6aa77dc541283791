/** A guest's built page by itself, on the fake kernel of test/support/fake-guest.ts. */
import type { SignalValue } from "../../protocol/bridge.ts";
import { installFakeGuest } from "../support/fake-guest.ts";
import { BarePage } from "./bare-page.ts";

/** What the infotainment is told of a user's own apps: one, whose page is empty. */
const OWN_APPS = [{ name: "Lights out", url: "about:blank", colour: "#3B2A63" }];

export interface GuestPageOptions {
  readonly width: number;
  readonly height: number;
  readonly signals: Readonly<Record<string, SignalValue>>;
  /** What the page kept when it ran before. */
  readonly kept?: Readonly<Record<string, string>>;
}

export function openGuestPage(guest: string, options: GuestPageOptions): Promise<BarePage> {
  return BarePage.open(`guests/${guest}`, options, async (page) => {
    await page.route("**/apps.json", (route) => route.fulfill({ json: OWN_APPS }));
    await page.addInitScript(installFakeGuest, options);
  });
}
