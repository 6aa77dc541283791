import { BackendHost } from "../../main/backends/backend-host.ts";
import type { Framebuffer } from "../../main/backends/vdispl/scanout.ts";
import { VdisplBackend } from "../../main/backends/vdispl/vdispl-backend.ts";
import { VkbdBackend } from "../../main/backends/vkbd/vkbd-backend.ts";
import { VssBackend } from "../../main/backends/vss/vss-backend.ts";
import { Connector } from "../../main/displays/connector.ts";
import { PictureUpload, type PictureSink } from "../../main/displays/picture-upload.ts";
import { HeadlessGuest } from "../../main/guests/headless-guest.ts";
import { Hypervisor } from "../../main/hypervisor/hypervisor.ts";
import { Log, type LogRecord } from "../../main/log/log.ts";
import { deviceNodes, type Device } from "../../main/toolstack/devices.ts";
import { removeWithEmptyParents, writeNodes } from "../../main/toolstack/store-nodes.ts";
import { Store } from "../../main/xenstored/store.ts";
import { DOM0, type DomId } from "../../protocol/ids.ts";
import type { Timers, Xenstore } from "../../protocol/ports.ts";
import type { GuestFault } from "../../protocol/result.ts";
import { backendPath, domainHome, frontendPath, xsJoin } from "../../protocol/xs-path.ts";
import { aFakeClock } from "../support/clock.ts";
import { value } from "../support/machine.ts";
import { aSeat, aSignalSource } from "../support/ports-cockpit.ts";
import type { HostileMemory } from "./hostile-memory.ts";

/** More turns than this in a row do not end. */
const TURNS_MAX = 100_000;
/** More timers than this in a few milliseconds, likewise. */
const TIMERS_MAX = 10_000;
/** Every connector's, in pixels: small, since what a picture costs is not what a campaign is about. */
export const SCREEN = { width: 32, height: 24 } as const;

/** What dom0 holds: what must be as if a guest had never been, once it is gone. */
export type Footprint = ReturnType<World["footprint"]>;

