/** Makes and unmakes domains: the hypervisor's part, and every XenStore node that belongs to one (libxl_create.c, libxl_domain.c). */
import { DOM0, type DomId } from "../../protocol/ids.ts";
import type { Dice, Timers, Xenstore } from "../../protocol/ports.ts";
import { done, err, ok, type Result } from "../../protocol/result.ts";
import { domainHome, vmPath, xsJoin } from "../../protocol/xs-path.ts";
import type { StoreRing } from "../hypervisor/domain.ts";
import type { Log } from "../log/log.ts";
import { removeDevices, removeOneDevice } from "./device-removal.ts";
import { addDevice, nextDevid } from "./device-addition.ts";
import type { VdisplConfig, VkbConfig } from "./device-config.ts";
import { namePath, vdisplDevice, vkbDevice, vssDevice, type Device, type DeviceEnds } from "./devices.ts";
import type { DomainConfig } from "./domain-config.ts";
import type { Domains, StoreIntroduction } from "./machine.ts";
import type { SettingsKeeper } from "./settings-keeper.ts";
import { buildNodes, domainNodes, libxlPath, readOnlyFor, removeNode, writeNodes } from "./store-nodes.ts";

/** What to build. */
export interface BuildOrder {
  readonly config: DomainConfig;
  /** Whether the domain gets a vss device. */
  readonly signals: boolean;
  /** Kept over restarts, so that a domain is the same one in the tools' eyes. */
  readonly uuid: string;
}

/** What the builder works with. */
export interface BuilderPorts {
  readonly domains: Domains;
  readonly store: Xenstore;
  readonly introduction: StoreIntroduction;
  readonly timers: Timers;
  readonly log: Log;
  /** Has a domain's settings there before it runs, and takes what it leaves. Without it, none are kept. */
  readonly settings?: Pick<SettingsKeeper, "restore" | "release"> | undefined;
  /** Lets others have their turn between the steps of a long piece of work: displays want their vblanks. Without it, none do. */
  readonly turn?: (() => Promise<void>) | undefined;
}

const PAGES_PER_MIB = 256;

/** A random UUID (version 4) from the dice that were passed in. */
export function randomUuid(dice: Dice): string {
  const nibble = (): number => Math.floor(dice.next() * 16);
  return "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replace(/[xy]/g, (c) => (c === "x" ? nibble() : (nibble() & 3) | 8).toString(16));
}

/** libxl as far as this cockpit needs it. Nothing is left behind by a build that is refused halfway. */
export class DomainBuilder {
  readonly #ports: BuilderPorts;

  constructor(ports: BuilderPorts) {
    this.#ports = ports;
  }

  /** Builds the domain, paused, with all its devices in state Initialising. */
  async build({ config, signals, uuid }: BuildOrder): Promise<Result<DomId, string>> {
    const { domains, store, introduction, timers } = this.#ports;
    const { name, vcpus, maxmemMib } = config;
    const created = domains.createDomain({ name, uuid, vcpus, maxPages: maxmemMib * PAGES_PER_MIB });
    if (!created.ok) return err(`createdomain: ${created.error}`);
    const domid = created.value;

    const ring = domains.makeStoreRing(domid);
    if (!ring.ok) return this.#undo(domid, `xenstore ring: ${ring.error}`);
    const made = await this.#make(domid, uuid, config, ring.value);
    if (!made.ok) return this.#undo(domid, made.error);
    const restored = await this.#ports.settings?.restore(domid, name);
    // A domain without its settings is better than none.
    if (restored?.ok === false) this.#ports.log.error("settings not restored", { domid, error: restored.error });
    const introduced = await introduction.introduce(domid, ring.value);
    if (!introduced.ok) return this.#undo(domid, `introduce: ${introduced.error}`);
    await this.#ports.turn?.();
    // All at once, as libxl's multidev: a backend that keeps us waiting does so once.
    const devices = await this.#devices(domid, config, signals);
    const added = await Promise.all(devices.map((device) => addDevice(store, timers, device)));
    const refused = added.flatMap((one) => (one.ok ? [] : [one.error]));
    return refused.length === 0 ? ok(domid) : this.#undo(domid, refused.join("; "));
  }

  /** Removes the domain, its devices and every node of either. Harmless when it is gone already. */
  async destroy(domid: DomId): Promise<void> {
    const { domains, store, log, settings } = this.#ports;
    await settings?.release(domid);
    await this.#removeDevices(domid);
    await this.#ports.turn?.();
    const vm = await store.read(xsJoin(domainHome(domid), "vm"));
    // The guest may read that node and not write it, so what it names is ours.
    for (const path of [...(vm.ok ? [vm.value] : []), domainHome(domid), libxlPath(domid)]) {
      const removed = await removeNode(store, path);
      if (!removed.ok) log.error("nodes not removed", { domid, path, error: removed.error });
    }
    await this.#ports.turn?.();
    domains.destroy(domid);
    await this.#ports.turn?.();
  }

