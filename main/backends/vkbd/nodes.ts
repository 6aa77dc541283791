import type { kbdBackendNodes } from "../../../protocol/io/kbdif.ts";
import { parseFlag, parseU32, type NodeReader, type XenbusNodes } from "../backend.ts";
import type { InputRoute, InputSeat } from "./input.ts";

/** What xen-kbdfront takes when nodes are missing (XENFB_WIDTH, XENFB_HEIGHT). */
const DEFAULT_SIZE = { width: 800, height: 600 };
const DEFAULT_CONTACTS = 10;
/** contact_id is an octet. */
const CONTACTS_MAX = 256;

export const vkbdTransport = { refKey: "page-gref", portKey: "event-channel" } as const;

/** A device as the toolstack and this backend configured it. */
export interface VkbdConfig {
  readonly keyboard: boolean;
  readonly pointer: boolean;
  readonly absPointer: boolean;
  readonly rawPointer: boolean;
  readonly multiTouch: boolean;
  readonly width: number;
  readonly height: number;
  readonly touchWidth: number;
  readonly touchHeight: number;
  readonly contacts: number;
}

/** What the frontend asked for. */
export interface VkbdRequests {
  readonly absPointer: boolean;
  readonly rawPointer: boolean;
  readonly multiTouch: boolean;
}

/** Where a device's input comes from: `K:<id>;P:<id>;T:<id>`, or one id for all three. */
export function parseRoute(uniqueId: string): InputRoute {
  const parts = uniqueId.split(";").map((part) => /^([KPT]):(.+)$/.exec(part));
  if (parts.every((part) => part === null)) return { keyboard: uniqueId, pointer: uniqueId, touch: uniqueId };
  const of = (letter: string): string | undefined => parts.find((part) => part?.[1] === letter)?.[2];
  return { keyboard: of("K"), pointer: of("P"), touch: of("T") };
}

/**
 * The nodes that make the backend's directory whole: libxl writes what xl.cfg's vkb says, this what it left out. A feature that xl.cfg
 * turned off stays off.
 */
export async function missingNodes(own: NodeReader, seat: InputSeat, route: InputRoute): Promise<XenbusNodes> {
  const pointerSize = (route.pointer === undefined ? undefined : seat.size(route.pointer)) ?? DEFAULT_SIZE;
  const touchSize = (route.touch === undefined ? undefined : seat.size(route.touch)) ?? pointerSize;
  const defaults: Partial<Record<(typeof kbdBackendNodes)[number], string>> = {
    "feature-abs-pointer": "1",
    "feature-raw-pointer": "1",
    "feature-multi-touch": "1",
    width: String(pointerSize.width),
    height: String(pointerSize.height),
    "multi-touch-width": String(touchSize.width),
    "multi-touch-height": String(touchSize.height),
    "multi-touch-num-contacts": String(DEFAULT_CONTACTS),
  };
  const missing: Record<string, string> = {};
  for (const [key, value] of Object.entries(defaults)) if ((await own(key)) === undefined) missing[key] = value;
  return missing;
}

/** Reads the backend's directory, once it is whole. */
export async function readConfig(own: NodeReader): Promise<VkbdConfig> {
  const size = async (key: string, otherwise: number): Promise<number> => Math.max(1, parseU32(await own(key)) ?? otherwise);
  return {
    keyboard: !parseFlag(await own("feature-disable-keyboard")),
    pointer: !parseFlag(await own("feature-disable-pointer")),
    absPointer: parseFlag(await own("feature-abs-pointer")),
    rawPointer: parseFlag(await own("feature-raw-pointer")),
    multiTouch: parseFlag(await own("feature-multi-touch")),
    width: await size("width", DEFAULT_SIZE.width),
    height: await size("height", DEFAULT_SIZE.height),
    touchWidth: await size("multi-touch-width", DEFAULT_SIZE.width),
    touchHeight: await size("multi-touch-height", DEFAULT_SIZE.height),
    contacts: Math.min(CONTACTS_MAX, await size("multi-touch-num-contacts", 1)),
  };
}

/** Reads the frontend's requests: nodes of the *frontend's* directory, all three. One for a feature not offered has no effect. */
export async function readRequests(frontend: NodeReader, config: VkbdConfig): Promise<VkbdRequests> {
  return {
    absPointer: config.absPointer && parseFlag(await frontend("request-abs-pointer")),
    rawPointer: config.rawPointer && parseFlag(await frontend("request-raw-pointer")),
    multiTouch: config.multiTouch && parseFlag(await frontend("request-multi-touch")),
  };
}
