import { VSSIF_SLOTS_MAX } from "../../../protocol/io/vssif.ts";
import type { Timer } from "../../../protocol/ports.ts";
import { done, err, type Result } from "../../../protocol/result.ts";
import { vssSignals } from "../../../protocol/vss.ts";
import { openTransport, type BackendDevice, type DeviceContext, type NodeReader, type Transport, type XenbusNodes } from "../backend.ts";
import { speaksVersion, vssAdvertised, vssTransport } from "./nodes.ts";
import type { SignalSource } from "./signal-source.ts";
import { VssModel } from "./vss-model.ts";

/** How many of dom0's signals have a slot. */
const COUNT = Math.min(vssSignals.length, VSSIF_SLOTS_MAX);
/** No guest is told more often than this, about a frame at 60 Hz. */
const INTERVAL_MS = 16;

interface Link {
  readonly transport: Transport;
  readonly model: VssModel;
  readonly unsubscribe: () => void;
}

/** The vehicle signals that dom0 lends to one guest (protocol/io/vssif.ts): changed slots, gathered to one notification an interval. */
export class VssBackend implements BackendDevice {
  readonly #context: DeviceContext;
  readonly #source: SignalSource;
  /** A flag a slot: it has changed since it was written. */
  readonly #dirty = new Uint8Array(COUNT);
  #link: Link | undefined;
  #timer: Timer | undefined;
  #lastAt = -Infinity;
  #closes = 0;

  constructor(context: DeviceContext, source: SignalSource) {
    this.#context = context;
    this.#source = source;
  }

  advertise(): Promise<XenbusNodes> {
    return Promise.resolve(vssAdvertised);
  }

  async connect(frontend: NodeReader): Promise<Result<void, string>> {
    this.close();
    const closes = this.#closes;
    const version = await frontend("version");
    if (!speaksVersion(version)) return err(`version: want ${vssAdvertised.versions}, have ${version}`);
    const opened = await openTransport(this.#context, frontend, vssTransport, () => {});
    if (!opened.ok) return err(opened.error);
    const transport = opened.value;
    if (closes !== this.#closes) {
      transport.close();
      return err("closed while connecting");
    }
    this.#link = {
      transport,
      model: new VssModel(transport.page, COUNT),
      unsubscribe: this.#source.subscribe((index) => this.#changed(index)),
    };
    this.#dirty.fill(1);
    this.#flush();
    return done;
  }

  close(): void {
    this.#closes++;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#dirty.fill(0);
    this.#link?.unsubscribe();
    this.#link?.transport.close();
    this.#link = undefined;
  }

  #changed(index: number): void {
    this.#dirty[index] = 1;
    // Even after a pause not at once: signals change in bunches, a CAN frame at a time.
    this.#timer ??= this.#context.timers.at(Math.max(this.#context.timers.now(), this.#lastAt + INTERVAL_MS), this.#flush);
  }

  readonly #flush = (): void => {
    this.#timer = undefined;
    if (!this.#link) return;
    this.#lastAt = this.#context.timers.now();
    this.#link.model.write(this.#dirty, this.#source, this.#lastAt);
    this.#link.transport.evtchn.notify();
  };
}
