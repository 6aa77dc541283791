import type { Log } from "../log/log.ts";
import type { DomId } from "../../protocol/ids.ts";
import { isEvtchnPort, isGrantRef, type EvtchnPort, type GrantRef } from "../../protocol/ids.ts";
import type { BackendPorts, BoundEvtchn, EvtchnError, GrantError, GrantMapping, Timers } from "../../protocol/ports.ts";
import { err, GuestFault, ok, type Result } from "../../protocol/result.ts";
import type { RingScope } from "./ring-scope.ts";

/** Nodes of one device directory, by key. */
export type XenbusNodes = Readonly<Record<string, string>>;

/** Reads a node of one end's directory. Missing and unreadable alike are undefined: a device can do nothing else about either. */
export type NodeReader = (key: string) => Promise<string | undefined>;

/** Which device of which guest this is, by the directories that the toolstack made. */
export interface DeviceAddress {
  /** The class as in the backend's path: `vdispl`, `vkbd`, `vinput`, `vss`. */
  readonly type: string;
  readonly domid: DomId;
  readonly devid: number;
}

/** What a device may use. It comes from the XenbusBackend that drives it. */
export interface DeviceContext {
  readonly address: DeviceAddress;
  readonly ports: BackendPorts;
  readonly timers: Timers;
  readonly log: Log;
  /** Where the device's open rings are shown to whoever looks. */
  readonly scope: RingScope;
  /** Runs `serve`; a GuestFault or RingOverflow thrown in it closes the device. Everything that a guest can set off runs in here. */
  guard(serve: () => void): void;
  /** The same for a service that answers later. */
  guardAsync(serve: () => Promise<void>): void;
}

/** Pages that a device holds beside its rings. */
export interface HeldPages {
  /** What they are, with the guest's own name for it. */
  readonly what: string;
  readonly pages: number;
  /** Why they are still held, and how they are used: numbers and flags. */
  readonly more: Readonly<Record<string, string | number | boolean>>;
}

/** One device's behaviour. XenbusBackend owns the state machine and calls these; a device never sets its own state. */
export interface BackendDevice {
  /** What to publish on entering InitWait, beside what the toolstack already wrote. */
  advertise(own: NodeReader): Promise<XenbusNodes>;
  /** Called once the frontend has published. Err sends the device to Closed with the reason in its error node. */
  connect(frontend: NodeReader, own: NodeReader): Promise<Result<void, string>>;
  /** Must be safe from any state, twice, and while `connect` is still under way. */
  close(): void;
  /**
   * A frontend that is still Connected to an earlier backend, which died, can be served as it is: its page and its port are good. Otherwise it has to
   * leave the old connection first.
   */
  readonly rejoins?: boolean;
  /** For whoever looks from outside. */
  held?(): readonly HeldPages[];
}

/** Makes the device of an address. */
export type DeviceFactory = (context: DeviceContext) => BackendDevice;

const DECIMAL = /^(0|[1-9][0-9]{0,9})$/;

/** A node of a decimal u32; undefined when it is missing or anything else. */
export function parseU32(value: string | undefined): number | undefined {
  const n = value !== undefined && DECIMAL.test(value) ? Number(value) : undefined;
  return n !== undefined && n <= 0xffff_ffff ? n : undefined;
}

/** A flag node: "1" is set, all else is not. */
export const parseFlag = (value: string | undefined): boolean => value === "1";

/** A page and an event channel that a guest published. */
export interface Transport {
  /** Its name in the device's scope. */
  readonly name: string;
  readonly mapping: GrantMapping;
  readonly page: DataView;
  readonly evtchn: BoundEvtchn;
  /** Harmless twice. */
  close(): void;
}

/** Where a transport is published: its two nodes, by their keys. */
export interface TransportNodes {
  readonly refKey: string;
  readonly portKey: string;
}

/** Maps the page and binds the event channel that the frontend's two nodes name, or neither, and says which was wrong. */
export async function openTransport(
  context: DeviceContext,
  frontend: NodeReader,
  { refKey, portKey }: TransportNodes,
  upcall: () => void,
): Promise<Result<Transport, string>> {
  const nodes = await readTransport(frontend, refKey, portKey);
  if (!nodes) return err(`want ${refKey} and ${portKey}, in decimal`);
  const { ports, address } = context;
  // TRUST: the ref and the port are the guest's; both were parsed as what they claim to be, and the hypervisor checks they are its own.
  const mapped: Result<GrantMapping, GrantError> = await ports.gnttab.map(address.domid, [nodes.ref], "rw");
  if (!mapped.ok) return err(`${refKey} ${nodes.ref}: ${mapped.error}`);
  const mapping = mapped.value;
  const page = firstPage(mapping);
  if (!page.ok) {
    mapping.unmap();
    return err(`${refKey} ${nodes.ref}: ${page.error}`);
  }
  const { scope } = context;
  const bound: Result<BoundEvtchn, EvtchnError> = await ports.evtchn.bindInterdomain(address.domid, nodes.port, () => {
    scope.upcalled(refKey);
    upcall();
  });
  if (!bound.ok) {
    mapping.unmap();
    return err(`${portKey} ${nodes.port}: ${bound.error}`);
  }
  const { port, notify, close } = bound.value;
  const evtchn: BoundEvtchn = {
    port,
    notify: () => {
      scope.notified(refKey);
      notify();
    },
    close,
  };
  scope.open({ name: refKey, ref: nodes.ref, port: nodes.port });
  return ok({
    name: refKey,
    mapping,
    page: page.value,
    evtchn,
    close: () => {
      scope.close(refKey);
      evtchn.close();
      mapping.unmap();
    },
  });
}

/** A page that the guest granted and has no memory for is its fault, and no reason to leave anything behind. */
function firstPage(mapping: GrantMapping): Result<DataView, string> {
  try {
    return ok(mapping.page(0));
  } catch (problem) {
    if (!(problem instanceof GuestFault)) throw problem;
    return err(problem.message);
  }
}

async function readTransport(
  frontend: NodeReader,
  refKey: string,
  portKey: string,
): Promise<{ readonly ref: GrantRef; readonly port: EvtchnPort } | undefined> {
  const ref = parseU32(await frontend(refKey));
  const port = parseU32(await frontend(portKey));
  return isGrantRef(ref) && isEvtchnPort(port) ? { ref, port } : undefined;
}
