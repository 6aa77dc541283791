/**
 * A domain's devices and their nodes, as libxl writes them: libxl_device.c (libxl__device_generic_add), libxl_vdispl.c, libxl_vkb.c.
 *
 * A device has three directories: the frontend's, owned by the guest; the backend's, owned by the domain that serves it; and a copy
 * below /libxl that neither can touch, which is what removal goes by.
 */
import type { DomId } from "../../protocol/ids.ts";
import { backendPath, domainHome, frontendPath, xsJoin } from "../../protocol/xs-path.ts";
import { XenbusState } from "../../protocol/xenbus.ts";
import type { VdisplConfig, VkbConfig } from "./device-config.ts";
import { libxlPath, sharedBy, type NodeSpec } from "./store-nodes.ts";

type Nodes = Readonly<Record<string, string>>;

/** One device of one domain, its backend resolved. */
export interface Device {
  /** The frontend's class: ~/device/<kind>/<devid>. */
  readonly kind: "vdispl" | "vkbd" | "vss";
  /** The backend's: vinput for a vkbd whose backend-type is linux. */
  readonly backendKind: "vdispl" | "vkbd" | "vinput" | "vss";
  readonly domid: DomId;
  readonly devid: number;
  readonly backendDomid: DomId;
  /** Settings in the backend's directory. */
  readonly back: Nodes;
  /** Settings in the frontend's directory that the guest may read and not change. */
  readonly roFront: Nodes;
}

/** Who is at the two ends. */
export interface DeviceEnds {
  readonly domid: DomId;
  readonly devid: number;
  readonly backendDomid: DomId;
}

export function vdisplDevice(config: VdisplConfig, ends: DeviceEnds): Device {
  const roFront: Record<string, string> = { "be-alloc": config.beAlloc ? "1" : "0" };
  config.connectors.forEach(({ uniqueId, width, height }, index) => {
    roFront[`${index}/resolution`] = `${width}x${height}`;
    roFront[`${index}/unique-id`] = uniqueId;
  });
  return { kind: "vdispl", backendKind: "vdispl", ...ends, back: {}, roFront };
}

/** As libxl does, a feature that is off is not written. */
export function vkbDevice(config: VkbConfig, ends: DeviceEnds): Device {
  const back: Record<string, string> = {
    ...(config.uniqueId === undefined ? {} : { "unique-id": config.uniqueId }),
    ...(config.featureDisableKeyboard ? { "feature-disable-keyboard": "1" } : {}),
    ...(config.featureDisablePointer ? { "feature-disable-pointer": "1" } : {}),
    ...(config.featureAbsPointer ? { "feature-abs-pointer": "1" } : {}),
    ...(config.featureRawPointer ? { "feature-raw-pointer": "1" } : {}),
    ...(config.featureMultiTouch
      ? {
          "feature-multi-touch": "1",
          "multi-touch-width": String(config.multiTouchWidth),
          "multi-touch-height": String(config.multiTouchHeight),
          "multi-touch-num-contacts": String(config.multiTouchNumContacts),
        }
      : {}),
    ...(config.width > 0 ? { width: String(config.width) } : {}),
    ...(config.height > 0 ? { height: String(config.height) } : {}),
  };
  return { kind: "vkbd", backendKind: config.backendType === "linux" ? "vinput" : "vkbd", ...ends, back, roFront: {} };
}

/** This project's own device: vehicle signals (protocol/io/vssif.ts). */
export const vssDevice = (ends: DeviceEnds): Device => ({ kind: "vss", backendKind: "vss", ...ends, back: {}, roFront: {} });

/** The nodes of a new device, in libxl's order. */
export function deviceNodes(device: Device): readonly NodeSpec[] {
  const { domid, backendDomid } = device;
  const front = frontendPath(domid, device.kind, device.devid);
  const back = backendPath(backendDomid, device.backendKind, domid, device.devid);
  const libxl = deviceRecordPath(domid, device.kind, device.devid);
  const guests = sharedBy(domid, backendDomid);
  const backends = sharedBy(backendDomid, domid);
  const initialising = String(XenbusState.Initialising);
  const backNodes = Object.entries({ "frontend-id": String(domid), online: "1", state: initialising, ...device.back });
  const below = (base: string, nodes: readonly (readonly [string, string])[]): NodeSpec[] =>
    nodes.map(([name, value]) => ({ path: xsJoin(base, name), value }));
  return [
    ...below(libxl, [
      ["frontend", front],
      ["backend", back],
    ]),
    { path: front, perms: guests },
    { path: xsJoin(front, "backend"), value: back },
    { path: xsJoin(front, "backend-id"), value: String(backendDomid), perms: guests },
    { path: xsJoin(front, "state"), value: initialising, perms: guests },
    ...below(front, Object.entries(device.roFront)).map((node) => ({ ...node, perms: backends })),
    { path: back, perms: backends },
    ...below(back, [["frontend", front], ...backNodes]),
    ...below(libxl, backNodes),
  ];
}

/** `/libxl/<domid>/device/<kind>/<devid>`. */
export const deviceRecordPath = (domid: DomId, kind: string, devid: number | string): string =>
  xsJoin(libxlPath(domid), "device", kind, devid);

/** `/libxl/<domid>/device`, below which every device of the domain has its record. */
export const deviceRecords = (domid: DomId): string => xsJoin(libxlPath(domid), "device");

/** `/local/domain/<domid>/name`. */
export const namePath = (domid: DomId): string => xsJoin(domainHome(domid), "name");
