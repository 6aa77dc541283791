import { expect, test } from "vitest";
import { Branch, eachChild, findChild, hashName, type Level, type Named } from "../../../main/xenstored/children.ts";
import { emptyTrie as empty, withChild, withoutChild, type Trie } from "../../support/trie.ts";

const namesIn = (branch: Trie): string[] => {
  const names: string[] = [];
  eachChild(branch, (child) => names.push(child.name));
  return names.sort();
};

test("names that share their whole hash are told apart by their text, and each can go alone", () => {
  const clash = ["a", "b", "c"].map((name) => ({ name, hash: 12345 }));
  const all = clash.reduce((branch, child) => withChild(branch, child), empty);
  expect(findChild(all, "b", 12345)).toBe(clash[1]);
  expect(findChild(all, "d", 12345)).toBeUndefined();
  expect(namesIn(withoutChild(all, "b", 12345))).toEqual(["a", "c"]);
  expect(namesIn(withoutChild(withoutChild(withoutChild(all, "a", 12345), "b", 12345), "c", 12345))).toEqual([]);
});

test("a trie is never changed: what was built before holds what it held", () => {
  const one = withChild(empty, { name: "x", hash: hashName("x") });
  withChild(one, { name: "y", hash: hashName("y") });
  withoutChild(one, "x", hashName("x"));
  expect(namesIn(one)).toEqual(["x"]);
});

test("removing what is not there answers the same trie", () => {
  const one = withChild(empty, { name: "x", hash: hashName("x") });
  expect(withoutChild(one, "y", hashName("y"))).toBe(one);
});

test("a write below one of 1000 children copies no more than two levels of slots", () => {
  const names = Array.from({ length: 1000 }, (_, i) => String(i));
  const wide = names.reduce((branch, name) => withChild(branch, { name, hash: hashName(name) }), empty);
  const after = withChild(wide, { name: "500", hash: hashName("500") });
  const depthOf = (a: Level<Named>, b: Level<Named>): number => {
    const at = a.slots.findIndex((slot, i) => slot !== b.slots[i]);
    const [x, y] = [a.slots[at], b.slots[at]];
    return x instanceof Branch && y instanceof Branch ? 1 + depthOf(x, y) : 1;
  };
  expect(wide.slots.length).toBeLessThanOrEqual(32);
  expect(depthOf(wide, after)).toBeLessThanOrEqual(3);
});

test("a trie from which an entry went is the trie that never had it", () => {
  const [a, b] = [
    { name: "a", hash: 1 },
    { name: "b", hash: 33 },
  ];
  expect(withoutChild(withChild(withChild(empty, a), b), "b", 33)).toEqual(withChild(empty, a));
});
