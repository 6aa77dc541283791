import { expect, test } from "vitest";
import type { GuestMessage } from "../../../protocol/bridge.ts";
import { DOM0, grantRef } from "../../../protocol/ids.ts";
import { value } from "../../support/machine.ts";
import { aDoorPair } from "../../support/door-pair.ts";

const idle = (): void => undefined;
const notifies = (messages: readonly GuestMessage[]): GuestMessage[] => messages.filter(([head]) => head === "notify");

test("an event channel is asked for through the door, and upcalls arrive on it", async () => {
  const t = aDoorPair();
  let upcalls = 0;
  const asked = t.kernel.evtchn.allocUnbound(DOM0, () => upcalls++);
  await t.settle();
  const front = value(await asked);
  let notified = 0;
  const back = value(t.machine.hypercalls(DOM0).bindInterdomain(t.domid, front.port, () => notified++));
  t.machine.run();
  notified = 0;
  back.notify();
  front.notify();
  await t.settle();
  expect([front.port, upcalls, notified]).toEqual([1, 1, 1]);
});

test("a bind that dom0 refuses is refused", async () => {
  const t = aDoorPair();
  const asked = t.kernel.evtchn.bindInterdomain(DOM0, 9 as never, idle);
  await t.settle();
  expect(await asked).toEqual({ ok: false, error: "EINVAL" });
});

test("a closed port hears nothing, and its handle does not reach the port that has its number now", async () => {
  const t = aDoorPair();
  let first = 0;
  let second = 0;
  const asked = t.kernel.evtchn.allocUnbound(DOM0, () => first++);
  await t.settle();
  const old = value(await asked);
  old.close();
  old.close();
  const again = t.kernel.evtchn.allocUnbound(DOM0, () => second++);
  await t.settle();
  const now = value(await again);
  old.close();
  value(t.machine.hypercalls(DOM0).bindInterdomain(t.domid, now.port, idle)).notify();
  await t.settle();
  expect([now.port === old.port, first, second]).toEqual([true, 0, 1]);
});

test("what was written before the grant, and before any notify, is there when xenstored hears of it", async () => {
  const t = aDoorPair();
  const pages = t.kernel.memory.alloc(2);
  pages.page(1).setUint32(4, 1, true);
  const refs = pages.grant(DOM0, "rw");
  pages.page(0).setUint32(0, 7, true);
  void t.kernel.xenstore.write("device/vdispl/0/ring-ref", String(refs[0]));
  await t.settle();
  const mapping = value(t.machine.hypercalls(DOM0).map(t.domid, refs, "rw"));
  expect([t.toDom0.map(([head]) => head), mapping.page(0).getUint32(0, true), mapping.page(1).getUint32(4, true)]).toEqual([
    ["grant", "notify", "xs"],
    7,
    1,
  ]);
});

test("all that happens in one turn is one message", async () => {
  const t = aDoorPair();
  const asked = [t.kernel.evtchn.allocUnbound(DOM0, idle), t.kernel.evtchn.allocUnbound(DOM0, idle)];
  const pages = t.kernel.memory.alloc(3);
  pages.grant(DOM0, "rw");
  await t.settle();
  const [a, b] = (await Promise.all(asked)).map(value);
  t.toDom0.length = 0;
  pages.page(0).setUint32(0, 1, true);
  b?.notify();
  pages.page(2).setUint32(0, 2, true);
  a?.notify();
  b?.notify();
  await t.settle();
  expect(t.toDom0).toEqual([
    [
      "notify",
      [2, 1],
      [
        [0x100, Uint32Array.of(0x1_0000, 1)],
        [0x102, Uint32Array.of(0x1_0000, 2)],
      ],
    ],
  ]);
});

test("what dom0 wrote is on the guest's page before its upcall runs, and is not sent back", async () => {
  const t = aDoorPair();
  const pages = t.kernel.memory.alloc(2);
  const refs = pages.grant(DOM0, "rw");
  const seen: number[] = [];
  const asked = t.kernel.evtchn.allocUnbound(DOM0, () => seen.push(pages.page(1).getUint32(8, true)));
  await t.settle();
  const back = value(t.machine.hypercalls(DOM0).bindInterdomain(t.domid, value(await asked).port, idle));
  const mapping = value(t.machine.hypercalls(DOM0).map(t.domid, refs, "rw"));
  t.toDom0.length = 0;
  mapping.page(1).setUint32(8, 42, true);
  back.notify();
  await t.settle();
  expect([seen, t.toDom0]).toEqual([[42], []]);
});

