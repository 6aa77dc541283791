import { vssDevice } from "../../main/toolstack/devices.ts";
import { DOM0 } from "../../protocol/ids.ts";
import { vssSignals } from "../../protocol/vss.ts";
import type { Attack } from "./attack.ts";

const PAGE_FRAME = 0;
/** Places of signals; some there are not. */
const PLACES = vssSignals.length + 3;
const VALUES = [0, 1, -1, 0.5, Number.MAX_VALUE, -Infinity, NaN, undefined] as const;

export const vssAttack: Attack = {
  kind: "vss",
  device: (domid) => vssDevice({ domid, devid: 0, backendDomid: DOM0 }),
  frames: [PAGE_FRAME],
  prepare: (attacker) => attacker.onPage(PAGE_FRAME, (page) => page.setUint32(8, attacker.dice.word(), true)),
  transport: (attacker) => ({ "page-gref": String(attacker.refOf(PAGE_FRAME)), "event-channel": String(attacker.freshPort()) }),
  keys: ["page-gref", "event-channel", "version", "backend", "backend-id"],
  acts: [],
};

/** A drive that every guest is told of: the bystander too, in both worlds. */
export const someSignal = (dice: { int(n: number): number }): readonly [index: number, value: number | undefined] => [
  dice.int(PLACES),
  VALUES[dice.int(VALUES.length)],
];
