/** Questions and answers over one connection to a xenstored: what the client's calls are made of. */
import { err, ok, type Result } from "../../../protocol/result.ts";
import { encodeXsPacket, parseXsError, splitNulTerminated, XENSTORE_PAYLOAD_MAX, XS, type XsError } from "../../../protocol/xs-wire.ts";
import { PacketSplitter } from "./packet-splitter.ts";

/** The connection is gone, or was never there: nothing that an answer could tell. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

interface Asked {
  readonly type: number;
  readonly answer: (answer: Result<string, XsError>) => void;
  readonly lost: (problem: ConnectionLost) => void;
}

/** Who waits for the next event. */
interface Waiting {
  readonly take: (path: string) => void;
  readonly lost: (problem: ConnectionLost) => void;
}

export class Conversation {
  readonly #send: (octets: Uint8Array) => void;
  readonly #splitter = new PacketSplitter();
  readonly #asked = new Map<number, Asked>();
  /** Paths of watch events that nobody has taken yet. */
  readonly #events: string[] = [];
  #waiting: Waiting | undefined;
  #lastReqId = 0;
  #lost: ConnectionLost | undefined;

  constructor(send: (octets: Uint8Array) => void) {
    this.#send = send;
  }

  /** The payload of the answer, or the error that it names. Rejects with ConnectionLost when none can come. */
  ask(type: number, txId: number, payload: string): Promise<Result<string, XsError>> {
    if (payload.length > XENSTORE_PAYLOAD_MAX) return Promise.resolve(err("E2BIG"));
    if (this.#lost) return Promise.reject(this.#lost);
    const reqId = ++this.#lastReqId;
    return new Promise((answer, lost) => {
      this.#asked.set(reqId, { type, answer, lost });
      this.#send(encodeXsPacket({ type, reqId, txId, payload }));
    });
  }

  /** The path of the next watch event. One may wait at a time. */
  nextEvent(): Promise<string> {
    const path = this.#events.shift();
    if (path !== undefined) return Promise.resolve(path);
    if (this.#lost) return Promise.reject(this.#lost);
    return new Promise((take, lost) => {
      this.#waiting = { take, lost };
    });
  }

  /** Octets from the daemon, wherever the stream was cut. */
  receive(chunk: Uint8Array): void {
    const packets = this.#splitter.take(chunk);
    if (!packets) return this.lose("what answers there does not speak xenstore's protocol");
    for (const { type, reqId, payload } of packets) {
      if (type === XS.WATCH_EVENT) this.#event(payload);
      else this.#answer(type, reqId, payload);
    }
  }

  /** The connection has ended: whoever waits for an answer is told why none comes. */
  lose(why: string): void {
    if (this.#lost) return;
    this.#lost = new ConnectionLost(why);
    for (const { lost } of this.#asked.values()) lost(this.#lost);
    this.#asked.clear();
    this.#waiting?.lost(this.#lost);
  }

  #event(payload: string): void {
    const path = splitNulTerminated(payload)?.[0];
    if (path === undefined) return;
    if (!this.#waiting) return void this.#events.push(path);
    const { take } = this.#waiting;
    this.#waiting = undefined;
    take(path);
  }

  #answer(type: number, reqId: number, payload: string): void {
    const asked = this.#asked.get(reqId);
    if (!asked) return;
    this.#asked.delete(reqId);
    if (type === XS.ERROR) asked.answer(err(parseXsError(payload)));
    else asked.answer(type === asked.type ? ok(payload) : err("EIO"));
  }
}
