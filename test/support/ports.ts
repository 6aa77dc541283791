import { domId, DOM0, evtchnPort, grantRef, PAGE_SIZE, type DomId, type EvtchnPort, type GrantRef } from "../../protocol/ids.ts";
import type {
  BackendPorts,
  BoundEvtchn,
  EventChannels,
  FrontendPorts,
  GrantMapping,
  GrantShares,
  GrantTables,
  GuestPages,
} from "../../protocol/ports.ts";
import { err, ok } from "../../protocol/result.ts";
import { aFakeStore, type FakeStore } from "./ports-store.ts";

interface Channel {
  readonly domid: DomId;
  readonly remote: DomId;
  readonly upcall: () => void;
  peer: EvtchnPort | undefined;
  closed: boolean;
}

interface Grant {
  readonly owner: DomId;
  readonly remote: DomId;
  readonly page: DataView;
  ended: boolean;
}

/** A machine of fakes: one store, event channels whose upcalls come in a microtask, pages that both ends share. */
export interface FakeMachine {
  readonly store: FakeStore;
  readonly dom0: BackendPorts;
  guest(domid: number): FrontendPorts;
  /** Pages that dom0 has mapped now. */
  mappedPages(): number;
  /** Pages of its own that dom0 shares now. */
  sharedPages(): number;
  /** Ports that are open now, both ends counted. */
  openPorts(): number;
  /** Pages that guests have allocated now, and what dom0 shares. */
  allocatedPages(): number;
  /** Notifications that were sent, by the sender. */
  readonly notifications: Map<number, number>;
  /** The page behind a gref: what a hostile guest writes to. */
  pageOf(ref: number): DataView;
  /** Sends a notification as the guest's end of the channel that dom0 bound to its `port`. */
  kick(port: number): void;
  /** How many grants there ever were. */
  readonly grants: number;
  /** Refuses the next operations of a kind, for tests of what is left behind. */
  readonly refuse: { map?: "EINVAL" | "EACCES" | "ENOSPC" | undefined; bind?: "EINVAL" | undefined; share?: "ENOSPC" | undefined };
}

