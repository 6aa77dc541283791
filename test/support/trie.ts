/** A trie by itself, as a store's node is one. */
import { bitmapAfter, bitmapWith, slotsWith, slotsWithout, type Level, type Named } from "../../main/xenstored/children.ts";

export type Trie = Level<Named>;

export const emptyTrie: Trie = { bitmap: 0, slots: [] };

export const withChild = (trie: Trie, child: Named): Trie => ({ bitmap: bitmapWith(trie.bitmap, child), slots: slotsWith(trie, child) });

/** The same trie when it has no such child. */
export function withoutChild(trie: Trie, name: string, hash: number): Trie {
  const slots = slotsWithout(trie, name, hash);
  return slots === trie.slots ? trie : { bitmap: bitmapAfter(trie, slots, hash), slots };
}
