import type { DomainRings } from "../../main/xenstored/domain-ring.ts";
import { Store, type StoreOptions } from "../../main/xenstored/store.ts";
import { domId, PAGE_SIZE, type DomId } from "../../protocol/ids.ts";
import { XsClientRing, xenstoreDomainInterface } from "../../protocol/io/xs-ring.ts";
import { err, ok } from "../../protocol/result.ts";
import { encodeXsPacket, XENSTORE_PAYLOAD_MAX, XS, XSD_SOCKMSG_SIZE, type XsPacket } from "../../protocol/xs-wire.ts";

type Field = keyof typeof xenstoreDomainInterface.fields;

/** A guest as its xenstore page alone: octets go where its kernel would put them, or where a test says. */
export interface RingGuest {
  readonly domid: DomId;
  readonly page: DataView;
  readonly ring: XsClientRing;
  /** All packets that came so far, as `type payload`, `|` for NUL. */
  readonly got: string[];
  /** What is on the page now. */
  fields(): Record<Field, number>;
  poke(field: Field, value: number): void;
  /** EVTCHNOP_send on its port. */
  kick(): void;
  /** How often xenstored notified it. */
  kicked(): number;
  /** Called at each notification, from inside it: a guest that runs on another CPU. */
  onKicked: () => void;
  /** Takes what lies in the ring, and answers how many octets that was. */
  hear(): number;
  /** Sends octets in parts that fit the ring, hearing on the way, until all is sent and nothing more comes. */
  say(octets: Uint8Array): Promise<void>;
}

export interface RingHost {
  readonly store: Store;
  readonly rings: DomainRings;
  /** What xenstored said of guests that broke their rings. */
  readonly faults: string[];
  /** Domids whose page is mapped and whose port is bound now. */
  mapped(): readonly number[];
  /** Introduces a guest with a page of its own, after `prepare` has been at it. */
  guest(domid: number, prepare?: (page: DataView) => void): RingGuest;
  /** Runs upcalls and promises until there are none. */
  settle(): Promise<void>;
}

/** A port of xenstored's. */
interface Bound {
  readonly upcall: () => void;
  kicked: number;
  onKicked: () => void;
}

/** A request's octets; `|` stands for NUL. */
export const request = (type: keyof typeof XS, payload: string, more: Partial<XsPacket> = {}): Uint8Array<ArrayBuffer> =>
  encodeXsPacket({ type: XS[type], reqId: 0, txId: 0, payload: payload.replaceAll("|", "\0"), ...more });

/** A store with domain rings, over pages that tests hold. */
export function aRingHost(options: StoreOptions = {}): RingHost {
  const pages = new Map<DomId, DataView>();
  const bound = new Map<DomId, Bound>();
  const turns: (() => void)[] = [];
  const faults: string[] = [];
  const rings: DomainRings = {
    open(domid, { port }, upcall) {
      const page = pages.get(domid);
      if (!page) return err("ENOENT");
      if (port === 0) return err("EINVAL");
      const mine: Bound = { upcall, kicked: 0, onKicked: () => undefined };
      bound.set(domid, mine);
      turns.push(upcall);
      const close = (): void => void bound.delete(domid);
      const notify = (): void => {
        mine.kicked++;
        mine.onKicked();
      };
      return ok({ page, notify, close });
    },
    faulted: (domid, fault) => void faults.push(`d${domid}: ${fault}`),
  };
  const store = new Store({ ...options, rings });

  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < 8; quiet++) {
      for (let turn = turns.shift(); turn; turn = turns.shift(), quiet = 0) turn();
      await Promise.resolve();
    }
  };
  return {
    store,
    rings,
    faults,
    mapped: () => [...bound.keys()],
    settle,
    guest(number, prepare = () => undefined) {
      const domid = domId(number);
      const page = new DataView(new ArrayBuffer(PAGE_SIZE));
      prepare(page);
      pages.set(domid, page);
      const introduced = store.introduce(domid, { gfn: 1000 + number, port: 7 });
      if (!introduced.ok) throw new Error(introduced.error);
      const mine = bound.get(domid);
      if (!mine) throw new Error(`d${domid} is not bound`);
      // An upcall that is on its way comes even after the port was unbound, as it may from libxenevtchn.
      return aRingGuest(domid, page, mine, { kick: () => void turns.push(() => mine.upcall()), settle });
    },
  };
}

function aRingGuest(
  domid: DomId,
  page: DataView,
  bound: Bound,
  { kick, settle }: { readonly kick: () => void; readonly settle: () => Promise<void> },
): RingGuest {
  const ring = new XsClientRing(page);
  const got: string[] = [];
  let octets = Buffer.alloc(0);

  const split = (): void => {
    while (octets.length >= XSD_SOCKMSG_SIZE) {
      const len = octets.readUInt32LE(12);
      if (len > XENSTORE_PAYLOAD_MAX) throw new Error(`a packet of ${len} octets from xenstored`);
      const end = XSD_SOCKMSG_SIZE + len;
      if (octets.length < end) return;
      const type = Object.entries(XS).find(([, number]) => number === octets.readUInt32LE(0))?.[0] ?? "?";
      got.push(`${type} ${octets.toString("latin1", XSD_SOCKMSG_SIZE, end).replaceAll("\0", "|")}`);
      octets = octets.subarray(end);
    }
  };
  const hear = (): number => {
    const into = new Uint8Array(1024);
    const count = ring.take(into) ?? 0;
    octets = Buffer.concat([octets, into.subarray(0, count)]);
    split();
    if (count > 0) kick();
    return count;
  };
  return {
    domid,
    page,
    ring,
    got,
    fields: () => xenstoreDomainInterface.decode(page, 0),
    poke: (field, value) => page.setUint32(xenstoreDomainInterface.fields[field][0], value, true),
    kick,
    kicked: () => bound.kicked,
    get onKicked() {
      return bound.onKicked;
    },
    set onKicked(act) {
      bound.onKicked = act;
    },
    hear,
    async say(all) {
      for (let rest = all, moved = true; moved;) {
        const put = rest.length > 0 ? (ring.put(rest) ?? 0) : 0;
        rest = rest.subarray(put);
        if (put > 0) kick();
        await settle();
        moved = put + hear() > 0;
        await settle();
      }
    },
  };
}
