/** Asks a guest to suspend, as libxl does (libxl_dom_suspend.c): by control/shutdown, with patience for its acknowledgement and then for its stop. */
import type { DomId } from "../../protocol/ids.ts";
import type { Timers, Xenstore } from "../../protocol/ports.ts";
import { done, err, ok, type Result } from "../../protocol/result.ts";
import { domainHome, RELEASE_DOMAIN, xsJoin } from "../../protocol/xs-path.ts";
import { SHUTDOWN } from "../hypervisor/domain.ts";
import type { Domains } from "./machine.ts";
import { waitForNode } from "./store-wait.ts";

/** How long a guest may take to read the wish, and again to close its devices and stop. */
export const SUSPEND_TIMEOUT_MS = 60_000;

/** What asking takes. */
export interface SuspendPorts {
  readonly store: Xenstore;
  readonly timers: Timers;
  readonly domains: Domains;
}

/** Resolves when the domain has stopped, its devices closed. */
export async function suspendDomain({ store, timers, domains }: SuspendPorts, domid: DomId): Promise<Result<void, string>> {
  const control = xsJoin(domainHome(domid), "control");
  const can = await store.read(xsJoin(control, "feature-suspend"));
  if (!can.ok || can.value !== "1") return err("its kernel cannot be suspended");
  const wish = xsJoin(control, "shutdown");
  const asked = await store.write(wish, "suspend");
  if (!asked.ok) return asked;
  const acknowledged = await waitForNode(store, timers, { path: wish, enough: (value) => value !== "suspend", ms: SUSPEND_TIMEOUT_MS });
  // A guest that reads the wish in this very moment has the last word: then it suspends, and is waited for.
  if (!acknowledged && (await takeBack(store, wish))) return err("guest did not acknowledge suspend, request taken back");
  const stopped = (): boolean => domains.domain(domid)?.shutdown !== undefined || domains.domain(domid) === undefined;
  const inTime = await waitForNode(store, timers, { path: RELEASE_DOMAIN, enough: stopped, ms: SUSPEND_TIMEOUT_MS });
  if (!inTime) return err("guest acknowledged, and did not suspend in time");
  return domains.domain(domid)?.shutdown === SHUTDOWN.suspend ? done : err("guest ended while it was asked to suspend");
}

/** Whether the wish was still there to be taken back. */
async function takeBack(store: Xenstore, wish: string): Promise<boolean> {
  const taken = await store.transaction(async (tx) => {
    const value = await tx.read(wish);
    if (!value.ok || value.value !== "suspend") return ok(false);
    const emptied = await tx.write(wish, "");
    return emptied.ok ? ok(true) : emptied;
  });
  return taken.ok && taken.value;
}
