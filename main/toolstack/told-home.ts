/** What one domain is told, as it stands in its home. */
import type { DomId } from "../../protocol/ids.ts";
import type { Xenstore, XenstoreOps } from "../../protocol/ports.ts";
import type { Result } from "../../protocol/result.ts";
import { toldPath, type TellTopic } from "../../protocol/tells.ts";
import { domainHome, xsJoin } from "../../protocol/xs-path.ts";
import type { XsError } from "../../protocol/xs-wire.ts";
import type { Log } from "../log/log.ts";
import { readOnlyFor, removeNode } from "./store-nodes.ts";

/** Keeps what is said, for the next domain of the name as well, and writes it one topic after the other, so that only the newest of each waits. */
export class ToldHome {
  readonly #store: Xenstore;
  readonly #log: Log;
  readonly #said = new Map<TellTopic, string>();
  readonly #unwritten = new Set<TellTopic>();
  #domid: DomId | undefined;
  #writing = false;

  constructor(store: Xenstore, log: Log) {
    this.#store = store;
    this.#log = log;
  }

  /** Whose home it is; undefined while no domain of the name runs. */
  get domid(): DomId | undefined {
    return this.#domid;
  }

  /** A domain of the name begins. */
  movedTo(domid: DomId): void {
    if (this.#domid === domid) return;
    this.#domid = domid;
    this.#unwritten.clear();
    for (const topic of this.#said.keys()) this.#unwritten.add(topic);
    void this.#write();
  }

  /** That domain ends. */
  gone(domid: DomId): void {
    if (this.#domid === domid) this.#domid = undefined;
  }

  /** Says a checked value; undefined: nothing any more. */
  say(topic: TellTopic, octets: string | undefined): void {
    if (this.#said.get(topic) === octets) return;
    if (octets === undefined) this.#said.delete(topic);
    else this.#said.set(topic, octets);
    this.#unwritten.add(topic);
    void this.#write();
  }

  async #write(): Promise<void> {
    if (this.#writing) return;
    this.#writing = true;
    // A topic that is said again meanwhile goes to the end of the set, and comes once more; those of a new home come with it.
    for (const topic of this.#unwritten) {
      this.#unwritten.delete(topic);
      const domid = this.#domid;
      if (domid === undefined) continue;
      const written = await this.#put(domid, topic, this.#said.get(topic));
      if (!written.ok && written.error !== "ENOENT") this.#log.error("not told", { domid, topic, reason: written.error });
    }
    this.#writing = false;
  }

  /** ENOENT: the home is gone. Looked at in the same transaction, since nothing may be left where a home was. */
  #put(domid: DomId, topic: TellTopic, octets: string | undefined): Promise<Result<void, XsError>> {
    const told = toldPath(domid);
    const path = xsJoin(told, topic);
    return this.#store.transaction(async (tx) => {
      const home = await tx.read(domainHome(domid));
      if (!home.ok) return home;
      if (octets === undefined) return removeNode(tx, path);
      const made = await this.#make(tx, domid, told);
      return made.ok ? tx.write(path, octets) : made;
    });
  }

  /** The guest may read it. It may have made it before us, and then it is dom0's all the same. */
  async #make(tx: XenstoreOps, domid: DomId, told: string): Promise<Result<void, XsError>> {
    const there = await tx.getPerms(told);
    const [wanted, found] = [readOnlyFor(domid), there.ok ? there.value : []];
    if (
      found.length === wanted.length &&
      found.every(({ domid: who, access }, i) => who === wanted[i]?.domid && access === wanted[i].access)
    )
      return { ok: true, value: undefined };
    const made = await tx.mkdir(told);
    return made.ok ? tx.setPerms(told, wanted) : made;
  }
}
