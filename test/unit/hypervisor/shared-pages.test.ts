import { expect, test } from "vitest";
import { SHARED_PAGES_MAX } from "../../../main/hypervisor/limits.ts";
import { DOM0, PAGE_SIZE } from "../../../protocol/ids.ts";
import { err } from "../../../protocol/result.ts";
import { aMachine, value } from "../../support/machine.ts";

const nothing = { ports: 0, grants: 0, pins: 0, mapped: 0, pages: 0 };

/** dom0 lends a guest two pages, and the guest maps them. */
async function aLentBuffer() {
  const machine = aMachine();
  const domid = machine.guest();
  const { hypervisor } = machine;
  const share = hypervisor.grantShares(DOM0);
  const pages = value(await share.share(domid, 2));
  const mapping = value(machine.hypercalls(domid).map(DOM0, pages.refs, "rw"));
  return { machine, hypervisor, domid, share, pages, mapping };
}

test("a guest that maps what dom0 lends it sees dom0's pages, and dom0 sees what it writes", async () => {
  const { pages, mapping } = await aLentBuffer();
  mapping.page(1).setUint32(8, 0xabcd, true);
  pages.page(0).setUint32(0, 7, true);
  const into = new Uint8Array(4);
  pages.copyOut(PAGE_SIZE + 8, into);
  expect([[...into], mapping.page(0).getUint32(0, true), pages.refs.length]).toEqual([[0xcd, 0xab, 0, 0], 7, 2]);
});

test("pages that are lent anew are zero, whatever was on them before", async () => {
  const { share, domid, pages, mapping } = await aLentBuffer();
  mapping.page(0).setUint32(0, 0xdead, true);
  mapping.unmap();
  pages.unmap();
  expect(
    value(await share.share(domid, 1))
      .page(0)
      .getUint32(0, true),
  ).toBe(0);
});

test("what the guest let go of is gone when dom0 takes it back, and nothing is left", async () => {
  const { hypervisor, domid, pages, mapping } = await aLentBuffer();
  mapping.unmap();
  pages.unmap();
  pages.unmap();
  expect([hypervisor.lent(DOM0, domid), hypervisor.accounting(DOM0)]).toEqual([{ shared: 0, leaked: 0 }, nothing]);
});

test("what a guest still maps when dom0 takes it back is leaked until the guest lets go, and nobody else may map it", async () => {
  const { machine, hypervisor, domid, pages, mapping } = await aLentBuffer();
  mapping.page(0).setUint32(0, 1, true);
  pages.unmap();
  const held = [hypervisor.lent(DOM0, domid), hypervisor.accounting(DOM0).grants, machine.hypercalls(domid).map(DOM0, pages.refs, "ro")];
  mapping.unmap();
  expect([held, hypervisor.lent(DOM0, domid), hypervisor.accounting(DOM0)]).toEqual([
    [{ shared: 0, leaked: 2 }, 2, err("EINVAL")],
    { shared: 0, leaked: 0 },
    nothing,
  ]);
});

test("a guest that died with pages mapped has them leaked until its destruction", async () => {
  const { hypervisor, domid, pages } = await aLentBuffer();
  hypervisor.shutdown(domid, 3);
  pages.unmap();
  const dead = hypervisor.lent(DOM0, domid);
  hypervisor.destroy(domid);
  expect([dead, hypervisor.lent(DOM0, domid), hypervisor.accounting(DOM0)]).toEqual([
    { shared: 0, leaked: 2 },
    { shared: 0, leaked: 0 },
    nothing,
  ]);
});

test("a guest is lent so much and no more, leaked pages counted; another guest is not affected", async () => {
  const { machine, share, domid, pages } = await aLentBuffer();
  pages.unmap();
  const all = await share.share(domid, SHARED_PAGES_MAX);
  const rest = await share.share(domid, SHARED_PAGES_MAX - 2);
  const more = await share.share(domid, 1);
  const other = await share.share(machine.guest(), SHARED_PAGES_MAX);
  expect([all, rest.ok, more, other.ok]).toEqual([err("ENOSPC"), true, err("ENOSPC"), true]);
});

test("when dom0's grant table is full, a guest is refused", async () => {
  const machine = aMachine();
  const share = machine.hypervisor.grantShares(DOM0);
  for (let i = 0; i < 4; i++) value(await share.share(machine.guest(), SHARED_PAGES_MAX));
  expect(await share.share(machine.guest(), SHARED_PAGES_MAX)).toEqual(err("ENOSPC"));
});

test("pages are lent to those who are there, in whole numbers", async () => {
  const { hypervisor, share, domid } = await aLentBuffer();
  hypervisor.destroy(domid);
  const refused = await Promise.all([share.share(domid, 1), share.share(DOM0, 0), share.share(DOM0, 1.5)]);
  expect(refused).toEqual([err("ENOENT"), err("EINVAL"), err("EINVAL")]);
});
