/**
 * A machine that does not do what it is asked: stands between the backends and the toolstack, and the interfaces below them. As nothing here
 * knows what is below, it can be put on an emulated machine and on a real Xen alike.
 */
import type { DomId, GrantRef } from "../../protocol/ids.ts";
import type { BackendPorts, BoundEvtchn, Dice, EventChannels, GrantTables, Timers, Xenstore, XenstoreOps } from "../../protocol/ports.ts";
import { err, ok } from "../../protocol/result.ts";

/** Event channels of one domain: in both directions. */
export interface EvtchnFault {
  /** 0 to 1: how many of the events are lost. */
  readonly lost: number;
  /** Milliseconds that each is late. */
  readonly lateMs: number;
}

export interface StoreFault {
  /** Milliseconds that each answer is late. */
  readonly slowMs: number;
  /** 0 to 1: how many transactions are refused with EAGAIN, however often they are tried. */
  readonly again: number;
}

const SOUND: StoreFault = { slowMs: 0, again: 0 };

/** What is wrong with the machine now. Everything of it is looked at when it is used, so it can be changed at any time. */
export class FaultyMachine {
  readonly #timers: Timers;
  readonly #dice: Dice;
  /** Domains, by name, of which no grant is mapped: whoever has the name then, for a refusal that ended with the domain would never be felt. */
  readonly refusedGrants = new Set<string>();
  readonly evtchn = new Map<DomId, EvtchnFault>();
  /** Domains that are told of no vehicle signal. */
  readonly deaf = new Set<DomId>();
  store: StoreFault = SOUND;

  constructor(timers: Timers, dice: Dice) {
    this.#timers = timers;
    this.#dice = dice;
  }

  /** The store answers as it should again. */
  mendStore(): void {
    this.store = SOUND;
  }

  /** Whether nothing is wrong. */
  get sound(): boolean {
    return this.refusedGrants.size === 0 && this.evtchn.size === 0 && this.deaf.size === 0 && this.store === SOUND;
  }

  /** The same machine with what is wrong with it. */
  wrap(ports: BackendPorts): BackendPorts {
    return { ...ports, xenstore: this.#xenstore(ports.xenstore), evtchn: this.#evtchn(ports.evtchn), gnttab: this.#gnttab(ports) };
  }

  /** The vehicle's signals as a domain is told of them. */
  wrapSignals(domid: DomId, source: Signals): Signals {
    return {
      value: (index) => source.value(index),
      subscribe: (onChange) =>
        source.subscribe((index) => {
          if (!this.deaf.has(domid)) onChange(index);
        }),
    };
  }

  #gnttab({ gnttab, xenstore }: Pick<BackendPorts, "gnttab" | "xenstore">): GrantTables {
    return {
      map: async (owner: DomId, refs: ArrayLike<GrantRef>, access) => {
        if (this.refusedGrants.size > 0) {
          const name = await xenstore.read(`/local/domain/${owner}/name`);
          if (name.ok && this.refusedGrants.has(name.value)) return err("EINVAL");
        }
        return gnttab.map(owner, refs, access);
      },
    };
  }

  #evtchn(evtchn: EventChannels): EventChannels {
    type Bind = (upcall: () => void) => ReturnType<EventChannels["allocUnbound"]>;
    const faulty = async (remote: DomId, upcall: () => void, bind: Bind): ReturnType<Bind> => {
      // No upcall comes after close(), a late one neither.
      let open = true;
      const hear = (): void => {
        if (open) upcall();
      };
      const bound = await bind(() => this.#event(remote, hear));
      if (!bound.ok) return bound;
      const { port, notify, close } = bound.value;
      const say = (): void => {
        if (open) notify();
      };
      const value: BoundEvtchn = {
        port,
        notify: () => this.#event(remote, say),
        close: () => {
          open = false;
          close();
        },
      };
      return ok(value);
    };
    return {
      allocUnbound: (remote, upcall) => faulty(remote, upcall, (heard) => evtchn.allocUnbound(remote, heard)),
      bindInterdomain: (remote, port, upcall) => faulty(remote, upcall, (heard) => evtchn.bindInterdomain(remote, port, heard)),
    };
  }

  #event(remote: DomId, happen: () => void): void {
    const fault = this.evtchn.get(remote);
    if (!fault) return happen();
    if (this.#dice.next() < fault.lost) return;
    if (fault.lateMs > 0) this.#timers.after(fault.lateMs, happen);
    else happen();
  }

  #xenstore(store: Xenstore): Xenstore {
    const { slowly } = this;
    const ops = (inner: XenstoreOps): XenstoreOps => ({
      read: (path) => slowly(inner.read(path)),
      write: (path, value) => slowly(inner.write(path, value)),
      mkdir: (path) => slowly(inner.mkdir(path)),
      rm: (path) => slowly(inner.rm(path)),
      directory: (path) => slowly(inner.directory(path)),
      getPerms: (path) => slowly(inner.getPerms(path)),
      setPerms: (path, perms) => slowly(inner.setPerms(path, perms)),
    });
    return {
      ...ops(store),
      watch: (path, onEvent) => slowly(store.watch(path, onEvent)),
      transaction: (body) =>
        this.store.again > 0 && this.#dice.next() < this.store.again
          ? slowly(Promise.resolve(err("EAGAIN")))
          : slowly(store.transaction((tx) => body(ops(tx)))),
    };
  }

  readonly slowly = async <T>(answer: Promise<T>): Promise<T> => {
    const { slowMs } = this.store;
    if (slowMs > 0) await new Promise<void>((resolve) => void this.#timers.after(slowMs, resolve));
    return answer;
  };
}

/** Vehicle signals, as backends read them. */
export interface Signals {
  subscribe(onChange: (index: number) => void): () => void;
  value(index: number): number | undefined;
}
