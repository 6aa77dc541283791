import { done, err, type Result } from "../../../protocol/result.ts";
import { openTransport, type BackendDevice, type DeviceContext, type HeldPages, type NodeReader, type XenbusNodes } from "../backend.ts";
import { ConnectorChannel } from "./connector-channel.ts";
import { connectorEdid } from "./edid.ts";
import {
  eventTransport,
  readBeAlloc,
  readConnectors,
  readVersion,
  requestTransport,
  vdisplAdvertised,
  type ConnectorNodes,
} from "./nodes.ts";
import type { ScanoutLookup } from "./scanout.ts";
import { VdisplModel } from "./vdispl-model.ts";

/**
 * The displays that dom0 lends to one guest: displif.h, versions 1 and 2, buffers allocated by either end.
 *
 * Each connector of the device is a connector of dom0 by its `unique-id`, leased while the device is connected.
 */
export class VdisplBackend implements BackendDevice {
  readonly #context: DeviceContext;
  readonly #lookup: ScanoutLookup;
  #model: VdisplModel | undefined;
  #channels: ConnectorChannel[] = [];
  #closes = 0;

  constructor(context: DeviceContext, lookup: ScanoutLookup) {
    this.#context = context;
    this.#lookup = lookup;
  }

  advertise(): Promise<XenbusNodes> {
    return Promise.resolve(vdisplAdvertised);
  }

  async connect(frontend: NodeReader): Promise<Result<void, string>> {
    this.close();
    const closes = this.#closes;
    const { address, ports } = this.#context;
    const { gnttab, gntshr } = ports;
    const [beAlloc, version, connectors] = [await readBeAlloc(frontend), await readVersion(frontend), await readConnectors(frontend)];
    if (closes !== this.#closes) return err("closed while connecting");
    const model = new VdisplModel({ domid: address.domid, gnttab, gntshr, beAlloc });
    this.#model = model;
    if (!version.ok) return version;
    if (!connectors.ok) return connectors;
    // displif.h: GET_EDID is not there in version 1. Linux's frontend names no version, and may ask all the same.
    const withEdid = version.value !== "1";
    for (const nodes of connectors.value) {
      const opened = await this.#open(frontend, nodes, model, withEdid);
      if (!opened.ok) return opened;
    }
    // Requests may have been put, and notified, before there was anyone to hear it.
    for (const channel of this.#channels) this.#context.guard(() => channel.serve());
    return done;
  }

  close(): void {
    this.#closes++;
    for (const channel of this.#channels.splice(0)) channel.close();
    this.#model?.close();
    this.#model = undefined;
  }

  /** Flip-done events that found no room on the guest's pages. */
  get eventsLost(): number {
    return this.#channels.reduce((sum, channel) => sum + channel.eventsLost, 0);
  }

  held(): readonly HeldPages[] {
    return this.#model?.held() ?? [];
  }

  async #open(frontend: NodeReader, nodes: ConnectorNodes, model: VdisplModel, withEdid: boolean): Promise<Result<void, string>> {
    const connector = this.#lookup(nodes.uniqueId);
    if (!connector) return err(`${nodes.index}/unique-id: no connector ${nodes.uniqueId}`);
    let channel: ConnectorChannel | undefined;
    const serve = (): void => this.#context.guard(() => channel?.serve());
    const requests = await openTransport(this.#context, frontend, requestTransport(nodes.index), serve);
    if (!requests.ok) return err(requests.error);
    const events = await openTransport(this.#context, frontend, eventTransport(nodes.index), () => {});
    if (!events.ok) {
      requests.value.close();
      return err(events.error);
    }
    // `close` was called meanwhile: nothing may be left behind for a device that is no longer there.
    const scanout =
      this.#model === model
        ? connector.lease(this.#context.address.domid, (fb) => this.#context.guard(() => channel?.flipDone(fb)))
        : undefined;
    if (!scanout) {
      requests.value.close();
      events.value.close();
      return err(this.#model === model ? `${nodes.index}/unique-id: ${nodes.uniqueId} is in use` : "closed while connecting");
    }
    const { refreshHz } = connector;
    const edid = withEdid ? connectorEdid({ ...nodes, name: nodes.uniqueId, refreshHz }) : undefined;
    channel = new ConnectorChannel(this.#context, nodes, { model, edid }, scanout, { requests: requests.value, events: events.value });
    this.#channels.push(channel);
    return done;
  }
}
