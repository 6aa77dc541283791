import type { Device } from "../../main/toolstack/devices.ts";
import type { DomId } from "../../protocol/ids.ts";
import type { FuzzDice } from "./dice.ts";
import type { Attacker } from "./attacker.ts";

/** One thing that a hostile guest can do. */
export interface Act {
  readonly name: string;
  /** How often, among the others. */
  readonly weight: number;
  readonly act: (attacker: Attacker) => void | Promise<void>;
}

/** What there is to attack in one kind of device. */
export interface Attack {
  readonly kind: "vdispl" | "vkbd" | "vss";
  device(domid: DomId, dice: FuzzDice): Device;
  /** Frames that carry what both ends read. */
  readonly frames: readonly number[];
  /** Lays out fresh pages, whose indices begin anywhere. */
  prepare(attacker: Attacker): void;
  /** The nodes that publish them, ports but one allocated anew. */
  transport(attacker: Attacker): Readonly<Record<string, string>>;
  /** Nodes that a backend of the kind may read, of either end. */
  readonly keys: readonly string[];
  readonly acts: readonly Act[];
}

/** Where free-running indices begin: at 0, or shortly before they wrap or change sign. */
export const someStart = (dice: FuzzDice): number => dice.pick([0, 0, 0xffff_fffe, 0xffff_ffe0, 0x7fff_fffe, 0x8000_0000]);
