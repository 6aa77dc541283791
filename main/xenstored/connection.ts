/** One client: the transactions and watches that end with it, and every operation of the protocol in its domain's name. */
import type { XsPerm } from "../../protocol/ports.ts";
import { done, err, ok, type Result } from "../../protocol/result.ts";
import { isOctets, XENSTORE_ABS_PATH_MAX, XENSTORE_PAYLOAD_MAX, type XsError } from "../../protocol/xs-wire.ts";
import { getNode, type KeyPath, type Listing } from "./node.ts";
import type { Perms, Subject } from "./perms.ts";
import type { Store } from "./store.ts";
import type { Step, StepAnswer, Transaction } from "./transaction.ts";
import type { Change } from "./view.ts";
import type { Watch } from "./watches.ts";

/** What a domain's connections share: its rights, and what its quotas count. */
export interface StoreDomain extends Subject {
  target: Subject["target"];
  watches: number;
  transactions: number;
  readonly connections: Set<Connection>;
}

/** A token may be so long that it still fits an event beside the longest path. */
export const TOKEN_MAX = XENSTORE_PAYLOAD_MAX - XENSTORE_ABS_PATH_MAX - 2;
/** Transaction ids stay clear of what a 32-bit client may take for negative, as oxenstored's do. */
const TX_ID_MAX = 0x3fff_fffe;

/** One line of the access log. `value` is there for a write, so that the log can be replayed. */
export interface AccessRecord {
  readonly domid: number;
  readonly tx: number;
  readonly op: string;
  readonly path: string;
  readonly value?: string;
  readonly reply: "OK" | XsError;
}

/**
 * A closed connection answers EIO. Whoever drives one calls `store.settle()` once it has passed on the answer, and
 * events follow from that: a client never hears of its own write before it has its answer.
 */
export class Connection {
  readonly domain: StoreDomain;
  readonly #store: Store;
  readonly #deliver: (path: string, token: string) => void;
  readonly #onClose: () => void;
  readonly #transactions = new Map<number, Transaction>();
  readonly #watches = new Map<string, Watch>();
  #nextTx = 1;
  #lastFailed = false;
  #closed = false;

  constructor(store: Store, domain: StoreDomain, deliver: (path: string, token: string) => void, onClose: () => void) {
    this.#store = store;
    this.domain = domain;
    this.#deliver = deliver;
    this.#onClose = onClose;
    domain.connections.add(this);
  }

  get closed(): boolean {
    return this.#closed;
  }

  read(tx: number, path: string): Result<string, XsError> {
    return this.#look(tx, "READ", "read", path) as Result<string, XsError>; // which a read answers
  }

  directory(tx: number, path: string): Result<readonly string[], XsError> {
    const listing = this.listing(tx, path);
    return listing.ok ? ok(listing.value.names) : listing;
  }

  /** A directory's children, with DIRECTORY's payload ready made. */
  listing(tx: number, path: string): Result<Listing, XsError> {
    return this.#look(tx, "DIRECTORY", "directory", path) as Result<Listing, XsError>; // which a directory answers
  }

  /** The generation that tells a client whether the list it reads in parts is still one list. */
  generation(tx: number, path: string): Result<number, XsError> {
    const at = this.resolve(path);
    const view = tx === 0 ? this.#store.view : this.#transactions.get(tx)?.view;
    return at && view ? view.generation(this.domain, at) : err(at ? "ENOENT" : "EINVAL");
  }

  getPerms(tx: number, path: string): Result<Perms, XsError> {
    return this.#look(tx, "GET_PERMS", "getPerms", path) as Result<Perms, XsError>; // which getPerms answers
  }

  /** `value` is octets, one a code unit. */
  write(tx: number, path: string, value: string): Result<void, XsError> {
    const at = this.resolve(path);
    return this.#logged(tx, "WRITE", path, at ? this.#change(tx, { op: "write", path: at, value }) : err("EINVAL"), value);
  }

  mkdir(tx: number, path: string): Result<void, XsError> {
    const at = this.resolve(path);
    return this.#logged(tx, "MKDIR", path, at ? this.#change(tx, { op: "mkdir", path: at }) : err("EINVAL"));
  }

  rm(tx: number, path: string): Result<void, XsError> {
    const at = this.resolve(path);
    return this.#logged(tx, "RM", path, at ? this.#change(tx, { op: "rm", path: at }) : err("EINVAL"));
  }

  setPerms(tx: number, path: string, perms: readonly XsPerm[]): Result<void, XsError> {
    const [first, ...acl] = perms.map(({ domid, access }): XsPerm => ({ domid, access }));
    if (!first) return err("EINVAL");
    const at = this.resolve(path);
    return this.#logged(tx, "SET_PERMS", path, at ? this.#change(tx, { op: "setPerms", path: at, perms: [first, ...acl] }) : err("EINVAL"));
  }

  /** Registers a watch; its first event comes with the next settling. EEXIST for a path and token it has already. */
  watch(path: string, token: string): Result<void, XsError> {
    return this.#logged(0, "WATCH", path, this.#watch(path, token));
  }

  unwatch(path: string, token: string): Result<void, XsError> {
    return this.#logged(0, "UNWATCH", path, this.#unwatch(path, token));
  }

