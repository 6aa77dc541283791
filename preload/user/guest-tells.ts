import type { Told } from "../../protocol/bridge.ts";
import type { FrontendPorts, Xenstore } from "../../protocol/ports.ts";
import {
  checkTell,
  parseTell,
  shownTell,
  TELL_TOPICS,
  tellOctets,
  tellsPath,
  toldPath,
  topicAt,
  type TellTopic,
} from "../../protocol/tells.ts";
import { xsJoin } from "../../protocol/xs-path.ts";

type Take = (changed: Told) => void;

/**
 * What the page tells, and what it is told, both in xenstore below the domain's home.
 *
 * What it tells is written one topic after the other, so that however often a page tells one, only the newest value waits to be written. The same
 * value is written again: that is how dom0 knows that it is still so.
 */
export class GuestTells {
  readonly #takers = new Set<Take>();
  readonly #told = new Map<TellTopic, string>();
  readonly #tells = new Map<TellTopic, string>();
  readonly #unwritten = new Set<TellTopic>();
  /** How often each topic was looked at: an answer that was asked for before another is old. */
  readonly #looks = new Map<TellTopic, number>();
  #values: Told = {};
  #store: Xenstore | undefined;
  #domid = 0;
  #writing = false;
  /** Whether what is told has been read. */
  #known = false;

  tell(topic: TellTopic, value: unknown): void {
    if (!TELL_TOPICS.includes(topic)) throw new TypeError(`want ${TELL_TOPICS.join(", ")}, got ${shownTell(topic)}`);
    const checked = value === undefined ? undefined : checkTell(topic, value);
    if (checked?.ok === false) throw new TypeError(checked.error);
    if (checked) this.#tells.set(topic, tellOctets(checked.value));
    // What was never told need not be withdrawn.
    else if (!this.#tells.delete(topic)) return;
    this.#unwritten.add(topic);
    void this.#write();
  }

  onTold(take: Take): () => void {
    this.#takers.add(take);
    if (this.#known) take(this.#values);
    return () => void this.#takers.delete(take);
  }

  /** Resolves when the store was asked. What a page before this one told, in the same domain, is withdrawn. */
  async start({ xenstore, domid }: Pick<FrontendPorts, "xenstore" | "domid">): Promise<void> {
    this.#domid = domid;
    await xenstore.rm(tellsPath(domid));
    this.#store = xenstore;
    await this.#write();
    const watch = await xenstore.watch(toldPath(domid), (path) => void this.#look(path));
    if (!watch.ok) await this.#look(toldPath(domid));
  }

  async #look(path: string): Promise<void> {
    const base = toldPath(this.#domid);
    const topic = topicAt(path, base);
    const topics = path === base ? TELL_TOPICS : topic === undefined ? [] : [topic];
    const changed: Partial<Record<TellTopic, object | undefined>> = {};
    for (const one of topics) {
      const look = (this.#looks.get(one) ?? 0) + 1;
      this.#looks.set(one, look);
      const read = await this.#store?.read(xsJoin(base, one));
      if (this.#looks.get(one) !== look) continue;
      // Checked although dom0 wrote it: on a machine whose dom0 is another's, it may be anything.
      const value = read?.ok ? parseTell(one, read.value) : undefined;
      const octets = value?.ok ? tellOctets(value.value) : undefined;
      if (octets === this.#told.get(one)) continue;
      if (octets === undefined) this.#told.delete(one);
      else this.#told.set(one, octets);
      changed[one] = value?.ok ? value.value : undefined;
    }
    this.#values = { ...this.#values, ...(changed as Told) };
    if (this.#known && Object.keys(changed).length === 0) return;
    if (!this.#known && path !== base) return;
    const first = !this.#known;
    this.#known = true;
    for (const take of this.#takers) take(first ? this.#values : (changed as Told));
  }

  async #write(): Promise<void> {
    const store = this.#store;
    if (!store || this.#writing) return;
    this.#writing = true;
    // A topic that is told again meanwhile goes to the end of the set, and comes once more.
    for (const topic of this.#unwritten) {
      this.#unwritten.delete(topic);
      const octets = this.#tells.get(topic);
      const path = xsJoin(tellsPath(this.#domid), topic);
      await (octets === undefined ? store.rm(path) : store.write(path, octets));
    }
    this.#writing = false;
  }
}
