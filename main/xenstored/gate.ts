/** Which requests have to wait: those of a guest that rests for the conflicts it made, and those that would break a precedence. */
import type { Timers } from "../../protocol/ports.ts";
import { NUL, XS } from "../../protocol/xs-wire.ts";
import { ConflictCredit } from "./conflict-credit.ts";
import type { Connection } from "./connection.ts";
import { Precedence } from "./precedence.ts";

export class Gate {
  readonly credit: ConflictCredit;
  readonly precedence: Precedence;
  readonly #timers: Timers;
  readonly #schedule: (fire: () => void) => void;
  readonly #waiting = new Set<() => void>();

  constructor(timers: Timers, schedule: (fire: () => void) => void) {
    this.#timers = timers;
    this.#schedule = schedule;
    this.credit = new ConflictCredit(timers);
    this.precedence = new Precedence(timers, () => this.#wakeAll());
  }

  /** Whether the request has to wait. If so `wake` is called once, never from inside this call, when it is worth another look. */
  holdsBack(connection: Connection, type: number, txId: number, payload: string, wake: () => void): boolean {
    if (this.credit.untouched && !this.precedence.held) return false;
    const rest = this.credit.restOf(connection.domain);
    if (rest > 0) {
      this.#timers.after(rest, wake);
      return true;
    }
    if (!this.precedence.held || !this.#delays(connection, type, txId, payload)) return false;
    this.#waiting.add(wake);
    return true;
  }

  /** The one that waits has gone. */
  leave(wake: () => void): void {
    this.#waiting.delete(wake);
  }

  #delays(connection: Connection, type: number, txId: number, payload: string): boolean {
    const { precedence } = this;
    switch (type) {
      case XS.TRANSACTION_START:
        return precedence.delaysStart(connection);
      case XS.TRANSACTION_END:
        if (!payload.startsWith("T")) return false;
        return connection.changesOf(txId).some(({ path }) => precedence.delaysChange(connection, path, "structure"));
      case XS.WRITE:
      case XS.MKDIR:
      case XS.SET_PERMS:
      case XS.RM: {
        const path = txId === 0 ? connection.locate(pathIn(payload)) : undefined;
        if (!path) return false;
        const reach = type === XS.RM || !connection.exists(path) ? "structure" : "node";
        return precedence.delaysChange(connection, path, reach);
      }
      default:
        return false;
    }
  }

  #wakeAll(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    // In a turn of its own: the request that freed them has its answer first.
    for (const wake of waiting) this.#schedule(wake);
  }
}

/** What stands before the first NUL. */
function pathIn(payload: string): string {
  const end = payload.indexOf(NUL);
  return end < 0 ? payload : payload.slice(0, end);
}
