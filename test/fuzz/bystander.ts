import { vdisplDevice, vkbDevice, vssDevice, type Device } from "../../main/toolstack/devices.ts";
import { DOM0, type DomId } from "../../protocol/ids.ts";
import { SCREEN } from "./world.ts";

const position = { line: 0, column: 0 };
const noVkb = {
  backendType: "qemu",
  featureDisableKeyboard: false,
  featureDisablePointer: false,
  featureAbsPointer: true,
  featureRawPointer: false,
  featureMultiTouch: true,
  multiTouchWidth: 640,
  multiTouchHeight: 480,
  multiTouchNumContacts: 10,
  width: 640,
  height: 480,
} as const;

/** One device of each kind, as an honest guest has them. */
export function setUpDevices(domid: DomId, uniqueId: string): readonly Device[] {
  const ends = { domid, devid: 0, backendDomid: DOM0 };
  return [
    vdisplDevice({ ...position, backend: undefined, beAlloc: false, connectors: [{ ...position, uniqueId, ...SCREEN }] }, ends),
    vkbDevice({ ...position, ...noVkb, backend: undefined, uniqueId }, ends),
    vssDevice(ends),
  ];
}