/** The real hypervisor, store and backends in virtual time, and who lives there: a bystander, and whoever else is let in. */
export class World {
  readonly clock = aFakeClock();
  /** The clock's, but for one that is set again whenever it fires: what would hang dom0 fails here. */
  readonly timers: Timers = {
    now: () => this.clock.now(),
    at: (time, fire) => this.clock.at(time, () => this.#fire(fire)),
    after: (ms, fire) => this.clock.after(ms, () => this.#fire(fire)),
  };
  readonly hypervisor: Hypervisor;
  readonly store: Store;
  readonly toolstack: Xenstore;
  readonly host: BackendHost;
  /** Every guest's input is of a display that there is. */
  readonly seat = { ...aSeat(), size: () => SCREEN };
  readonly signals = aSignalSource();
  readonly connectors: ReadonlyMap<string, Connector<Framebuffer>>;
  /** Faults that backends reported and dealt with, by domid. */
  readonly faults = new Map<number, number>();
  /** Faults of a guest that got out of a backend. */
  readonly escaped: GuestFault[] = [];
  /** How often each line was logged, as `level d<domid> message`. */
  readonly lines = new Map<string, number>();
  readonly bystander: DomId;
  /** What the bystander saw, with times. */
  readonly seen: string[] = [];
  readonly #turns: (() => void)[] = [];
  /** Timers that fired since time last moved on. */
  #fired = 0;

  /** `hostile`: what every guest's memory but the bystander's is. `screens`: more connectors, by their unique-ids. */
  constructor(hostile?: HostileMemory, screens: readonly string[] = []) {
    this.hypervisor = new Hypervisor({
      schedule: (fire) => void this.#turns.push(fire),
      onFault: (fault) => void this.escaped.push(fault),
    });
    this.store = new Store({ timers: this.timers });
    this.toolstack = this.store.connect(DOM0);
    this.connectors = new Map(["bystander", "attacked", "second", ...screens].map((id) => [id, this.#connector(id)]));
    const gnttab = this.hypervisor.grantTables(DOM0);
    const log = new Log(this.clock.now, (record) => this.#logged(record), "backends");
    const ports = {
      domid: DOM0,
      xenstore: this.store.connect(DOM0),
      evtchn: this.hypervisor.eventChannels(DOM0),
      gnttab: {
        map: async (...args: Parameters<typeof gnttab.map>) => {
          const mapped = await gnttab.map(...args);
          return mapped.ok && hostile && args[0] !== this.bystander ? { ...mapped, value: hostile.around(mapped.value) } : mapped;
        },
      },
      gntshr: this.hypervisor.grantShares(DOM0),
    };
    this.host = new BackendHost(
      { ports, timers: this.timers, log },
      {
        vdispl: (context) => new VdisplBackend(context, (id) => this.connectors.get(id)),
        vkbd: (context) => new VkbdBackend(context, this.seat),
        vss: (context) => new VssBackend(context, this.signals),
      },
      { onFault: (domid) => this.#fault(domid) },
    );
    this.bystander = this.createDomain("bystander", 4096);
  }

  /** Begins to serve, and has the bystander connected with a device of each kind. */
  async start(devices: (domid: DomId, uniqueId: string) => readonly Device[]): Promise<void> {
    await this.host.start();
    await this.makeHome(this.bystander);
    for (const device of devices(this.bystander, "bystander")) await this.plug(device);
    const { bystander: domid, clock, seen } = this;
    const guest = new HeadlessGuest(
      { hypercalls: value(this.hypervisor.hypercalls(domid)), xenstore: this.store.connect(domid) },
      {
        onFrame: (_, connector) => void seen.push(`${clock.now()} frame ${connector.uniqueId} ${connector.flipsDone}`),
        onInput: (_, event) => void seen.push(`${clock.now()} input ${JSON.stringify(event)}`),
        onSignal: (_, index, signal) => void seen.push(`${clock.now()} signal ${index} ${signal}`),
      },
    );
    guest.start();
    await this.settle();
  }

  /** A domain that runs. */
  createDomain(name: string, maxPages: number): DomId {
    const domid = value(this.hypervisor.createDomain({ name, uuid: name, vcpus: 1, maxPages }));
    this.hypervisor.unpause(domid);
    return domid;
  }

  /** The directories that libxl makes for a domain, with their owners. */
  async makeHome(domid: DomId): Promise<void> {
    value(this.store.introduce(domid));
    const home = domainHome(domid);
    const readable = [
      { domid: DOM0, access: "n" },
      { domid, access: "r" },
    ] as const;
    const own = [{ domid, access: "n" }] as const;
    value(
      await writeNodes(this.toolstack, [
        { path: home, perms: readable },
        { path: xsJoin(home, "device"), perms: readable },
        { path: xsJoin(home, "data"), perms: own },
        { path: xsJoin(home, "error"), perms: own },
      ]),
    );
  }

  /** xl …-attach. */
  async plug(device: Device): Promise<void> {
    value(await writeNodes(this.toolstack, deviceNodes(device)));
  }

  /** What is left to do once a device's backend was asked to close, or without asking. */
  async unplug({ kind, backendKind, domid, devid }: Device): Promise<void> {
    for (const path of [
      frontendPath(domid, kind, devid),
      backendPath(DOM0, backendKind, domid, devid),
      `/libxl/${domid}/device/${kind}/${devid}`,
    ]) {
      value(await removeWithEmptyParents(this.toolstack, path));
    }
  }

  /** The domain dies with its nodes, as xl destroy has it. */
  async destroy(domid: DomId): Promise<void> {
    value(this.hypervisor.destroy(domid));
    for (const path of [domainHome(domid), `/libxl/${domid}`]) await this.toolstack.rm(path);
    this.store.release(domid);
    await this.settle();
  }

  /** Runs everything that is due at this time, and what that causes. */
  async settle(): Promise<void> {
    let ran = 0;
    for (let quiet = 0; quiet < 2; quiet++) {
      for (let turn = this.#turns.shift(); turn; turn = this.#turns.shift()) {
        if (++ran > TURNS_MAX) throw new Error("the turns do not end");
        quiet = 0;
        turn();
      }
      await new Promise<void>((resolve) => void setImmediate(resolve));
    }
  }

  /** Moves time on, a step at a time, with everything settled in between. */
  async advance(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 8) {
      this.#fired = 0;
      this.clock.advance(Math.min(8, left));
      await this.settle();
    }
  }

  footprint() {
    const { ports, grants, pins, mapped, pages } = this.hypervisor.accounting(DOM0);
    const { connections, domains, watches, transactions, nodes } = this.store.stats();
    return {
      dom0: { ports, grants, pins, mapped, pages },
      store: { connections, domains, watches, transactions, nodes },
      timers: this.clock.pending,
      inputs: this.seat.ports.size,
      listeners: this.signals.subscribers,
      devices: [...this.host.devices].length,
      leases: [...this.connectors].filter(([, connector]) => connector.domid !== undefined).map(([id]) => id),
    };
  }

  #connector(uniqueId: string): Connector<Framebuffer> {
    const sink: PictureSink = {
      band: () => undefined,
      clear: () => undefined,
      show: () => void Promise.resolve().then(() => picture.painted()),
    };
    const picture: PictureUpload = new PictureUpload(sink, ({ domid }) => this.#fault(domid));
    return new Connector<Framebuffer>(
      { uniqueId, width: SCREEN.width, height: SCREEN.height, refreshHz: 60 },
      this.timers,
      undefined,
      picture,
    );
  }

  #fire(fire: () => void): void {
    if (++this.#fired > TIMERS_MAX) throw new Error("the timers do not end");
    fire();
  }

  #fault(domid: number): void {
    this.faults.set(domid, (this.faults.get(domid) ?? 0) + 1);
  }

  #logged({ level, domid, msg }: LogRecord): void {
    if (level === "debug") return;
    const line = `${level} d${domid} ${msg}`;
    this.lines.set(line, (this.lines.get(line) ?? 0) + 1);
  }
}
