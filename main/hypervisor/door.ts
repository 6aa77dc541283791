/**
 * dom0's end of a guest's door: the hypercalls of a guest that is another process, taken from one MessagePort. The messages
 * are those of protocol/bridge.ts; the sender is hostile until each field has been checked (door-messages.ts).
 *
 * The one idea to hold while reading: every page has two copies, so a side that decides whether to notify decides on what
 * it last heard. A backend that has pushed responses looks at rsp_event, and may look before the guest's newer rsp_event has
 * come: it does not notify, and the guest, which has looked at its own copy and found nothing, sleeps. Three rules
 * together lose no wake-up:
 *
 *   1. Whatever changed is published, notified or not: at the end of the turn, or, where it was written in an upcall that notified nobody, a
 *      little later (preload/kernel/outbox.ts); a publication may name no port.
 *   2. A publication that carries words counts as a (spurious) upcall on every bound interdomain port of the receiver.
 *      So the guest's late rsp_event wakes the backend, whose publication then carries the rsp_prod that was held back.
 *   3. Words that say something outlive every other message: each xenstore packet is preceded by what changed before it.
 *
 * It ends, because an upcall that finds nothing new writes nothing, and a publication without words is not sent.
 */
import type { Dom0Message } from "../../protocol/bridge.ts";
import type { EvtchnPort } from "../../protocol/ids.ts";
import { GuestFault, unreachable } from "../../protocol/result.ts";
import type { Checked, CheckedPage } from "./door-messages.ts";
import { parseMessage } from "./door-messages.ts";
import { beginWork, countMessage, endWork } from "./flood.ts";
import type { Hypercalls, OwnEvtchn } from "./hypercalls.ts";

/** Where a guest's xenstore packets go. May throw GuestFault. */
export interface XenstoreConnection {
  /** One packet, header and payload, which is the callee's to keep. */
  receive(packet: Uint8Array): void;
}

export interface DoorOptions {
  readonly hypercalls: Hypercalls;
  readonly post: (message: Dom0Message) => void;
  /** Called once, in the constructor; `send` takes the packets that xenstored has for the guest. */
  readonly openXenstore: (send: (packet: Uint8Array) => void) => XenstoreConnection;
  /** Called once at most: the door is dead from then on, and what becomes of the domain is policy. */
  readonly onFault: (fault: GuestFault) => void;
  /** The guest's other kernel, if dom0 hosts one for the domain: it is put to rest before the domain stops, and woken after it. */
  readonly hosted?: { suspend(): Promise<void>; resume(): void } | undefined;
  /** `DOOR_SLOTS` slots, which the flood watchdog reads from its own thread. */
  readonly counters: Int32Array;
  readonly now: () => number;
}

/** One guest's door. Whoever owns the MessagePort hands each message to `receive`. */
export class Door {
  readonly #options: DoorOptions;
  readonly #xenstore: XenstoreConnection;
  readonly #ports = new Map<EvtchnPort, OwnEvtchn>();
  /** Ports that backends notified since the last publication. */
  readonly #upcalls = new Set<EvtchnPort>();
  #suspending = false;
  #dead = false;

  constructor(options: DoorOptions) {
    this.#options = options;
    this.#xenstore = options.openXenstore((packet) => this.#sendXs(packet));
    options.hypercalls.attach(this);
  }

  /** A message as it came out of the port. Throws nothing that the guest could cause. */
  receive(message: unknown): void {
    if (this.#dead) return;
    const { counters, now } = this.#options;
    const began = now();
    beginWork(counters);
    try {
      const cost = { octets: 0 };
      const checked = parseMessage(message, cost);
      countMessage(counters, cost.octets);
      if (typeof checked === "string") throw new GuestFault(this.#options.hypercalls.domid, checked);
      this.#perform(checked);
    } catch (fault) {
      if (!(fault instanceof GuestFault)) throw fault;
      this.close();
      this.#options.onFault(fault);
    } finally {
      endWork(counters, now() - began);
    }
  }

  /** Sends the guest, in one message, what backends wrote and whom they notified since the last time, if anything. */
  publish(): void {
    if (this.#dead) return;
    const pages = this.#options.hypercalls.takeChanges();
    if (pages.length === 0 && this.#upcalls.size === 0) return;
    const ports = [...this.#upcalls];
    this.#upcalls.clear();
    this.#options.post(["upcall", ports, pages]);
  }

  /** Takes and sends nothing more. The guest's ports and grants stay as they are: they end with the domain. Harmless twice. */
  close(): void {
    this.#dead = true;
    this.#upcalls.clear();
  }

  #perform(message: Checked): void {
    switch (message.kind) {
      case "xs":
        return this.#xenstore.receive(message.packet);
      case "evtchn-alloc":
        return this.#open(message.id, (upcall) => this.#options.hypercalls.allocUnbound(message.remote, upcall));
      case "evtchn-bind":
        return this.#open(message.id, (upcall) => this.#options.hypercalls.bindInterdomain(message.remote, message.remotePort, upcall));
      case "evtchn-close":
        return this.#closePort(message.port);
      case "grant":
        // Refused only while a backend still maps an older grant of the same ref: the guest's loss, as if it wrote over a live entry.
        this.#options.hypercalls.grant(message.range);
        return;
      case "ungrant":
        this.#options.hypercalls.endGrants(message.ref, message.count);
        return;
      case "notify":
        return this.#notify(message.ports, message.pages);
      case "suspend":
        void this.#suspend();
        return;
      case "watchdog":
        this.#options.hypercalls.watchdog(message.timeoutS);
        return;
      default:
        return unreachable(message);
    }
  }

  #open(id: number, open: (upcall: () => void) => ReturnType<Hypercalls["allocUnbound"]>): void {
    // The upcall runs in a later turn, so `own` is there by then.
    const own = open(() => own.ok && this.#upcalls.add(own.value.port));
    if (own.ok) this.#ports.set(own.value.port, own.value);
    this.#options.post(["evtchn", id, own.ok ? own.value.port : 0]);
  }

  #closePort(port: EvtchnPort): void {
    // Only ports that the guest opened here: those of frontends that dom0 hosts for the same domain are not the guest's.
    this.#ports.get(port)?.close();
    this.#ports.delete(port);
    this.#upcalls.delete(port);
  }

  #notify(ports: readonly EvtchnPort[], pages: readonly CheckedPage[]): void {
    for (const [gfn, runs] of pages) this.#options.hypercalls.applyRuns(gfn, runs);
    for (const port of ports) this.#ports.get(port)?.notify();
    if (pages.length === 0) return;
    for (const port of this.#ports.values()) port.notify();
  }

  /** Once at a time: a guest that asks again while it is suspended, or on its way there, asked nothing. */
  async #suspend(): Promise<void> {
    if (this.#suspending) return;
    this.#suspending = true;
    const { hosted, hypercalls, post } = this.#options;
    await hosted?.suspend();
    hypercalls.suspend(() => {
      this.#suspending = false;
      if (this.#dead) return;
      hosted?.resume();
      post(["resumed"]);
    });
  }

  #sendXs(packet: Uint8Array): void {
    if (this.#dead) return;
    this.publish();
    this.#options.post(["xs", packet]);
  }
}
