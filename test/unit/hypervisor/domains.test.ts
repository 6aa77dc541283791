import { expect, test } from "vitest";
import { DOM0, domId, DOMID_FIRST_RESERVED, gfn, grantRef } from "../../../protocol/ids.ts";
import { SHUTDOWN } from "../../../main/hypervisor/domain.ts";
import { VIRQ_DOM_EXC } from "../../../main/hypervisor/hypervisor.ts";
import { aMachine, value } from "../../support/machine.ts";

const config = { name: "ivi", uuid: "u", vcpus: 1, maxPages: 64 };
const nothing = { ports: 0, grants: 0, pins: 0, mapped: 0, pages: 0 };

test("domids go upwards, and a number comes back only after all others were given", () => {
  const { hypervisor } = aMachine();
  const cluster = value(hypervisor.createDomain(config));
  const given = new Set<number>([cluster]);
  for (let i = 2; i < DOMID_FIRST_RESERVED; i++) {
    const domid = value(hypervisor.createDomain(config));
    given.add(domid);
    hypervisor.destroy(domid);
  }
  expect(given.size).toBe(DOMID_FIRST_RESERVED - 1);
  expect(hypervisor.createDomain(config)).toEqual({ ok: true, value: 2 });
});

test("a new domain is paused, and is listed as the toolstack described it", () => {
  const { hypervisor } = aMachine();
  hypervisor.createDomain(config);
  expect(hypervisor.domains().slice(1)).toEqual([{ ...config, domid: 1, paused: true, shutdown: undefined, dying: false }]);
});

test.each([
  ["no memory", { ...config, maxPages: 0 }],
  ["more memory than there are frames", { ...config, maxPages: 2 ** 32 }],
  ["half a page", { ...config, maxPages: 1.5 }],
  ["no vCPU", { ...config, vcpus: 0 }],
])("a domain with %s is refused", (_, asked) => {
  expect(aMachine().hypervisor.createDomain(asked)).toEqual({ ok: false, error: "EINVAL" });
});

test("what is done to a domain that is not there is refused", () => {
  const { hypervisor } = aMachine();
  const gone = domId(7);
  expect([
    hypervisor.pause(gone),
    hypervisor.shutdown(gone, SHUTDOWN.crash),
    hypervisor.destroy(gone),
    hypervisor.hypercalls(gone),
  ]).toEqual([1, 2, 3, 4].map(() => ({ ok: false, error: "ENOENT" })));
});

test("a domain runs while it is neither paused nor shut down nor gone", () => {
  const { hypervisor } = aMachine();
  const domid = value(hypervisor.createDomain(config));
  const seen = [hypervisor.runs(domid)];
  hypervisor.unpause(domid);
  seen.push(hypervisor.runs(domid));
  hypervisor.shutdown(domid, SHUTDOWN.poweroff);
  seen.push(hypervisor.runs(domid));
  hypervisor.destroy(domid);
  expect([...seen, hypervisor.runs(domid)]).toEqual([false, true, false, false]);
});

test("upcalls wait while a domain is paused, and come with unpause", () => {
  const machine = aMachine();
  const domid = machine.guest();
  let upcalls = 0;
  const port = value(machine.hypercalls(domid).allocUnbound(DOM0, () => upcalls++));
  const backend = value(machine.hypercalls(DOM0).bindInterdomain(domid, port.port, () => undefined));
  machine.hypervisor.pause(domid);
  backend.notify();
  machine.run();
  const whilePaused = upcalls;
  machine.hypervisor.unpause(domid);
  machine.run();
  expect([whilePaused, upcalls]).toEqual([0, 1]);
});

