import type { Log } from "../log/log.ts";
import { isDomId, type DomId } from "../../protocol/ids.ts";
import type { BackendPorts, Timers, XsWatch } from "../../protocol/ports.ts";
import { parseU32, type DeviceFactory } from "./backend.ts";
import { XenbusBackend, type XenbusBackendEvents } from "./xenbus-backend.ts";

/** The device classes a host serves, by their directory under `backend/`: xl's vkb is `vkbd` or, with backend-type=linux, `vinput`. */
export type DeviceClasses = Readonly<Record<string, DeviceFactory>>;

const DEVICES_A_DOMAIN_MAX = 64;

/**
 * Keeps a XenbusBackend for each device directory below `backend/<class>/` of its own domain, as the toolstack makes and removes them.
 *
 * The paths of watch events only say where to look again; what is there is read anew each time, a domain's devices at once.
 */
export class BackendHost {
  readonly #machine: { readonly ports: BackendPorts; readonly timers: Timers; readonly log: Log };
  readonly #classes: DeviceClasses;
  readonly #events: XenbusBackendEvents;
  /** By place ("type/domid") and device number: what one domain does must not cost more with every other that there is. */
  readonly #places = new Map<string, Map<number, XenbusBackend>>();
  /** Of the classes that are served now. */
  readonly #served = new Map<string, { watch: XsWatch | undefined }>();
  readonly #dirty = new Set<string>();
  #scanning: Promise<void> | undefined;
  #closed = false;

  constructor(
    machine: { readonly ports: BackendPorts; readonly timers: Timers; readonly log: Log },
    classes: DeviceClasses,
    events: XenbusBackendEvents,
  ) {
    this.#machine = machine;
    this.#classes = classes;
    this.#events = events;
  }

