/**
 * The tree: immutable nodes. A write rebuilds the nodes from the root to the one it changes and shares the rest, so a root is a
 * snapshot of the store that costs nothing to keep, which is what a transaction is built on.
 */
import { xsPathLength, type XsPath } from "../../protocol/xs-path.ts";
import { nulTerminated } from "../../protocol/xs-wire.ts";
import { bitmapAfter, bitmapWith, eachChild, findChild, hashName, slotsWith, slotsWithout, type Level, type Slots } from "./children.ts";
import { DOM0_ONLY, domidBits, type Perms } from "./perms.ts";

/** One node and all below it: itself the top level of the trie of its children. */
export interface StoreNode extends Level<StoreNode> {
  readonly name: string;
  readonly hash: number;
  /** Octets, one a code unit. */
  readonly value: string;
  readonly perms: Perms;
  /** Differs between any two states of this node's value, permissions or list of children; what lies deeper does not count (DIRECTORY_PART's gencnt). */
  readonly generation: number;
  /** The generation it was created with: children are listed in that order. */
  readonly born: number;
  readonly size: number;
  /** Whose domids stand in the permissions of this node or of any below: bit `domid % 32`. May say more than is there, never less. */
  readonly domids: number;
  /** The children's names, kept once asked for: a listing of 1000 domains is asked for far oftener than it changes. */
  listing: Listing | undefined;
}

/** The children's names, oldest first: as a list, and as DIRECTORY's payload has them, each with its NUL. */
export interface Listing {
  readonly names: readonly string[];
  readonly octets: string;
}

/** A path with each name's hash beside it, so that a lookup does not compute it, and the octets that count against the quota. */
export interface KeyPath extends XsPath {
  readonly hashes: readonly number[];
  readonly octets: number;
  /** The childless node that the store's own view found here, and that view's epoch then: it stands as long as the epoch does. */
  seen: StoreNode | undefined;
  seenAt: number;
  /** Whether the table of paths has it. */
  kept: boolean;
}

const NO_CHILDREN: Slots<StoreNode> = [];

export const keyPath = ({ text, names }: XsPath): KeyPath => ({
  text,
  names,
  hashes: names.map(hashName),
  octets: xsPathLength(text),
  seen: undefined,
  seenAt: -1,
  kept: false,
});

/** Below this many characters the engine copies a part of a string; from there on the part holds the whole. */
const SLICED_FROM = 13;

/** The text by itself: a node's name must not keep the request that it came in. */
const apart = (text: string): string => (text.length < SLICED_FROM ? text : Buffer.from(text, "latin1").toString("latin1"));

/** A node without children. */
export const newNode = (name: string, hash: number, value: string, perms: Perms, generation: number): StoreNode => ({
  name: apart(name),
  hash,
  value,
  perms,
  generation,
  born: generation,
  bitmap: 0,
  slots: NO_CHILDREN,
  size: 0,
  domids: domidBits(perms),
  listing: undefined,
});

export const emptyRoot = (): StoreNode => newNode("", 0, "", DOM0_ONLY, 0);

export const childOf = (node: StoreNode, name: string, hash: number): StoreNode | undefined => findChild(node, name, hash);

/** The node at `path`, or at its first `depth` names. */
export function getNode(root: StoreNode, path: KeyPath, depth = path.names.length): StoreNode | undefined {
  let node: StoreNode | undefined = root;
  for (let i = 0; i < depth && node; i++) node = findChild(node, path.names[i] ?? "", path.hashes[i] ?? 0);
  return node;
}

/** The nodes on the way to `path` as far as they exist, the root first. The path exists when there is one more of them than names. */
export function spineOf(root: StoreNode, path: KeyPath): StoreNode[] {
  const spine = [root];
  let node = root;
  for (let i = 0; i < path.names.length; i++) {
    const child = findChild(node, path.names[i] ?? "", path.hashes[i] ?? 0);
    if (!child) break;
    spine.push(child);
    node = child;
  }
  return spine;
}

/** A new root in which the last node of `spine` is `node`, the others of the spine rebuilt around it. */
export function rebuilt(spine: readonly StoreNode[], node: StoreNode): StoreNode {
  let child = node;
  for (let i = spine.length - 2; i >= 0; i--) {
    const parent = spine[i];
    if (parent) child = withReplaced(parent, child);
  }
  return child;
}

/** The node with another value. */
export const withValue = (node: StoreNode, value: string, generation: number): StoreNode =>
  nodeOf(node, value, node.perms, generation, node.bitmap, node.slots, node.size, node.domids, node.listing);

/** The node with other permissions. */
export const withPerms = (node: StoreNode, perms: Perms, generation: number): StoreNode =>
  nodeOf(node, node.value, perms, generation, node.bitmap, node.slots, node.size, node.domids | domidBits(perms), node.listing);

/** The node with one more child. */
export function withAdded(node: StoreNode, child: StoreNode, generation: number): StoreNode {
  const { value, perms, bitmap, size, domids } = node;
  return nodeOf(
    node,
    value,
    perms,
    generation,
    bitmapWith(bitmap, child),
    slotsWith(node, child),
    size + 1,
    domids | child.domids,
    undefined,
  );
}

/** The node without that child, and all below it. */
export function withRemoved(node: StoreNode, child: StoreNode, generation: number): StoreNode {
  const { value, perms, size, domids } = node;
  const slots = slotsWithout(node, child.name, child.hash);
  return nodeOf(node, value, perms, generation, bitmapAfter(node, slots, child.hash), slots, size - 1, domids, undefined);
}

/** The node with `child` in place of the one of that name. The names stay the same, so the listing does. */
export const withReplaced = (node: StoreNode, child: StoreNode): StoreNode =>
  nodeOf(
    node,
    node.value,
    node.perms,
    node.generation,
    node.bitmap,
    slotsWith(node, child),
    node.size,
    node.domids | child.domids,
    node.listing,
  );

/** The children's names, oldest first. */
export function listingOf(node: StoreNode): Listing {
  if (node.listing) return node.listing;
  const children: StoreNode[] = [];
  eachChild(node, (child) => children.push(child));
  const names = children.sort((a, b) => a.born - b.born).map((child) => child.name);
  node.listing = { names, octets: nulTerminated(...names) };
  return node.listing;
}

/** Calls back for the node and all below it. */
export function eachNode(node: StoreNode, visit: (node: StoreNode) => void): void {
  visit(node);
  eachChild(node, (child) => {
    eachNode(child, visit);
  });
}

// Spelt out, because this is what a write consists of: spreading a node takes V8 four times as long.
function nodeOf(
  was: StoreNode,
  value: string,
  perms: Perms,
  generation: number,
  bitmap: number,
  slots: Slots<StoreNode>,
  size: number,
  domids: number,
  listing: Listing | undefined,
): StoreNode {
  return { name: was.name, hash: was.hash, value, perms, generation, born: was.born, bitmap, slots, size, domids, listing };
}
