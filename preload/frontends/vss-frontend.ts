import type { DomId } from "../../protocol/ids.ts";
import {
  VSSIF_FLAG_VALID,
  VSSIF_MAGIC,
  VSSIF_SLOTS_MAX,
  VSSIF_VERSION,
  vssPageHeader,
  vssSlot,
  vssSlotAt,
} from "../../protocol/io/vssif.ts";
import type { FrontendPorts } from "../../protocol/ports.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { sharePage, type SharedPage } from "./shared-page.ts";
import type { FrontendDevice, FrontendNodes } from "./xenbus-frontend.ts";

/** Where a guest's vehicle signals go. */
export interface VssSink {
  /** One changed signal, by its place in protocol/vss.ts. `ageMs`: how old the value was when the backend last wrote the page. */
  onSignal(index: number, value: number | undefined, ageMs: number): void;
  /** All of a page's changes have been handed over. */
  onBatch?(): void;
  onLost?(): void;
}

/** A page that is being written each time it is looked at is left for the next notification. */
const TRIES = 3;

/** The guest's end of protocol/io/vssif.ts. */
export class VssFrontend implements FrontendDevice {
  readonly #ports: FrontendPorts;
  readonly #sink: VssSink;
  readonly #values = new Float64Array(VSSIF_SLOTS_MAX);
  /** Flags as last seen, plus one; 0: never seen. */
  readonly #seen = new Uint32Array(VSSIF_SLOTS_MAX);
  readonly #copyOctets = new Uint8Array(vssSlotAt(VSSIF_SLOTS_MAX));
  readonly #copy = new DataView(this.#copyOctets.buffer);
  #shared: SharedPage | undefined;
  /** The shared page's octets. */
  #octets: Uint8Array | undefined;
  #closes = 0;

  constructor(ports: FrontendPorts, sink: VssSink) {
    this.#ports = ports;
    this.#sink = sink;
  }

  async publish(backendId: DomId): Promise<Result<FrontendNodes, string>> {
    this.close();
    const closes = this.#closes;
    const shared = await sharePage(this.#ports, backendId, { onUpcall: () => this.#upcall(), onBroken: () => this.close() });
    if (!shared.ok) return shared;
    if (closes !== this.#closes) {
      shared.value.close();
      return err("closed while publishing");
    }
    this.#shared = shared.value;
    const { buffer, byteOffset } = shared.value.view;
    this.#octets = new Uint8Array(buffer, byteOffset, this.#copyOctets.length);
    this.#seen.fill(0);
    return ok({ version: String(VSSIF_VERSION), "page-gref": shared.value.ref, "event-channel": shared.value.port });
  }

  connect(): void {
    this.#upcall();
  }

  close(): void {
    this.#closes++;
    if (!this.#shared) return;
    this.#shared.close();
    this.#shared = undefined;
    this.#octets = undefined;
    this.#sink.onLost?.();
  }

  #upcall(): void {
    if (!this.#shared || !this.#octets || !this.#copyPage(this.#shared.view, this.#octets)) return;
    const copy = this.#copy;
    const count = vssPageHeader.at.count.get(copy, 0);
    // TRUST: the peer's header. Not ours, or claiming more slots than a page has: not read.
    if (vssPageHeader.at.magic.get(copy, 0) !== VSSIF_MAGIC || vssPageHeader.at.version.get(copy, 0) !== VSSIF_VERSION) return;
    if (count > VSSIF_SLOTS_MAX) return;
    const stamp = vssPageHeader.at.stamp.get(copy, 0);
    for (let index = 0; index < count; index++) {
      const base = vssSlotAt(index);
      const flags = vssSlot.at.flags.get(copy, base) & VSSIF_FLAG_VALID;
      const value = vssSlot.at.value.get(copy, base);
      if (this.#seen[index] === flags + 1 && Object.is(this.#values[index], value)) continue;
      this.#seen[index] = flags + 1;
      this.#values[index] = value;
      this.#sink.onSignal(index, flags === 0 ? undefined : value, (stamp - vssSlot.at.stamp.get(copy, base)) >>> 0);
    }
    this.#sink.onBatch?.();
  }

  /** A copy of the page that no write went through. False: there was none to be had. */
  #copyPage(view: DataView, octets: Uint8Array): boolean {
    const { sequence } = vssPageHeader.at;
    for (let tries = 0; tries < TRIES; tries++) {
      const before = sequence.get(view, 0);
      this.#copyOctets.set(octets);
      if (before % 2 === 0 && sequence.get(view, 0) === before) return true;
    }
    return false;
  }
}
