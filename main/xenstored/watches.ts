/**
 * All watches, by the path they are on. An event goes to the watches on the changed path and above it, outermost first and on one
 * path in the order they were set; a removal also tells the watches below what it removed, each with its own path.
 *
 * Nobody hears of what he may not read (XSA-115): an event needs the right to read the node or the one above it, in the store
 * as it is after the change, or, for a removal, as it was before; after a change of permissions, either will do.
 */
import { domainHome } from "../../protocol/xs-path.ts";
import { childOf, getNode, type KeyPath, type StoreNode } from "./node.ts";
import { may, READ, type Subject } from "./perms.ts";
import type { Change } from "./view.ts";

/** One watch. Events go to `deliver` with the path as the watcher says it: relative if the watch is. */
export interface Watch {
  readonly subject: Subject;
  readonly path: KeyPath;
  readonly relative: boolean;
  readonly token: string;
  readonly deliver: (path: string, token: string) => void;
}

/** One watch and what it is to be told. */
export interface WatchEvent {
  readonly watch: Watch;
  readonly path: string;
}

interface Place {
  readonly watches: Set<Watch>;
  readonly below: Map<string, Place>;
}

const newPlace = (): Place => ({ watches: new Set(), below: new Map() });

export class WatchTree {
  readonly #top = newPlace();

  add(watch: Watch): void {
    let place = this.#top;
    for (const name of watch.path.names) {
      let next = place.below.get(name);
      if (!next) place.below.set(name, (next = newPlace()));
      place = next;
    }
    place.watches.add(watch);
  }

  /** Harmless for a watch that is not there. */
  remove(watch: Watch): void {
    const way: Place[] = [this.#top];
    for (const name of watch.path.names) {
      const next = way.at(-1)?.below.get(name);
      if (!next) return;
      way.push(next);
    }
    way.at(-1)?.watches.delete(watch);
    // A place that serves nobody goes, or a guest that watches ever new paths would grow the tree for good.
    for (let i = way.length - 1; i > 0; i--) {
      const place = way[i];
      if (!place || place.watches.size > 0 || place.below.size > 0) return;
      way[i - 1]?.below.delete(watch.path.names[i - 1] ?? "");
    }
  }

  /** How many paths it keeps a place for: those with a watch on them, and those above. */
  get places(): number {
    const count = (place: Place): number => [...place.below.values()].reduce((sum, below) => sum + count(below), 1);
    return count(this.#top);
  }

  /** Adds to `events` who is to be told of a change that turned `before` into `after`. */
  eventsOf(change: Change, before: StoreNode, after: StoreNode, events: WatchEvent[]): void {
    const roots = rootsFor(change, before, after);
    let place: Place | undefined = this.#top;
    for (let depth = 0; place; depth++) {
      for (const watch of place.watches) {
        if (mayHear(watch.subject, change.path, roots)) events.push({ watch, path: asSaidBy(watch, change.path.text) });
      }
      if (depth === change.path.names.length) break;
      place = place.below.get(change.path.names[depth] ?? "");
    }
    if (place && change.kind === "rm") {
      for (const below of place.below.values()) this.#ownPaths(below, roots, events);
    }
  }

  /** Adds to `events` who is to be told of a special event: the watches on exactly that path. */
  specialEventsOf(special: KeyPath, root: StoreNode, events: WatchEvent[]): void {
    for (const watch of this.#top.below.get(special.text)?.watches ?? []) {
      if (mayHear(watch.subject, special, [root])) events.push({ watch, path: special.text });
    }
  }

  #ownPaths(place: Place, roots: readonly StoreNode[], events: WatchEvent[]): void {
    for (const watch of place.watches) {
      if (mayHear(watch.subject, watch.path, roots)) events.push({ watch, path: asSaidBy(watch, watch.path.text) });
    }
    for (const below of place.below.values()) this.#ownPaths(below, roots, events);
  }
}

/** The trees that say who may hear of a change. */
function rootsFor({ kind }: Change, before: StoreNode, after: StoreNode): readonly StoreNode[] {
  if (kind === "rm") return [before];
  return kind === "setPerms" ? [before, after] : [after];
}

/** A path as the watcher says it. */
export function asSaidBy(watch: Watch, path: string): string {
  // A watch with a relative path is in its domain's home, so what it hears of is too.
  return watch.relative ? path.slice(domainHome(watch.subject.domid).length + 1) : path;
}

function mayHear(subject: Subject, path: KeyPath, roots: readonly StoreNode[]): boolean {
  const depth = path.names.length;
  return roots.some((root) => {
    const parent = depth === 0 ? undefined : getNode(root, path, depth - 1);
    const node = depth === 0 ? root : parent && childOf(parent, path.names[depth - 1] ?? "", path.hashes[depth - 1] ?? 0);
    return (parent !== undefined && may(subject, parent.perms, READ)) || (node !== undefined && may(subject, node.perms, READ));
  });
}
