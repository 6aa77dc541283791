import { expect, test } from "vitest";
import { domId } from "../../../protocol/ids.ts";
import { inheritedPerms, may, READ, withoutDomain, WRITE, type Perms, type Subject } from "../../../main/xenstored/perms.ts";

const subject = (domid: number, target?: number): Subject => ({
  domid: domId(domid),
  target: target === undefined ? undefined : domId(target),
});
const perms: Perms = [
  { domid: domId(1), access: "r" },
  { domid: domId(2), access: "b" },
  { domid: domId(3), access: "n" },
  { domid: domId(4), access: "w" },
];

// prettier-ignore
test.each([
  //                      read   write
  ["dom0",           0, undefined, true,  true ],
  ["the owner",      1, undefined, true,  true ],
  ["a listed b",     2, undefined, true,  true ],
  ["a listed n",     3, undefined, false, false],
  ["a listed w",     4, undefined, false, true ],
  ["anybody else",   5, undefined, true,  false],
  ["who serves d1",  5, 1,         true,  true ],
  ["who serves d3",  5, 3,         true,  false],
  ["who serves d4",  5, 4,         true,  true ],
  ["who serves dom0",5, 0,         true,  true ],
] as const)("%s has the rights the list gives", (_, domid, target, read, write) => {
  expect([may(subject(domid, target), perms, READ), may(subject(domid, target), perms, WRITE)]).toEqual([read, write]);
});

test("an unprivileged creator owns what it creates in another's directory, and the rest is inherited", () => {
  expect(inheritedPerms(subject(2), perms)).toEqual([{ domid: 2, access: "r" }, ...perms.slice(1)]);
});

test("dom0 creates in the name of the directory's owner", () => {
  expect(inheritedPerms(subject(0), perms)).toBe(perms);
});

test("a dead domain's entries go, behind the owner's", () => {
  expect(withoutDomain(perms, domId(2))).toEqual([perms[0], ...perms.slice(2)]);
  expect(withoutDomain(perms, domId(9))).toBe(perms);
});