test("a crash raises VIRQ_DOM_EXC once, keeps its first reason, and stops the domain's upcalls", () => {
  const machine = aMachine();
  const domid = machine.guest();
  let exceptions = 0;
  let upcalls = 0;
  machine.hypervisor.bindVirq(VIRQ_DOM_EXC, () => exceptions++);
  const port = value(machine.hypercalls(domid).allocUnbound(DOM0, () => upcalls++));
  const backend = value(machine.hypercalls(DOM0).bindInterdomain(domid, port.port, () => undefined));
  machine.run();
  machine.hypervisor.shutdown(domid, SHUTDOWN.crash);
  machine.run();
  machine.hypervisor.shutdown(domid, SHUTDOWN.poweroff);
  backend.notify();
  machine.run();
  expect({ exceptions, upcalls, reason: machine.hypervisor.domain(domid)?.shutdown }).toEqual({ exceptions: 1, upcalls: 0, reason: 3 });
});

test("VIRQ_DOM_EXC has one listener, and can have another once that is closed", () => {
  const { hypervisor } = aMachine();
  const first = value(hypervisor.bindVirq(VIRQ_DOM_EXC, () => undefined));
  expect(hypervisor.bindVirq(VIRQ_DOM_EXC, () => undefined)).toEqual({ ok: false, error: "EBUSY" });
  first.close();
  expect(hypervisor.bindVirq(VIRQ_DOM_EXC, () => undefined).ok).toBe(true);
});

test("a destroyed domain is dying while a backend has its page mapped, which stays readable, and is gone when it lets go", () => {
  const machine = aMachine();
  const domid = machine.guest();
  const guest = machine.hypercalls(domid);
  let exceptions = 0;
  machine.hypervisor.bindVirq(VIRQ_DOM_EXC, () => exceptions++);
  guest.allocPages(gfn(0x8_0000), 2);
  guest.page(gfn(0x8_0000)).setUint32(0, 4711, true);
  guest.page(gfn(0x8_0001));
  guest.grant({ ref: grantRef(8), count: 2, gfn: gfn(0x8_0000), remote: DOM0, readonly: false });
  const mapping = value(machine.hypercalls(DOM0).map(domid, [grantRef(8)], "rw"));
  machine.hypervisor.destroy(domid);
  machine.run();
  const dying = machine.hypervisor.domain(domid)?.dying;
  const held = machine.hypervisor.accounting(domid);
  expect({ dying, held, exceptions, octets: mapping.page(0).getUint32(0, true) }).toEqual({
    dying: true,
    held: { ports: 0, grants: 1, pins: 1, mapped: 0, pages: 1 },
    exceptions: 1,
    octets: 4711,
  });
  mapping.unmap();
  machine.run();
  expect({ domain: machine.hypervisor.domain(domid), left: machine.hypervisor.accounting(domid), exceptions }).toEqual({
    domain: undefined,
    left: nothing,
    exceptions: 2,
  });
});

test("a domain that dies lets go of what it had mapped", () => {
  const machine = aMachine();
  const [owner, driver] = [machine.guest(), machine.guest()];
  machine.hypercalls(owner).grant({ ref: grantRef(8), count: 4, gfn: gfn(16), remote: driver, readonly: false });
  const mapping = value(machine.hypercalls(driver).map(owner, [8, 9, 10, 11].map(grantRef), "rw"));
  mapping.page(0);
  machine.hypervisor.destroy(driver);
  expect([machine.hypervisor.accounting(driver), machine.hypervisor.accounting(owner)]).toEqual([
    nothing,
    { ports: 0, grants: 4, pins: 0, mapped: 0, pages: 1 },
  ]);
});

test("a dead domain's hypercalls are refused or do nothing", async () => {
  const machine = aMachine();
  const domid = machine.guest();
  const guest = machine.hypercalls(domid);
  machine.hypervisor.destroy(domid);
  guest.allocPages(gfn(0x8_0000), 1);
  expect([
    guest.allocUnbound(DOM0, () => undefined).ok,
    guest.grant({ ref: grantRef(8), count: 1, gfn: gfn(16), remote: DOM0, readonly: false }).ok,
    guest.map(DOM0, [grantRef(8)], "ro").ok,
    (await machine.hypervisor.grantTables(DOM0).map(domid, [grantRef(8)], "ro")).ok,
    machine.hypervisor.accounting(domid),
  ]).toEqual([false, false, false, false, nothing]);
});