test("pages that are freed are published to the last word, then given back on both sides", async () => {
  const t = aDoorPair();
  const pages = t.kernel.memory.alloc(1);
  const refs = pages.grant(DOM0, "rw");
  await t.settle();
  const mapping = value(t.machine.hypercalls(DOM0).map(t.domid, refs, "rw"));
  pages.page(0).setUint32(0, 9, true);
  pages.free();
  pages.free();
  await t.settle();
  const last = mapping.page(0).getUint32(0, true);
  mapping.unmap();
  expect([last, t.machine.hypervisor.accounting(t.domid)]).toEqual([9, { ports: 0, grants: 0, pins: 0, mapped: 0, pages: 0 }]);
});

test("a freed page cannot be looked at, and its numbers are used again last", () => {
  const t = aDoorPair();
  const first = t.kernel.memory.alloc(1);
  const before = first.grant(DOM0, "ro");
  first.free();
  const after = t.kernel.memory.alloc(1).grant(DOM0, "ro");
  expect([before, after]).toEqual([[8], [9]]);
  expect(() => first.page(0)).toThrow("page 0 was freed");
});

test("a page is granted to as many as ask, each with a ref of its own", async () => {
  const t = aDoorPair();
  const driver = t.machine.guest();
  const pages = t.kernel.memory.alloc(1);
  const refs = [...pages.grant(DOM0, "rw"), ...pages.grant(driver, "ro")];
  pages.page(0).setUint32(0, 3, true);
  await t.settle();
  const byDriver = value(t.machine.hypercalls(driver).map(t.domid, [grantRef(refs[1] ?? 0)], "ro"));
  const byDom0 = value(t.machine.hypercalls(DOM0).map(t.domid, [grantRef(refs[0] ?? 0)], "rw"));
  expect([byDriver.page(0).getUint32(0, true), byDom0.page(0).getUint32(0, true)]).toEqual([3, 3]);
});

test("a frame buffer that nobody draws into costs one message and no words", async () => {
  const t = aDoorPair();
  const buffer = t.kernel.memory.alloc(1350);
  buffer.grant(DOM0, "ro");
  await t.settle();
  expect(t.toDom0).toEqual([["grant", 8, 1350, 0x100, 0, true]]);
});

test("a guest that notifies in every turn keeps to its rate, and its last word still arrives", async () => {
  const t = aDoorPair();
  const pages = t.kernel.memory.alloc(1);
  const refs = pages.grant(DOM0, "rw");
  const asked = t.kernel.evtchn.allocUnbound(DOM0, idle);
  await t.settle();
  const front = value(await asked);
  const mapping = value(t.machine.hypercalls(DOM0).map(t.domid, refs, "rw"));
  t.clock.advance(1000);
  t.toDom0.length = 0;
  for (let ms = 0; ms < 1000; ms++) {
    for (let i = 0; i < 5; i++) {
      pages.page(0).setUint32(0, ms * 5 + i, true);
      front.notify();
      while (t.step(0));
    }
    t.clock.advance(1);
  }
  const sent = notifies(t.toDom0).length;
  const before = t.clock.now();
  await t.settle();
  // What waits is one message, however many notifies it stands for: the last word is not behind four thousand others.
  const late = t.clock.now() - before;
  expect([sent <= 1200 && sent > 1100, mapping.page(0).getUint32(0, true), late <= 2, t.faults]).toEqual([true, 4999, true, []]);
});

test("a guest over its rate delays its packets and drops none, in order", async () => {
  const t = aDoorPair();
  for (let i = 0; i < 1000; i++) void t.kernel.xenstore.write("data/x", String(i));
  const atOnce = t.toDom0.length;
  await t.settle();
  const reqIds = t.packets.map((packet) => new DataView(packet.buffer).getUint32(4, true));
  expect([atOnce, reqIds.length, reqIds.every((id, i) => id === i + 1), t.clock.now() >= 800]).toEqual([200, 1000, true, true]);
});

test("one frontend's defect costs the others no wake-up", async () => {
  const t = aDoorPair();
  let second = 0;
  const asked = [
    t.kernel.evtchn.allocUnbound(DOM0, () => {
      throw new TypeError("a bug");
    }),
    t.kernel.evtchn.allocUnbound(DOM0, () => second++),
  ];
  await t.settle();
  const ports = (await Promise.all(asked)).map(value);
  for (const { port } of ports) value(t.machine.hypercalls(DOM0).bindInterdomain(t.domid, port, idle)).notify();
  expect(() => {
    while (t.step(0));
  }).toThrow("a bug");
  expect(second).toBe(1);
});
