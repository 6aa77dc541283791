import type { ConnectorFrontend } from "../../preload/frontends/connector-frontend.ts";
import { VdisplFrontend, type VdisplSink } from "../../preload/frontends/vdispl-frontend.ts";
import { VkbdFrontend } from "../../preload/frontends/vkbd-frontend.ts";
import { VssFrontend } from "../../preload/frontends/vss-frontend.ts";
import { FrontendBus } from "../../preload/frontends/frontend-bus.ts";
import { Heartbeat } from "../../preload/frontends/heartbeat.ts";
import { SuspendWatch } from "../../preload/frontends/suspend.ts";
import type { DomId } from "../../protocol/ids.ts";
import type { KbdInEvent } from "../../protocol/io/kbdif.ts";
import type { Timers, Xenstore } from "../../protocol/ports.ts";
import { GuestFault } from "../../protocol/result.ts";
import { emulatedPorts, type HostedHypercalls } from "./emulated-ports.ts";

/** What the user space of a headless guest sees. */
export interface HeadlessEvents {
  /** A flip of this connector was shown. */
  onFrame?(domid: DomId, connector: ConnectorFrontend): void;
  onInput?(domid: DomId, event: KbdInEvent): void;
  /** A signal, by its place in protocol/vss.ts. */
  onSignal?(domid: DomId, index: number, value: number | undefined): void;
  /** It drew on more memory than it has, and draws no more. */
  onFault?(fault: GuestFault): void;
}

/** A user space that draws: real pixels, on granted pages. */
export interface Workload {
  /** FOURCC. */
  readonly pixelFormat: number;
  /** Draws the next frame of a connector on its `drawable`, which nobody sees now. */
  paint(connector: ConnectorFrontend): void;
}

/** What a headless guest runs on. */
export interface HeadlessMachine {
  readonly hypercalls: HostedHypercalls;
  /** The guest's own connection; it is closed with the guest. */
  readonly xenstore: Xenstore & { close(): void };
  /** Without one it draws nothing, and flips all the same. */
  readonly workload?: Workload | undefined;
  /** Without them its kernel has no watchdog. */
  readonly timers?: Timers | undefined;
}

/**
 * A domU without a process: the kernel's frontends, which are those of every guest, and a user space that flips whenever it may.
 *
 * What it is told arrives by upcalls alone, so it stops with its domain's vCPUs.
 */
export class HeadlessGuest {
  readonly domid: DomId;
  readonly #machine: HeadlessMachine;
  readonly #devices: FrontendBus;
  readonly #suspend: SuspendWatch;
  readonly #heartbeat: Heartbeat | undefined;
  readonly #events: HeadlessEvents;
  /** Per display, so that one that is lost takes its own connectors along. */
  readonly #displays = new Set<readonly ConnectorFrontend[]>();
  #hung = false;

  constructor(machine: HeadlessMachine, events: HeadlessEvents = {}) {
    const { hypercalls, xenstore, workload } = machine;
    const { domid } = hypercalls;
    this.domid = domid;
    this.#machine = machine;
    this.#events = events;
    const drawing = workload && { pixelFormat: workload.pixelFormat, draws: true };
    const ports = emulatedPorts(hypercalls, xenstore);
    this.#devices = new FrontendBus(ports, {
      vdispl: () => new VdisplFrontend(ports, this.#display(events), drawing),
      vkbd: () => new VkbdFrontend(ports, { onEvent: (event) => events.onInput?.(domid, event) }),
      vss: () => new VssFrontend(ports, { onSignal: (index, value) => events.onSignal?.(domid, index, value) }),
    });
    this.#suspend = new SuspendWatch(ports, this.#devices);
    this.#heartbeat = machine.timers && new Heartbeat(ports, machine.timers);
  }

  /** Looks for its devices, now and whenever one comes or goes. */
  start(): void {
    this.#heartbeat?.start();
    void this.#devices.start();
    void this.#suspend.start();
  }

  /** The user space hangs: the kernel answers, and nothing is drawn any more. */
  hang(): void {
    this.#hung = true;
  }

  /** The kernel stands still as well: it says no more that it lives. */
  hangKernel(): void {
    this.#hung = true;
    this.#heartbeat?.stop();
  }

  /** It goes on where it was. */
  wake(): void {
    this.#hung = false;
    this.#heartbeat?.stop();
    this.#heartbeat?.start();
    for (const connectors of this.#displays) this.#flip(connectors);
  }

  /** Gone without a word, as a process that is killed. Harmless twice. */
  close(): void {
    this.#hung = true;
    this.#heartbeat?.stop();
    this.#suspend.close();
    this.#devices.close();
    this.#machine.xenstore.close();
  }

  #display(events: HeadlessEvents): VdisplSink {
    let mine: readonly ConnectorFrontend[] = [];
    return {
      onConnected: (connectors) => {
        mine = [...connectors];
        this.#displays.add(mine);
        this.#flip(mine);
      },
      onCredit: (connector) => {
        events.onFrame?.(this.domid, connector);
        this.#flip([connector]);
      },
      onLost: () => void this.#displays.delete(mine),
    };
  }

  /** Every credit becomes a flip at once. */
  #flip(connectors: readonly ConnectorFrontend[]): void {
    for (const connector of connectors) while (!this.#hung && connector.credits > 0 && this.#paint(connector) && connector.flip());
  }

  #paint(connector: ConnectorFrontend): boolean {
    try {
      this.#machine.workload?.paint(connector);
      return true;
    } catch (problem) {
      // Frontends call from promises, too, where no upcall's dispatcher would take it.
      if (!(problem instanceof GuestFault)) throw problem;
      this.hang();
      this.#events.onFault?.(problem);
      return false;
    }
  }
}
