import { expect, test } from "vitest";
import { XenGrantTables } from "../../../main/xen/grant-tables.ts";
import type { Address, GnttabCalls } from "../../../main/xen/libraries.ts";
import { domId, grantRef } from "../../../protocol/ids.ts";
import { BugError } from "../../../protocol/result.ts";
import { value } from "../../support/machine.ts";

const refs = (...numbers: readonly number[]) => numbers.map(grantRef);

/** libxengnttab over plain memory: a mapping is `memory`, at address 1000 and up. */
function aLibrary() {
  const told: string[] = [];
  const memory = new Map<Address, ArrayBuffer>();
  let next = 1000n;
  let refuse = false;
  const make = (pages: number): Address => {
    memory.set(next, new ArrayBuffer(pages * 4096));
    return next++;
  };
  const calls: GnttabCalls = {
    map: (domid, list, writable) => {
      told.push(`map ${domid} [${[...list].join()}] ${writable ? "rw" : "ro"}`);
      return Promise.resolve(refuse ? undefined : make(list.length));
    },
    unmap: (at, pages) => void told.push(`unmap ${at} ${pages}`),
    share: (domid, list) => {
      list.forEach((_, i) => (list[i] = 40 + i));
      told.push(`share ${domid} ${list.length}`);
      return refuse ? undefined : make(list.length);
    },
    unshare: (at, pages) => void told.push(`unshare ${at} ${pages}`),
    view: (at) => memory.get(at)!,
    close: () => void told.push("close"),
  };
  return { calls, memory, refuse: () => (refuse = true), told: () => told.splice(0) };
}

test("refs are mapped in one call, and their pages lie end to end", async () => {
  const library = aLibrary();
  const tables = new XenGrantTables(library.calls);
  const mapped = value(await tables.map(domId(5), refs(8, 300, 9), "ro"));
  new Uint8Array(library.memory.get(1000n)!)[2 * 4096 + 3] = 77;
  const copy = new Uint8Array(4096);
  mapped.copyOut(4096 + 3, copy);
  expect([library.told(), mapped.length, mapped.page(2).getUint8(3), copy[4096 - 1], copy[4095], tables.pages]).toEqual([
    ["map 5 [8,300,9] ro"],
    3,
    77,
    0,
    0,
    3,
  ]);
  mapped.copyOut(8192, copy);
  expect(copy[3]).toBe(77);
});

test("pages are let go of once, and touched no more", async () => {
  const library = aLibrary();
  const tables = new XenGrantTables(library.calls);
  const mapped = value(await tables.map(domId(5), refs(8), "rw"));
  mapped.unmap();
  mapped.unmap();
  expect([library.told(), tables.pages]).toEqual([["map 5 [8] rw", "unmap 1000 1"], 0]);
  expect(() => mapped.page(0)).toThrow(BugError);
  expect(() => mapped.copyOut(0, new Uint8Array(1))).toThrow(BugError);
});

test.each([-1, 1, 0.5])("page %s of a mapping of one is nobody's", async (index) => {
  const tables = new XenGrantTables(aLibrary().calls);
  const mapped = value(await tables.map(domId(5), refs(8), "rw"));
  expect(() => mapped.page(index)).toThrow(BugError);
});

test("octets beyond the mapping are not copied", async () => {
  const tables = new XenGrantTables(aLibrary().calls);
  const mapped = value(await tables.map(domId(5), refs(8), "rw"));
  expect(() => mapped.copyOut(4000, new Uint8Array(97))).toThrow(BugError);
});

test("what the hypervisor refuses is an answer", async () => {
  const library = aLibrary();
  const tables = new XenGrantTables(library.calls);
  library.refuse();
  expect([await tables.map(domId(5), refs(8), "rw"), await tables.share(domId(5), 2), tables.pages]).toEqual([
    { ok: false, error: "EINVAL" },
    { ok: false, error: "ENOSPC" },
    0,
  ]);
});

test("pages that are lent have the refs that the library gave, and go back once", async () => {
  const library = aLibrary();
  const tables = new XenGrantTables(library.calls);
  const shared = value(await tables.share(domId(5), 2));
  shared.page(1).setUint8(0, 9);
  const written = new Uint8Array(library.memory.get(1000n)!)[4096];
  shared.unmap();
  shared.unmap();
  expect([shared.refs, written, library.told()]).toEqual([[40, 41], 9, ["share 5 2", "unshare 1000 2"]]);
});

test("closing lets everything go; a map that was under way is let go of when it is there", async () => {
  const library = aLibrary();
  const tables = new XenGrantTables(library.calls);
  value(await tables.map(domId(5), refs(8), "rw"));
  const late = tables.map(domId(5), refs(9), "rw");
  tables.close();
  tables.close();
  const atOnce = library.told();
  const answer = await late;
  expect([atOnce, answer, library.told(), tables.pages]).toEqual([
    ["map 5 [8] rw", "map 5 [9] rw", "unmap 1000 1"],
    { ok: false, error: "EINVAL" },
    ["unmap 1001 1", "close"],
    0,
  ]);
});
