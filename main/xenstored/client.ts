/** The store as dom0's own drivers and emulated guests see it: the port's calls, straight to a connection, without packets. */
import type { DomId } from "../../protocol/ids.ts";
import type { Xenstore, XenstoreOps, XsPerm, XsWatch } from "../../protocol/ports.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { isOctets, type XsError } from "../../protocol/xs-wire.ts";
import type { Connection } from "./connection.ts";
import type { Store } from "./store.ts";

/** How often a transaction is run before its EAGAIN is the caller's. A conflict needs another writer each time, so this means a storm. */
const ATTEMPTS_MAX = 64;

class ClientOps implements XenstoreOps {
  readonly #store: Store;
  readonly #connection: Connection;
  readonly #tx: number;

  constructor(store: Store, connection: Connection, tx: number) {
    this.#store = store;
    this.#connection = connection;
    this.#tx = tx;
  }

  read(path: string): Promise<Result<string, XsError>> {
    return Promise.resolve(this.#connection.read(this.#tx, path));
  }

  write(path: string, value: string): Promise<Result<void, XsError>> {
    // What comes in packets is octets by itself.
    if (!isOctets(value)) return Promise.resolve(err("EINVAL"));
    return this.#settled(this.#connection.write(this.#tx, path, value));
  }

  mkdir(path: string): Promise<Result<void, XsError>> {
    return this.#settled(this.#connection.mkdir(this.#tx, path));
  }

  rm(path: string): Promise<Result<void, XsError>> {
    return this.#settled(this.#connection.rm(this.#tx, path));
  }

  directory(path: string): Promise<Result<readonly string[], XsError>> {
    return Promise.resolve(this.#connection.directory(this.#tx, path));
  }

  getPerms(path: string): Promise<Result<readonly XsPerm[], XsError>> {
    return Promise.resolve(this.#connection.getPerms(this.#tx, path));
  }

  setPerms(path: string, perms: readonly XsPerm[]): Promise<Result<void, XsError>> {
    return this.#settled(this.#connection.setPerms(this.#tx, path, perms));
  }

  #settled<T>(answer: Result<T, XsError>): Promise<Result<T, XsError>> {
    this.#store.settle();
    return Promise.resolve(answer);
  }
}

/**
 * One in-process connection. Events come in a microtask of their own, never from inside a call, and after the answer of the call
 * that caused them for whoever awaits that directly.
 */
export class XenstoreClient extends ClientOps implements Xenstore {
  readonly #store: Store;
  readonly #connection: Connection;
  readonly #takers: Map<string, (path: string) => void>;
  #nextToken = 1;

  constructor(store: Store, domid: DomId) {
    const takers = new Map<string, (path: string) => void>();
    const connection = store.open(
      domid,
      (path, token) => {
        // Two steps: the first puts this behind a continuation that already waits for the call's answer.
        void Promise.resolve().then(() => {
          void Promise.resolve().then(() => takers.get(token)?.(path));
        });
      },
      () => {
        takers.clear();
      },
    );
    super(store, connection, 0);
    this.#store = store;
    this.#connection = connection;
    this.#takers = takers;
  }

  watch(path: string, onEvent: (path: string) => void): Promise<Result<XsWatch, XsError>> {
    const token = String(this.#nextToken++);
    this.#takers.set(token, onEvent);
    const set = this.#connection.watch(path, token);
    if (!set.ok) {
      this.#takers.delete(token);
      return Promise.resolve(set);
    }
    this.#store.settle();
    const close = (): void => {
      if (this.#takers.delete(token)) this.#connection.unwatch(path, token);
    };
    return Promise.resolve(ok({ close }));
  }

  async transaction<T>(body: (tx: XenstoreOps) => Promise<Result<T, XsError>>): Promise<Result<T, XsError>> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const started = this.#connection.transactionStart();
      if (!started.ok) return started;
      const answer = await this.#runBody(started.value, body);
      const ended = this.#connection.transactionEnd(started.value, answer.ok);
      this.#store.settle();
      if (!answer.ok) return answer;
      if (ended.ok) return answer;
      if (ended.error !== "EAGAIN") return ended;
    }
    return err("EAGAIN");
  }

  /** Ends the connection with its watches; a call after it answers EIO. Harmless twice. */
  close(): void {
    this.#connection.close();
  }

  async #runBody<T>(tx: number, body: (tx: XenstoreOps) => Promise<Result<T, XsError>>): Promise<Result<T, XsError>> {
    let returned = false;
    try {
      const answer = await body(new ClientOps(this.#store, this.#connection, tx));
      returned = true;
      return answer;
    } finally {
      // A body that throws must not leave its transaction open behind it.
      if (!returned) this.#connection.transactionEnd(tx, false);
    }
  }
}
