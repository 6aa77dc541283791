/** A guest's built page by itself, on the fake kernel of test/support/fake-guest.ts. */
import type { SignalValue } from "../../protocol/bridge.ts";
import { installFakeGuest } from "../support/fake-guest.ts";
import { BarePage } from "./bare-page.ts";

export interface GuestPageOptions {
  readonly width: number;
  readonly height: number;
  readonly signals: Readonly<Record<string, SignalValue>>;
  /** What the page kept when it ran before. */
  readonly kept?: Readonly<Record<string, string>>;
}

export function openGuestPage(guest: string, options: GuestPageOptions): Promise<BarePage> {
  return BarePage.open(`guests/${guest}`, options, (page) => page.addInitScript(installFakeGuest, options));
}
