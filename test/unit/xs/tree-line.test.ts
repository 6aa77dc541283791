import { expect, test } from "vitest";
import { treeLayout, treeLine, type TreeNode } from "../../../main/node/xs/tree-line.ts";
import { DOM0 } from "../../../protocol/ids.ts";

const node: TreeNode = { depth: 2, path: "/a/b/name", name: "name", value: "x", perms: undefined };
const owned: TreeNode = { ...node, perms: [{ domid: DOM0, access: "n" }] };
const tree = treeLayout(false, undefined);
const flat = treeLayout(true, undefined);

test("a tree's line is indented by the depth", () => {
  expect(treeLine(tree, node, false)).toBe('  name = "x"\n');
});

test("a flat line is the whole path", () => {
  expect(treeLine(flat, node, false)).toBe('/a/b/name = "x"\n');
});

test("permissions stand in column 60, behind dots in every second one", () => {
  expect(treeLine(tree, owned, true)).toBe('  name = "x"' + " .".repeat(24) + "  (n0)\n");
});

test("in a flat list permissions follow their value", () => {
  expect(treeLine(flat, owned, true)).toBe('/a/b/name = "x"   (n0)\n');
});

test("several permissions are parted by commas", () => {
  const perms = [{ domid: DOM0, access: "n" } as const, { domid: DOM0, access: "r" } as const];
  expect(treeLine(flat, { ...node, perms }, true)).toBe('/a/b/name = "x"   (n0,r0)\n');
});

test("permissions that could not be had leave the dots", () => {
  expect(treeLine(flat, node, true)).toBe('/a/b/name = "x" \n');
});

test("a value that could not be read leaves a colon and a line of its own", () => {
  expect(treeLine(tree, { ...owned, value: undefined }, true)).toBe("  name:\n  (n0)\n");
});

test("without a terminal a tree's line holds 80 columns", () => {
  expect(treeLine(tree, { ...node, value: "v".repeat(66) }, false)).toBe(`  name = "${"v".repeat(66)}"\n`);
});

test("a value beyond that is cut, and no dots follow it", () => {
  expect(treeLine(tree, { ...owned, value: "v".repeat(67) }, true)).toBe(`  name = "${"v".repeat(66)}\\..."  (n0)\n`);
});

test("what is cut is the escaped text, by the value's own length", () => {
  expect(treeLine(tree, { ...node, value: "\n".repeat(67) }, false)).toBe(`  name = "${"\\n".repeat(33)}\\..."\n`);
});

test("a value whose escaped text alone is too long is not cut", () => {
  expect(treeLine(tree, { ...node, value: "\n".repeat(66) }, false)).toBe(`  name = "${"\\n".repeat(66)}"\n`);
});

test("a name beyond the width is cut", () => {
  const name = "n".repeat(100);
  expect(treeLine(tree, { ...node, name, value: "" }, false)).toBe(`  ${"n".repeat(70)} = ""\n`);
});

test("a name deeper than the width is whole", () => {
  const deep = treeLine(tree, { ...node, depth: 75, value: "" }, false);
  expect(deep).toBe(`${" ".repeat(75)}name = "\\..."\n`);
});

test("a flat list is not cut, unless it goes to a terminal", () => {
  const long = { ...node, value: "v".repeat(2000) };
  expect([treeLine(flat, long, false).length, treeLine(treeLayout(true, 42), long, false)]).toEqual([
    '/a/b/name = ""\n'.length + 2000,
    `/a/b/name = "${"v".repeat(32)}\\..."\n`,
  ]);
});

test("a narrow terminal has its dots end with it", () => {
  expect(treeLine(treeLayout(false, 22), owned, true)).toBe('  name = "x" . . . .  (n0)\n');
});
