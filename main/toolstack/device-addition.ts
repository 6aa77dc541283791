/** Gives a domain devices, as libxl__device_add_async does: the nodes in one transaction, then a wait until the backend is ready for the frontend. */
import type { Timers, Xenstore } from "../../protocol/ports.ts";
import { done, err, ok, type Result } from "../../protocol/result.ts";
import { parseXenbusState } from "../../protocol/xenbus.ts";
import { backendPath, xsJoin } from "../../protocol/xs-path.ts";
import type { DomId } from "../../protocol/ids.ts";
import { deviceNodes, deviceRecordPath, deviceRecords, type Device } from "./devices.ts";
import { writeNodes } from "./store-nodes.ts";
import { waitForNode } from "./store-wait.ts";

/** LIBXL_INIT_TIMEOUT: how long a backend may take to reach InitWait. */
export const INIT_TIMEOUT_MS = 10_000;

/** `vkb 0`, as messages name a device. */
export const deviceName = ({ kind, devid }: Pick<Device, "kind" | "devid">): string => `${kind === "vkbd" ? "vkb" : kind} ${devid}`;

/** Adds the device; a refusal names it. The backend that does not answer leaves its nodes behind, for the caller to remove. */
export async function addDevice(store: Xenstore, timers: Timers, device: Device): Promise<Result<void, string>> {
  const written = await store.transaction(async (tx) => {
    const there = await tx.read(xsJoin(deviceRecordPath(device.domid, device.kind, device.devid), "frontend"));
    if (there.ok) return err("EEXIST");
    return there.error === "ENOENT" ? writeNodes(tx, deviceNodes(device)) : there;
  });
  if (!written.ok) return err(`${deviceName(device)}: ${written.error === "EEXIST" ? "device already exists" : written.error}`);
  return (await backendReady(store, timers, device))
    ? done
    : err(`${deviceName(device)}: its backend was not ready within ${INIT_TIMEOUT_MS / 1000} s`);
}

/** A running guest may be on its way to Connected before we look. */
function backendReady(store: Xenstore, timers: Timers, { backendDomid, backendKind, domid, devid }: Device): Promise<boolean> {
  const enough = (value: string | undefined): boolean => {
    const state = parseXenbusState(value);
    return state === "InitWait" || state === "Connected";
  };
  const path = xsJoin(backendPath(backendDomid, backendKind, domid, devid), "state");
  return waitForNode(store, timers, { path, enough, ms: INIT_TIMEOUT_MS });
}

/** libxl__device_nextid: one above the highest that there is. */
export async function nextDevid(store: Xenstore, domid: DomId, kind: Device["kind"]): Promise<Result<number, string>> {
  const names = await store.directory(xsJoin(deviceRecords(domid), kind));
  if (!names.ok) return names.error === "ENOENT" ? ok(0) : names;
  return ok(Math.max(-1, ...names.value.map(Number)) + 1);
}
