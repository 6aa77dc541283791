/**
 * A connection over a transport that carries octets in any segmentation: a Unix socket, or a domain's ring (xenstore-ring.txt).
 *
 * Requests are read where they lie in the chunk. All replies to a chunk go out in one write, from one buffer that every stream
 * shares: only one is at work at a time, and none leaves anything in it.
 */
import type { DomId } from "../../protocol/ids.ts";
import { XENSTORE_PAYLOAD_MAX, XSD_SOCKMSG_SIZE } from "../../protocol/xs-wire.ts";
import { PacketConnection } from "./packet-connection.ts";
import type { Store } from "./store.ts";

/** The transport below. It calls back in a turn of its own, never from inside a call. */
export interface Pipe {
  /**
   * Takes the octets, and answers whether there is room for more; if not, it calls `drained` once it has room again. It must not
   * read them after the call, unless it answers "kept": then they are its own.
   */
  write(octets: Uint8Array): "room" | "kept";
  /** Stops or lets go on the octets that come in. What comes all the same is kept. */
  pause(paused: boolean): void;
  /** The connection has ended; the reason, if the client gave one. */
  ended(fault: string | undefined): void;
}

const PACKET_MAX = XSD_SOCKMSG_SIZE + XENSTORE_PAYLOAD_MAX;
const SHARED_OCTETS = 64 << 10;
/** Up to this length a loop beats the call into the runtime. */
const SHORT = 24;

/** Replies on their way: written to from 0 to `used`. */
const shared = { octets: Buffer.allocUnsafeSlow(SHARED_OCTETS), used: 0 };

const NOTHING = Buffer.alloc(0);

export class StreamConnection {
  readonly #store: Store;
  readonly #pipe: Pipe;
  readonly #wire: PacketConnection;
  /** Octets that came and were not taken yet: part of a packet, or what waits behind one that is held back. */
  #rest: Buffer = NOTHING;
  #full = false;
  #held = false;
  #paused = false;
  /** Whether replies go to the shared buffer; between chunks there is nobody to write it out. */
  #open = false;
  #later: { readonly type: number; readonly payload: string }[] = [];

  constructor(store: Store, domid: DomId, pipe: Pipe) {
    this.#store = store;
    this.#pipe = pipe;
    this.#wire = new PacketConnection(store, domid, {
      send: (type, reqId, txId, payload) => {
        if (this.#open) this.#append(type, reqId, txId, payload);
        else this.#postpone(type, payload);
      },
      hasRoom: () => !this.#full,
      ready: () => {
        this.#held = false;
        this.#work(NOTHING);
      },
      ended: (fault) => {
        this.#rest = NOTHING;
        this.#later = [];
        pipe.ended(fault);
      },
    });
  }

  get closed(): boolean {
    return this.#wire.closed;
  }

  /** Octets from the client. They are the caller's again after the call. */
  feed(chunk: Buffer): void {
    if (!this.#wire.closed) this.#work(chunk);
  }

  /** The pipe has room again. */
  drained(): void {
    if (!this.#full || this.#wire.closed) return;
    this.#full = false;
    this.#openShared();
    this.#wire.drain();
    this.#open = false;
    this.#flush();
    this.#work(NOTHING);
  }

  close(): void {
    this.#wire.close();
  }

  #work(chunk: Buffer): void {
    const octets = this.#rest.length === 0 ? chunk : chunk.length === 0 ? this.#rest : Buffer.concat([this.#rest, chunk]);
    this.#openShared();
    const taken = this.#takePackets(octets);
    this.#open = false;
    if (this.#wire.closed) {
      this.#flush();
      return;
    }
    if (taken === octets.length) this.#rest = NOTHING;
    else if (octets !== this.#rest || taken > 0) this.#rest = Buffer.from(octets.subarray(taken));
    this.#flush();
    this.#pauseIfNeeded();
  }

  /** Performs the whole packets at the front and answers how many octets they were. */
  #takePackets(octets: Buffer): number {
    let at = 0;
    while (octets.length - at >= XSD_SOCKMSG_SIZE && !this.#full && !this.#held) {
      const len = octets.readUInt32LE(at + 12);
      // TRUST: len is the client's. Within the limit, and only what is there is read.
      if (len > XENSTORE_PAYLOAD_MAX) {
        this.#wire.bad(`packet of ${len} octets, at most ${XENSTORE_PAYLOAD_MAX} may come`);
        return octets.length;
      }
      const end = at + XSD_SOCKMSG_SIZE + len;
      if (end > octets.length) break;
      const payload = octets.toString("latin1", at + XSD_SOCKMSG_SIZE, end);
      if (!this.#wire.request(octets.readUInt32LE(at), octets.readUInt32LE(at + 4), octets.readUInt32LE(at + 8), payload)) {
        this.#held = true;
        break;
      }
      at = end;
      if (this.#wire.closed) return octets.length;
    }
    return at;
  }

  #append(type: number, reqId: number, txId: number, payload: string): void {
    if (shared.octets.length - shared.used < PACKET_MAX) this.#flush();
    const { octets } = shared;
    const { length } = payload;
    let at = shared.used;
    octets.writeUInt32LE(type, at);
    octets.writeUInt32LE(reqId, at + 4);
    octets.writeUInt32LE(txId, at + 8);
    octets.writeUInt32LE(length, at + 12);
    at += XSD_SOCKMSG_SIZE;
    if (length <= SHORT) for (let i = 0; i < length; i++) octets[at + i] = payload.charCodeAt(i);
    else octets.write(payload, at, length, "latin1");
    shared.used = at + length;
  }

  #flush(): void {
    if (shared.used === 0) return;
    const octets = shared.octets.subarray(0, shared.used);
    shared.used = 0;
    if (this.#wire.closed && this.#full) return;
    if (this.#pipe.write(octets) === "kept") {
      shared.octets = Buffer.allocUnsafeSlow(SHARED_OCTETS);
      this.#full = true;
    }
  }

  /** An event that another client caused: it goes out with all that come in the same turn. */
  #postpone(type: number, payload: string): void {
    this.#later.push({ type, payload });
    if (this.#later.length > 1) return;
    this.#store.schedule(() => {
      this.#openShared();
      this.#open = false;
      this.#flush();
    });
  }

  /** From here on replies go to the shared buffer, behind the events that were to go out anyway. */
  #openShared(): void {
    this.#open = true;
    if (this.#later.length === 0) return;
    const events = this.#later;
    this.#later = [];
    for (const { type, payload } of events) this.#append(type, 0, 0, payload);
  }

  #pauseIfNeeded(): void {
    const paused = this.#full || this.#held;
    if (paused === this.#paused) return;
    this.#paused = paused;
    this.#pipe.pause(paused);
  }
}
