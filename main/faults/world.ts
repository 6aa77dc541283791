/**
 * What a fault may do to a cockpit, and what is seen of it. Two implementations: the running cockpit, with processes and a screen
 * (main/live-world.ts), and dom0's own code with headless guests in virtual time (main/simulated-world.ts). Where only one of them has the real
 * thing, the catalogue says what the other does instead.
 */
import type { DomId } from "../../protocol/ids.ts";
import type { Dice, Timers, Xenstore } from "../../protocol/ports.ts";
import type { FaultyMachine } from "./faulty-machine.ts";
import type { RunMode } from "./record.ts";

/** Takes back what a fault did. Harmless twice. */
export type Undo = () => void;

/** A page that a guest shares with a backend, as dom0 sees it, and the guest's port beside it. */
export interface GuestRing {
  readonly view: DataView;
  /** The guest's own port number. */
  readonly port: number;
  readonly ref: number;
  /** Of a request ring: octets of a slot, and how many slots. */
  readonly slotOctets: number;
  readonly slots: number;
}

export type RingName = "displ-requests" | "displ-events" | "kbd-events";
export const RING_NAMES: readonly RingName[] = ["displ-requests", "displ-events", "kbd-events"];

/** Phases of the built-in drive (main/vehicle/drive-script.ts) that a scenario can begin in. */
export const DRIVE_PHASES = [
  "parked",
  "start",
  "pull out",
  "accelerate",
  "cruise",
  "lane change",
  "brake",
  "reverse",
  "stop",
  "park",
] as const;
export type DrivePhase = (typeof DRIVE_PHASES)[number];

export type CameraFault = "lost" | "frozen" | "corrupt" | "late";

/** What of one display is asked at any time. */
export interface DisplaySight {
  readonly name: string;
  readonly domain: string;
  readonly connector: string;
  readonly colour: string;
  readonly width: number;
  readonly height: number;
  /** As lease.ts has it. */
  readonly state: string;
  /** What lies over it: none, starting, blank, placeholder, hold. */
  readonly cover: string;
  readonly flips: number;
}

export interface FaultWorld {
  readonly mode: RunMode;
  readonly timers: Timers;
  readonly dice: Dice;
  /** In boot order. */
  readonly domains: readonly string[];
  readonly machine: FaultyMachine;
  displays(): readonly DisplaySight[];
  /** A vehicle signal's value now, by VSS path. */
  signal(path: string): number | undefined;
  domid(domain: string): DomId | undefined;
  /** The built-in drive begins anew in a phase of its script. */
  startPhase(phase: DrivePhase): void;

  /** The process, or what stands for it, is gone from one moment to the next. */
  crash(domain: string): void;
  /** The process stands still, its kernel with it. */
  hang(domain: string): Undo;
  pause(domain: string): Undo;
  /** SCHEDOP_shutdown by the guest itself. */
  shutdown(domain: string, reason: "poweroff" | "reboot"): void;
  /** It takes so many MiB a second more, and never gives any back. */
  leak(domain: string, mibPerS: number): Undo;
  /** Its own timers keep its processor busy for so large a share of the time. */
  busy(domain: string, share: number): Undo;
  /** Its kernel calls so many hypercalls a millisecond. */
  flood(domain: string, perMs: number): Undo;
  /** It believes the domain no longer, unless it is heard of at once: the watchdog's drill. */
  drillWatchdog(domain: string): void;

  ring(domain: string, name: RingName): GuestRing | undefined;
  /** EVTCHNOP_send, by the guest. */
  notify(domain: string, port: number): void;
  /** The guest's end of this channel hears nothing any more. */
  mask(domain: string, port: number): Undo;
  /** gnttab_end_foreign_access, by the guest. */
  revoke(domain: string, ref: number): void;
  /** A connection to xenstored with the guest's rights. */
  store(domain: string): (Xenstore & { close(): void }) | undefined;

  /** The process that draws for all of them is gone, and is made anew; headless: nobody draws for a while. */
  killGpu(): void;
  /** The domain's WebGL contexts are lost and come back; headless: it draws nothing for a while. */
  loseContext(domain: string): void;

  key(connector: string, code: number, pressed: boolean): void;
  pointer(connector: string, x: number, y: number): void;
  touch(connector: string, phase: "down" | "motion" | "up", contact: number, x: number, y: number): void;

  camera(fault: CameraFault): Undo;
  /** On its way from the vehicle to the store: answers what becomes of a value; undefined: it never came. One at a time. */
  tamper(change: (path: string, value: number) => number | undefined): Undo;
  /** The vehicle's messages carry a time that is so wrong. Milliseconds. */
  shiftTime(ms: number): Undo;
  /** Values of one signal, one after the other, that no drive sent; all of them before anybody is told. */
  inject(path: string, values: readonly number[]): void;

  /** Backends of these classes end; `undo` starts them again. */
  stopBackends(classes: readonly string[]): Undo;
  /** dom0's event loop is held up for so long. */
  holdUp(ms: number): void;

  /** Processes outside every domain that want processors. */
  hogCpu(processes: number): Undo;
  /** A process outside every domain that takes so much memory and uses it. */
  hogMemory(mib: number): Undo;
  /** What dom0 writes to disk is refused with ENOSPC. */
  fillDisk(): Undo;
}
