import type { GuestApi, GuestSettings } from "../../protocol/bridge.ts";
import { guest } from "./guest.ts";

/** Keeps nothing: for a kernel that has no settings to offer. */
const none: GuestSettings = {
  onChange: (take) => {
    take({});
    return () => undefined;
  },
  set: () => undefined,
};

/** What the page keeps over its restarts. */
export function guestSettings(): GuestSettings {
  const kernel: Partial<Pick<GuestApi, "settings">> = guest();
  return kernel.settings ?? none;
}
