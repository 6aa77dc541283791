import type { DomId } from "../../protocol/ids.ts";
import { DRM_FORMAT_XRGB8888, octetsAPixelOf, parseResolution } from "../../protocol/io/displif.ts";
import type { FrontendPorts } from "../../protocol/ports.ts";
import { done, err, ok, type Result } from "../../protocol/result.ts";
import { ConnectorFrontend } from "./connector-frontend.ts";
import { allocDisplayBuffer, askDisplayBuffer, type DisplayBuffer } from "./display-buffer.ts";
import { sharePage } from "./shared-page.ts";
import type { FrontendDevice, FrontendNodes, ReadNode } from "./xenbus-frontend.ts";

const CONNECTORS_MAX = 16;
const BUFFERS = 2;

/** How a guest makes its pictures. */
export interface DrawingOptions {
  /** FOURCC, of the formats that displif.ts knows. */
  readonly pixelFormat: number;
  /** Whether it draws on the buffers' pages itself, in turn. */
  readonly draws: boolean;
}

const ELSEWHERE: DrawingOptions = { pixelFormat: DRM_FORMAT_XRGB8888, draws: false };

/** Who draws on a guest's display. */
export interface VdisplSink {
  /** Modes are set and flips may begin, `credits` of each connector. */
  onConnected(connectors: readonly ConnectorFrontend[]): void;
  /** A flip of this connector was shown: one more credit. */
  onCredit(connector: ConnectorFrontend): void;
  /** The backend refused a request: what, and -XEN_Exx. A refused flip's credit is back; any other leaves the device unusable. */
  onRefused?(what: string, status: number): void;
  /** The connectors of the last `onConnected` are gone. */
  onLost?(): void;
}

/**
 * The guest's end of displif, as Linux's xen_drm_front: rings and channels first, then two full-size buffers a connector, granted by
 * page directory, a framebuffer on each, the mode with the first; then double-buffered flips on credit. Where the toolstack allows
 * (`be-alloc`) and the guest can map foreign pages, the buffers are the backend's.
 *
 * A guest that draws elsewhere (a Chromium view) never touches the buffers' pages; they are there because the ABI has them.
 */
export class VdisplFrontend implements FrontendDevice {
  readonly #ports: FrontendPorts;
  readonly #sink: VdisplSink;
  readonly #drawing: DrawingOptions;
  #beAlloc = false;
  #backendId: DomId | undefined;
  #connectors: ConnectorFrontend[] = [];
  #announced = false;
  #closes = 0;
  #nextCookie = 1n;

  constructor(ports: FrontendPorts, sink: VdisplSink, drawing: DrawingOptions = ELSEWHERE) {
    this.#ports = ports;
    this.#sink = sink;
    this.#drawing = drawing;
  }

  async publish(backendId: DomId, own: ReadNode): Promise<Result<FrontendNodes, string>> {
    this.close();
    this.#backendId = backendId;
    const closes = this.#closes;
    const nodes: Record<string, string> = {};
    this.#beAlloc = (await own("be-alloc")) === "1";
    for (let index = 0; index < CONNECTORS_MAX; index++) {
      const resolution = await own(`${index}/resolution`);
      if (resolution === undefined) break;
      const size = parseResolution(resolution);
      if (!size) return err(`${index}/resolution: want WIDTHxHEIGHT, have ${resolution}`);
      const uniqueId = (await own(`${index}/unique-id`)) ?? "";
      const opened = await this.#open({ index, uniqueId, ...size }, backendId, closes);
      if (!opened.ok) return opened;
      Object.assign(nodes, opened.value);
    }
    return this.#connectors.length > 0 ? ok(nodes) : err("0/resolution: want at least one connector");
  }

  connect(): void {
    void this.#setUp(this.#closes);
  }