  /** RESET_WATCHES: a kernel starts over (kexec, or a page that was reloaded), so its open transactions go too. */
  resetWatches(): void {
    for (const watch of this.#watches.values()) this.#store.watches.remove(watch);
    this.domain.watches -= this.#watches.size;
    this.#watches.clear();
    for (const transaction of this.#transactions.values()) this.#store.drop(transaction);
    this.domain.transactions -= this.#transactions.size;
    this.#transactions.clear();
  }

  /** Opens a transaction and answers its id. */
  transactionStart(): Result<number, XsError> {
    if (this.#closed) return err("EIO");
    if (!this.#store.quota.allows(this.domain, "transactions", this.domain.transactions + 1)) return err("EQUOTA");
    while (this.#nextTx > TX_ID_MAX || this.#transactions.has(this.#nextTx))
      this.#nextTx = this.#nextTx >= TX_ID_MAX ? 1 : this.#nextTx + 1;
    const id = this.#nextTx++;
    this.#transactions.set(id, this.#store.begin(this));
    this.domain.transactions++;
    return ok(id);
  }

  /** Ends it either way; EAGAIN when it could not be committed on what the store has become. */
  transactionEnd(id: number, commit: boolean): Result<void, XsError> {
    const transaction = this.#transactions.get(id);
    if (!transaction) return err(this.#closed ? "EIO" : "ENOENT");
    this.#transactions.delete(id);
    this.domain.transactions--;
    const answer = commit ? this.#store.commit(transaction) : done;
    if (commit) this.#lastFailed = !answer.ok;
    this.#store.drop(transaction);
    return this.#logged(id, commit ? "COMMIT" : "ABORT", "", answer);
  }

  /** Whether the last commit was an EAGAIN, so that the next transaction is a second try. */
  get lastFailed(): boolean {
    return this.#lastFailed;
  }

  /** What an open transaction would change; nothing for one that is not open. */
  changesOf(id: number): readonly Change[] {
    return this.#transactions.get(id)?.view.changes ?? [];
  }

  hasTransaction(id: number): boolean {
    return this.#transactions.has(id);
  }

  /** The path as this client means it; undefined for one that breaks the grammar. */
  locate(path: string): KeyPath | undefined {
    return this.#store.paths.resolve(path, this.domain.domid);
  }

  exists(path: KeyPath): boolean {
    return getNode(this.#store.view.root, path) !== undefined;
  }

  /** As `locate`, and undefined also for one over the path quota. */
  resolve(path: string): KeyPath | undefined {
    const at = this.#store.paths.resolve(path, this.domain.domid);
    return at && this.#store.quota.allows(this.domain, "pathOctets", at.octets) ? at : undefined;
  }

  /** Ends its watches and transactions. Harmless twice; no event comes after it. */
  close(): void {
    if (this.#closed) return;
    this.resetWatches();
    this.#closed = true;
    this.domain.connections.delete(this);
    this.#store.dropIfUnused(this.domain);
    this.#onClose();
  }

  #watch(path: string, token: string): Result<void, XsError> {
    if (this.#closed) return err("EIO");
    const at = this.resolve(path);
    if (!at || !isOctets(token)) return err("EINVAL");
    if (token.length > TOKEN_MAX) return err("E2BIG");
    const key = `${at.text}\0${token}`;
    if (this.#watches.has(key)) return err("EEXIST");
    if (!this.#store.quota.allows(this.domain, "watches", this.domain.watches + 1)) return err("EQUOTA");
    const deliver = (changed: string): void => {
      // The watch may have ended, and even been set anew, since the event was noted.
      if (this.#watches.get(key) === watch) this.#deliver(changed, token);
    };
    const relative = !path.startsWith("/") && !path.startsWith("@");
    const watch: Watch = { subject: this.domain, path: at, relative, token, deliver };
    this.#watches.set(key, watch);
    this.domain.watches++;
    this.#store.watches.add(watch);
    this.#store.announce(watch);
    return done;
  }

  #unwatch(path: string, token: string): Result<void, XsError> {
    const at = this.resolve(path);
    if (!at) return err("EINVAL");
    const key = `${at.text}\0${token}`;
    const watch = this.#watches.get(key);
    if (!watch) return err(this.#closed ? "EIO" : "ENOENT");
    this.#watches.delete(key);
    this.domain.watches--;
    this.#store.watches.remove(watch);
    return done;
  }

  #outside(tx: number): boolean {
    return tx === 0 && !this.#closed;
  }

  #look(tx: number, name: string, op: "read" | "directory" | "getPerms", path: string): StepAnswer {
    const at = this.resolve(path);
    if (!at) return this.#logged(tx, name, path, err("EINVAL"));
    return this.#logged(tx, name, path, this.#outside(tx) ? this.#store.view[op](this.domain, at) : this.#inside(tx, { op, path: at }));
  }

  #change(tx: number, step: Step): Result<void, XsError> {
    if (!this.#outside(tx)) return this.#inside(tx, step) as Result<void, XsError>;
    const before = this.#store.view.root;
    const answer = this.#store.view.run(this.domain, step) as Result<void, XsError>; // a step that changes answers nothing
    this.#store.changed(this.domain, before);
    return answer;
  }

  // What it answers is of the step's own kind, which is what makes its callers' casts true.
  #inside(tx: number, step: Step): StepAnswer {
    if (this.#closed) return err("EIO");
    const transaction = this.#transactions.get(tx);
    if (!transaction) return err("ENOENT");
    if (!this.#store.quota.allows(this.domain, "requests", transaction.requests + 1)) return err("EQUOTA");
    const answer = transaction.perform(step);
    if (answer.ok && !step.path.kept && this.exists(step.path)) this.#store.paths.keep(step.path);
    return answer;
  }

  #logged<T>(tx: number, op: string, path: string, answer: Result<T, XsError>, value?: string): Result<T, XsError> {
    this.#store.access?.({
      domid: this.domain.domid,
      tx,
      op,
      path,
      ...(value === undefined ? {} : { value }),
      reply: answer.ok ? "OK" : answer.error,
    });
    return answer;
  }
}