  /** Begins to serve these classes, or all; devices that are already there are taken up. Resolves when they have been. Harmless twice. */
  async start(types: readonly string[] = Object.keys(this.#classes)): Promise<void> {
    for (const type of types) {
      if (this.#closed || this.#served.has(type)) continue;
      const service: { watch: XsWatch | undefined } = { watch: undefined };
      this.#served.set(type, service);
      const watch = await this.#machine.ports.xenstore.watch(`backend/${type}`, (path) => this.#event(type, path));
      // It may have been stopped, and even started again, meanwhile.
      if (this.#served.get(type) !== service) {
        if (watch.ok) watch.value.close();
      } else if (watch.ok) service.watch = watch.value;
      else this.#served.delete(type);
      this.#look(type);
    }
    await this.#scanning;
  }

  /**
   * Ends the service of these classes, or all, as when their driver is stopped: every device goes through Closing to Closed, and its frontend may
   * wait for the next `start`. Resolves when all are Closed. Harmless twice.
   */
  async stop(types: readonly string[] = Object.keys(this.#classes)): Promise<void> {
    for (const type of types) {
      this.#served.get(type)?.watch?.close();
      this.#served.delete(type);
    }
    const ending: Promise<void>[] = [];
    for (const device of [...this.devices]) {
      if (!types.includes(device.address.type)) continue;
      this.#drop(device);
      ending.push(device.stop());
    }
    await Promise.all(ending);
  }

  /** The backend of a device, by class, domain and device number. */
  device(type: string, domid: number, devid: number): XenbusBackend | undefined {
    return this.#places.get(`${type}/${domid}`)?.get(devid);
  }

  get devices(): Iterable<XenbusBackend> {
    return this.#eachDevice();
  }

  /** Lets all devices go, as when their domain dies: nothing more is written. Harmless twice. */
  close(): void {
    this.#closed = true;
    for (const { watch } of this.#served.values()) watch?.close();
    this.#served.clear();
    for (const device of this.devices) device.close();
    this.#places.clear();
  }

  *#eachDevice(): Generator<XenbusBackend> {
    for (const devices of this.#places.values()) yield* devices.values();
  }

  #event(type: string, path: string): void {
    // The path is relative or absolute, as the watch was asked for; what counts is what follows the class.
    const marker = `backend/${type}`;
    const at = path.indexOf(marker);
    const [domid = "", devid = "", key = "", more] = at < 0 ? [] : path.slice(at + marker.length + 1).split("/");
    if (domid === "") return this.#look(type);
    if (devid === "" || key === "") return this.#look(`${type}/${domid}`);
    if (more !== undefined || (key !== "state" && key !== "online" && key !== "frontend")) return;
    const device = this.#places.get(`${type}/${domid}`)?.get(Number(devid));
    if (!device) return this.#look(`${type}/${domid}`);
    void device.changed();
  }

  /** Marks a place to be read anew: "type" is a class, "type/domid" one domain's devices. */
  #look(place: string): void {
    if (this.#closed) return;
    this.#dirty.add(place);
    this.#scanning ??= this.#scan();
  }

  async #scan(): Promise<void> {
    await Promise.resolve(); // so that `#scanning` is set before it can be cleared
    try {
      for (let place = this.#next(); place !== undefined && !this.#closed; place = this.#next()) {
        const [type = "", domid] = place.split("/");
        if (domid === undefined) await this.#scanClass(type);
        else await this.#scanDomain(type, domid);
      }
    } finally {
      this.#scanning = undefined;
    }
  }

  #next(): string | undefined {
    const [place] = this.#dirty;
    if (place !== undefined) this.#dirty.delete(place);
    return place;
  }

  async #scanClass(type: string): Promise<void> {
    for (const domid of await this.#list(`backend/${type}`)) this.#dirty.add(`${type}/${domid}`);
    for (const place of this.#places.keys()) if (place.startsWith(`${type}/`)) this.#dirty.add(place);
  }

  async #scanDomain(type: string, name: string): Promise<void> {
    const domid = parseU32(name);
    if (!isDomId(domid)) return;
    const there = await this.#list(`backend/${type}/${name}`);
    const devids = there.map(parseU32).filter((devid) => devid !== undefined);
    for (const device of [...(this.#places.get(`${type}/${name}`)?.values() ?? [])]) {
      if (devids.includes(device.address.devid)) continue;
      this.#drop(device);
      device.close();
      await this.#forgetError(device);
    }
    for (const devid of devids.slice(0, DEVICES_A_DOMAIN_MAX)) this.#add(type, domid, devid);
  }

  #add(type: string, domid: DomId, devid: number): void {
    const place = `${type}/${domid}`;
    const make = this.#classes[type];
    if (!this.#served.has(type) || !make || this.#places.get(place)?.has(devid)) return;
    const device = new XenbusBackend({ type, domid, devid }, this.#machine, make, this.#events);
    const devices = this.#places.get(place) ?? new Map<number, XenbusBackend>();
    this.#places.set(place, devices.set(devid, device));
    void device.changed();
  }

  #drop({ address: { type, domid, devid } }: XenbusBackend): void {
    const place = `${type}/${domid}`;
    const devices = this.#places.get(place);
    devices?.delete(devid);
    if (devices?.size === 0) this.#places.delete(place);
  }

  /** What went wrong with a device that is gone concerns nobody; the directories above go with the last of it. */
  async #forgetError({ erred, address }: XenbusBackend): Promise<void> {
    const { xenstore } = this.#machine.ports;
    const parts = ["error", "backend", address.type, address.domid, address.devid];
    if (!erred) return;
    do {
      const removed = await xenstore.rm(parts.join("/"));
      if (!removed.ok) return;
      parts.pop();
    } while (parts.length > 0 && (await this.#list(parts.join("/"))).length === 0);
  }

  async #list(path: string): Promise<readonly string[]> {
    const names = await this.#machine.ports.xenstore.directory(path);
    return names.ok ? names.value : [];
  }
}
