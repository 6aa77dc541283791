import { isDomId } from "../../protocol/ids.ts";
import type { Xenstore, XenstoreOps, XsPerm, XsWatch } from "../../protocol/ports.ts";
import type { Result } from "../../protocol/result.ts";
import { done, err, ok } from "../../protocol/result.ts";
import type { XsError } from "../../protocol/xs-wire.ts";
import { XENSTORE_PAYLOAD_MAX, XS, XS_ERRORS } from "../../protocol/xs-wire.ts";
import { decodePacket, encodePacket } from "./xs-packet.ts";

/** How often a transaction that lost a race is run again. The store is fair enough that a few are plenty. */
export const TRANSACTION_ATTEMPTS = 64;

type Answer = Result<string, XsError>;

interface Asked {
  readonly type: number;
  readonly answer: (answer: Answer) => void;
}

/** A list of strings, each ended by a NUL. */
const terminated = (strings: readonly string[]): string => strings.map((s) => `${s}\0`).join("");
const list = (payload: string): string[] => (payload === "" ? [] : payload.replace(/\0$/, "").split("\0"));
const then = <T>(answer: Answer, parse: (payload: string) => Result<T, XsError>): Result<T, XsError> =>
  answer.ok ? parse(answer.value) : answer;
const plain = (answer: Answer): Result<void, XsError> => then(answer, () => done);

function parsePerms(payload: string): Result<readonly XsPerm[], XsError> {
  const perms: XsPerm[] = [];
  for (const entry of list(payload)) {
    const access = entry[0];
    const domid = /^[nrwb]\d+$/.test(entry) ? Number(entry.slice(1)) : undefined;
    if (!isDomId(domid) || (access !== "n" && access !== "r" && access !== "w" && access !== "b")) return err("EIO");
    perms.push({ domid, access });
  }
  return ok(perms);
}

/** A guest kernel's connection to xenstored, as Linux's xenbus client: requests are matched to replies by req_id, events to watches by token. */
export class XsClient implements Xenstore {
  readonly #send: (packet: Uint8Array) => void;
  readonly #asked = new Map<number, Asked>();
  readonly #watches = new Map<string, (path: string) => void>();
  readonly #ops: XenstoreOps = this.#inTransaction(0);
  #lastReqId = 0;
  #lastToken = 0;

  constructor(send: (packet: Uint8Array) => void) {
    this.#send = send;
  }

  read(path: string): Promise<Result<string, XsError>> {
    return this.#ops.read(path);
  }

  write(path: string, value: string): Promise<Result<void, XsError>> {
    return this.#ops.write(path, value);
  }

  mkdir(path: string): Promise<Result<void, XsError>> {
    return this.#ops.mkdir(path);
  }

  rm(path: string): Promise<Result<void, XsError>> {
    return this.#ops.rm(path);
  }

  directory(path: string): Promise<Result<readonly string[], XsError>> {
    return this.#ops.directory(path);
  }

  getPerms(path: string): Promise<Result<readonly XsPerm[], XsError>> {
    return this.#ops.getPerms(path);
  }

  setPerms(path: string, perms: readonly XsPerm[]): Promise<Result<void, XsError>> {
    return this.#ops.setPerms(path, perms);
  }

