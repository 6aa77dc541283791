import type { Dom0Message, GuestMessage } from "../../protocol/bridge.ts";
import type { DomId } from "../../protocol/ids.ts";
import type { FrontendPorts } from "../../protocol/ports.ts";
import type { GuestFault } from "../../protocol/result.ts";
import { Door, type DoorOptions } from "../../main/hypervisor/door.ts";
import { DOOR_SLOTS } from "../../main/hypervisor/flood.ts";
import { guestKernel } from "../../preload/kernel/guest-kernel.ts";
import type { FakeClock } from "./clock.ts";
import { aFakeClock } from "./clock.ts";
import type { Machine } from "./machine.ts";
import { aMachine } from "./machine.ts";

/** A view guest without its processes: dom0 and the guest's kernel, with a port between that is as slow as a test says. */
export interface DoorPair {
  readonly machine: Machine;
  readonly domid: DomId;
  readonly door: Door;
  readonly kernel: FrontendPorts;
  readonly clock: FakeClock;
  readonly counters: Int32Array;
  readonly faults: GuestFault[];
  /** All that went either way, in the order it was posted. */
  readonly toDom0: GuestMessage[];
  readonly toGuest: Dom0Message[];
  /** Packets that reached xenstored. */
  readonly packets: Uint8Array[];
  /** Sends a packet of xenstored's to the guest. */
  sendXs(packet: Uint8Array): void;
  /** Does one thing that can happen next, the `choice`th (modulo how many there are); false when nothing can. */
  step(choice: number): boolean;
  /** Does everything that can happen, time included, until all is quiet. */
  settle(): Promise<void>;
}

export function aDoorPair(options: { readonly maxPages?: number; readonly hosted?: DoorOptions["hosted"] } = {}): DoorPair {
  const machine = aMachine();
  const domid = machine.guest(options.maxPages);
  const clock = aFakeClock();
  const counters = new Int32Array(new SharedArrayBuffer(DOOR_SLOTS * 4));
  const faults: GuestFault[] = [];
  const toDom0: GuestMessage[] = [];
  const toGuest: Dom0Message[] = [];
  const packets: Uint8Array[] = [];
  const onWay = { toDom0: [] as GuestMessage[], toGuest: [] as Dom0Message[] };
  const endsOfTurn: (() => void)[] = [];
  let take: (message: Dom0Message) => void = () => undefined;
  let sendXs: (packet: Uint8Array) => void = () => undefined;

  const door = new Door({
    hypercalls: machine.hypercalls(domid),
    hosted: options.hosted,
    post: (message) => {
      toGuest.push(message);
      onWay.toGuest.push(structuredClone(message));
    },
    openXenstore: (send) => {
      sendXs = send;
      return { receive: (packet) => void packets.push(packet) };
    },
    onFault: (fault) => void faults.push(fault),
    counters,
    now: () => clock.now(),
  });
  const kernel = guestKernel({
    domid,
    port: {
      post: (message) => {
        toDom0.push(message);
        onWay.toDom0.push(structuredClone(message));
      },
      onMessage: (to) => (take = to),
    },
    schedule: (fire) => void endsOfTurn.push(fire),
    timers: clock,
  });

  const things: (() => boolean)[] = [
    () => machine.turn(),
    () => once(endsOfTurn.shift(), (fire) => fire()),
    () => once(onWay.toDom0.shift(), (message) => door.receive(message)),
    () => once(onWay.toGuest.shift(), (message) => take(message)),
  ];
  const step = (choice: number): boolean => {
    for (let i = 0; i < things.length; i++) if (things[(choice + i) % things.length]?.()) return true;
    return false;
  };
  return {
    machine,
    domid,
    door,
    kernel,
    clock,
    counters,
    faults,
    toDom0,
    toGuest,
    packets,
    sendXs: (packet) => sendXs(packet),
    step,
    async settle() {
      for (let quiet = 0; quiet < 3;) {
        let count = 0;
        while (step(0)) if (++count > 100_000) throw new Error("the pair does not come to rest");
        if (clock.pending > 0) {
          await clock.advanceAsync(1);
          quiet = 0;
        } else {
          await new Promise<void>((resolve) => void setImmediate(resolve));
          quiet = count > 0 ? 0 : quiet + 1;
        }
      }
    },
  };
}

function once<T>(item: T | undefined, act: (item: T) => void): boolean {
  if (item === undefined) return false;
  act(item);
  return true;
}
