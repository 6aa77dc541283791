import type { DomId } from "../../protocol/ids.ts";
import { FrontEventPage } from "../../protocol/event-page.ts";
import { kbdInEvent, kbdInRing, type KbdInEvent } from "../../protocol/io/kbdif.ts";
import type { FrontendPorts } from "../../protocol/ports.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { serve, sharePage, type SharedPage, type SharedPageEvents } from "./shared-page.ts";
import type { FrontendDevice, FrontendNodes, ReadNode } from "./xenbus-frontend.ts";

/** The areas that events' places are in, as the backend says. Pixels. */
export interface VkbdAreas {
  readonly width: number;
  readonly height: number;
  readonly touchWidth: number;
  readonly touchHeight: number;
  readonly contacts: number;
}

/** Where a guest's input goes. */
export interface VkbdSink {
  onConnected?(areas: VkbdAreas): void;
  onEvent(event: KbdInEvent): void;
  onLost?(): void;
}

/** xen-kbdfront's defaults. */
const DEFAULT_WIDTH = 800;
const DEFAULT_HEIGHT = 600;

/** The guest's end of kbdif. Asks for absolute places and for multi-touch where the backend has them. */
export class VkbdFrontend implements FrontendDevice {
  readonly #ports: FrontendPorts;
  readonly #sink: VkbdSink;
  #shared: SharedPage | undefined;
  #events: FrontEventPage | undefined;
  #areas: VkbdAreas | undefined;
  #closes = 0;
  /** Events of a type that this kernel does not know; kbdif says to ignore them. */
  unknownEvents = 0;

  readonly #page: SharedPageEvents = { onUpcall: () => this.#upcall(), onBroken: () => this.close() };

  constructor(ports: FrontendPorts, sink: VkbdSink) {
    this.#ports = ports;
    this.#sink = sink;
  }

  async publish(backendId: DomId, _own: ReadNode, backend: ReadNode): Promise<Result<FrontendNodes, string>> {
    this.close();
    const closes = this.#closes;
    const offers = async (feature: string): Promise<string> => ((await backend(feature)) === "1" ? "1" : "0");
    const absPointer = await offers("feature-abs-pointer");
    const multiTouch = await offers("feature-multi-touch");
    const size = async (key: string, otherwise: number): Promise<number> => Number((await backend(key)) ?? otherwise) || otherwise;
    const width = await size("width", DEFAULT_WIDTH);
    const height = await size("height", DEFAULT_HEIGHT);
    this.#areas = {
      width,
      height,
      touchWidth: await size("multi-touch-width", width),
      touchHeight: await size("multi-touch-height", height),
      contacts: await size("multi-touch-num-contacts", 1),
    };
    const shared = await sharePage(this.#ports, backendId, this.#page);
    if (!shared.ok) return shared;
    if (closes !== this.#closes) {
      shared.value.close();
      return err("closed while publishing");
    }
    this.#shared = shared.value;
    this.#events = new FrontEventPage(shared.value.view, kbdInRing);
    return ok({
      "request-abs-pointer": absPointer,
      "request-multi-touch": multiTouch,
      "page-gref": shared.value.ref,
      "event-channel": shared.value.port,
    });
  }

  connect(): void {
    if (this.#areas) this.#sink.onConnected?.(this.#areas);
    serve(this.#page);
  }

  close(): void {
    this.#closes++;
    if (!this.#shared) return;
    this.#shared.close();
    this.#shared = undefined;
    this.#events = undefined;
    this.#sink.onLost?.();
  }

  #upcall(): void {
    const events = this.#events;
    if (!events) return;
    let taken = 0;
    for (let octets = events.take(); octets; octets = events.take()) {
      taken++;
      const event = kbdInEvent.decode(octets, 0);
      if (event) this.#sink.onEvent(event);
      else this.unknownEvents++;
    }
    if (taken === 0) return;
    events.release();
    // Linux's frontend notifies too: a backend that found the ring full learns of the room.
    this.#shared?.evtchn.notify();
  }
}
