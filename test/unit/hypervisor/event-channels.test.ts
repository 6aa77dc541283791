import { expect, test } from "vitest";
import type { DomId } from "../../../protocol/ids.ts";
import { DOM0, domId, evtchnPort } from "../../../protocol/ids.ts";
import { GuestFault } from "../../../protocol/result.ts";
import type { OwnEvtchn } from "../../../main/hypervisor/hypercalls.ts";
import { EVTCHN_PORT_MAX } from "../../../main/hypervisor/limits.ts";
import type { Machine } from "../../support/machine.ts";
import { aMachine, value } from "../../support/machine.ts";

const idle = (): void => undefined;

interface Pair {
  readonly domid: DomId;
  readonly front: OwnEvtchn;
  readonly back: OwnEvtchn;
  readonly log: string[];
}

/** A guest's port bound by dom0, after the upcall that binding raises. */
function aPair(machine: Machine, onBack: () => unknown = idle, onFront: () => unknown = idle): Pair {
  const domid = machine.guest();
  const log: string[] = [];
  const front = value(machine.hypercalls(domid).allocUnbound(DOM0, () => (log.push("front"), onFront())));
  const back = value(machine.hypercalls(DOM0).bindInterdomain(domid, front.port, () => (log.push("back"), onBack())));
  machine.run();
  log.length = 0;
  return { domid, front, back, log };
}

test("binding sets the local port pending: the peer may have sent before there was anyone to hear", () => {
  const machine = aMachine();
  const domid = machine.guest();
  const front = value(machine.hypercalls(domid).allocUnbound(DOM0, idle));
  let upcalls = 0;
  front.notify();
  machine.hypercalls(DOM0).bindInterdomain(domid, front.port, () => upcalls++);
  machine.run();
  expect(upcalls).toBe(1);
});

test("events sent before the upcall coalesce into one", () => {
  const machine = aMachine();
  const { front, log } = aPair(machine);
  for (let i = 0; i < 5; i++) front.notify();
  machine.run();
  expect(log).toEqual(["back"]);
});

test("an upcall never runs inside the send, nor inside another upcall", () => {
  const machine = aMachine();
  const seen: string[] = [];
  let on = false;
  const pair: Pair = aPair(
    machine,
    () => {
      if (!on) return;
      seen.push("back in");
      pair.back.notify();
      seen.push("back out");
    },
    () => seen.push("front"),
  );
  on = true;
  pair.front.notify();
  seen.push("sent");
  machine.run();
  expect(seen).toEqual(["sent", "back in", "back out", "front"]);
});

test("two domains that ping each other for ever take one turn each, and leave room for others", () => {
  const machine = aMachine();
  let on = false;
  const pair: Pair = aPair(
    machine,
    () => on && pair.back.notify(),
    () => on && pair.front.notify(),
  );
  on = true;
  const other = aPair2(machine);
  pair.front.notify();
  other.front.notify();
  for (let i = 0; i < 10; i++) machine.turn();
  expect([pair.log.length, other.log]).toEqual([10, ["back"]]);
});

/** Another pair, without running the turns that the first keeps busy. */
function aPair2(machine: Machine): Pair {
  const domid = machine.guest();
  const log: string[] = [];
  const front = value(machine.hypercalls(domid).allocUnbound(DOM0, idle));
  const back = value(machine.hypercalls(DOM0).bindInterdomain(domid, front.port, () => log.push("back")));
  return { domid, front, back, log };
}

test("a masked port keeps its event until it is unmasked", () => {
  const machine = aMachine();
  const { front, back, log } = aPair(machine);
  back.mask();
  front.notify();
  machine.run();
  const masked = [...log];
  back.unmask();
  machine.run();
  expect([masked, log]).toEqual([[], ["back"]]);
});

test.each(["masked", "paused"] as const)("an event that was sent before its domain was %s waits, too", (how) => {
  const machine = aMachine();
  const { domid, front, back, log } = aPair(machine);
  back.notify();
  if (how === "masked") front.mask();
  else machine.hypervisor.pause(domid);
  machine.run();
  const waiting = [...log];
  if (how === "masked") front.unmask();
  else machine.hypervisor.unpause(domid);
  machine.run();
  expect([waiting, log]).toEqual([[], ["front"]]);
});

