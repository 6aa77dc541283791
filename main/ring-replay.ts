/**
 * Plays a capture (main/microscope/capture.ts) into a backend: a machine of its own in virtual time, and a frontend that does what the recorded one did.
 *
 * What a guest's pages held beside its rings was not recorded, so each DBUF_CREATE and GET_EDID that succeeded is given a directory of pages that are
 * there; one that failed keeps the gref that it came with, which nobody grants here.
 */
import { DOM0, domId, gfn, grantRef, type DomId } from "../protocol/ids.ts";
import {
  bufferPages,
  directoryPages,
  displReq,
  GREF_DIR_GREFS_AT,
  GREFS_A_DIRECTORY_PAGE,
  parseResolution,
  XENDISPL_PACKET_SIZE,
} from "../protocol/io/displif.ts";
import { kbdInEvent, XENKBD_RAW_MAX } from "../protocol/io/kbdif.ts";
import { ringSize, sring } from "../protocol/ring.ts";
import { eventPageHeader } from "../protocol/event-page.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { BackendHost } from "./backends/backend-host.ts";
import type { Framebuffer } from "./backends/vdispl/scanout.ts";
import { VdisplBackend } from "./backends/vdispl/vdispl-backend.ts";
import { readConfig, readRequests } from "./backends/vkbd/nodes.ts";
import { VkbdBackend } from "./backends/vkbd/vkbd-backend.ts";
import { Connector } from "./displays/connector.ts";
import type { Hypercalls } from "./hypervisor/hypercalls.ts";
import { Hypervisor } from "./hypervisor/hypervisor.ts";
import { Log } from "./log/log.ts";
import { capture, packetOctets, type CaptureHeader, type CaptureLine, type DeviceNodes } from "./microscope/capture.ts";
import { compare, type Capture, type Comparison } from "./microscope/replayed.ts";
import { VirtualTime } from "./microscope/virtual-time.ts";
import { playInput, type Areas, type InputTarget } from "./microscope/input-replay.ts";
import { Store } from "./xenstored/store.ts";

const REFRESH_HZ = 60;
/** Frames below it carry rings, those above buffers. */
const FIRST_BUFFER_FRAME = 256;
const FIRST_REF = 8;
const MAX_PAGES = 1 << 18;

export interface Replayed {
  readonly comparison: Comparison;
  /** What happened on the replay, as a capture. */
  readonly lines: readonly (CaptureHeader | CaptureLine)[];
}

/** Plays it; the same capture gives the same lines. `turn` resolves when all promises have settled that can. */
export async function replay({ header, lines }: Capture, turn: () => Promise<void>): Promise<Result<Replayed, string>> {
  const machine = new ReplayMachine(header, turn);
  const played = await machine.play(lines);
  if (!played.ok) return played;
  const happened = machine.lines.filter((line): line is CaptureLine => "ring" in line);
  return ok({ comparison: compare(lines, happened), lines: machine.lines });
}

class ReplayMachine {
  readonly lines: (CaptureHeader | CaptureLine)[] = [];
  readonly #header: CaptureHeader;
  #nodes: DeviceNodes;
  readonly #turn: () => Promise<void>;
  readonly #time: VirtualTime;
  readonly #turns: (() => void)[] = [];
  readonly #hypervisor: Hypervisor;
  readonly #store: Store;
  readonly #host: BackendHost;
  readonly #domid: DomId;
  readonly #guest: Hypercalls;
  readonly #rings = new Map<string, { readonly page: DataView; readonly notify: () => void }>();
  readonly #inputs = new Set<InputTarget>();
  #areas: Areas | undefined;
  #nextFrame = FIRST_BUFFER_FRAME;
  #fault: string | undefined;

