import { SETTING_KEY, SETTING_VALUE_MAX, settingOctets, SETTINGS_MAX, settingsPath, settingText } from "../../protocol/settings.ts";
import type { GuestSettings as GuestSettingsApi } from "../../protocol/bridge.ts";
import type { FrontendPorts, Xenstore } from "../../protocol/ports.ts";
import { xsJoin } from "../../protocol/xs-path.ts";

type Changed = Readonly<Record<string, string | undefined>>;
type Take = (changed: Changed) => void;

/**
 * The settings as user space has them: all that is kept first, then what changed, whether the page set it or somebody else wrote it.
 *
 * They live in xenstore, below the domain's home. What the page sets holds here at once and is written behind it, one key after the other, so
 * that however often a page sets one, only the newest value waits to be written.
 */
export class GuestSettings implements GuestSettingsApi {
  readonly #takers = new Set<Take>();
  readonly #values = new Map<string, string>();
  /** How often each key was set here: an answer that was asked for before that is old. */
  readonly #sets = new Map<string, number>();
  readonly #unwritten = new Set<string>();
  #store: Xenstore | undefined;
  #path = "";
  #writing = false;
  /** Whether what was kept has been read. */
  #known = false;

  onChange(take: Take): () => void {
    this.#takers.add(take);
    if (this.#known) take(Object.fromEntries(this.#values));
    return () => void this.#takers.delete(take);
  }

  set(key: string, value: string | undefined): void {
    if (typeof key !== "string" || !SETTING_KEY.test(key)) throw new TypeError(`want a key of a-z, then a-z 0-9 -, got ${shown(key)}`);
    if (value !== undefined && (typeof value !== "string" || settingOctets(value) === undefined)) {
      throw new TypeError(`${key}: want at most ${SETTING_VALUE_MAX} octets of text, or undefined, got ${shown(value)}`);
    }
    if (value !== undefined && !this.#values.has(key) && this.#values.size >= SETTINGS_MAX) {
      throw new RangeError(`${key}: want at most ${SETTINGS_MAX} settings, got one more`);
    }
    if (this.#known && this.#values.get(key) === value) return;
    this.#sets.set(key, (this.#sets.get(key) ?? 0) + 1);
    this.#unwritten.add(key);
    this.#put(key, value);
    void this.#write();
    this.#tell({ [key]: value });
  }

  /** Resolves when the store was asked. What was set before is written first: it is newer than what was kept. */
  async start({ xenstore, domid }: Pick<FrontendPorts, "xenstore" | "domid">): Promise<void> {
    this.#store = xenstore;
    this.#path = settingsPath(domid);
    await this.#write();
    const watch = await xenstore.watch(this.#path, (path) => void this.#look(path));
    if (!watch.ok) await this.#lookAtAll();
  }

  /** The event of a watch: of all of them, or of the one below. */
  async #look(path: string): Promise<void> {
    if (path === this.#path) return this.#lookAtAll();
    const key = path.slice(this.#path.length + 1);
    if (this.#known && SETTING_KEY.test(key)) this.#tell(await this.#read([key]));
  }

  async #lookAtAll(): Promise<void> {
    const listed = await this.#store?.directory(this.#path);
    const names = listed?.ok ? listed.value.filter((name) => SETTING_KEY.test(name)).slice(0, SETTINGS_MAX) : [];
    const changed = await this.#read(new Set([...names, ...this.#values.keys()]));
    if (this.#known) return this.#tell(changed);
    this.#known = true;
    for (const take of this.#takers) take(Object.fromEntries(this.#values));
  }

  /** What is there now, of that which is not being set here. */
  async #read(keys: Iterable<string>): Promise<Changed> {
    const changed: Record<string, string | undefined> = {};
    for (const key of keys) {
      if (this.#unwritten.has(key) || !this.#store) continue;
      const sets = this.#sets.get(key);
      const read = await this.#store.read(xsJoin(this.#path, key));
      if (this.#sets.get(key) !== sets || (!read.ok && read.error !== "ENOENT")) continue;
      const value = read.ok ? settingText(read.value) : undefined;
      if (value === this.#values.get(key)) continue;
      this.#put(key, value);
      changed[key] = value;
    }
    return changed;
  }

  async #write(): Promise<void> {
    const store = this.#store;
    if (!store || this.#writing) return;
    this.#writing = true;
    // A key that is set again meanwhile goes to the end of the set, and comes once more.
    for (const key of this.#unwritten) {
      this.#unwritten.delete(key);
      const value = this.#values.get(key);
      const octets = value === undefined ? undefined : settingOctets(value);
      const path = xsJoin(this.#path, key);
      await (octets === undefined ? store.rm(path) : store.write(path, octets));
    }
    this.#writing = false;
  }

  #put(key: string, value: string | undefined): void {
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, value);
  }

  /** Before all is known nobody is told of anything: the first call has it all. */
  #tell(changed: Changed): void {
    if (!this.#known || Object.keys(changed).length === 0) return;
    for (const take of this.#takers) take(changed);
  }
}

/** What came, cut to a readable length. */
function shown(came: unknown): string {
  if (typeof came !== "string") return came === null ? "null" : typeof came;
  const text = JSON.stringify(came);
  return text.length <= 60 ? text : `${text.slice(0, 57)}… of ${came.length} characters`;
}
