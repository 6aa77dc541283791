/**
 * Keeps what domains write below `data/settings` in their homes, by the domain's name, and has it there again for the next domain of that name.
 *
 * All of it is a guest's word: keys, values and how many there are is bounded before anything is kept. A watch only says that there is
 * something to look at, and one look sees all that happened since the last, so a guest that writes without end pays for its writes and
 * dom0 for a few looks a second. Only the Xenstore port is used, so that it is the same for the emulation's guests and a real Xen's.
 */
import { isDomId, type DomId } from "../../protocol/ids.ts";
import type { Timer, Xenstore, XsWatch } from "../../protocol/ports.ts";
import { done, ok, type Result } from "../../protocol/result.ts";
import { SETTING_KEY, SETTING_VALUE_MAX, settingOctets, SETTINGS_MAX, settingsPath, settingText } from "../../protocol/settings.ts";
import { domainHome, xsJoin } from "../../protocol/xs-path.ts";
import type { XsError } from "../../protocol/xs-wire.ts";
import { quoted } from "./config-problem.ts";
import { KeptSettings, type KeptPorts } from "./kept-settings.ts";
import type { Settings } from "./settings-file.ts";

/** A domain is looked at at once, and then not again for so long. */
export const LOOK_MS = 100;

export interface KeeperPorts extends KeptPorts {
  readonly store: Xenstore;
  /** A domain's settings are others than before. The domain's number where there is one. */
  readonly onKept: (domain: string, settings: Settings, domid: DomId | undefined) => void;
}

interface Watched {
  readonly domid: DomId;
  readonly kept: KeptSettings;
  watch: XsWatch | undefined;
  /** Something happened that no look has begun to see. */
  stale: boolean;
  /** The look that is under way. */
  looking: Promise<void> | undefined;
  rest: Timer | undefined;
  released: boolean;
}

export class SettingsKeeper {
  readonly #ports: KeeperPorts;
  readonly #kept: ReadonlyMap<string, KeptSettings>;
  readonly #watched = new Map<DomId, Watched>();

  /** `domains`: the names of those whose settings are kept. */
  constructor(domains: readonly string[], ports: KeeperPorts) {
    this.#ports = ports;
    this.#kept = new Map(domains.map((name) => [name, new KeptSettings(name, ports)]));
  }

  /** Reads what earlier runs kept. */
  load(): void {
    for (const kept of this.#kept.values()) {
      kept.load();
      if (kept.all.size > 0) this.#ports.onKept(kept.domain, kept.all, undefined);
    }
  }

  /** What is kept of a domain. */
  of(domain: string): Settings {
    return this.#kept.get(domain)?.all ?? new Map();
  }

  /**
   * A new domain of that name: writes what is kept into its home, and keeps from then on what it writes. A key that the domain was quicker to
   * write, where it runs already, is its own.
   */
  async restore(domid: DomId, name: string): Promise<Result<void, XsError>> {
    const kept = this.#kept.get(name);
    if (!kept || this.#watched.has(domid)) return done;
    const watched: Watched = { domid, kept, watch: undefined, stale: false, looking: undefined, rest: undefined, released: false };
    this.#watched.set(domid, watched);
    const { store } = this.#ports;
    const path = settingsPath(domid);
    const there = kept.all.size === 0 ? undefined : await store.directory(path);
    for (const [key, value] of kept.all) {
      const octets = settingOctets(value);
      if (octets === undefined || (there?.ok && there.value.includes(key))) continue;
      const written = await store.write(xsJoin(path, key), octets);
      if (!written.ok) return written;
    }
    const watch = await store.watch(path, () => this.#event(watched));
    if (!watch.ok) return watch;
    watched.watch = watch.value;
    if (watched.released) watch.value.close();
    return done;
  }

  /** The domain is about to go: a last look, and none after it. Harmless twice. */
  async release(domid: DomId): Promise<void> {
    const watched = this.#watched.get(domid);
    if (!watched) return;
    this.#watched.delete(domid);
    watched.released = true;
    watched.watch?.close();
    watched.rest?.cancel();
    await watched.looking;
    if (watched.watch) await this.#look(watched);
  }

  /** These domains run now, on a machine where others build and destroy them. */
  async running(domids: ReadonlyMap<string, number>): Promise<void> {
    const alive = new Set(domids.values());
    for (const domid of [...this.#watched.keys()]) if (!alive.has(domid)) await this.release(domid);
    for (const [name, domid] of domids) {
      const restored = isDomId(domid) ? await this.restore(domid, name) : done;
      if (!restored.ok) this.#ports.log.error("settings not restored", { domid, reason: restored.error });
    }
  }

  /** A last look at every domain; all is written then. */
  async close(): Promise<void> {
    await Promise.all([...this.#watched.keys()].map((domid) => this.release(domid)));
    await Promise.all([...this.#kept.values()].map((kept) => kept.flush()));
  }

  #event(watched: Watched): void {
    watched.stale = true;
    if (!watched.released && !watched.looking && !watched.rest) this.#lookNow(watched);
  }

  #lookNow(watched: Watched): void {
    watched.stale = false;
    watched.looking = this.#look(watched).then(() => {
      watched.looking = undefined;
      if (watched.released) return;
      watched.rest = this.#ports.timers.after(LOOK_MS, () => {
        watched.rest = undefined;
        if (watched.stale) this.#lookNow(watched);
      });
    });
  }

  async #look({ domid, kept }: Watched): Promise<void> {
    const { store, log, onKept } = this.#ports;
    const found = await this.#read(domid, kept.all);
    if (!found.ok) return log.guest(domid, "settings not looked at", { reason: found.error });
    // Asked last. Where the home is gone, so is what was not found: that is the domain's end, and no wish to forget.
    const home = await store.read(domainHome(domid));
    if (home.ok && kept.take(found.value)) onKept(kept.domain, kept.all, domid);
  }

  /** What the domain wrote, as far as it may be kept. What may not be leaves what was kept before as it was. */
  async #read(domid: DomId, before: Settings): Promise<Result<Settings, XsError>> {
    const { store, log } = this.#ports;
    const path = settingsPath(domid);
    const listed = await store.directory(path);
    if (!listed.ok && listed.error !== "ENOENT") return listed;
    const names = listed.ok ? listed.value : [];
    const keys = names.filter((name) => SETTING_KEY.test(name));
    // TRUST: how many there are is the guest's to say. Those that are kept already come first, so that no flood of others drives them out.
    const first = [...keys.filter((key) => before.has(key)), ...keys.filter((key) => !before.has(key))].slice(0, SETTINGS_MAX);
    const found = new Map<string, string>();
    const refused = [
      ...names.filter((name) => !SETTING_KEY.test(name)).map((name) => `${quoted(name)}: want a key of a-z, then a-z 0-9 -`),
      ...(keys.length > first.length ? [`want at most ${SETTINGS_MAX} settings, got ${keys.length}`] : []),
    ];
    for (const key of first) {
      const read = await store.read(xsJoin(path, key));
      if (!read.ok && read.error === "ENOENT") continue;
      // TRUST: the value is a guest's octets; settingText takes no more than SETTING_VALUE_MAX of them, and only UTF-8.
      const value = read.ok ? settingText(read.value) : undefined;
      if (read.ok && value === undefined)
        refused.push(`${key}: want at most ${SETTING_VALUE_MAX} octets of UTF-8, got ${read.value.length} octets`);
      const kept = value ?? before.get(key);
      if (kept !== undefined) found.set(key, kept);
    }
    if (refused.length > 0) log.guest(domid, "settings refused", { count: refused.length, first: refused[0] });
    return ok(found);
  }
}