  /**
   * libxl_domain_preserve: another name and another /vm record, so that a new domain can have the old ones. Unlike libxl it takes
   * the devices away too: a connector shows one domain, and that is the new one.
   */
  async preserveAs(domid: DomId, name: string, uuid: string): Promise<Result<void, string>> {
    const { store, settings } = this.#ports;
    await settings?.release(domid);
    await this.#removeDevices(domid);
    const home = domainHome(domid);
    const vm = vmPath(uuid);
    return store.transaction(async (tx) => {
      const old = await tx.read(xsJoin(home, "vm"));
      const written = await writeNodes(tx, [
        { path: vm, perms: readOnlyFor(domid) },
        { path: xsJoin(vm, "uuid"), value: uuid },
        { path: xsJoin(vm, "name"), value: name },
        { path: xsJoin(home, "vm"), value: vm },
        { path: namePath(domid), value: name },
      ]);
      if (!written.ok || !old.ok) return written;
      return removeNode(tx, old.value);
    });
  }

  async #removeDevices(domid: DomId): Promise<void> {
    const { store, timers, log } = this.#ports;
    const late = await removeDevices(store, timers, domid);
    if (!late.ok) log.error("devices not removed", { domid, error: late.error });
    else for (const backend of late.value) log.error("backend did not close, its nodes were removed", { domid, backend });
  }

  async #make(domid: DomId, uuid: string, config: DomainConfig, ring: StoreRing): Promise<Result<void, string>> {
    const { store } = this.#ports;
    const made = await store.transaction(async (tx) => {
      // A record of an earlier domain of that number would be the new one's otherwise.
      for (const path of [domainHome(domid), vmPath(uuid), libxlPath(domid)]) {
        const removed = await removeNode(tx, path);
        if (!removed.ok) return removed;
      }
      return writeNodes(tx, [...domainNodes(domid, uuid, config), ...buildNodes(domid, config, ring)]);
    });
    return made.ok ? made : err(`domain nodes: ${made.error}`);
  }

  /** `xl vdispl-attach`: gives a running domain one more device. Answers its number. */
  attachVdispl(domid: DomId, config: VdisplConfig): Promise<Result<number, string>> {
    return this.#attach("vdispl", domid, config.backend, (ends) => vdisplDevice(config, ends));
  }

  /** `xl vkb-attach`. */
  attachVkb(domid: DomId, config: VkbConfig): Promise<Result<number, string>> {
    return this.#attach("vkbd", domid, config.backend, (ends) => vkbDevice(config, ends));
  }

  /** `xl vdispl-detach` and its like. A backend that does not close in time has the nodes removed under it, and is named in the log. */
  async detach(domid: DomId, kind: Device["kind"], devid: number): Promise<Result<void, string>> {
    const { store, timers, log } = this.#ports;
    const removed = await removeOneDevice(store, timers, { domid, kind, devid });
    if (!removed.ok) return err(removed.error === "ENOENT" ? `device ${devid} not connected` : removed.error);
    if (removed.value !== undefined) log.error("backend did not close, its nodes were removed", { domid, backend: removed.value });
    return done;
  }

  async #attach(
    kind: Device["kind"],
    domid: DomId,
    backend: string | undefined,
    make: (ends: DeviceEnds) => Device,
  ): Promise<Result<number, string>> {
    const { store, timers } = this.#ports;
    const devid = await nextDevid(store, domid, kind);
    if (!devid.ok) return devid;
    const added = await addDevice(store, timers, make({ domid, devid: devid.value, backendDomid: await this.#backend(domid, backend) }));
    if (added.ok) return devid;
    // As libxl: what could not be added is not left half there. Not what another was quicker to add.
    if (!added.error.endsWith("exists")) await removeOneDevice(store, timers, { domid, kind, devid: devid.value });
    return added;
  }

  async #devices(domid: DomId, config: DomainConfig, signals: boolean): Promise<readonly Device[]> {
    const devices: Device[] = [];
    for (const [devid, vdispl] of config.vdispl.entries()) {
      devices.push(vdisplDevice(vdispl, { domid, devid, backendDomid: await this.#backend(domid, vdispl.backend) }));
    }
    for (const [devid, vkb] of config.vkb.entries()) {
      devices.push(vkbDevice(vkb, { domid, devid, backendDomid: await this.#backend(domid, vkb.backend) }));
    }
    if (signals) devices.push(vssDevice({ domid, devid: 0, backendDomid: DOM0 }));
    return devices;
  }

  /** libxl__resolve_domid: a domain's id or name; dom0 when the file says nothing. Where libxl would give up, dom0 serves instead, and says so. */
  async #backend(domid: DomId, wanted: string | undefined): Promise<DomId> {
    if (wanted === undefined) return DOM0;
    const { domains, store, log } = this.#ports;
    for (const { domid: candidate } of domains.domains()) {
      if (wanted === String(candidate)) return candidate;
      const name = await store.read(namePath(candidate));
      if (name.ok && name.value === wanted) return candidate;
    }
    log.info("backend domain not there, dom0 serves", { backend: wanted }, domid);
    return DOM0;
  }

  async #undo(domid: DomId, reason: string): Promise<Result<never, string>> {
    await this.destroy(domid);
    return err(reason);
  }
}
