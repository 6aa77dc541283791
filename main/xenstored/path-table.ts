/**
 * Paths already taken apart. Cockpits say the same few thousand paths over and over, and parsing is most of what a read costs.
 *
 * A path is kept while there is a node at it, so what guests say in vain, or remove again, takes no memory.
 */
import { domainHome, parseXsPath } from "../../protocol/xs-path.ts";
import { XENSTORE_ABS_PATH_MAX } from "../../protocol/xs-wire.ts";
import { eachChild } from "./children.ts";
import { keyPath, type KeyPath, type StoreNode } from "./node.ts";

export class PathTable {
  readonly #paths = new Map<string, KeyPath>();

  /** How many paths are kept. */
  get size(): number {
    return this.#paths.size;
  }

  /** The path as `domid` means it; undefined when it breaks the grammar. Its length against the quota is the caller's to judge. */
  resolve(path: string, domid: number): KeyPath | undefined {
    const absolute = path.startsWith("/") || path.startsWith("@");
    const text = absolute ? path : `${domainHome(domid)}/${path}`;
    const kept = this.#paths.get(text);
    if (kept) return kept;
    const parsed = parseXsPath(path, domid, XENSTORE_ABS_PATH_MAX);
    return parsed && keyPath(parsed);
  }

  /** There is a node at the path. */
  keep(path: KeyPath): void {
    path.kept = true;
    this.#paths.set(path.text, path);
  }

  /** The node that was at `text`, and all below it, is gone. */
  forget(text: string, node: StoreNode): void {
    const path = this.#paths.get(text);
    if (path) {
      path.kept = false;
      path.seen = undefined;
      this.#paths.delete(text);
    }
    eachChild(node, (child) => this.forget(`${text}/${child.name}`, child));
  }
}
