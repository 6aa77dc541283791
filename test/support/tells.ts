/** A store, homes of domains in it, and who carries what they tell one another. */
import { Log, type LogRecord } from "../../main/log/log.ts";
import { TellsCarrier, type TellRule } from "../../main/toolstack/tells-carrier.ts";
import { Store } from "../../main/xenstored/store.ts";
import { DOM0, domId, type DomId } from "../../protocol/ids.ts";
import type { Xenstore } from "../../protocol/ports.ts";
import { tellsPath, toldPath } from "../../protocol/tells.ts";
import { domainHome, xsJoin } from "../../protocol/xs-path.ts";
import { aFakeClock, settle, type FakeClock } from "./clock.ts";

export const IVI_TELLS_CLUSTER: TellRule = { from: "ivi", to: "cluster", topics: ["turn", "media", "speed-limit"] };

export interface TellsGuest {
  readonly domid: DomId;
  readonly store: Xenstore;
  /** Writes below its own `data/tells`; undefined removes. */
  tell(topic: string, octets: string | undefined): Promise<void>;
  /** All that it is told, as it reads it. */
  told(): Promise<Record<string, string>>;
}

export class TellsCockpit {
  readonly clock: FakeClock = aFakeClock();
  readonly records: LogRecord[] = [];
  readonly store = new Store({ timers: this.clock });
  /** Paths that dom0 read, as the carrier asked for them. */
  readonly reads: string[] = [];
  /** Called while such a read is under way. */
  onRead: (path: string) => void = () => undefined;
  readonly carrier: TellsCarrier;
  readonly dom0: Xenstore = this.store.connect(DOM0);
  #next = 1;

  constructor(rules: readonly TellRule[] = [IVI_TELLS_CLUSTER]) {
    const counted = this.store.connect(DOM0);
    const { read } = counted;
    counted.read = (path) => {
      this.reads.push(path);
      const answer = read.call(counted, path);
      this.onRead(path);
      return answer;
    };
    this.carrier = new TellsCarrier(rules, {
      store: counted,
      timers: this.clock,
      log: new Log(
        () => this.clock.now(),
        (record) => this.records.push(record),
      ),
    });
  }

  /** A new domain of that name, with a home as libxl makes it. */
  async start(name: string): Promise<TellsGuest> {
    const guest = await this.home();
    const started = await this.carrier.start(guest.domid, name);
    if (!started.ok) throw new Error(`start: ${started.error}`);
    await settle();
    return guest;
  }

  /** A home that the carrier does not know of. */
  async home(): Promise<TellsGuest> {
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
    return aTellsGuest(domid, this.store.connect(domid));
  }

  /** As the builder ends a domain. */
  async destroy({ domid }: TellsGuest): Promise<void> {
    this.carrier.release(domid);
    await this.vanish(domid);
  }

  /** As somebody else ends it. */
  async vanish(domid: DomId): Promise<void> {
    await this.dom0.rm(domainHome(domid));
    this.store.release(domid);
    await settle();
  }
}

function aTellsGuest(domid: DomId, store: Xenstore): TellsGuest {
  return {
    domid,
    store,
    async tell(topic, octets) {
      const path = xsJoin(tellsPath(domid), topic);
      const done = await (octets === undefined ? store.rm(path) : store.write(path, octets));
      if (!done.ok) throw new Error(`${topic}: ${done.error}`);
      await settle();
    },
    async told() {
      await settle();
      const listed = await store.directory(toldPath(domid));
      const found: Record<string, string> = {};
      for (const topic of listed.ok ? listed.value : []) {
        const read = await store.read(xsJoin(toldPath(domid), topic));
        found[topic] = read.ok ? read.value : read.error;
      }
      return found;
    },
  };
}
