/** Headless guests speak xenstore over the ring that their domain was built with. */
import { expect, test } from "vitest";
import { ringXenstore } from "../../../main/guests/ring-xenstore.ts";
import { DOM0 } from "../../../protocol/ids.ts";
import { xenstoreDomainInterface } from "../../../protocol/io/xs-ring.ts";
import { domainHome } from "../../../protocol/xs-path.ts";
import { aHeadlessCockpit, type HeadlessCockpit } from "../../support/headless.ts";
import { aMachine, value } from "../../support/machine.ts";

/** The page and the port of a domain's ring, as its kernel has them. */
function ringOf(t: HeadlessCockpit, name: string) {
  const hypercalls = value(t.dom0.hypervisor.hypercalls(t.domid(name)));
  const ring = hypercalls.storeRing;
  if (!ring) throw new Error("no ring");
  return { page: hypercalls.page(ring.gfn), kick: () => value(hypercalls.takeOver(ring.port, () => undefined)).notify(), ring };
}
const complaints = (t: HeadlessCockpit): unknown[] =>
  t.records.filter(({ level }) => level === "warn" || level === "error").map(({ domid, room, msg, data }) => [domid, room, msg, data]);

test("a guest's whole handshake went over its ring", async () => {
  const t = await aHeadlessCockpit();
  await t.run(100);
  const { page, ring } = ringOf(t, "ivi");
  const { reqCons, reqProd, rspCons, rspProd, error } = xenstoreDomainInterface.decode(page, 0);
  const nodes = t.nodes().filter((line) => line.startsWith(`${domainHome(t.domid("ivi"))}/store/`));
  expect([reqCons === reqProd && rspCons === rspProd, reqProd > 1024, rspProd > 1024, error, nodes]).toEqual([
    true,
    true,
    true,
    0,
    [`/local/domain/2/store/port = ${ring.port}`, `/local/domain/2/store/ring-ref = ${ring.gfn}`],
  ]);
});

test("a guest that breaks its ring loses its connection, is named once, and keeps what it has; the other one does not notice", async () => {
  const t = await aHeadlessCockpit();
  await t.run(100);
  const { page, kick } = ringOf(t, "ivi");
  page.setUint32(xenstoreDomainInterface.fields.reqProd[0], 0x8000_0000, true);
  kick();
  await t.run(100);
  kick();
  await t.run(1000);
  expect({
    error: page.getUint32(xenstoreDomainInterface.fields.error[0], true),
    complaints: complaints(t),
    live: ["cluster", "ivi"].map((name) => t.display(name).lease.state),
    watches: ["cluster", "ivi"].map((name) => t.dom0.store.usage(t.domid(name)).watches),
  }).toEqual({
    error: 2,
    complaints: [[2, "xenstored", "xenstore ring given up", { fault: "req indices more than 1024 apart" }]],
    live: ["live", "live"],
    watches: [5, 0],
  });
});

test("a domain that dies and comes back has a new ring, and dom0 holds no page or port of the old one", async () => {
  const t = await aHeadlessCockpit();
  await t.run(100);
  const held = (): unknown => {
    const { ports, mapped } = t.dom0.hypervisor.accounting(DOM0);
    return { ports, mapped, introduced: t.dom0.store.introduced().length, connections: t.dom0.store.stats().connections };
  };
  const before = held();
  const old = t.domid("ivi");
  t.dom0.crash(old, "test");
  await t.run(1000);
  expect([t.domid("ivi") > old, t.display("ivi").lease.state, held(), t.dom0.hypervisor.domain(old)]).toEqual([
    true,
    "live",
    before,
    undefined,
  ]);
});

test("a paused guest hears nothing from xenstored until it goes on", async () => {
  const t = await aHeadlessCockpit();
  await t.run(100);
  const hypercalls = value(t.dom0.hypervisor.hypercalls(t.domid("ivi")));
  const xenstore = value(ringXenstore(hypercalls));
  const heard: string[] = [];
  void xenstore.watch("data", (path) => void heard.push(path));
  await t.run(10);
  t.dom0.pause(t.domid("ivi"));
  await t.dom0.store.connect(DOM0).write("/local/domain/2/data", "1");
  await t.run(10);
  const paused = heard.length;
  t.dom0.unpause(t.domid("ivi"));
  await t.run(10);
  expect([paused, heard]).toEqual([1, ["data", "data"]]);
});

test("a domain without a ring has no connection over it", () => {
  const machine = aMachine();
  expect(ringXenstore(machine.hypercalls(machine.guest()))).toEqual({ ok: false, error: "the domain has no xenstore ring" });
});
