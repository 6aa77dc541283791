/** What the store remembers of paths and of what it found there. */
import { expect, test } from "vitest";
import { DOM0, domId } from "../../../protocol/ids.ts";
import { aStore, started } from "../../support/store.ts";

const ok = (value?: unknown): unknown => ({ ok: true, value });
const err = (error: string): unknown => ({ ok: false, error });

test("a path is kept while there is a node at it, whoever removes that, and not what is asked for in vain", () => {
  const { store, dom0, d1 } = aStore();
  const kept = store.paths.size;
  for (const path of ["a", "a/b", "c", "d/e"]) d1.write(0, path, "");
  for (let i = 0; i < 10; i++) d1.read(0, `none/${i}`);
  const tx = started(d1);
  d1.write(tx, "aborted", "");
  d1.transactionEnd(tx, false);
  expect(store.paths.size - kept).toBe(4);
  d1.rm(0, "a");
  const second = started(dom0);
  dom0.rm(second, "/local/domain/1/c");
  dom0.transactionEnd(second, true);
  expect(store.paths.size - kept).toBe(1);
  store.release(domId(1));
  expect(store.paths.size).toBeLessThanOrEqual(kept);
});

test("what is read at a path is what is there now: after a write, a child, other permissions, a removal, a transaction", () => {
  const { dom0, d1 } = aStore();
  const path = "/local/domain/1/leaf";
  const seen = (): unknown[] => [dom0.read(0, path), d1.read(0, path)];
  d1.write(0, "leaf", "1");
  expect(seen()).toEqual([ok("1"), ok("1")]);
  dom0.write(0, path, "2");
  expect(seen()).toEqual([ok("2"), ok("2")]);
  d1.write(0, "leaf/child", "");
  d1.write(0, "leaf", "3");
  expect(seen()).toEqual([ok("3"), ok("3")]);
  d1.rm(0, "leaf/child");
  expect(seen()).toEqual([ok("3"), ok("3")]);
  dom0.setPerms(0, path, [{ domid: DOM0, access: "n" }]);
  expect(seen()).toEqual([ok("3"), err("EACCES")]);
  const tx = started(dom0);
  dom0.write(tx, path, "4");
  dom0.transactionEnd(tx, true);
  expect(dom0.read(0, path)).toEqual(ok("4"));
  dom0.rm(0, "/local/domain/1");
  expect(dom0.read(0, path)).toEqual(err("ENOENT"));
  dom0.write(0, path, "5");
  expect(dom0.read(0, path)).toEqual(ok("5"));
});
