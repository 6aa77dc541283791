/** One root, and what may be asked of it in somebody's name. The store itself has one view, each transaction a private one. */
import { done, err, ok, type Result } from "../../protocol/result.ts";
import type { XsError } from "../../protocol/xs-wire.ts";
import { XENSTORE_PAYLOAD_MAX } from "../../protocol/xs-wire.ts";
import {
  eachNode,
  getNode,
  listingOf,
  newNode,
  rebuilt,
  spineOf,
  withAdded,
  withPerms,
  withRemoved,
  withValue,
  type KeyPath,
  type Listing,
  type StoreNode,
} from "./node.ts";
import { inheritedPerms, isPrivileged, may, ownerOf, owns, READ, WRITE, type Perms, type Subject } from "./perms.ts";
import type { PathTable } from "./path-table.ts";
import type { NodeCounts, Quota } from "./quota.ts";
import type { Step, StepAnswer } from "./transaction.ts";

/** Something that watches may have to be told, with the trees that say who may hear it. */
export interface Change {
  readonly kind: "write" | "mkdir" | "rm" | "setPerms";
  readonly path: KeyPath;
}

/** The source of generations: one for the store and all its transactions, so that no two states ever share one. */
export interface Generations {
  next(): number;
}

/**
 * The store's own view remembers with each path the childless node it found there, for with a thousand domains the way down the tree is
 * many times what one node costs to fetch. What it remembers holds for an epoch, which ends when a leaf may have become something else.
 */
export class View {
  readonly counts: NodeCounts;
  /** What happened since it was last emptied, in order. */
  changes: Change[] = [];
  readonly #quota: Quota;
  readonly #generations: Generations;
  /** The store's own view has it. */
  readonly #paths: PathTable | undefined;
  #epoch = 0;
  #root: StoreNode;

  constructor(root: StoreNode, counts: NodeCounts, quota: Quota, generations: Generations, paths?: PathTable) {
    this.#root = root;
    this.#paths = paths;
    this.counts = counts;
    this.#quota = quota;
    this.#generations = generations;
  }

  get root(): StoreNode {
    return this.#root;
  }

  set root(root: StoreNode) {
    this.#root = root;
    this.#epoch++;
  }

  run(subject: Subject, step: Step): StepAnswer {
    switch (step.op) {
      case "write":
        return this.write(subject, step.path, step.value);
      case "setPerms":
        return this.setPerms(subject, step.path, step.perms);
      default:
        return this[step.op](subject, step.path);
    }
  }

