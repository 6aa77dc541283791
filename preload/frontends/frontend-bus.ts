import type { FrontendPorts, XsWatch } from "../../protocol/ports.ts";
import { XenbusFrontend, type FrontendDevice } from "./xenbus-frontend.ts";

/** A kernel's drivers, by the class in `device/<class>/<devid>`. Undefined: this kernel leaves that device alone. */
export type FrontendDrivers = Readonly<Record<string, (devid: number) => FrontendDevice | undefined>>;

const DEVID = /^(0|[1-9][0-9]{0,4})$/;

/** Of an event's path: what a device's coming and going touches, and what its life does not (`state` and what it publishes). */
const isAboutDevices = (path: string): boolean => {
  const [, , devid, key, more] = path.slice(path.lastIndexOf("device")).split("/");
  return devid === undefined || key === undefined || (key === "backend" && more === undefined);
};

/**
 * The frontend half of Linux's xenbus: keeps a frontend for each device that the toolstack gave the guest and that the kernel has a driver
 * for, as devices come and go. A device whose directory is gone was unplugged.
 */
export class FrontendBus {
  readonly #ports: FrontendPorts;
  readonly #drivers: FrontendDrivers;
  readonly #devices = new Map<string, XenbusFrontend>();
  #watch: XsWatch | undefined;
  #asleep = false;
  #closed = false;
  #again = false;
  #looking: Promise<void> | undefined;

  constructor(ports: FrontendPorts, drivers: FrontendDrivers) {
    this.#ports = ports;
    this.#drivers = drivers;
  }

  /** Begins to watch. Resolves when the devices that are there have begun. */
  async start(): Promise<void> {
    const watch = await this.#ports.xenstore.watch("device", (path) => {
      if (isAboutDevices(path)) void this.#look();
    });
    if (watch.ok) this.#watch = watch.value;
    if (this.#closed) this.#watch?.close();
    await this.#look();
  }

  /** The frontend of a device, while there is one. */
  frontend(type: string, devid: number): XenbusFrontend | undefined {
    return this.#devices.get(`${type}/${devid}`);
  }

  /** Takes every device through Closing to Closed, all at once. Resolves when their backends have let go: nothing is granted any more. */
  async suspend(): Promise<void> {
    this.#asleep = true;
    await this.#looking;
    await Promise.all([...this.#devices.values()].map((frontend) => frontend.remove()));
  }

  /** Begins anew with the devices that there are now. */
  async resume(): Promise<void> {
    this.#asleep = false;
    for (const frontend of this.#devices.values()) if (!this.#closed) await frontend.start();
    await this.#look();
  }

  /** The guest goes without a word. Harmless twice. */
  close(): void {
    this.#closed = true;
    this.#watch?.close();
    for (const frontend of this.#devices.values()) frontend.close();
    this.#devices.clear();
  }

  #look(): Promise<void> {
    this.#again = true;
    this.#looking ??= this.#scan();
    return this.#looking;
  }

  async #scan(): Promise<void> {
    await Promise.resolve(); // so that `#looking` is set before it can be cleared
    try {
      while (this.#again && !this.#closed && !this.#asleep) {
        this.#again = false;
        for (const type of Object.keys(this.#drivers)) await this.#scanClass(type);
      }
    } finally {
      this.#looking = undefined;
    }
  }

  async #scanClass(type: string): Promise<void> {
    const names = await this.#ports.xenstore.directory(`device/${type}`);
    const there = names.ok ? names.value.filter((name) => DEVID.test(name)) : [];
    for (const [key, frontend] of this.#devices) {
      const [of, devid = ""] = key.split("/");
      if (of !== type) continue;
      const backend = there.includes(devid) ? await this.#ports.xenstore.read(`device/${key}/backend`) : undefined;
      // Another backend is another device, which came while we did not look.
      if (!backend?.ok || backend.value !== frontend.backend) this.#drop(key, frontend);
    }
    for (const devid of there) await this.#add(type, Number(devid));
  }

  async #add(type: string, devid: number): Promise<void> {
    const key = `${type}/${devid}`;
    if (this.#closed || this.#asleep || this.#devices.has(key)) return;
    const device = this.#drivers[type]?.(devid);
    if (!device) return;
    const frontend = new XenbusFrontend(this.#ports, type, devid, device);
    this.#devices.set(key, frontend);
    const started = await frontend.start();
    // Half a device: the rest of its nodes will be an event.
    if (!started.ok) this.#drop(key, frontend);
  }

  #drop(key: string, frontend: XenbusFrontend): void {
    frontend.close();
    if (this.#devices.get(key) === frontend) this.#devices.delete(key);
  }
}
