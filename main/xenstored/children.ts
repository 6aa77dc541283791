/**
 * A directory's children: a hash array mapped trie (Bagwell), 32 ways a level, never changed once built.
 *
 * Chosen over a Map or a sorted array because one write in /local/domain copies a path of this trie, two slots arrays of at most
 * 32 for 1000 domains, where those copy all 1000 entries. Names that share a whole hash end up in one linear branch below
 * the last level; a domain's node quota bounds how long a guest can make that.
 */

/** What can stand in a trie: anything that knows its name and that name's hash. */
export interface Named {
  readonly name: string;
  readonly hash: number;
}

const BITS = 5;
const WAYS_MASK = 31;
/** Below this many bits of the hash nothing is left to tell entries apart. */
const LINEAR_SHIFT = 35;

/**
 * One level, `bitmap` saying which of the 32 ways are in `slots`; on the linear level it is unused. The top level is whoever has the
 * children: a store's node is one itself, which saves an object and a look-up at each step down the tree.
 */
export interface Level<T extends Named> {
  readonly bitmap: number;
  readonly slots: Slots<T>;
}

/** What is in the ways that are taken, in their order. */
export type Slots<T extends Named> = readonly (T | Branch<T>)[];

/** A level below another. */
export class Branch<T extends Named> implements Level<T> {
  readonly bitmap: number;
  readonly slots: Slots<T>;
  constructor(bitmap: number, slots: Slots<T>) {
    this.bitmap = bitmap;
    this.slots = slots;
  }
}

/** FNV-1a. Fixed, not seeded: the same store has the same shape in every run. */
export function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash;
}

function popcount(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The child of that name, if there is one. */
export function findChild<T extends Named>(level: Level<T>, name: string, hash: number): T | undefined {
  let { bitmap, slots } = level;
  for (let shift = 0; shift < LINEAR_SHIFT; shift += BITS) {
    const bit = 1 << ((hash >>> shift) & WAYS_MASK);
    if ((bitmap & bit) === 0) return undefined;
    const slot = slots[popcount(bitmap & (bit - 1))];
    if (!(slot instanceof Branch)) return slot?.name === name ? slot : undefined;
    ({ bitmap, slots } = slot);
  }
  for (const slot of slots) if (!(slot instanceof Branch) && slot.name === name) return slot;
  return undefined;
}

/** The bit of a level's bitmap that stands for the way of a hash. */
const bitOf = (hash: number, shift: number): number => 1 << ((hash >>> shift) & WAYS_MASK);

/** The bitmap of the top level once `child` is in it. */
export const bitmapWith = (bitmap: number, { hash }: Named): number => bitmap | bitOf(hash, 0);

/** The slots of a level with `child` in place of the one of that name, or added. */
export function slotsWith<T extends Named>({ bitmap, slots }: Level<T>, child: T, shift = 0): Slots<T> {
  if (shift >= LINEAR_SHIFT) {
    const at = slots.findIndex((slot) => !(slot instanceof Branch) && slot.name === child.name);
    return at < 0 ? [...slots, child] : replaced(slots, at, child);
  }
  const bit = bitOf(child.hash, shift);
  const index = popcount(bitmap & (bit - 1));
  const copy = slots.slice();
  if ((bitmap & bit) === 0) {
    copy.splice(index, 0, child);
    return copy;
  }
  const slot = copy[index];
  if (slot instanceof Branch) copy[index] = branchWith(slot, child, shift + BITS);
  else if (slot === undefined || slot.name === child.name) copy[index] = child;
  else copy[index] = pair(slot, child, shift + BITS);
  return copy;
}

/** The slots of a level without the child of that name; the same slots when it has none. Its way is free when they are one fewer. */
export function slotsWithout<T extends Named>({ bitmap, slots }: Level<T>, name: string, hash: number, shift = 0): Slots<T> {
  if (shift >= LINEAR_SHIFT) {
    const others = slots.filter((slot) => slot instanceof Branch || slot.name !== name);
    return others.length === slots.length ? slots : others;
  }
  const bit = bitOf(hash, shift);
  if ((bitmap & bit) === 0) return slots;
  const index = popcount(bitmap & (bit - 1));
  const slot = slots[index];
  if (slot instanceof Branch) {
    const below = slotsWithout(slot, name, hash, shift + BITS);
    if (below === slot.slots) return slots;
    const [only] = below;
    // A branch that holds one entry gives way to it, so that a trie's depth follows what it holds and not what it once held.
    if (below.length === 1 && only !== undefined && !(only instanceof Branch)) return replaced(slots, index, only);
    return replaced(slots, index, new Branch(bitmapAfter(slot, below, hash, shift + BITS), below));
  }
  return slot?.name === name ? slots.filter((_, at) => at !== index) : slots;
}

/** The bitmap of a level whose slots have become `after` by the removal of a child with this hash. */
export function bitmapAfter<T extends Named>({ bitmap, slots }: Level<T>, after: Slots<T>, hash: number, shift = 0): number {
  return shift < LINEAR_SHIFT && after.length < slots.length ? bitmap & ~bitOf(hash, shift) : bitmap;
}

/** Calls back for each child, in the trie's own order. */
export function eachChild<T extends Named>({ slots }: Level<T>, visit: (child: T) => void): void {
  for (const slot of slots) {
    if (slot instanceof Branch) eachChild(slot, visit);
    else visit(slot);
  }
}

function branchWith<T extends Named>(branch: Branch<T>, child: T, shift: number): Branch<T> {
  return new Branch(shift < LINEAR_SHIFT ? branch.bitmap | bitOf(child.hash, shift) : 0, slotsWith(branch, child, shift));
}

function replaced<S>(slots: readonly S[], index: number, slot: S): readonly S[] {
  const copy = slots.slice();
  copy[index] = slot;
  return copy;
}

/** Two entries whose hashes agree so far, one level or more down. */
function pair<T extends Named>(a: T, b: T, shift: number): Branch<T> {
  if (shift >= LINEAR_SHIFT) return new Branch<T>(0, [a, b]);
  const wayA = (a.hash >>> shift) & WAYS_MASK;
  const wayB = (b.hash >>> shift) & WAYS_MASK;
  if (wayA === wayB) return new Branch<T>(1 << wayA, [pair(a, b, shift + BITS)]);
  return new Branch<T>((1 << wayA) | (1 << wayB), wayA < wayB ? [a, b] : [b, a]);
}
