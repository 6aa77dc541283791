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

/** One level. `bitmap` says which of the 32 ways are in `slots`; on the linear level it is unused. */
export class Branch<T extends Named> {
  readonly bitmap: number;
  readonly slots: readonly (T | Branch<T>)[];
  constructor(bitmap: number, slots: readonly (T | Branch<T>)[]) {
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
export function findChild<T extends Named>(branch: Branch<T>, name: string, hash: number): T | undefined {
  let at = branch;
  for (let shift = 0; shift < LINEAR_SHIFT; shift += BITS) {
    const bit = 1 << ((hash >>> shift) & WAYS_MASK);
    if ((at.bitmap & bit) === 0) return undefined;
    const slot = at.slots[popcount(at.bitmap & (bit - 1))];
    if (!(slot instanceof Branch)) return slot?.name === name ? slot : undefined;
    at = slot;
  }
  for (const slot of at.slots) if (!(slot instanceof Branch) && slot.name === name) return slot;
  return undefined;
}

/** The trie with `child` in place of the one of that name, or added. */
export function withChild<T extends Named>(branch: Branch<T>, child: T, shift = 0): Branch<T> {
  if (shift >= LINEAR_SHIFT) {
    const at = branch.slots.findIndex((slot) => !(slot instanceof Branch) && slot.name === child.name);
    return new Branch(0, at < 0 ? [...branch.slots, child] : replaced(branch.slots, at, child));
  }
  const bit = 1 << ((child.hash >>> shift) & WAYS_MASK);
  const index = popcount(branch.bitmap & (bit - 1));
  const slots = branch.slots.slice();
  if ((branch.bitmap & bit) === 0) {
    slots.splice(index, 0, child);
    return new Branch(branch.bitmap | bit, slots);
  }
  const slot = slots[index];
  if (slot instanceof Branch) slots[index] = withChild(slot, child, shift + BITS);
  else if (slot === undefined || slot.name === child.name) slots[index] = child;
  else slots[index] = pair(slot, child, shift + BITS);
  return new Branch(branch.bitmap, slots);
}

/** The trie without the child of that name; the same trie when it has none. */
export function withoutChild<T extends Named>(branch: Branch<T>, name: string, hash: number, shift = 0): Branch<T> {
  if (shift >= LINEAR_SHIFT) {
    const slots = branch.slots.filter((slot) => slot instanceof Branch || slot.name !== name);
    return slots.length === branch.slots.length ? branch : new Branch(0, slots);
  }
  const bit = 1 << ((hash >>> shift) & WAYS_MASK);
  if ((branch.bitmap & bit) === 0) return branch;
  const index = popcount(branch.bitmap & (bit - 1));
  const slot = branch.slots[index];
  if (slot instanceof Branch) {
    const below = withoutChild(slot, name, hash, shift + BITS);
    if (below === slot) return branch;
    const [only] = below.slots;
    // A branch that holds one entry gives way to it, so that a trie's depth follows what it holds and not what it once held.
    const instead = below.slots.length === 1 && only !== undefined && !(only instanceof Branch) ? only : below;
    return new Branch(branch.bitmap, replaced(branch.slots, index, instead));
  }
  if (slot?.name !== name) return branch;
  return new Branch(
    branch.bitmap & ~bit,
    branch.slots.filter((_, at) => at !== index),
  );
}

/** Calls back for each child, in the trie's own order. */
export function eachChild<T extends Named>(branch: Branch<T>, visit: (child: T) => void): void {
  for (const slot of branch.slots) {
    if (slot instanceof Branch) eachChild(slot, visit);
    else visit(slot);
  }
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
