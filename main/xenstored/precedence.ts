/**
 * Ageing: a client whose transaction failed gets its next one through. That one has precedence for a bounded time, during which a
 * change by others to anything it has touched waits until it ends. So a long transaction commits at its second try however fast others
 * write, and they lose no more than that time (neither real daemon does this; oxenstored's conflict credit spares dom0's clients).
 *
 * One transaction has precedence at a time, and a failed client waits at its next start for its turn. A guest delays no privileged
 * client, and rests nine times as long as it held.
 */
import type { DomId } from "../../protocol/ids.ts";
import type { Timer, Timers } from "../../protocol/ports.ts";
import { isPrivileged } from "./perms.ts";
import type { Connection } from "./connection.ts";
import { Touches, type ChangeReach } from "./touches.ts";
import type { KeyPath } from "./node.ts";
import type { Transaction } from "./transaction.ts";

/** How long precedence lasts at most. A hundred round trips take a few milliseconds; this is for a machine that is busy. */
export const HOLD_MS = 200;
const REST_FACTOR = 9;

interface Holder {
  readonly connection: Connection;
  readonly transaction: Transaction;
  readonly since: number;
  readonly timer: Timer;
}

export class Precedence {
  readonly #timers: Timers;
  readonly #onFree: () => void;
  readonly #restUntil = new Map<DomId, number>();
  #holder: Holder | undefined;

  /** `onFree` is called whenever what waited for a holder may go on. */
  constructor(timers: Timers, onFree: () => void) {
    this.#timers = timers;
    this.#onFree = onFree;
  }

  get held(): boolean {
    return this.#holder !== undefined;
  }

  /** Gives precedence to a transaction that begins on a connection whose last one failed, if that may have it now. */
  begin(connection: Connection, transaction: Transaction): void {
    if (this.#holder && !this.#outranks(connection)) return;
    this.#free();
    const { domain } = connection;
    const now = this.#timers.now();
    if (!isPrivileged(domain) && now < (this.#restUntil.get(domain.domid) ?? 0)) return;
    transaction.touches = new Touches();
    this.#holder = { connection, transaction, since: now, timer: this.#timers.after(HOLD_MS, () => this.#free()) };
  }

  /** The transaction ended, or its connection did. */
  end(transaction: Transaction): void {
    if (this.#holder?.transaction === transaction) this.#free();
  }

  /** Whether a start on this connection has to wait for another's precedence to end. */
  delaysStart(connection: Connection): boolean {
    return this.#binds(connection) && connection.lastFailed;
  }

  /** Whether a change at `path` through this connection has to wait. */
  delaysChange(connection: Connection, path: KeyPath, reach: ChangeReach): boolean {
    return this.#binds(connection) && (this.#holder?.transaction.touches?.meets(path, reach) ?? false);
  }

  /** Forgets a domain that is gone. */
  forget(domid: DomId): void {
    this.#restUntil.delete(domid);
  }

  #binds(connection: Connection): boolean {
    return this.#holder !== undefined && this.#holder.connection !== connection && !this.#outranks(connection);
  }

  #outranks(connection: Connection): boolean {
    return this.#holder !== undefined && isPrivileged(connection.domain) && !isPrivileged(this.#holder.connection.domain);
  }

  #free(): void {
    const holder = this.#holder;
    if (!holder) return;
    this.#holder = undefined;
    holder.timer.cancel();
    holder.transaction.touches = undefined;
    const { domain } = holder.connection;
    const now = this.#timers.now();
    if (!isPrivileged(domain)) this.#restUntil.set(domain.domid, now + REST_FACTOR * (now - holder.since));
    this.#onFree();
  }
}
