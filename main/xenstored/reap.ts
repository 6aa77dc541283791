/**
 * What a dead domain leaves in the store: the nodes it owns go, with all below them, and its entries in the permissions of others' nodes
 * go too, so that the next domain of that domid has no rights in what the old one left behind (XSA-322, XSA-417).
 */
import type { DomId } from "../../protocol/ids.ts";
import { eachChild } from "./children.ts";
import { withPerms, withRemoved, withReplaced, type StoreNode } from "./node.ts";
import { ownerOf, withoutDomain } from "./perms.ts";

/** Walks only where the domain is named. `onRemoved` gets each topmost node that goes, and the names that lead to it. */
export function withoutDomainIn(
  node: StoreNode,
  domid: DomId,
  nextGeneration: () => number,
  onRemoved: (removed: StoreNode, names: readonly string[]) => void,
  above: readonly string[] = [],
): StoreNode {
  if ((node.domids & (1 << (domid & 31))) === 0) return node;
  let found = node;
  eachChild(node, (child) => {
    const names = [...above, child.name];
    if (ownerOf(child.perms) === domid) {
      onRemoved(child, names);
      found = withRemoved(found, child, nextGeneration());
      return;
    }
    const reaped = withoutDomainIn(child, domid, nextGeneration, onRemoved, names);
    if (reaped !== child) found = withReplaced(found, reaped);
  });
  const perms = withoutDomain(found.perms, domid);
  return perms === found.perms ? found : withPerms(found, perms, nextGeneration());
}
