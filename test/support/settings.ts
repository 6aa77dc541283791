/** A store, homes of domains in it, and who keeps their settings. */
import type { LogRecord } from "../../main/log/log.ts";
import { Log } from "../../main/log/log.ts";
import type { SettingsFiles } from "../../main/toolstack/kept-settings.ts";
import { SettingsKeeper } from "../../main/toolstack/settings-keeper.ts";
import type { Settings } from "../../main/toolstack/settings-file.ts";
import { Store } from "../../main/xenstored/store.ts";
import { DOM0, domId, type DomId } from "../../protocol/ids.ts";
import type { Xenstore } from "../../protocol/ports.ts";
import { done, err, ok } from "../../protocol/result.ts";
import { domainHome, xsJoin } from "../../protocol/xs-path.ts";
import { aFakeClock, settle, type FakeClock } from "./clock.ts";

/** Files in memory: what is in them, by domain, and how often they were written. `full`: nothing more can be written. */
export interface FakeFiles extends SettingsFiles {
  readonly texts: Map<string, string>;
  writes: number;
  full: boolean;
  stuck: boolean;
}

export function fakeFiles(texts: Readonly<Record<string, string>> = {}): FakeFiles {
  const files: FakeFiles = {
    texts: new Map(Object.entries(texts)),
    writes: 0,
    full: false,
    stuck: false,
    path: (domain) => `state/${domain}.yaml`,
    read: (domain) => ok(files.texts.get(domain)),
    write: (domain, text) => {
      if (files.full) return Promise.resolve(err("ENOSPC"));
      files.writes++;
      files.texts.set(domain, text);
      return Promise.resolve(done);
    },
    setAside: (domain) => {
      if (files.stuck) return err("EACCES");
      files.texts.set(`${domain}.broken`, files.texts.get(domain) ?? "");
      files.texts.delete(domain);
      return ok(`state/${domain}.yaml.broken`);
    },
  };
  return files;
}

/** What a guest does with its settings. A removal of none is a removal, too. */
export interface SettingsGuest {
  readonly domid: DomId;
  readonly store: Xenstore;
  write(key: string, octets: string): Promise<void>;
  forget(key: string): Promise<void>;
  /** All that is there, as the guest reads it. */
  all(): Promise<Record<string, string>>;
}

export class SettingsCockpit {
  readonly clock: FakeClock = aFakeClock();
  readonly records: LogRecord[] = [];
  /** What was told of as kept, in order. */
  readonly told: (readonly [domain: string, settings: Record<string, string>])[] = [];
  readonly files: FakeFiles;
  readonly keeper: SettingsKeeper;
  readonly store = new Store({ timers: this.clock });
  readonly dom0: Xenstore = this.store.connect(DOM0);
  #next = 1;

  constructor(files: FakeFiles = fakeFiles(), domains: readonly string[] = ["ivi", "cluster"]) {
    this.files = files;
    this.keeper = new SettingsKeeper(domains, {
      store: this.dom0,
      timers: this.clock,
      log: new Log(
        () => this.clock.now(),
        (record) => this.records.push(record),
      ),
      files,
      onKept: (domain, settings) => void this.told.push([domain, Object.fromEntries(settings)]),
    });
    this.keeper.load();
  }

  /** A new domain of that name, with a home as libxl makes it and its settings in it. */
  async start(name: string): Promise<SettingsGuest> {
    const domid = domId(this.#next++);
    const home = domainHome(domid);
    this.store.introduce(domid);
    await this.dom0.mkdir(home);
    await this.dom0.setPerms(home, [
      { domid: DOM0, access: "n" },
      { domid, access: "r" },
    ]);
    await this.dom0.mkdir(xsJoin(home, "data"));
    await this.dom0.setPerms(xsJoin(home, "data"), [{ domid, access: "n" }]);
    const restored = await this.keeper.restore(domid, name);
    if (!restored.ok) throw new Error(`restore: ${restored.error}`);
    return aSettingsGuest(domid, this.store.connect(domid));
  }

  /** As the builder ends a domain. */
  async destroy({ domid }: SettingsGuest): Promise<void> {
    await this.keeper.release(domid);
    await this.vanish(domid);
  }

  /** As somebody else ends it. */
  async vanish(domid: DomId): Promise<void> {
    await this.dom0.rm(domainHome(domid));
    this.store.release(domid);
    await settle();
  }

  kept(name: string): Record<string, string> {
    return plain(this.keeper.of(name));
  }
}

const plain = (settings: Settings): Record<string, string> => Object.fromEntries(settings);

function aSettingsGuest(domid: DomId, store: Xenstore): SettingsGuest {
  const path = (key: string): string => `data/settings/${key}`;
  return {
    domid,
    store,
    async write(key, octets) {
      const written = await store.write(path(key), octets);
      if (!written.ok) throw new Error(`${key}: ${written.error}`);
      await settle();
    },
    async forget(key) {
      await store.rm(path(key));
      await settle();
    },
    async all() {
      const listed = await store.directory("data/settings");
      const found: Record<string, string> = {};
      for (const key of listed.ok ? listed.value : []) {
        const read = await store.read(path(key));
        found[key] = read.ok ? read.value : read.error;
      }
      return found;
    },
  };
}