  /** Forgets the watches of an earlier kernel of this domain, as Linux does after kexec (xs_reset_watches). */
  async resetWatches(): Promise<Result<void, XsError>> {
    return plain(await this.#ask(XS.RESET_WATCHES, 0, "\0"));
  }

  async watch(path: string, onEvent: (path: string) => void): Promise<Result<XsWatch, XsError>> {
    const token = `w${++this.#lastToken}`;
    // Before the request goes out: the first event may come ahead of the reply.
    this.#watches.set(token, onEvent);
    const answer = await this.#ask(XS.WATCH, 0, terminated([path, token]));
    if (!answer.ok) {
      this.#watches.delete(token);
      return answer;
    }
    const close = (): void => {
      // What goes wrong with an unwatch (the path is gone) is nothing that its closer could act on.
      if (this.#watches.delete(token)) void this.#ask(XS.UNWATCH, 0, terminated([path, token]));
    };
    return ok({ close });
  }

  async transaction<T>(body: (tx: XenstoreOps) => Promise<Result<T, XsError>>): Promise<Result<T, XsError>> {
    for (let attempt = 0; attempt < TRANSACTION_ATTEMPTS; attempt++) {
      const started = await this.#ask(XS.TRANSACTION_START, 0, "\0");
      if (!started.ok) return started;
      const txId = Number(list(started.value)[0]);
      if (!Number.isInteger(txId) || txId <= 0) return err("EIO");
      const outcome = await this.#runBody(txId, body);
      if (!outcome.ok && outcome.error !== "EAGAIN") return outcome;
      if (!outcome.ok) continue;
      const ended = await this.#ask(XS.TRANSACTION_END, txId, "T\0");
      if (ended.ok) return outcome;
      if (ended.error !== "EAGAIN") return ended;
    }
    return err("EAGAIN");
  }

  /** A packet from xenstored. One that answers nothing is dropped. */
  receive(octets: Uint8Array): void {
    const packet = decodePacket(octets);
    if (!packet) return;
    if (packet.type === XS.WATCH_EVENT) {
      const [path, token] = list(packet.payload);
      if (path !== undefined && token !== undefined) this.#watches.get(token)?.(path);
      return;
    }
    const asked = this.#asked.get(packet.reqId);
    if (!asked) return;
    this.#asked.delete(packet.reqId);
    if (packet.type === XS.ERROR) {
      const name = list(packet.payload)[0];
      asked.answer(err(XS_ERRORS.find((known) => known === name) ?? "EIO"));
    } else asked.answer(packet.type === asked.type ? ok(packet.payload) : err("EIO"));
  }

  /** Runs the body, and aborts when it answers an error or throws. */
  async #runBody<T>(txId: number, body: (tx: XenstoreOps) => Promise<Result<T, XsError>>): Promise<Result<T, XsError>> {
    let succeeded = false;
    try {
      const outcome = await body(this.#inTransaction(txId));
      succeeded = outcome.ok;
      return outcome;
    } finally {
      if (!succeeded) await this.#ask(XS.TRANSACTION_END, txId, "F\0");
    }
  }

  #inTransaction(txId: number): XenstoreOps {
    const ask = (type: number, payload: string): Promise<Answer> => this.#ask(type, txId, payload);
    return {
      read: (path) => ask(XS.READ, terminated([path])),
      write: async (path, value) => plain(await ask(XS.WRITE, terminated([path]) + value)),
      mkdir: async (path) => plain(await ask(XS.MKDIR, terminated([path]))),
      rm: async (path) => plain(await ask(XS.RM, terminated([path]))),
      directory: async (path) => {
        const answer = await ask(XS.DIRECTORY, terminated([path]));
        return !answer.ok && answer.error === "E2BIG" ? this.#directoryParts(txId, path) : then(answer, (payload) => ok(list(payload)));
      },
      getPerms: async (path) => then(await ask(XS.GET_PERMS, terminated([path])), parsePerms),
      setPerms: async (path, perms) =>
        plain(await ask(XS.SET_PERMS, terminated([path, ...perms.map(({ access, domid }) => `${access}${domid}`)]))),
    };
  }

  /** The names that do not fit one answer: each part has the children's generation before it, and an empty name at its end when it is the last. */
  async #directoryParts(txId: number, path: string): Promise<Result<readonly string[], XsError>> {
    let names = "";
    let generation = "";
    while (true) {
      const answer = await this.#ask(XS.DIRECTORY_PART, txId, terminated([path, String(names.length)]));
      if (!answer.ok) return answer.error === "ENOSYS" ? err("E2BIG") : answer;
      const end = answer.value.indexOf("\0");
      const part = answer.value.slice(end + 1);
      if (end === -1 || part === "") return err("EIO");
      const came = answer.value.slice(0, end);
      const changed = names !== "" && came !== generation;
      generation = came;
      // Children that changed meanwhile are read from the start.
      names = changed ? "" : names + part;
      if (names.endsWith("\0\0")) return ok(list(names.slice(0, -1)));
    }
  }

  #ask(type: number, txId: number, payload: string): Promise<Answer> {
    if (payload.length > XENSTORE_PAYLOAD_MAX) return Promise.resolve(err("E2BIG"));
    do this.#lastReqId = (this.#lastReqId + 1) >>> 0;
    while (this.#asked.has(this.#lastReqId));
    const reqId = this.#lastReqId;
    const packet = encodePacket({ type, reqId, txId, payload });
    if (!packet) return Promise.resolve(err("EINVAL"));
    return new Promise((answer) => {
      this.#asked.set(reqId, { type, answer });
      this.#send(packet);
    });
  }
}
