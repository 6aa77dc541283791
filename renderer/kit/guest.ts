import type { GuestApi } from "../../protocol/bridge.ts";

declare global {
  interface Window {
    readonly guest: GuestApi;
  }
}

/** What this domain's kernel (its preload) shows its user space; there before any script of the page runs. */
export function guest(): GuestApi {
  return window.guest;
}