  constructor(header: CaptureHeader, turn: () => Promise<void>) {
    this.#header = header;
    this.#nodes = header;
    this.#turn = turn;
    this.#time = new VirtualTime(header.at);
    const onFault = (_: number, reason: string): void => void (this.#fault = reason);
    this.#hypervisor = new Hypervisor({
      schedule: (fire) => void this.#turns.push(fire),
      onFault: ({ domid, message }) => onFault(domid, message),
    });
    this.#store = new Store({ timers: this.#time });
    const ports = {
      domid: DOM0,
      xenstore: this.#store.connect(DOM0),
      evtchn: this.#hypervisor.eventChannels(DOM0),
      gnttab: this.#hypervisor.grantTables(DOM0),
      gntshr: this.#hypervisor.grantShares(DOM0),
    };
    const seat = {
      attach: (_: unknown, port: InputTarget) => {
        this.#inputs.add(port);
        return { close: () => void this.#inputs.delete(port) };
      },
      size: () => undefined,
    };
    const connectors = connectorsOf(header, this.#time);
    this.#host = new BackendHost(
      {
        ports,
        timers: this.#time,
        log: new Log(
          () => this.#time.now(),
          () => undefined,
        ),
      },
      {
        vdispl: (context) => new VdisplBackend(context, (id) => connectors.get(id)),
        vkbd: (context) => new VkbdBackend(context, seat),
        vinput: (context) => new VkbdBackend(context, seat),
      },
      { onFault },
    );
    const made = this.#hypervisor.createDomain({ name: "replay", uuid: "replay", vcpus: 1, maxPages: MAX_PAGES });
    const domid = made.ok ? made.value : domId(1);
    this.#hypervisor.unpause(domid);
    const guest = this.#hypervisor.hypercalls(domid);
    if (!guest.ok) throw new TypeError(`no domain to replay in: ${guest.error}`);
    [this.#domid, this.#guest] = [domid, guest.value];
  }

  async play(lines: readonly CaptureLine[]): Promise<Result<void, string>> {
    // What the frontend published is not in a header that was written before it did.
    const published = lines.find((line) => line.is === "nodes");
    if (published) this.#nodes = published;
    const connected = await this.#connect(lines.filter((line) => line.is === "open"));
    if (!connected.ok) return connected;
    const succeeded = new Set(
      lines
        .filter((line) => line.is === "response" && line.packet.fields["status"] === 0)
        .map((line) => `${line.ring} ${"index" in line ? line.index : ""}`),
    );
    for (const line of lines) {
      await this.#advance(line.at);
      if (line.is === "request")
        this.#request(line.ring, line.index, packetOctets(line.octets), succeeded.has(`${line.ring} ${line.index}`));
      if (line.is === "event") this.#input(packetOctets(line.octets));
      if (line.is === "indices" && line.indices["in_cons"] !== undefined) this.#read(line.ring, line.indices["in_cons"]);
      await this.#settle();
      if (this.#fault !== undefined) return err(`the backend closed the device: ${this.#fault}`);
    }
    return ok(undefined);
  }

  /** The device as it was, with pages whose indices begin where the recorded ones did. */
  async #connect(opened: readonly CaptureLine[]): Promise<Result<void, string>> {
    const { type, devid } = this.#header.device;
    const front = `/local/domain/${this.#domid}/device/${type}/${devid}`;
    const back = `/local/domain/0/backend/${type}/${this.#domid}/${devid}`;
    const store = this.#store.connect(DOM0);
    const write = async (path: string, nodes: Readonly<Record<string, string>>): Promise<void> => {
      for (const [key, value] of Object.entries(nodes)) await store.write(`${path}/${key}`, value);
    };
    await write(back, { ...this.#nodes.backend, frontend: front, "frontend-id": String(this.#domid), online: "1", state: "1" });
    await write(front, { ...this.#nodes.frontend, backend: back, "backend-id": "0", state: "1" });
    await this.#host.start();
    await this.#settle();
    const device = this.#host.device(type, this.#domid, devid);
    if (!device) return err(`${type}: no backend of ours has this name`);
    await capture(device, store, this.#time, (line) => this.lines.push(line));
    for (const [place, line] of opened.entries()) {
      if (line.is !== "open" || this.#rings.has(line.ring)) continue;
      const { ref, port } = this.#ring(place, line.ring, line.indices);
      await write(front, { [line.ring]: String(ref), [portNodeOf(line.ring)]: String(port) });
    }
    const own = async (key: string): Promise<string | undefined> => {
      const value = await store.read(`${back}/${key}`);
      return value.ok ? value.value : undefined;
    };
    if (type !== "vdispl") {
      const config = await readConfig(own);
      const { rawPointer } = await readRequests((key) => Promise.resolve(this.#nodes.frontend[key]), config);
      this.#areas = { ...config, ...(rawPointer ? { width: XENKBD_RAW_MAX, height: XENKBD_RAW_MAX } : {}) };
    }
    await write(front, { state: "4" });
    await this.#settle();
    return device.state === "Connected"
      ? ok(undefined)
      : err(`the backend is ${device.state} instead of Connected: ${this.#fault ?? "it waits"}`);
  }

  #ring(place: number, name: string, indices: Readonly<Record<string, number>>): { readonly ref: number; readonly port: number } {
    this.#guest.allocPages(gfn(place), 1);
    this.#guest.grant({ ref: grantRef(FIRST_REF + place), count: 1, gfn: gfn(place), remote: DOM0, readonly: false });
    const page = this.#guest.page(gfn(place));
    const begin = indices["rsp_prod_pvt"];
    // What was not taken when the capture began comes with its own lines.
    if (begin !== undefined) sring.encode(page, 0, { reqProd: begin, reqEvent: begin + 1, rspProd: begin, rspEvent: begin + 1 });
    else eventPageHeader.encode(page, 0, { inCons: indices["in_cons"] ?? 0, inProd: indices["in_prod_pvt"] ?? 0 });
    const bound = this.#guest.allocUnbound(DOM0, () => undefined);
    if (!bound.ok) throw new TypeError(`no port: ${bound.error}`);
    this.#rings.set(name, { page, notify: () => bound.value.notify() });
    return { ref: FIRST_REF + place, port: bound.value.port };
  }

  #request(name: string, index: number, octets: Uint8Array, succeeded: boolean): void {
    const ring = this.#rings.get(name);
    if (!ring || octets.length !== XENDISPL_PACKET_SIZE) return;
    const { page, notify } = ring;
    const slots = ringSize(page.byteLength, XENDISPL_PACKET_SIZE);
    const base = sring.size + (index & (slots - 1)) * XENDISPL_PACKET_SIZE;
    octets.forEach((octet, at) => page.setUint8(base + at, octet));
    const request = displReq.decode(page, base);
    if (succeeded && (request?.kind === "dbufCreate" || request?.kind === "getEdid")) {
      displReq.encode(page, base, { ...request, grefDirectory: this.#directory(request.bufferSz) });
    }
    page.setUint32(sring.fields.reqProd[0], (index + 1) >>> 0, true);
    notify();
  }

  /** Fresh pages for a buffer of so many octets, and the gref of the first page that tells of them. */
  #directory(octets: number): number {
    const [pages, directory] = [bufferPages(octets), directoryPages(octets)];
    const first = this.#nextFrame;
    this.#nextFrame += pages + directory;
    const refOf = (frame: number): number => FIRST_REF + frame;
    this.#guest.allocPages(gfn(first), pages + directory);
    this.#guest.grant({ ref: grantRef(refOf(first)), count: pages + directory, gfn: gfn(first), remote: DOM0, readonly: false });
    for (let i = 0; i < directory; i++) {
      const page = this.#guest.page(gfn(first + pages + i));
      page.setUint32(0, i + 1 < directory ? refOf(first + pages + i + 1) : 0, true);
      const here = Math.min(GREFS_A_DIRECTORY_PAGE, pages - i * GREFS_A_DIRECTORY_PAGE);
      for (let n = 0; n < here; n++) page.setUint32(GREF_DIR_GREFS_AT + n * 4, refOf(first + i * GREFS_A_DIRECTORY_PAGE + n), true);
    }
    return refOf(first + pages);
  }

  #input(octets: Uint8Array): void {
    if (!this.#areas) return;
    const event = kbdInEvent.decode(new DataView(octets.buffer), 0);
    for (const target of this.#inputs) playInput(target, event, this.#areas);
  }

  #read(name: string, inCons: number): void {
    const ring = this.#rings.get(name);
    if (ring?.page.getUint32(0, true) === inCons) return;
    ring?.page.setUint32(0, inCons, true);
    ring?.notify();
  }

  async #advance(until: number): Promise<void> {
    while (this.#time.step(until)) await this.#settle();
  }

  async #settle(): Promise<void> {
    for (let quiet = 0; quiet < 2; quiet++) {
      for (let turn = this.#turns.shift(); turn; turn = this.#turns.shift(), quiet = 0) turn();
      await this.#turn();
    }
  }
}

/** `0/req-ring-ref` has its channel in `0/req-event-channel`, `page-gref` in `event-channel`. */
const portNodeOf = (ring: string): string => (ring === "page-gref" ? "event-channel" : ring.replace(/ring-ref$/, "event-channel"));

function connectorsOf({ frontend }: CaptureHeader, time: VirtualTime): ReadonlyMap<string, Connector<Framebuffer>> {
  const connectors = new Map<string, Connector<Framebuffer>>();
  for (const [key, value] of Object.entries(frontend)) {
    const index = /^(\d+)\/resolution$/.exec(key)?.[1];
    const size = parseResolution(value);
    const uniqueId = frontend[`${index}/unique-id`];
    if (size && uniqueId !== undefined) connectors.set(uniqueId, new Connector({ uniqueId, ...size, refreshHz: REFRESH_HZ }, time));
  }
  return connectors;
}