  close(): void {
    this.#closes++;
    for (const connector of this.#connectors.splice(0)) connector.close();
    if (this.#announced) this.#sink.onLost?.();
    this.#announced = false;
  }

  async #open(
    nodes: { readonly index: number; readonly uniqueId: string; readonly width: number; readonly height: number },
    backendId: DomId,
    closes: number,
  ): Promise<Result<FrontendNodes, string>> {
    let connector: ConnectorFrontend | undefined;
    const onBroken = (): void => this.close();
    const requests = await sharePage(this.#ports, backendId, { onUpcall: () => connector?.takeResponses(), onBroken });
    if (!requests.ok) return requests;
    const events = await sharePage(this.#ports, backendId, { onUpcall: () => connector?.takeEvents(), onBroken });
    if (!events.ok || closes !== this.#closes) {
      requests.value.close();
      if (!events.ok) return events;
      events.value.close();
      return err("closed while publishing");
    }
    connector = new ConnectorFrontend(nodes, requests.value, events.value, {
      onCredit: (from) => this.#sink.onCredit(from),
      onRefused: (_from, status) => this.#sink.onRefused?.("pgFlip", status),
    });
    this.#connectors.push(connector);
    return ok({
      [`${nodes.index}/req-ring-ref`]: requests.value.ref,
      [`${nodes.index}/req-event-channel`]: requests.value.port,
      [`${nodes.index}/evt-ring-ref`]: events.value.ref,
      [`${nodes.index}/evt-event-channel`]: events.value.port,
    });
  }

  async #setUp(closes: number): Promise<void> {
    for (const connector of this.#connectors) {
      const made = await this.#makeBuffers(connector, closes);
      if (closes !== this.#closes) return;
      if (!made.ok) {
        this.#sink.onRefused?.(made.error.what, made.error.status);
        return;
      }
    }
    this.#announced = true;
    this.#sink.onConnected(this.#connectors);
  }

  async #makeBuffers(
    connector: ConnectorFrontend,
    closes: number,
  ): Promise<Result<void, { readonly what: string; readonly status: number }>> {
    const [control] = this.#connectors;
    if (!control || this.#backendId === undefined) return err({ what: "connect", status: 0 });
    const { width, height } = connector;
    const { pixelFormat, draws } = this.#drawing;
    const bpp = 8 * (octetsAPixelOf(pixelFormat) ?? 0);
    const buffers: { fbCookie: bigint; buffer: DisplayBuffer }[] = [];
    const refused = (what: string, status: number | undefined): Result<never, { readonly what: string; readonly status: number }> => {
      for (const { buffer } of buffers) buffer.free();
      return err({ what, status: status ?? 0 });
    };
    for (let i = 0; i < BUFFERS; i++) {
      const buffer = this.#allocate(this.#backendId, width * height * (bpp / 8));
      const dbufCookie = this.#nextCookie++;
      const fbCookie = this.#nextCookie++;
      buffers.push({ fbCookie, buffer });
      const { bufferSz, flags, grefDirectory } = buffer;
      const size = { width, height };
      const created = await control.request({ kind: "dbufCreate", dbufCookie, ...size, bpp, bufferSz, flags, grefDirectory, dataOfs: 0 });
      if (created !== 0 || closes !== this.#closes) return refused("dbufCreate", created);
      if (!(await buffer.created()) || closes !== this.#closes) return refused("map", 0);
      const attached = await control.request({ kind: "fbAttach", dbufCookie, fbCookie, ...size, pixelFormat });
      if (attached !== 0 || closes !== this.#closes) return refused("fbAttach", attached);
    }
    const [first] = buffers;
    const set = first && (await connector.request({ kind: "setConfig", fbCookie: first.fbCookie, x: 0, y: 0, width, height, bpp }));
    if (set !== 0 || closes !== this.#closes) return refused("setConfig", set);
    connector.ready(buffers, draws ? BUFFERS - 1 : BUFFERS);
    return done;
  }

  #allocate(backendId: DomId, bufferSz: number): DisplayBuffer {
    const { gnttab } = this.#ports;
    return this.#beAlloc && gnttab
      ? askDisplayBuffer({ ...this.#ports, gnttab }, backendId, bufferSz)
      : allocDisplayBuffer(this.#ports, backendId, bufferSz);
  }
}