test("closing leaves the peer unbound, deaf, and ready to be bound again by the same domain only", () => {
  const machine = aMachine();
  const { domid, front, back, log } = aPair(machine);
  back.close();
  front.notify();
  machine.run();
  const other = machine.guest();
  expect({
    log,
    status: [front.status(), back.status()],
    byOther: machine.hypercalls(other).bindInterdomain(domid, front.port, idle),
    bySame: machine.hypercalls(DOM0).bindInterdomain(domid, front.port, idle).ok,
  }).toEqual({ log: [], status: ["unbound", "closed"], byOther: { ok: false, error: "EINVAL" }, bySame: true });
});

test("an event that was pending when its port closed is never delivered", () => {
  const machine = aMachine();
  const { front, back, log } = aPair(machine);
  front.notify();
  back.close();
  machine.run();
  expect(log).toEqual([]);
});

test("the death of a domain leaves its peer's port unbound", () => {
  const machine = aMachine();
  const { domid, back } = aPair(machine);
  machine.hypervisor.destroy(domid);
  back.notify();
  expect([back.status(), machine.run()]).toEqual(["unbound", 0]);
});

test("the handle of a closed port does not reach the port that has its number now", () => {
  const machine = aMachine();
  const { domid, front } = aPair(machine);
  front.close();
  front.close();
  const again = value(machine.hypercalls(domid).allocUnbound(DOM0, idle));
  front.close();
  expect([again.port === front.port, again.status()]).toEqual([true, "unbound"]);
});

test.each([
  ["of no domain", domId(99), evtchnPort(1), "ENOENT"],
  ["that does not exist", domId(1), evtchnPort(55), "EINVAL"],
  ["that waits for another domain", domId(1), evtchnPort(1), "EINVAL"],
])("binding a port %s is refused", (_, remote, port, error) => {
  const machine = aMachine();
  const domid = machine.guest();
  machine.hypercalls(domid).allocUnbound(domId(2), idle);
  expect(machine.hypercalls(DOM0).bindInterdomain(remote, port, idle)).toEqual({ ok: false, error });
});

test("a domain has so many ports and no more, and a refused bind leaves the peer unbound", () => {
  const machine = aMachine();
  const guest = machine.hypercalls(machine.guest());
  for (let i = 0; i < EVTCHN_PORT_MAX; i++) value(guest.allocUnbound(DOM0, idle));
  const waiting = value(machine.hypercalls(DOM0).allocUnbound(guest.domid, idle));
  expect([guest.allocUnbound(DOM0, idle), guest.bindInterdomain(DOM0, waiting.port, idle), waiting.status()]).toEqual([
    { ok: false, error: "ENOSPC" },
    { ok: false, error: "ENOSPC" },
    "unbound",
  ]);
});

test("a domain may bind its own port, as a loopback", () => {
  const machine = aMachine();
  const guest = machine.hypercalls(machine.guest());
  const log: string[] = [];
  const a = value(guest.allocUnbound(guest.domid, () => log.push("a")));
  const b = value(guest.bindInterdomain(guest.domid, a.port, () => log.push("b")));
  machine.run();
  log.length = 0;
  a.notify();
  b.notify();
  machine.run();
  expect(log).toEqual(["b", "a"]);
});

test("a guest's fault in a backend's upcall is reported, and the other upcalls of the turn still run", () => {
  const machine = aMachine();
  const bad = aPair(machine);
  const good = aPair(machine);
  const other = machine.guest();
  const front = value(machine.hypercalls(other).allocUnbound(DOM0, idle));
  machine.hypercalls(DOM0).bindInterdomain(other, front.port, () => {
    throw new GuestFault(other, "req_prod 99");
  });
  bad.front.notify();
  good.front.notify();
  machine.run();
  expect([machine.faults.map((f) => f.message), good.log]).toEqual([[`d${other}: req_prod 99`], ["back"]]);
});

test("a bug in one upcall is not swallowed, and costs nobody else's upcall", () => {
  const machine = aMachine();
  let armed = false;
  const broken = aPair(machine, () => {
    if (armed) throw new TypeError("a bug");
  });
  const good = aPair(machine);
  armed = true;
  broken.front.notify();
  good.front.notify();
  expect(() => machine.turn()).toThrow("a bug");
  machine.run();
  expect(good.log).toEqual(["back"]);
});
