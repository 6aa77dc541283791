/**
 * A private view of the store. When nobody else wrote meanwhile, commit takes the private root as it is. Otherwise it replays the
 * steps on the store as it is by then and succeeds only if every answer comes out the same; else EAGAIN, and the client starts over.
 *
 * oxenstored tries one thing in between: it grafts the subtree that was written when nothing above or in it changed. What
 * that accepts, a replay accepts too, and a step costs little more than a graft, so there is only the replay.
 */
import { err, ok, type Result } from "../../protocol/result.ts";
import type { XsError } from "../../protocol/xs-wire.ts";
import type { KeyPath, Listing, StoreNode } from "./node.ts";
import type { Perms, Subject } from "./perms.ts";
import type { Touches } from "./touches.ts";
import type { View } from "./view.ts";

/** One request on a view, as data: run once when it comes, and once more at a commit that must replay. */
export type Step =
  | { readonly op: "read" | "directory" | "getPerms" | "mkdir" | "rm"; readonly path: KeyPath }
  | { readonly op: "write"; readonly path: KeyPath; readonly value: string }
  | { readonly op: "setPerms"; readonly path: KeyPath; readonly perms: Perms };

/** What a step may be answered with. */
export type StepAnswer = Result<string | Listing | Perms | void, XsError>;

/** What a commit comes to: the view whose root the store takes, or the path on which the store has moved on. */
export type CommitOutcome = Result<View, KeyPath>;

export class Transaction {
  readonly view: View;
  readonly subject: Subject;
  /** What the store's history of changes had come to when this began. */
  readonly since: number;
  /** Everything it read or wrote, kept while it has precedence: nobody else may change that. */
  touches: Touches | undefined;
  readonly #base: StoreNode;
  readonly #steps: Step[] = [];
  readonly #answers: StepAnswer[] = [];

  /** `view` must be private to this transaction and stand on the store's root. */
  constructor(subject: Subject, view: View, since: number) {
    this.subject = subject;
    this.view = view;
    this.since = since;
    this.#base = view.root;
  }

  /** How many steps it has; the requests quota is on this. */
  get requests(): number {
    return this.#steps.length;
  }

  perform(step: Step): StepAnswer {
    this.touches?.add(step.path);
    const answer = this.view.run(this.subject, step);
    this.#steps.push(step);
    this.#answers.push(answer);
    return answer;
  }

  /**
   * What committing on `current` comes to. Nothing is taken yet; `fresh` makes a view of `current` to replay on, and whichever view
   * is answered still has its changes to tell and its node counts to settle.
   */
  commit(current: StoreNode, fresh: () => View): CommitOutcome {
    if (current === this.#base) return ok(this.view);
    const view = fresh();
    for (let i = 0; i < this.#steps.length; i++) {
      const step = this.#steps[i]!; // i is below the length
      if (!sameAnswer(view.run(this.subject, step), this.#answers[i]!)) return err(step.path);
    }
    return ok(view);
  }
}

function sameAnswer(a: StepAnswer, b: StepAnswer): boolean {
  if (a.ok && b.ok) return same(a.value, b.value);
  return !a.ok && !b.ok && a.error === b.error;
}

/** Equality of what steps answer: a string, nothing, a listing, permissions. */
function same(a: string | Listing | Perms | void, b: string | Listing | Perms | void): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object") return false;
  if ("octets" in a || "octets" in b) return "octets" in a && "octets" in b && a.octets === b.octets;
  return a.length === b.length && a.every((perm, i) => perm.domid === b[i]?.domid && perm.access === b[i]?.access);
}