/** A machine on which nothing has happened. */
export function aFakeMachine(): FakeMachine {
  const store = aFakeStore();
  const channels = new Map<number, Channel>();
  const grants = new Map<number, Grant>();
  const notifications = new Map<number, number>();
  const refuse: FakeMachine["refuse"] = {};
  let nextPort = 1;
  let nextRef = 8;
  let mapped = 0;
  let allocated = 0;
  let shared = 0;

  const upcallOn = (port: EvtchnPort | undefined): void => {
    const channel = port === undefined ? undefined : channels.get(port);
    if (channel && !channel.closed) {
      queueMicrotask(() => {
        if (!channel.closed) channel.upcall();
      });
    }
  };
  const open = (domid: DomId, remote: DomId, upcall: () => void, peer: EvtchnPort | undefined): BoundEvtchn => {
    const port = evtchnPort(nextPort++);
    const channel: Channel = { domid, remote, upcall, peer, closed: false };
    channels.set(port, channel);
    return {
      port,
      notify: () => {
        if (channel.closed) return;
        notifications.set(domid, (notifications.get(domid) ?? 0) + 1);
        upcallOn(channel.peer);
      },
      close: () => {
        channel.closed = true;
        channels.delete(port);
        // The other end is unbound again, as on Xen: the same domain may bind to it anew.
        const other = channel.peer === undefined ? undefined : channels.get(channel.peer);
        if (other?.peer === port) other.peer = undefined;
      },
    };
  };
  const evtchnOf = (domid: DomId): EventChannels => ({
    allocUnbound: (remote, upcall) => Promise.resolve(ok(open(domid, remote, upcall, undefined))),
    bindInterdomain: (remote, remotePort, upcall) => {
      const other = channels.get(remotePort);
      if (refuse.bind || !other || other.domid !== remote || other.remote !== domid || other.peer !== undefined) {
        return Promise.resolve(err("EINVAL" as const));
      }
      const bound = open(domid, remote, upcall, remotePort);
      other.peer = bound.port;
      return Promise.resolve(ok(bound));
    },
  });
  const gnttabOf = (domid: DomId): GrantTables => ({
    map: (owner, refs) => {
      const found = Array.from(refs, (ref) => grants.get(ref));
      if (domid === DOM0 && refuse.map) return Promise.resolve(err(refuse.map));
      if (!found.every((grant) => grant !== undefined && grant.owner === owner && !grant.ended))
        return Promise.resolve(err("EINVAL" as const));
      return Promise.resolve(
        ok(
          aMapping(
            found.map((grant) => grant!.page),
            (pages) => (domid === DOM0 ? (mapped += pages) : undefined),
          ),
        ),
      );
    },
  });
  const alloc = (domid: DomId, count: number): GuestPages => {
    // Materialised when first touched, as the emulation does: a frame buffer has thousands.
    const pages = new Map<number, DataView>();
    const given: GrantRef[] = [];
    let freed = false;
    allocated += count;
    const page = (index: number): DataView => {
      if (index < 0 || index >= count) throw new RangeError(`page ${index} of ${count}`);
      let view = pages.get(index);
      if (!view) pages.set(index, (view = new DataView(new ArrayBuffer(PAGE_SIZE))));
      return view;
    };
    return {
      length: count,
      page,
      grant: (remote) => {
        const refs = Array.from({ length: count }, (_, i) => {
          const ref = grantRef(nextRef++);
          grants.set(ref, {
            owner: domid,
            remote,
            get page() {
              return page(i);
            },
            ended: false,
          });
          return ref;
        });
        given.push(...refs);
        return refs;
      },
      free: () => {
        if (!freed) allocated -= count;
        freed = true;
        for (const ref of given) grants.delete(ref);
      },
    };
  };
  const gntshr: GrantShares = {
    share: (remote, count) => {
      if (refuse.share) return Promise.resolve(err(refuse.share));
      const pages = alloc(DOM0, count);
      shared += count;
      const mapping = aMapping(
        Array.from({ length: count }, (_, i) => pages.page(i)),
        () => undefined,
      );
      let live = true;
      const unmap = (): void => {
        if (live) shared -= count;
        live = false;
        mapping.unmap();
        pages.free();
      };
      return Promise.resolve(ok({ ...mapping, refs: pages.grant(remote, "rw"), unmap }));
    },
  };
  return {
    store,
    dom0: { domid: DOM0, xenstore: store.connect(DOM0), evtchn: evtchnOf(DOM0), gnttab: gnttabOf(DOM0), gntshr },
    guest: (n) => {
      const domid = domId(n);
      const memory = { alloc: (count: number) => alloc(domid, count) };
      return { domid, xenstore: store.connect(domid), evtchn: evtchnOf(domid), memory, gnttab: gnttabOf(domid) };
    },
    mappedPages: () => mapped,
    sharedPages: () => shared,
    openPorts: () => channels.size,
    allocatedPages: () => allocated,
    notifications,
    pageOf: (ref) => grants.get(ref)!.page,
    kick: (port) => upcallOn(channels.get(port)?.peer),
    get grants() {
      return nextRef - 8;
    },
    refuse,
  };
}

function aMapping(pages: readonly DataView[], count: (pages: number) => void): GrantMapping {
  let live = true;
  count(pages.length);
  const page = (index: number): DataView => {
    if (!live) throw new Error("a page was touched after unmap");
    const view = pages[index];
    if (!view) throw new RangeError(`page ${index} of ${pages.length}`);
    return view;
  };
  return {
    length: pages.length,
    page,
    copyOut: (offset, into) => {
      for (let i = 0; i < into.length; i++) into[i] = page(Math.floor((offset + i) / PAGE_SIZE)).getUint8((offset + i) % PAGE_SIZE);
    },
    unmap: () => {
      if (live) count(-pages.length);
      live = false;
    },
  };
}
