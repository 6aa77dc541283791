/**
 * The guest's end of the door: the hypercalls and the memory of a guest kernel, over one MessagePort to dom0. What it
 * does with pages mirrors main/hypervisor/door.ts, whose banner says why no wake-up is lost.
 */
import type { Dom0Message, GuestMessage } from "../../protocol/bridge.ts";
import type { DomId } from "../../protocol/ids.ts";
import type { FrontendPorts, Timers } from "../../protocol/ports.ts";
import { unreachable } from "../../protocol/result.ts";
import { GuestEvtchn } from "./guest-evtchn.ts";
import { GuestMemory } from "./guest-memory.ts";
import { Outbox } from "./outbox.ts";
import { XsClient } from "./xs-client.ts";

/** A MessagePort, less all that this does not need. Messages are copied, not transferred: a buffer transferred to Electron's main process is lost. */
export interface DoorPort {
  post(message: GuestMessage): void;
  /** Called once. */
  onMessage(take: (message: Dom0Message) => void): void;
}

export interface GuestKernelOptions {
  readonly domid: DomId;
  readonly port: DoorPort;
  /** Runs `fire` when this turn's work is done; the longer the turn, the fewer the messages. */
  readonly schedule: (fire: () => void) => void;
  readonly timers: Timers;
  /** How many messages a second an honest kernel sends; for benchmarks, which measure more than that. */
  readonly ratePerS?: number;
}

/** The machine below a view guest's frontends. */
export interface GuestKernel extends FrontendPorts {
  /** First of all: what an earlier kernel of this domain, whose page was loaded again, left in xenstored. */
  startOver(): Promise<void>;
}

/** Makes the machine below a view guest's frontends. */
export function guestKernel({ domid, port, schedule, timers, ratePerS }: GuestKernelOptions): GuestKernel {
  const outbox: Outbox = new Outbox({
    post: (message) => port.post(message),
    takeChanges: () => memory.takeChanges(),
    schedule,
    timers,
    ...(ratePerS === undefined ? {} : { ratePerS }),
  });
  const memory = new GuestMemory(outbox);
  const evtchn = new GuestEvtchn(outbox);
  const xenstore = new XsClient((packet) => outbox.send(["xs", packet]));
  let resumed: () => void = () => undefined;

  port.onMessage((message) => {
    switch (message[0]) {
      case "xs":
        return xenstore.receive(message[1]);
      case "evtchn":
        return evtchn.answered(message[1], message[2]);
      case "upcall":
        memory.apply(message[2]);
        // Before the upcalls, which may throw: what they write is still published.
        outbox.publishLater();
        return evtchn.upcall(message[1], message[2].length > 0);
      case "resumed":
        return resumed();
      default:
        return unreachable(message);
    }
  });

  const suspend = (): Promise<void> =>
    new Promise((resolve) => {
      resumed = resolve;
      outbox.send(["suspend"]);
    });
  const startOver = async (): Promise<void> => {
    await xenstore.resetWatches();
  };
  const watchdog = (timeoutS: number): void => outbox.send(["watchdog", timeoutS]);
  return { domid, startOver, xenstore, watchdog, evtchn, memory: { alloc: (pages) => memory.alloc(pages) }, suspend };
}
