/**
 * A domain's connection over its ring (protocol/io/xs-ring.ts): the pipe between the mapped page and a StreamConnection.
 *
 * The one idea to hold while reading: the page is looked at in turns of our own only, when the event channel rings or the stream lets
 * go on, and then once: what the guest adds meanwhile it has to notify us of, so no guest keeps us at its ring. What breaks inside a
 * write of the stream's is only noted there, and the stream closed in the next turn.
 */
import type { DomId } from "../../protocol/ids.ts";
import { XENSTORE_ERROR_PROTO, XENSTORE_ERROR_RINGIDX, XENSTORE_RING_SIZE, XsServerRing } from "../../protocol/io/xs-ring.ts";
import { ok, type Result } from "../../protocol/result.ts";
import type { XsError } from "../../protocol/xs-wire.ts";
import type { Introduction } from "./store.ts";
import type { Pipe, StreamConnection } from "./stream-connection.ts";

/** A domain's xenstore page, mapped, with a port bound to the domain's. */
export interface MappedRing {
  readonly page: DataView;
  notify(): void;
  /** Unbinds, and unmaps: the page is not touched after it. Called once. */
  close(): void;
}

/** What xenstored asks of the machine for domain rings: libxengnttab and libxenevtchn, or what stands for them. */
export interface DomainRings {
  /**
   * Maps the page, which is the domain's reserved grant GNTTAB_RESERVED_XENSTORE, and binds `port`. `upcall` is called in a turn of its
   * own, the first time soon after, as a port is pending once it is bound. Answers at once: INTRODUCE does.
   */
  open(domid: DomId, introduction: Introduction, upcall: () => void): Result<MappedRing, XsError>;
  /** A guest broke its ring, or the protocol on it: its connection is dead until it reconnects. */
  faulted(domid: DomId, fault: string): void;
}

/** How the ring's owner makes a connection for it. */
type Connect = (pipe: Pipe) => StreamConnection;

/** What was just taken off a ring: the stream keeps none of it. */
const taken = Buffer.alloc(XENSTORE_RING_SIZE);

/** The connection from one reconnect to the next. Once it is dead it touches the page no more. */
class Line implements Pipe {
  readonly #ring: XsServerRing;
  readonly #notify: () => void;
  readonly #onFault: (fault: string) => void;
  readonly #stream: StreamConnection;
  /** Replies that the ring had no room for. No request is taken while there are any, so they are those of one ringful. */
  #waiting: Uint8Array[] = [];
  #paused = false;
  #dead = false;

  constructor(ring: XsServerRing, notify: () => void, onFault: (fault: string) => void, connect: Connect) {
    this.#ring = ring;
    this.#notify = notify;
    this.#onFault = onFault;
    this.#stream = connect(this);
  }

  write(octets: Uint8Array): "room" | "kept" {
    if (this.#dead) return "room";
    const put = this.#waiting.length > 0 ? 0 : this.#put(octets);
    if (put === octets.length) return "room";
    // A copy of what is left over: to keep the stream's own buffer would hold all of that for as long as the guest likes.
    if (!this.#dead) this.#waiting.push(new Uint8Array(octets.subarray(put)));
    return "kept";
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    if (!paused) void Promise.resolve().then(() => this.work());
  }

  ended(fault: string | undefined): void {
    if (this.#dead) return;
    if (fault === undefined) this.#die();
    else this.#fail(XENSTORE_ERROR_PROTO, fault);
  }

  /** Passes on what waits, then takes what came. Called in a turn of its own. */
  work(): void {
    if (this.#dead || !this.#ring.connected) return;
    if (this.#waiting.length > 0) {
      if (!this.#putWaiting()) return;
      this.#stream.drained();
    }
    // The stream paused us if it has more to say than the ring has room for.
    if (this.#dead || this.#paused) return;
    const count = this.#ring.take(taken);
    if (count === undefined) return this.#broken("req");
    if (count === 0) return;
    this.#notify();
    this.#stream.feed(taken.subarray(0, count));
  }

  close(): void {
    this.#die();
    this.#stream.close();
  }

  /** Puts what waits, and answers whether all of it went. */
  #putWaiting(): boolean {
    for (let octets = this.#waiting[0]; octets; octets = this.#waiting[0]) {
      const put = this.#put(octets);
      if (this.#dead) return false;
      if (put < octets.length) {
        this.#waiting[0] = octets.subarray(put);
        return false;
      }
      this.#waiting.shift();
    }
    return true;
  }

  #put(octets: Uint8Array): number {
    // A guest that reconnects may be writing its indices just now; what this connection has to say will be dropped anyway.
    if (!this.#ring.connected) return 0;
    const put = this.#ring.put(octets);
    if (put === undefined) this.#broken("rsp");
    else if (put > 0) this.#notify();
    return put ?? 0;
  }

  #broken(queue: "req" | "rsp"): void {
    this.#fail(XENSTORE_ERROR_RINGIDX, `${queue} indices more than ${XENSTORE_RING_SIZE} apart`);
    void Promise.resolve().then(() => this.#stream.close());
  }

  #fail(error: number, fault: string): void {
    this.#die();
    this.#ring.fail(error);
    this.#notify();
    this.#onFault(fault);
  }

  #die(): void {
    this.#dead = true;
    this.#waiting = [];
  }
}

/** One introduced domain's ring, from INTRODUCE to RELEASE. */
export class DomainRing {
  readonly #mapped: MappedRing;
  readonly #ring: XsServerRing;
  readonly #connect: () => Line;
  #line: Line;
  #closed = false;

  constructor(mapped: MappedRing, onFault: (fault: string) => void, connect: Connect) {
    this.#mapped = mapped;
    this.#ring = new XsServerRing(mapped.page);
    this.#ring.advertise();
    this.#connect = () => new Line(this.#ring, () => mapped.notify(), onFault, connect);
    this.#line = this.#connect();
  }

  /** The domain notified us, or may have. */
  upcall(): void {
    if (this.#closed) return;
    if (this.#ring.connected) return this.#line.work();
    // XENSTORE_RECONNECT, or what a guest wrote instead: oxenstored takes whatever is not "connected" for it.
    this.#line.close();
    this.#line = this.#connect();
    this.#ring.reset();
    this.#mapped.notify();
  }

  /** The domain is gone. Harmless twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#line.close();
    this.#mapped.close();
  }
}

/** Maps the ring that `introduction` names and serves it with the connections that `connect` makes. */
export function openDomainRing(
  rings: DomainRings,
  domid: DomId,
  introduction: Introduction,
  connect: Connect,
): Result<DomainRing, XsError> {
  let ring: DomainRing | undefined;
  const mapped = rings.open(domid, introduction, () => ring?.upcall());
  if (!mapped.ok) return mapped;
  ring = new DomainRing(mapped.value, (fault) => rings.faulted(domid, fault), connect);
  return ok(ring);
}