  read(subject: Subject, path: KeyPath): Result<string, XsError> {
    if (this.#paths && path.seenAt === this.#epoch && path.seen)
      return may(subject, path.seen.perms, READ) ? ok(path.seen.value) : err("EACCES");
    const found = this.#node(subject, path, READ);
    if (!found.ok) return found;
    this.#remember(path, found.value);
    return ok(found.value.value);
  }

  directory(subject: Subject, path: KeyPath): Result<Listing, XsError> {
    const found = this.#node(subject, path, READ);
    if (!found.ok) return found;
    this.#remember(path, found.value);
    return ok(listingOf(found.value));
  }

  /** The generation of a directory, which stands as long as its list of children does. */
  generation(subject: Subject, path: KeyPath): Result<number, XsError> {
    const found = this.#node(subject, path, READ);
    return found.ok ? ok(found.value.generation) : found;
  }

  getPerms(subject: Subject, path: KeyPath): Result<Perms, XsError> {
    const found = this.#node(subject, path, READ);
    return found.ok ? ok(found.value.perms) : found;
  }

  /** Creates the node, and the nodes above it, where missing. E2BIG for a value over the quota, EQUOTA for a node over it. */
  write(subject: Subject, path: KeyPath, value: string): Result<void, XsError> {
    if (!this.#quota.allows(subject, "valueOctets", value.length)) return err("E2BIG");
    // What would not fit a reply could never be read again, so this holds for dom0 too.
    if (value.length > XENSTORE_PAYLOAD_MAX) return err("E2BIG");
    return this.#put(subject, path, value);
  }

  /** Like a write of nothing, but leaves a node that exists as it is, and then tells nobody. */
  mkdir(subject: Subject, path: KeyPath): Result<void, XsError> {
    return this.#put(subject, path, undefined);
  }

  /** Removes a node and all below it. A node that is not there is removed already, as long as the one above it is. */
  rm(subject: Subject, path: KeyPath): Result<void, XsError> {
    const { names } = path;
    if (names.length === 0) return err("EINVAL");
    const spine = spineOf(this.root, path);
    const last = spine[spine.length - 1] as StoreNode; // the root is always there
    if (!may(subject, last.perms, WRITE)) return err("EACCES");
    if (spine.length < names.length) return err("ENOENT");
    if (spine.length === names.length) return done;
    const parents = spine.slice(0, -1);
    const parent = parents[parents.length - 1] as StoreNode; // there is at least one name, so at least the root above it
    this.root = rebuilt(parents, withRemoved(parent, last, this.#generations.next()));
    eachNode(last, (node) => {
      this.counts.add(ownerOf(node.perms), -1);
    });
    this.changes.push({ kind: "rm", path });
    return done;
  }

  /** Only the owner may, and only dom0 may name another owner. */
  setPerms(subject: Subject, path: KeyPath, perms: Perms): Result<void, XsError> {
    const found = this.#node(subject, path, WRITE);
    if (!found.ok) return found;
    const node = found.value;
    const from = ownerOf(node.perms);
    const to = ownerOf(perms);
    if (!owns(subject, node.perms) || (from !== to && !isPrivileged(subject))) return err("EACCES");
    if (!this.#quota.allows(subject, "perms", perms.length)) return err("EQUOTA");
    this.root = rebuilt(spineOf(this.root, path), withPerms(node, perms, this.#generations.next()));
    // The root counts for nobody.
    if (path.names.length > 0) {
      this.counts.add(from, -1);
      this.counts.add(to, 1);
    }
    this.changes.push({ kind: "setPerms", path });
    return done;
  }

  #remember(path: KeyPath, node: StoreNode): void {
    if (!this.#paths) return;
    if (!path.kept) this.#paths.keep(path);
    if (node.size > 0) return;
    path.seen = node;
    path.seenAt = this.#epoch;
  }

  #node(subject: Subject, path: KeyPath, want: number): Result<StoreNode, XsError> {
    const node = getNode(this.root, path);
    if (node) return may(subject, node.perms, want) ? ok(node) : err("EACCES");
    // Whoever may not look into a directory is not told what it lacks, either.
    const nearest = spineOf(this.root, path).at(-1);
    return nearest && may(subject, nearest.perms, want) ? err("ENOENT") : err("EACCES");
  }

  #put(subject: Subject, path: KeyPath, value: string | undefined): Result<void, XsError> {
    const { names, hashes } = path;
    const spine = spineOf(this.root, path);
    const last = spine[spine.length - 1] as StoreNode; // the root is always there
    if (!may(subject, last.perms, WRITE)) return err("EACCES");
    const missing = names.length + 1 - spine.length;
    if (missing === 0) {
      if (value === undefined) return done;
      const node = withValue(last, value, this.#generations.next());
      this.#root = rebuilt(spine, node);
      this.#remember(path, node);
      this.changes.push({ kind: "write", path });
      return done;
    }
    const perms = inheritedPerms(subject, last.perms);
    const owner = ownerOf(perms);
    if (!this.#quota.allows(subject, "nodes", this.counts.of(owner) + missing)) return err("EQUOTA");
    const generation = this.#generations.next();
    const depth = names.length - 1;
    const leaf = newNode(names[depth] ?? "", hashes[depth] ?? 0, value ?? "", perms, generation);
    let child = leaf;
    for (let i = depth - 1; i >= spine.length - 1; i--) {
      child = withAdded(newNode(names[i] ?? "", hashes[i] ?? 0, "", perms, generation), child, generation);
    }
    // What had no child may be remembered as such.
    if (last.size === 0) this.#epoch++;
    this.#root = rebuilt(spine, withAdded(last, child, generation));
    this.#remember(path, leaf);
    this.counts.add(owner, missing);
    this.changes.push({ kind: value === undefined ? "mkdir" : "write", path });
    return done;
  }
}
