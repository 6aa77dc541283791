import { expect, test } from "vitest";
import { DOM0, domId, evtchnPort, gfn, grantRef, GNTTAB_RESERVED_XENSTORE } from "../../../protocol/ids.ts";
import { err } from "../../../protocol/result.ts";
import { aMachine, value } from "../../support/machine.ts";

const nothing = { ports: 0, grants: 0, pins: 0, mapped: 0, pages: 0 };

test("a domain finds its ring where the toolstack was told it is, and dom0 maps the same page by the reserved grant", () => {
  const { hypervisor, ...machine } = aMachine();
  const domid = machine.guest();
  const before = machine.hypercalls(domid).storeRing;
  const made = value(hypervisor.makeStoreRing(domid));
  const guest = machine.hypercalls(domid);
  const mapping = value(machine.hypercalls(DOM0).map(domid, [GNTTAB_RESERVED_XENSTORE], "rw"));
  guest.page(made.gfn).setUint32(0, 5, true);
  expect([before, made, guest.storeRing, mapping.page(0).getUint32(0, true)]).toEqual([undefined, { gfn: 0xfeffc, port: 1 }, made, 5]);
});

test("its page takes memory at once, and a domain has one ring", () => {
  const { hypervisor, ...machine } = aMachine();
  const domid = machine.guest(1);
  hypervisor.makeStoreRing(domid);
  const held = { ...nothing, ports: 1, grants: 1, pages: 1 };
  expect([hypervisor.makeStoreRing(domid), hypervisor.makeStoreRing(domId(9)), hypervisor.accounting(domid)]).toEqual([
    err("EBUSY"),
    err("ENOENT"),
    held,
  ]);
});

test("a domain that dies takes its ring along, once xenstored has let go of it", () => {
  const { hypervisor, ...machine } = aMachine();
  const domid = machine.guest();
  const { port } = value(hypervisor.makeStoreRing(domid));
  const dom0 = machine.hypercalls(DOM0);
  const mapping = value(dom0.map(domid, [GNTTAB_RESERVED_XENSTORE], "rw"));
  const bound = value(dom0.bindInterdomain(domid, port, () => undefined));
  hypervisor.destroy(domid);
  const dying = [hypervisor.domain(domid)?.dying, hypervisor.makeStoreRing(domid)];
  bound.close();
  mapping.unmap();
  expect([dying, hypervisor.domain(domid), hypervisor.accounting(DOM0)]).toEqual([[true, err("ENOENT")], undefined, nothing]);
});

test("no other domain maps it, no other reserved grant is there, and the domain itself may write none of them", () => {
  const { hypervisor, ...machine } = aMachine();
  const [domid, other] = [machine.guest(), machine.guest()];
  hypervisor.makeStoreRing(domid);
  const range = { ref: GNTTAB_RESERVED_XENSTORE, count: 1, gfn: gfn(0x200), remote: other, readonly: false };
  expect([
    machine.hypercalls(other).map(domid, [GNTTAB_RESERVED_XENSTORE], "ro"),
    machine.hypercalls(DOM0).map(other, [GNTTAB_RESERVED_XENSTORE], "rw"),
    machine.hypercalls(DOM0).map(domid, [grantRef(0)], "rw"),
    machine.hypercalls(domid).grant(range),
  ]).toEqual([err("EACCES"), err("EINVAL"), err("EINVAL"), err("EINVAL")]);
});

test("a port that is taken over upcalls its new owner, once for what may have been missed", () => {
  const { hypervisor, ...machine } = aMachine();
  const domid = machine.guest();
  const { port } = value(hypervisor.makeStoreRing(domid));
  const heard: string[] = [];
  const dom0 = value(machine.hypercalls(DOM0).bindInterdomain(domid, port, () => heard.push("dom0")));
  dom0.notify();
  machine.run();
  const early = heard.splice(0);
  const own = value(machine.hypercalls(domid).takeOver(port, () => heard.push("guest")));
  machine.run();
  const missed = heard.splice(0);
  own.notify();
  dom0.notify();
  machine.run();
  expect([early, missed, heard, machine.hypercalls(domid).takeOver(evtchnPort(5), () => undefined)]).toEqual([
    ["dom0"],
    ["guest"],
    ["dom0", "guest"],
    err("EINVAL"),
  ]);
});
