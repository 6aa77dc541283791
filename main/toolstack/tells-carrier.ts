/**
 * Carries what domains tell one another: from `data/tells` in the teller's home into `data/told` in the listener's, checked and written anew.
 *
 * All of it is a guest's word. A watch only says which topics there are to look at, one look sees all that happened since the last, and of a
 * teller's home nothing is read but the topics that its cockpit names: so a guest that writes without end costs dom0 a few looks a second, and
 * the listener a few writes. What is told lasts no longer than its teller goes on telling. Only the Xenstore port is used, so that it is the same
 * for the emulation's guests and a real Xen's.
 */
import { isDomId, type DomId } from "../../protocol/ids.ts";
import type { Timer, Timers, Xenstore, XsWatch } from "../../protocol/ports.ts";
import { done, type Result } from "../../protocol/result.ts";
import { parseTell, TELL_MAX_AGE_MS, tellOctets, tellsPath, topicAt, type TellTopic } from "../../protocol/tells.ts";
import { xsJoin } from "../../protocol/xs-path.ts";
import type { XsError } from "../../protocol/xs-wire.ts";
import type { Log } from "../log/log.ts";
import type { Cockpit } from "./cockpit.ts";
import { ToldHome } from "./told-home.ts";

/** A domain is looked at at once, and then not again for so long. */
export const TELL_LOOK_MS = 250;

/** Which topics a domain tells, and whom, by their names. */
export interface TellRule {
  readonly from: string;
  readonly to: string;
  readonly topics: readonly TellTopic[];
}

export const tellRulesOf = ({ domains }: Pick<Cockpit, "domains">): readonly TellRule[] =>
  domains.flatMap(({ config, tells }) => (tells ? [{ from: config.name, ...tells }] : []));

export interface CarrierPorts {
  readonly store: Xenstore;
  readonly timers: Timers;
  readonly log: Log;
}

interface Teller {
  readonly domid: DomId;
  readonly name: string;
  readonly topics: readonly TellTopic[];
  readonly to: ToldHome;
  watch: XsWatch | undefined;
  /** Written since a look began to see it. */
  readonly touched: Set<TellTopic>;
  /** What withdraws each topic that is told, unless it is told again. */
  readonly ages: Map<TellTopic, Timer>;
  /** Topics whose value was refused, and that was said. */
  readonly refused: Set<TellTopic>;
  looking: boolean;
  rest: Timer | undefined;
  released: boolean;
}

export class TellsCarrier {
  readonly #rules: readonly TellRule[];
  readonly #ports: CarrierPorts;
  readonly #homes: ReadonlyMap<string, ToldHome>;
  readonly #tellers = new Map<DomId, Teller>();

  constructor(rules: readonly TellRule[], ports: CarrierPorts) {
    this.#rules = rules;
    this.#ports = ports;
    this.#homes = new Map(rules.map(({ to }) => [to, new ToldHome(ports.store, ports.log)]));
  }

  /** A new domain of that name: has what it is told written into its home, and from then on what it tells into another's. */
  async start(domid: DomId, name: string): Promise<Result<void, XsError>> {
    this.#homes.get(name)?.movedTo(domid);
    const rule = this.#rules.find(({ from }) => from === name);
    const to = rule && this.#homes.get(rule.to);
    if (!to || this.#tellers.has(domid)) return done;
    // One of the name tells: an older one that is not gone yet must not withdraw the next one's words.
    for (const older of [...this.#tellers.values()]) if (older.name === name) this.release(older.domid);
    const teller: Teller = {
      ...{ domid, name, topics: rule.topics, to, watch: undefined, looking: false, rest: undefined, released: false },
      ...{ touched: new Set(), ages: new Map(), refused: new Set() },
    };
    this.#tellers.set(domid, teller);
    const watch = await this.#ports.store.watch(tellsPath(domid), (path) => this.#event(teller, path));
    if (!watch.ok) return watch;
    teller.watch = watch.value;
    if (teller.released) watch.value.close();
    return done;
  }

  /** The domain has ended or is about to: what it told is withdrawn at once, and nothing is written into its home any more. Harmless twice. */
  release(domid: DomId): void {
    for (const home of this.#homes.values()) home.gone(domid);
    const teller = this.#tellers.get(domid);
    if (!teller) return;
    this.#tellers.delete(domid);
    teller.released = true;
    teller.watch?.close();
    teller.rest?.cancel();
    for (const topic of teller.topics) this.#withdraw(teller, topic);
  }

  /** These domains run now, on a machine where others build and destroy them. */
  async running(domids: ReadonlyMap<string, number>): Promise<void> {
    const alive = new Set(domids.values());
    for (const domid of [...this.#tellers.keys()]) if (!alive.has(domid)) this.release(domid);
    for (const home of this.#homes.values()) if (home.domid !== undefined && !alive.has(home.domid)) home.gone(home.domid);
    for (const [name, domid] of domids) {
      const started = isDomId(domid) ? await this.start(domid, name) : done;
      if (!started.ok) this.#ports.log.error("domain not listened to", { domid, reason: started.error });
    }
  }

  close(): void {
    for (const domid of [...this.#tellers.keys()]) this.release(domid);
  }

  #event(teller: Teller, path: string): void {
    const base = tellsPath(teller.domid);
    const topic = topicAt(path, base);
    // The base itself: the watch has just begun, or all of it was removed.
    const topics = path === base ? teller.topics : topic !== undefined && teller.topics.includes(topic) ? [topic] : [];
    for (const one of topics) teller.touched.add(one);
    if (!teller.released && !teller.looking && !teller.rest && teller.touched.size > 0) void this.#look(teller);
  }

  async #look(teller: Teller): Promise<void> {
    teller.looking = true;
    const topics = [...teller.touched];
    teller.touched.clear();
    for (const topic of topics) await this.#read(teller, topic);
    teller.looking = false;
    if (teller.released) return;
    teller.rest = this.#ports.timers.after(TELL_LOOK_MS, () => {
      teller.rest = undefined;
      if (teller.touched.size > 0) void this.#look(teller);
    });
  }

  async #read(teller: Teller, topic: TellTopic): Promise<void> {
    const { domid, to, ages, refused } = teller;
    const { store, timers, log } = this.#ports;
    const read = await store.read(xsJoin(tellsPath(domid), topic));
    if (teller.released) return;
    if (!read.ok) {
      refused.delete(topic);
      return this.#withdraw(teller, topic);
    }
    const value = parseTell(topic, read.value);
    if (!value.ok) {
      if (!refused.has(topic)) log.guest(domid, "tell refused", { topic, problem: value.error });
      refused.add(topic);
      return this.#withdraw(teller, topic);
    }
    refused.delete(topic);
    ages.get(topic)?.cancel();
    ages.set(
      topic,
      timers.after(TELL_MAX_AGE_MS, () => this.#withdraw(teller, topic)),
    );
    to.say(topic, tellOctets(value.value));
  }

  #withdraw({ ages, to }: Teller, topic: TellTopic): void {
    // What this domain did not tell is not its to withdraw.
    if (!ages.has(topic)) return;
    ages.get(topic)?.cancel();
    ages.delete(topic);
    to.say(topic, undefined);
  }
}
