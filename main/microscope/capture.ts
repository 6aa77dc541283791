/**
 * A recording of one device's rings, as lines of JSON.
 *
 * The first line is the header: versions, the device, and the nodes of both its ends, without which nobody can tell what the packets mean. Every other
 * line is one thing that happened: `at` is the clock's time in milliseconds, `ring` the node that published the page, and `is` says what:
 *
 *     open      the ring came to be, or was there when the capture began: what it carries, and its indices
 *     nodes     what both ends' directories held when the ring had come to be
 *     request, response, event     a packet: its index, its octets (base64), and the same read by our tables under C's names
 *     notify    the backend notified the guest
 *     upcall    the guest notified the backend
 *     indices   they are others than they were, by C's names
 *     close     the ring is gone
 *
 * A capture that begins before the device connects replays whole; one that begins later knows nothing of the buffers that were made before.
 */
import type { Clock, Xenstore } from "../../protocol/ports.ts";
import { nextIndex } from "../../protocol/ring.ts";
import { XENDISPL_PROTOCOL_VERSION } from "../../protocol/io/displif.ts";
import type { LiveRing, RingObserver } from "../backends/ring-scope.ts";
import type { XenbusBackend } from "../backends/xenbus-backend.ts";
import { readPacket, type Packet, type PacketKind } from "./packet.ts";
import { indicesOf } from "./report.ts";

export const CAPTURE_VERSION = 1;
/** A device's directory is no larger than this in anything that we replay. */
const NODES_MAX = 256;

type Nodes = Readonly<Record<string, string>>;

/** Below each end's directory. */
export interface DeviceNodes {
  readonly frontend: Nodes;
  readonly backend: Nodes;
}

export interface CaptureHeader extends DeviceNodes {
  readonly argonaut: "ring capture";
  readonly version: number;
  readonly abi: { readonly displif: string };
  readonly at: number;
  readonly device: { readonly type: string; readonly domid: number; readonly devid: number };
}

type Indices = Readonly<Record<string, number>>;

interface Happened {
  readonly at: number;
  readonly ring: string;
}
export type CaptureLine = Happened &
  (
    | { readonly is: "open"; readonly carries: string; readonly indices: Indices }
    | ({ readonly is: "nodes" } & DeviceNodes)
    | { readonly is: "request" | "response" | "event"; readonly index: number; readonly octets: string; readonly packet: Packet }
    | { readonly is: "indices"; readonly indices: Indices }
    | { readonly is: "notify" | "upcall" | "close" }
  );

/** Where a capture goes, line by line. */
export type CaptureSink = (line: CaptureHeader | CaptureLine) => void;

/** Records a device until it is closed. */
export async function capture(device: XenbusBackend, xenstore: Xenstore, clock: Clock, sink: CaptureSink): Promise<{ close(): void }> {
  const { type, domid, devid } = device.address;
  const back = `backend/${type}/${domid}/${devid}`;
  const nodes = async (): Promise<DeviceNodes> => {
    const front = await xenstore.read(`${back}/frontend`);
    return { frontend: front.ok ? await nodesBelow(xenstore, front.value) : {}, backend: await nodesBelow(xenstore, back) };
  };
  sink({
    argonaut: "ring capture",
    version: CAPTURE_VERSION,
    abi: { displif: XENDISPL_PROTOCOL_VERSION },
    at: clock.now(),
    device: { type, domid, devid },
    ...(await nodes()),
  });
  return device.scope.observe(new Recorder(clock, sink, nodes));
}

async function nodesBelow(xenstore: Xenstore, path: string): Promise<Nodes> {
  const nodes: Record<string, string> = {};
  const places = [""];
  for (let place = places.shift(); place !== undefined && places.length < NODES_MAX; place = places.shift()) {
    const names = await xenstore.directory(path + place);
    for (const name of names.ok ? names.value : []) places.push(`${place}/${name}`);
    const value = await xenstore.read(path + place);
    if (place !== "" && value.ok && value.value !== "") nodes[place.slice(1)] = value.value;
  }
  return nodes;
}

class Recorder implements RingObserver {
  readonly #clock: Clock;
  readonly #sink: CaptureSink;
  readonly #nodes: () => Promise<DeviceNodes>;
  /** By ring: what its indices were when last told, and up to where our packets were. */
  readonly #told = new Map<string, { indices: Indices; end: number }>();

  constructor(clock: Clock, sink: CaptureSink, nodes: () => Promise<DeviceNodes>) {
    this.#clock = clock;
    this.#sink = sink;
    this.#nodes = nodes;
  }

  opened(ring: LiveRing): void {
    const indices = indicesOf(ring);
    this.#told.set(ring.name, { indices, end: indices["rsp_prod_pvt"] ?? indices["in_prod_pvt"] ?? 0 });
    this.#sink({ ...this.#now(ring), is: "open", carries: ring.half.kind, indices });
    void this.#nodes().then((nodes) => this.#sink({ ...this.#now(ring), is: "nodes", ...nodes }));
  }

  closed(ring: LiveRing): void {
    this.#told.delete(ring.name);
    this.#sink({ ...this.#now(ring), is: "close" });
  }

  took(ring: LiveRing, index: number, packet: DataView): void {
    this.#packet(ring, "request", "displ-request", index, packet);
  }

  put(ring: LiveRing, end: number): void {
    const { half } = ring;
    const told = this.#told.get(ring.name);
    if (half.kind === "page" || !told) return;
    const [is, kind] = PUT[half.kind];
    for (; told.end !== end; told.end = nextIndex(told.end)) this.#packet(ring, is, kind, told.end, half.ring.peek(told.end));
    this.#indices(ring);
  }

  notified(ring: LiveRing): void {
    this.#sink({ ...this.#now(ring), is: "notify" });
  }

  upcalled(ring: LiveRing): void {
    this.#sink({ ...this.#now(ring), is: "upcall" });
    this.#indices(ring);
  }

  #packet(ring: LiveRing, is: "request" | "response" | "event", kind: PacketKind, index: number, octets: DataView): void {
    this.#sink({ ...this.#now(ring), is, index, octets: base64(octets), packet: readPacket(kind, octets) });
  }

  #indices(ring: LiveRing): void {
    const told = this.#told.get(ring.name);
    const indices = indicesOf(ring);
    if (!told || Object.entries(indices).every(([name, index]) => told.indices[name] === index)) return;
    told.indices = indices;
    this.#sink({ ...this.#now(ring), is: "indices", indices });
  }

  #now({ name }: LiveRing): Happened {
    return { at: this.#clock.now(), ring: name };
  }
}

/** What the backend's packets are, by what a ring carries. */
const PUT = {
  "displ-requests": ["response", "displ-response"],
  "displ-events": ["event", "displ-event"],
  "kbd-events": ["event", "kbd-event"],
} as const;

const base64 = (octets: DataView): string =>
  btoa(String.fromCharCode(...new Uint8Array(octets.buffer, octets.byteOffset, octets.byteLength)));
/** The octets of a packet's line. */
export const packetOctets = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
