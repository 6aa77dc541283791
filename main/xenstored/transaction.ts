/**
 * A private view of the store. When nobody else wrote meanwhile, commit takes the private root as it is. Otherwise it replays the
 * steps on the store as it is by then and succeeds only if every answer comes out the same; else EAGAIN, and the client starts over.
 *
 * oxenstored tries one thing in between: it grafts the subtree that was written when nothing above or in it changed. What
 * that accepts, a replay accepts too, and a step costs little more than a graft, so there is only the replay.
 */
import { err, ok, type Result } from "../../protocol/result.ts";
import type { XsError } from "../../protocol/xs-wire.ts";
import type { StoreNode } from "./node.ts";
import type { Change, View } from "./view.ts";

/** One request on a view. Run once when it comes, and once more at a commit that must replay. */
export type Step<T> = (view: View) => Result<T, XsError>;

interface Done {
  readonly step: Step<unknown>;
  readonly answer: Result<unknown, XsError>;
}

export class Transaction {
  readonly view: View;
  readonly #base: StoreNode;
  readonly #done: Done[] = [];

  /** `view` must be private to this transaction and stand on the store's root. */
  constructor(view: View) {
    this.view = view;
    this.#base = view.root;
  }

  /** How many steps it has; the requests quota is on this. */
  get requests(): number {
    return this.#done.length;
  }

  perform<T>(step: Step<T>): Result<T, XsError> {
    const answer = step(this.view);
    this.#done.push({ step, answer });
    return answer;
  }

  /**
   * What committing on `current` comes to: the root to take and the changes to tell. Nothing is taken yet; `fresh` makes a view of
   * `current` to replay on, and whichever view is answered still has its node counts to settle.
   */
  commit(current: StoreNode, fresh: () => View): Result<{ readonly view: View; readonly changes: readonly Change[] }, "EAGAIN"> {
    if (current === this.#base) return ok({ view: this.view, changes: this.view.changes });
    const view = fresh();
    for (const { step, answer } of this.#done) {
      if (!sameAnswer(step(view), answer)) return err("EAGAIN");
    }
    return ok({ view, changes: view.changes });
  }
}

function sameAnswer(a: Result<unknown, XsError>, b: Result<unknown, XsError>): boolean {
  if (a.ok && b.ok) return same(a.value, b.value);
  return !a.ok && !b.ok && a.error === b.error;
}

/** Equality of what steps answer: a string, nothing, a list of names, a list of permissions. */
const same = (a: unknown, b: unknown): boolean =>
  a === b || (Array.isArray(a) && Array.isArray(b) && JSON.stringify(a) === JSON.stringify(b));
