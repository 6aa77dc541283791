import { expect, test } from "vitest";
import type { DomId, GrantRef } from "../../../protocol/ids.ts";
import { DOM0, domId, gfn, grantRef, PAGE_SIZE } from "../../../protocol/ids.ts";
import { GuestFault } from "../../../protocol/result.ts";
import type { Hypercalls } from "../../../main/hypervisor/hypercalls.ts";
import { GRANT_ENTRIES } from "../../../main/hypervisor/limits.ts";
import type { Machine } from "../../support/machine.ts";
import { aMachine, value } from "../../support/machine.ts";

const refs = (...numbers: number[]): GrantRef[] => numbers.map(grantRef);

/** A guest that granted `count` of its pages to dom0, refs from 8, frames from 100. */
function granted(machine: Machine, count: number, readonly = false): { readonly guest: Hypercalls; readonly domid: DomId } {
  const domid = machine.guest();
  const guest = machine.hypercalls(domid);
  guest.allocPages(gfn(100), count);
  value(guest.grant({ ref: grantRef(8), count, gfn: gfn(100), remote: DOM0, readonly }));
  return { guest, domid };
}

test("a mapped page is the guest's own page, not a copy", () => {
  const machine = aMachine();
  const { guest, domid } = granted(machine, 2);
  const mapping = value(machine.hypercalls(DOM0).map(domid, refs(9, 8), "rw"));
  guest.page(gfn(101)).setUint32(8, 1, true);
  mapping.page(1).setUint32(8, 2, true);
  expect([mapping.page(0).getUint32(8, true), guest.page(gfn(100)).getUint32(8, true)]).toEqual([1, 2]);
});

test("copyOut reads across the edge of pages", () => {
  const machine = aMachine();
  const { guest, domid } = granted(machine, 2);
  guest.page(gfn(100)).setUint8(PAGE_SIZE - 1, 7);
  guest.page(gfn(101)).setUint8(0, 8);
  const into = new Uint8Array(2);
  value(machine.hypercalls(DOM0).map(domid, refs(8, 9), "ro")).copyOut(PAGE_SIZE - 1, into);
  expect([...into]).toEqual([7, 8]);
});

test.each([
  ["of a domain that is not there", domId(9), refs(8), "rw", "ENOENT"],
  ["that was never given", domId(1), refs(8, 10), "ro", "EINVAL"],
  ["that is reserved", domId(1), refs(0), "rw", "EINVAL"],
  ["that is beyond the table", domId(1), refs(GRANT_ENTRIES), "ro", "EINVAL"],
  ["writable, of a page that is granted read-only", domId(1), refs(8), "rw", "EACCES"],
] as const)("mapping a ref %s is refused, and leaves nothing mapped", (_, owner, asked, access, error) => {
  const machine = aMachine();
  granted(machine, 2, true);
  const answer = machine.hypercalls(DOM0).map(owner, asked, access);
  expect([answer, machine.hypervisor.accounting(DOM0).mapped, machine.hypervisor.accounting(domId(1)).pins]).toEqual([
    { ok: false, error },
    0,
    0,
  ]);
});

test("a domain maps only what was granted to it", () => {
  const machine = aMachine();
  const { domid } = granted(machine, 1);
  const thief = machine.hypercalls(machine.guest());
  expect([thief.map(domid, refs(8), "ro"), thief.copyFrom(domid, grantRef(8), 0, new Uint8Array(4))]).toEqual([
    { ok: false, error: "EACCES" },
    { ok: false, error: "EACCES" },
  ]);
});

test("a grant that ends while mapped is busy: what is mapped stays, nobody maps it anew, and it goes with the last pin", () => {
  const machine = aMachine();
  const { guest, domid } = granted(machine, 1);
  const dom0 = machine.hypercalls(DOM0);
  const [first, second] = [value(dom0.map(domid, refs(8), "rw")), value(dom0.map(domid, refs(8), "ro"))];
  guest.freePages(gfn(100), 1);
  const busy = guest.endGrants(grantRef(8), 1);
  const anew = dom0.map(domid, refs(8), "ro");
  const rewritten = guest.grant({ ref: grantRef(8), count: 1, gfn: gfn(200), remote: DOM0, readonly: false });
  first.page(0).setUint32(0, 5, true);
  first.unmap();
  const still = second.page(0).getUint32(0, true);
  const held = machine.hypervisor.accounting(domid);
  second.unmap();
  expect({ busy, anew, rewritten, still, held, left: machine.hypervisor.accounting(domid) }).toEqual({
    busy: { ok: false, error: "EBUSY" },
    anew: { ok: false, error: "EINVAL" },
    rewritten: { ok: false, error: "EBUSY" },
    still: 5,
    held: { ports: 0, grants: 1, pins: 1, mapped: 0, pages: 1 },
    left: { ports: 0, grants: 0, pins: 0, mapped: 0, pages: 0 },
  });
});

