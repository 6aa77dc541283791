/** Takes a domain's devices away, as libxl__devices_destroy does: ask the backend to close, wait for it a while, remove the nodes. */
import type { DomId } from "../../protocol/ids.ts";
import type { Timers, Xenstore, XenstoreOps } from "../../protocol/ports.ts";
import { done, err, ok, type Result } from "../../protocol/result.ts";
import { xsJoin } from "../../protocol/xs-path.ts";
import { parseXenbusState, XenbusState } from "../../protocol/xenbus.ts";
import type { XsError } from "../../protocol/xs-wire.ts";
import { despiteConflicts } from "./despite-conflicts.ts";
import { deviceRecordPath, deviceRecords } from "./devices.ts";
import { removeWithEmptyParents } from "./store-nodes.ts";
import { waitForNode } from "./store-wait.ts";

/** LIBXL_DESTROY_TIMEOUT: how long a backend may take to close before its nodes are removed under it. */
export const DESTROY_TIMEOUT_MS = 10_000;

/** One device's three directories. */
interface DevicePaths {
  readonly record: string;
  readonly front: string | undefined;
  readonly back: string | undefined;
}

/** Removes every device that /libxl records for the domain, all at once. Answers the backends that did not close in time. */
export async function removeDevices(store: Xenstore, timers: Timers, domid: DomId): Promise<Result<readonly string[], XsError>> {
  const devices = await recordedDevices(store, domid);
  if (!devices.ok) return devices;
  const results = await Promise.all(devices.value.map((device) => removeDevice(store, timers, device)));
  const refused = results.find((result) => !result.ok);
  if (refused && !refused.ok) return refused;
  return ok(results.flatMap((result) => (result.ok && result.value !== undefined ? [result.value] : [])));
}

/** Removes one device. Undefined: it went in good order. A string: the backend that did not close in time. ENOENT: there is no such device. */
export async function removeOneDevice(
  store: Xenstore,
  timers: Timers,
  device: { readonly domid: DomId; readonly kind: string; readonly devid: number },
): Promise<Result<string | undefined, XsError>> {
  const paths = await recordedDevice(store, deviceRecordPath(device.domid, device.kind, device.devid));
  return paths.back === undefined && paths.front === undefined ? err("ENOENT") : removeDevice(store, timers, paths);
}

async function recordedDevice(store: Xenstore, record: string): Promise<DevicePaths> {
  const front = await store.read(xsJoin(record, "frontend"));
  const back = await store.read(xsJoin(record, "backend"));
  return { record, front: front.ok ? front.value : undefined, back: back.ok ? back.value : undefined };
}

async function recordedDevices(store: Xenstore, domid: DomId): Promise<Result<readonly DevicePaths[], XsError>> {
  const devices: DevicePaths[] = [];
  const kinds = await listing(store, deviceRecords(domid));
  if (!kinds.ok) return kinds;
  for (const kind of kinds.value) {
    const devids = await listing(store, xsJoin(deviceRecords(domid), kind));
    if (!devids.ok) return devids;
    for (const devid of devids.value) {
      devices.push(await recordedDevice(store, deviceRecordPath(domid, kind, devid)));
    }
  }
  return ok(devices);
}

async function listing(store: Xenstore, path: string): Promise<Result<readonly string[], XsError>> {
  const names = await store.directory(path);
  return !names.ok && names.error === "ENOENT" ? ok([]) : names;
}

/** Answers the backend's path when it did not close in time. */
async function removeDevice(
  store: Xenstore,
  timers: Timers,
  { record, front, back }: DevicePaths,
): Promise<Result<string | undefined, XsError>> {
  let late: string | undefined;
  if (back !== undefined) {
    const asked = await despiteConflicts(store, (tx) => askToClose(tx, back));
    if (!asked.ok) return asked;
    const closed = (state: string | undefined): boolean => state === undefined || parseXenbusState(state) === "Closed";
    const wait = { path: xsJoin(back, "state"), enough: closed, ms: DESTROY_TIMEOUT_MS };
    if (asked.value && !(await waitForNode(store, timers, wait))) late = back;
  }
  const removed = await despiteConflicts(store, async (tx) => {
    for (const path of [front, record, back]) {
      const gone = path === undefined ? done : await removeWithEmptyParents(tx, path);
      if (!gone.ok) return gone;
    }
    return done;
  });
  return removed.ok ? ok(late) : removed;
}

/** online 0 and state 5 (Closing); answers whether there is a closing to wait for. */
async function askToClose(tx: XenstoreOps, back: string): Promise<Result<boolean, XsError>> {
  const state = await tx.read(xsJoin(back, "state"));
  if (!state.ok) return state.error === "ENOENT" ? ok(false) : state;
  const offline = await tx.write(xsJoin(back, "online"), "0");
  if (!offline.ok) return offline;
  if (parseXenbusState(state.value) === "Closed") return ok(false);
  const closing = await tx.write(xsJoin(back, "state"), String(XenbusState.Closing));
  return closing.ok ? ok(true) : closing;
}
