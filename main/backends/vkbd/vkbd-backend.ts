import { BackEventPage } from "../../../protocol/event-page.ts";
import { kbdInEvent, kbdInRing, type KbdInEvent } from "../../../protocol/io/kbdif.ts";
import { done, err, type Result } from "../../../protocol/result.ts";
import { openTransport, type BackendDevice, type DeviceContext, type NodeReader, type Transport, type XenbusNodes } from "../backend.ts";
import type { InputRoute, InputSeat } from "./input.ts";
import { missingNodes, parseRoute, readConfig, readRequests, vkbdTransport } from "./nodes.ts";
import { VkbdModel } from "./vkbd-model.ts";

interface Link {
  readonly transport: Transport;
  readonly model: VkbdModel;
  readonly input: { close(): void };
}

/** The keyboard, pointer and touch screen that dom0 lends to one guest: kbdif.h. Serves `backend/vkbd` and `backend/vinput` alike. */
export class VkbdBackend implements BackendDevice {
  /** Linux's xen-kbdfront stays Connected, and does nothing, when a backend comes back at InitWait. */
  readonly rejoins = true;
  readonly #context: DeviceContext;
  readonly #seat: InputSeat;
  /** Ids that name no display, as far as the log has been told. */
  readonly #unknown = new Set<string>();
  #link: Link | undefined;
  /** Counts `close` calls, so that a connect under way can see that it was overtaken. */
  #closes = 0;

  constructor(context: DeviceContext, seat: InputSeat) {
    this.#context = context;
    this.#seat = seat;
  }

  async advertise(own: NodeReader): Promise<XenbusNodes> {
    const route = await this.#route(own);
    this.#tellUnknown(route);
    return missingNodes(own, this.#seat, route);
  }

  async connect(frontend: NodeReader, own: NodeReader): Promise<Result<void, string>> {
    this.close();
    const closes = this.#closes;
    const route = await this.#route(own);
    const config = await readConfig(own);
    const requests = await readRequests(frontend, config);
    const opened = await openTransport(this.#context, frontend, vkbdTransport, () => this.#context.guard(() => this.#upcall()));
    if (!opened.ok) return err(opened.error);
    const transport = opened.value;
    if (closes !== this.#closes) {
      transport.close();
      return err("closed while connecting");
    }
    const events = new BackEventPage(transport.page, kbdInRing);
    this.#context.scope.show(transport.name, { kind: "kbd-events", ring: events });
    const model = new VkbdModel(config, requests, (event) => this.#put(events, transport, event));
    this.#link = { transport, model, input: this.#seat.attach(route, model) };
    return done;
  }

  close(): void {
    this.#closes++;
    this.#link?.input.close();
    this.#link?.transport.close();
    this.#link = undefined;
  }

  /** Events put on the ring and events lost to a full one, since the device connected. */
  get counts(): { readonly sent: number; readonly dropped: number } {
    return { sent: this.#link?.model.sent ?? 0, dropped: this.#link?.model.dropped ?? 0 };
  }

  /** The guest has read: there may be room for the releases it is owed. Out events are none; what it puts there is not looked at. */
  #upcall(): void {
    this.#link?.model.settle();
  }

  #put(events: BackEventPage, transport: Transport, event: KbdInEvent): boolean {
    const base = events.slot();
    if (base === undefined) {
      this.#context.log.guest(this.#context.address.domid, "in ring full, event dropped");
      return false;
    }
    kbdInEvent.encode(events.view, base, event);
    events.publish();
    transport.evtchn.notify();
    return true;
  }

  /** The operator's mistake, not the guest's: the device is there, and silent. */
  #tellUnknown(route: InputRoute): void {
    const { log, address } = this.#context;
    for (const uniqueId of [route.keyboard, route.pointer, route.touch]) {
      if (uniqueId === undefined || this.#unknown.has(uniqueId) || this.#seat.size(uniqueId)) continue;
      this.#unknown.add(uniqueId);
      log.info("input of no display", { type: address.type, devid: address.devid, uniqueId }, address.domid);
    }
  }

  /** `unique-id`, or without one the display that the guest itself was given first. */
  async #route(own: NodeReader): Promise<InputRoute> {
    const uniqueId = await own("unique-id");
    if (uniqueId !== undefined && uniqueId !== "") return parseRoute(uniqueId);
    const display = await this.#context.ports.xenstore.read(`/local/domain/${this.#context.address.domid}/device/vdispl/0/0/unique-id`);
    const id = display.ok ? display.value : undefined;
    return { keyboard: id, pointer: id, touch: id };
  }
}