test("an entry that nobody has mapped may be written again, and the frame it named is let go", () => {
  const machine = aMachine();
  const domid = machine.guest();
  const guest = machine.hypercalls(domid);
  guest.grant({ ref: grantRef(8), count: 1, gfn: gfn(100), remote: DOM0, readonly: false });
  value(machine.hypercalls(DOM0).map(domid, refs(8), "rw")).unmap();
  guest.page(gfn(100));
  guest.grant({ ref: grantRef(8), count: 1, gfn: gfn(200), remote: domId(5), readonly: false });
  expect([machine.hypercalls(DOM0).map(domid, refs(8), "rw"), machine.hypervisor.accounting(domid)]).toEqual([
    { ok: false, error: "EACCES" },
    { ports: 0, grants: 1, pins: 0, mapped: 0, pages: 0 },
  ]);
});

test("rewriting an entry with the frame it names already keeps the page and what is on it", () => {
  const machine = aMachine();
  const domid = machine.guest();
  const guest = machine.hypercalls(domid);
  guest.grant({ ref: grantRef(8), count: 1, gfn: gfn(100), remote: DOM0, readonly: false });
  guest.page(gfn(100)).setUint32(0, 77, true);
  guest.grant({ ref: grantRef(8), count: 1, gfn: gfn(100), remote: DOM0, readonly: true });
  const mapping = value(machine.hypercalls(DOM0).map(domid, refs(8), "ro"));
  expect([mapping.page(0).getUint32(0, true), machine.hypervisor.accounting(domid).pages]).toEqual([77, 1]);
});

test("entries outside the table, and frames outside memory, are refused whole", () => {
  const guest = aMachine();
  const domid = guest.guest();
  const range = { ref: grantRef(8), count: 2, gfn: gfn(1), remote: DOM0, readonly: false };
  expect([
    guest.hypercalls(domid).grant({ ...range, ref: grantRef(GRANT_ENTRIES - 1) }),
    guest.hypercalls(domid).grant({ ...range, ref: grantRef(7) }),
    guest.hypercalls(domid).grant({ ...range, gfn: gfn(0xf_ffff) }),
    guest.hypervisor.accounting(domid).grants,
  ]).toEqual([{ ok: false, error: "EINVAL" }, { ok: false, error: "EINVAL" }, { ok: false, error: "EINVAL" }, 0]);
});

test("a guest's pages take memory only when looked at, and more than its maxmem is its own fault", () => {
  const machine = aMachine();
  const domid = machine.guest(2);
  machine.hypercalls(domid).grant({ ref: grantRef(8), count: 1000, gfn: gfn(100), remote: DOM0, readonly: false });
  const mapping = value(
    machine.hypercalls(DOM0).map(
      domid,
      Array.from({ length: 1000 }, (_, i) => grantRef(8 + i)),
      "ro",
    ),
  );
  const before = machine.hypervisor.accounting(domid).pages;
  mapping.page(0);
  mapping.page(999);
  expect(() => mapping.page(500)).toThrow(GuestFault);
  expect([before, machine.hypervisor.accounting(domid).pages]).toEqual([0, 2]);
});

test("a mapping is not touched after unmap, which is harmless twice", () => {
  const machine = aMachine();
  const { domid } = granted(machine, 1);
  const mapping = value(machine.hypercalls(DOM0).map(domid, refs(8), "rw"));
  mapping.unmap();
  mapping.unmap();
  expect(() => mapping.page(0)).toThrow("page 0 of a mapping of no pages");
});

test("a grant copy leaves no pin, and is kept on its page and to its rights", () => {
  const machine = aMachine();
  const { guest, domid } = granted(machine, 1, true);
  const dom0 = machine.hypercalls(DOM0);
  guest.page(gfn(100)).setUint32(4092, 0x01020304, true);
  const into = new Uint8Array(4);
  expect([
    dom0.copyFrom(domid, grantRef(8), 4092, into).ok,
    dom0.copyFrom(domid, grantRef(8), 4093, into),
    dom0.copyTo(domid, grantRef(8), 0, into),
    [...into],
    machine.hypervisor.accounting(domid).pins,
  ]).toEqual([true, { ok: false, error: "EINVAL" }, { ok: false, error: "EACCES" }, [4, 3, 2, 1], 0]);
});
