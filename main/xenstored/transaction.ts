/**
 * A private view of the store. When nobody else wrote meanwhile, commit takes the private root as it is. Otherwise it replays the
 * steps on the store as it is by then and succeeds only if every answer comes out the same; else EAGAIN, and the client starts over.
 *
 * oxenstored tries one thing in between: it grafts the subtree that was written when nothing above or in it changed. What
 * that accepts, a replay accepts too, and a step costs little more than a graft, so there is only the replay.
 */
import { err, ok, type Result } from "../../protocol/result.ts";
import type { XsError } from "../../protocol/xs-wire.ts";
import { spineOf, type KeyPath, type Listing, type StoreNode } from "./node.ts";
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

/** The store, as far as a transaction needs it: its root as it is now, and private views of that. */
export interface Ground {
  root(): StoreNode;
  fresh(): View;
}

/** How often a transaction with precedence is put on the store's latest state; bounds what its replays cost. */
const REBASES_MAX = 64;

export class Transaction {
  readonly subject: Subject;
  /** What the store's history of changes had come to when this began. */
  readonly since: number;
  /** Everything it read or wrote, kept while it has precedence: nobody else may change that. */
  touches: Touches | undefined;
  readonly #ground: Ground;
  readonly #steps: Step[] = [];
  readonly #answers: StepAnswer[] = [];
  #base: StoreNode;
  #view: View;
  #rebases = 0;

  constructor(subject: Subject, ground: Ground, since: number) {
    this.subject = subject;
    this.since = since;
    this.#ground = ground;
    this.#base = ground.root();
    this.#view = ground.fresh();
  }

  get view(): View {
    return this.#view;
  }

  /** How many steps it has; the requests quota is on this. */
  get requests(): number {
    return this.#steps.length;
  }

  perform(step: Step): StepAnswer {
    if (this.touches) this.#claim(step.path);
    const answer = this.#view.run(this.subject, step);
    this.#steps.push(step);
    this.#answers.push(answer);
    return answer;
  }

  /** What committing on the store as it is now comes to. Nothing is taken yet: the view still has its changes to tell and its node counts to settle. */
  commit(): CommitOutcome {
    return this.#ground.root() === this.#base ? ok(this.#view) : this.#replayed();
  }

  /**
   * With precedence: from here on nobody else changes this path, so what it holds now is what counts. If that is no longer what it was
   * when the transaction began, the transaction moves on to the present; nothing that it was told before has changed meanwhile.
   */
  #claim(path: KeyPath): void {
    this.touches?.add(path);
    const root = this.#ground.root();
    if (root === this.#base || nearest(root, path) === nearest(this.#base, path) || this.#rebases >= REBASES_MAX) return;
    this.#rebases++;
    const replayed = this.#replayed();
    if (!replayed.ok) return;
    this.#view = replayed.value;
    this.#base = root;
  }

  #replayed(): CommitOutcome {
    const view = this.#ground.fresh();
    for (let i = 0; i < this.#steps.length; i++) {
      const step = this.#steps[i]!; // i is below the length
      if (!sameAnswer(view.run(this.subject, step), this.#answers[i]!)) return err(step.path);
    }
    return ok(view);
  }
}

/** The node at the path, or the last one there is on the way to it. */
const nearest = (root: StoreNode, path: KeyPath): StoreNode | undefined => spineOf(root, path).at(-1);

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
