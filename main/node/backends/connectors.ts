import type { BackendDevice, DeviceContext, NodeReader } from "../../backends/backend.ts";
import type { Framebuffer } from "../../backends/vdispl/scanout.ts";
import { Connector, type PictureObserver } from "../../displays/connector.ts";
import type { ConnectorObserver } from "../../displays/lease.ts";
import type { Seat } from "../../displays/seat.ts";
import { parseResolution } from "../../../protocol/io/displif.ts";
import type { Timers } from "../../../protocol/ports.ts";

const REFRESH_HZ = 60;
/** As the backend reads them: more than any cockpit has. */
const CONNECTORS_MAX = 16;

/** Who hears what happens on a connector, and who shows it. */
export interface ConnectorUse {
  readonly observer?: ConnectorObserver | undefined;
  readonly picture?: PictureObserver<Framebuffer> | undefined;
}

/** The connectors of a host that has as many as its guests' xl.cfg files name: each is made when a device that names it appears, and stays. */
export class Connectors {
  readonly #timers: Timers;
  readonly #seat: Seat;
  readonly #use: (uniqueId: string) => ConnectorUse;
  readonly #connectors = new Map<string, Connector<Framebuffer>>();

  constructor(timers: Timers, seat: Seat, use: (uniqueId: string) => ConnectorUse) {
    this.#timers = timers;
    this.#seat = seat;
    this.#use = use;
  }

  readonly lookup = (uniqueId: string): Connector<Framebuffer> | undefined => this.#connectors.get(uniqueId);

  get all(): Iterable<Connector<Framebuffer>> {
    return this.#connectors.values();
  }

  /** The device, which finds its connectors there when it advertises itself. */
  learning(context: DeviceContext, device: BackendDevice): BackendDevice {
    return {
      advertise: async (own) => {
        await this.#learn(context, own);
        return device.advertise(own);
      },
      connect: (frontend, own) => device.connect(frontend, own),
      close: () => device.close(),
      ...(device.held ? { held: () => device.held?.() ?? [] } : {}),
    };
  }

  /** The toolstack writes a frontend's connectors before the backend hears of the device, and its guest cannot change them. */
  async #learn({ ports }: DeviceContext, own: NodeReader): Promise<void> {
    const frontend = await own("frontend");
    if (frontend === undefined) return;
    const read = async (key: string): Promise<string | undefined> => {
      const value = await ports.xenstore.read(`${frontend}/${key}`);
      return value.ok ? value.value : undefined;
    };
    for (let index = 0; index < CONNECTORS_MAX; index++) {
      const uniqueId = await read(`${index}/unique-id`);
      const size = parseResolution((await read(`${index}/resolution`)) ?? "");
      if (uniqueId === undefined || !size) return;
      this.#add(uniqueId, size);
    }
  }

  #add(uniqueId: string, { width, height }: { readonly width: number; readonly height: number }): void {
    const known = this.#connectors.get(uniqueId);
    if (known?.domid !== undefined || (known?.width === width && known.height === height)) return;
    const config = { uniqueId, width, height, refreshHz: REFRESH_HZ };
    const { observer, picture } = this.#use(uniqueId);
    this.#connectors.set(uniqueId, new Connector<Framebuffer>(config, this.#timers, observer, picture));
    this.#seat.add({ uniqueId, width, height });
  }
}
