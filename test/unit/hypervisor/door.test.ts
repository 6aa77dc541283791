import { expect, test } from "vitest";
import { DOOR_GFN_END, DOOR_REF_END } from "../../../protocol/bridge.ts";
import { DOM0, grantRef } from "../../../protocol/ids.ts";
import type { BoundEvtchn, GrantMapping } from "../../../protocol/ports.ts";
import { GuestFault } from "../../../protocol/result.ts";
import { Door } from "../../../main/hypervisor/door.ts";
import { DOOR_SLOTS, readCount } from "../../../main/hypervisor/flood.ts";
import { emulatedPorts } from "../../../main/guests/emulated-ports.ts";
import type { DoorPair } from "../../support/door-pair.ts";
import { aDoorPair } from "../../support/door-pair.ts";
import { value } from "../../support/machine.ts";

const idle = (): void => undefined;
const runs = (...words: number[]): Uint32Array => Uint32Array.from(words);
const run = (start: number, ...words: number[]): number[] => [(start | (words.length << 16)) >>> 0, ...words];

/** dom0 has bound the guest's port and mapped its page of ref 8, gfn 100. */
function linked(
  access: "rw" | "ro" = "rw",
): DoorPair & { readonly back: BoundEvtchn; readonly mapping: GrantMapping; readonly upcalls: () => number } {
  const pair = aDoorPair();
  const dom0 = pair.machine.hypercalls(DOM0);
  let upcalls = 0;
  pair.door.receive(["evtchn-alloc", 1, 0]);
  pair.door.receive(["grant", 8, 1, 100, 0, access === "ro"]);
  const port = pair.toGuest[0]?.[0] === "evtchn" ? pair.toGuest[0][2] : 0;
  const back = value(dom0.bindInterdomain(pair.domid, port as never, () => upcalls++));
  const mapping = value(dom0.map(pair.domid, [grantRef(8)], access));
  pair.machine.run();
  pair.toGuest.length = 0;
  upcalls = 0;
  return { ...pair, back, mapping, upcalls: () => upcalls };
}

test("a guest's published words are on dom0's copy before its upcall runs", () => {
  const t = linked();
  t.door.receive(["notify", [1], [[100, runs(...run(2, 0xdeadbeef, 7), ...run(1023, 9))]]]);
  t.machine.run();
  const at = (octet: number): number => t.mapping.page(0).getUint32(octet, true);
  expect([at(0), at(8), at(12), at(16), at(4092), t.upcalls()]).toEqual([0, 0xdeadbeef, 7, 0, 9, 1]);
});

test("what a guest wrote is not sent back to it", () => {
  const t = linked();
  t.door.receive(["notify", [1], [[100, runs(...run(2, 1))]]]);
  t.machine.run();
  expect(t.toGuest).toEqual([]);
});

test("what backends wrote and whom they notified goes in one message, changed words only", () => {
  const t = linked();
  const page = t.mapping.page(0);
  page.setUint32(0, 1, true);
  page.setUint8(4, 2);
  page.setUint32(12, 3, true);
  t.back.notify();
  t.back.notify();
  t.machine.run();
  expect(t.toGuest).toEqual([["upcall", [1], [[100, runs(...run(0, 1, 2), ...run(3, 3))]]]]);
});

test("an answer that a backend gives in its upcall is one message, whatever it notifies", () => {
  const t = linked();
  t.door.receive(["evtchn-alloc", 2, 0]);
  const answer = (): void => {
    t.mapping.page(0).setUint32(0, t.mapping.page(0).getUint32(0, true) + 1, true);
    t.back.notify();
  };
  value(t.machine.hypercalls(DOM0).bindInterdomain(t.domid, 2 as never, answer));
  t.machine.run();
  t.toGuest.length = 0;
  t.door.receive(["notify", [2], []]);
  t.machine.run();
  expect(t.toGuest).toEqual([["upcall", [1], [[100, runs(...run(0, 2))]]]]);
});

test("what a backend wrote in an upcall is published even when it notified nobody", () => {
  const t = linked();
  t.door.receive(["notify", [1], []]);
  t.mapping.page(0).setUint32(8, 5, true);
  t.machine.run();
  expect(t.toGuest).toEqual([["upcall", [], [[100, runs(...run(2, 5))]]]]);
});

test("words without a port upcall every bound port: a backend may have looked too early", () => {
  const t = linked();
  t.door.receive(["notify", [], [[100, runs(...run(3, 1))]]]);
  t.machine.run();
  expect(t.upcalls()).toBe(1);
});

test("a port without words upcalls that port only", () => {
  const t = linked();
  t.door.receive(["evtchn-alloc", 2, 0]);
  let second = 0;
  t.machine.hypercalls(DOM0).bindInterdomain(t.domid, 2 as never, () => second++);
  t.machine.run();
  second = 0;
  t.door.receive(["notify", [1], []]);
  t.machine.run();
  expect([t.upcalls(), second]).toEqual([1, 0]);
});

test("a page that is mapped read-only is never compared", () => {
  const t = linked("ro");
  t.mapping.page(0).setUint32(0, 1, true);
  t.back.notify();
  t.machine.run();
  expect(t.toGuest).toEqual([["upcall", [1], []]]);
});

test("the last words before an unmap still reach the guest", () => {
  const t = linked();
  t.mapping.page(0).setUint32(0, 1, true);
  t.mapping.unmap();
  t.machine.run();
  expect(t.toGuest).toEqual([["upcall", [], [[100, runs(...run(0, 1))]]]]);
});

test("a page that is mapped anew after writes of the guest's owes it nothing", () => {
  const t = linked();
  t.mapping.unmap();
  t.machine.run();
  t.door.receive(["notify", [], [[100, runs(...run(0, 4))]]]);
  const again = value(t.machine.hypercalls(DOM0).map(t.domid, [grantRef(8)], "rw"));
  again.page(0).setUint32(4, 6, true);
  t.machine.hypervisor.publish(t.domid);
  t.machine.run();
  expect(t.toGuest).toEqual([["upcall", [], [[100, runs(...run(1, 6))]]]]);
});

test("a xenstore packet is preceded by what was written before it", () => {
  const t = linked();
  t.mapping.page(0).setUint32(0, 1, true);
  t.sendXs(new Uint8Array(16));
  expect(t.toGuest.map(([head]) => head)).toEqual(["upcall", "xs"]);
});

test("a paused guest is sent no upcall until it runs, and then all at once", () => {
  const t = linked();
  t.machine.hypervisor.pause(t.domid);
  t.mapping.page(0).setUint32(0, 1, true);
  t.back.notify();
  t.machine.run();
  const paused = [...t.toGuest];
  t.machine.hypervisor.unpause(t.domid);
  t.machine.run();
  expect([paused, t.toGuest]).toEqual([[], [["upcall", [1], [[100, runs(...run(0, 1))]]]]]);
});

test("an evtchn that cannot be had is answered with port 0", () => {
  const t = aDoorPair();
  t.door.receive(["evtchn-bind", 5, 0, 77]);
  t.door.receive(["evtchn-bind", 6, 99, 1]);
  expect(t.toGuest).toEqual([
    ["evtchn", 5, 0],
    ["evtchn", 6, 0],
  ]);
});

test("words for a page that was never granted go nowhere", () => {
  const t = linked();
  t.door.receive(["notify", [], [[5000, runs(...run(0, 1))]]]);
  expect([t.machine.hypervisor.accounting(t.domid).pages, t.faults]).toEqual([0, []]);
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["a string", "xs"],
  ["an unknown head", ["reboot"]],
  ["a head with no arguments", ["notify"]],
  ["one argument too many", ["evtchn-close", 1, 2]],
  ["a packet shorter than its header", ["xs", new Uint8Array(15)]],
  ["a packet longer than the protocol's", ["xs", new Uint8Array(16 + 4097)]],
  ["a packet of another type", ["xs", new Uint16Array(16)]],
  ["a domid out of range", ["evtchn-alloc", 1, 0x7ff0]],
  ["an id that is no u32", ["evtchn-alloc", -1, 0]],
  ["port 0", ["evtchn-close", 0]],
  ["a reserved ref", ["grant", 7, 1, 100, 0, false]],
  ["a ref of what dom0 hosts", ["grant", DOOR_REF_END, 1, 100, 0, false]],
  ["a range that reaches refs of what dom0 hosts", ["grant", DOOR_REF_END - 1, 2, 100, 0, false]],
  ["a range that reaches frames of what dom0 hosts", ["grant", 8, 2, DOOR_GFN_END - 1, 0, false]],
  ["no entries", ["grant", 8, 0, 100, 0, false]],
  ["four thousand million entries", ["grant", 8, 0xffff_ffff, 100, 0, false]],
  ["half an entry", ["grant", 8, 1.5, 100, 0, false]],
  ["a readonly that is a number", ["grant", 8, 1, 100, 0, 1]],
  ["an ungrant of what dom0 hosts", ["ungrant", DOOR_REF_END, 1]],
  ["too many ports", ["notify", new Array(1024).fill(1), []]],
  ["four thousand million ports that are not there", ["notify", new Array(0xffff_ffff), []]],
  ["too many pages", ["notify", [], new Array(1025).fill([100, runs(...run(0, 1))])]],
  ["a page of what dom0 hosts", ["notify", [], [[DOOR_GFN_END, runs(...run(0, 1))]]]],
  ["an empty run", ["notify", [], [[100, runs(0)]]]],
  ["no run", ["notify", [], [[100, runs()]]]],
  ["a run past the page", ["notify", [], [[100, runs(...run(1023, 1, 2))]]]],
  ["a run past its array", ["notify", [], [[100, runs((0 | (3 << 16)) >>> 0, 1, 2)]]]],
  ["runs that are floats", ["notify", [], [[100, new Float32Array(2)]]]],
  ["runs longer than any page can need", ["notify", [], [[100, new Uint32Array(1026)]]]],
])("%s is a fault, reported once, and the door is dead", (_, message) => {
  const t = linked();
  t.door.receive(message);
  t.door.receive(message);
  t.door.receive(["evtchn-alloc", 9, 0]);
  t.mapping.page(0).setUint32(0, 1, true);
  t.back.notify();
  t.machine.run();
  expect([t.faults.map((fault) => fault.domid), t.toGuest]).toEqual([[t.domid], []]);
});

test("a message with one bad page does nothing at all", () => {
  const t = linked();
  t.door.receive([
    "notify",
    [1],
    [
      [100, runs(...run(0, 1))],
      [100, runs(0)],
    ],
  ]);
  t.machine.run();
  expect([t.faults.length, t.upcalls(), t.mapping.page(0).getUint32(0, true)]).toEqual([1, 0, 0]);
});

test("writing more pages than its maxmem is a fault", () => {
  const t = aDoorPair({ maxPages: 2 });
  t.door.receive(["grant", 8, 3, 100, 0, false]);
  t.door.receive(["notify", [], [100, 101, 102].map((at) => [at, runs(...run(0, 1))])]);
  expect([t.faults.map((f) => f.message), t.machine.hypervisor.accounting(t.domid).pages]).toEqual([
    [`d${t.domid}: wants more than the 2 pages of its maxmem`],
    2,
  ]);
});

test("a fault that xenstored finds in a packet is the guest's, too", () => {
  const t = aDoorPair();
  const domid = t.machine.guest();
  const faults: GuestFault[] = [];
  const door = new Door({
    hypercalls: t.machine.hypercalls(domid),
    post: idle,
    openXenstore: () => ({
      receive() {
        throw new GuestFault(domid, "len 9000");
      },
    }),
    onFault: (fault) => void faults.push(fault),
    counters: new Int32Array(DOOR_SLOTS),
    now: () => 0,
  });
  door.receive(["xs", new Uint8Array(16)]);
  expect(faults.map((f) => f.message)).toEqual([`d${domid}: len 9000`]);
});

test("the door counts each message, by what it costs", () => {
  const t = aDoorPair();
  t.door.receive(["evtchn-close", 1]);
  t.door.receive(["xs", new Uint8Array(100)]);
  t.door.receive(["grant", 8, 1000, 100, 0, false]);
  t.door.receive("what");
  expect(readCount(t.counters)).toEqual({ messages: 4, octets: 4 * 64 + 100 + 64_000, busyUs: 0, atWork: false });
});

test("a guest cannot close, notify or unmap what dom0 hosts for it", async () => {
  const t = linked();
  const hosted = emulatedPorts(t.machine.hypercalls(t.domid), {} as never);
  let keys = 0;
  const port = value(await hosted.evtchn.allocUnbound(DOM0, idle));
  const keyboard = value(t.machine.hypercalls(DOM0).bindInterdomain(t.domid, port.port, () => keys++));
  const page = hosted.memory.alloc(1);
  const [ref] = page.grant(DOM0, "rw");
  t.machine.run();
  keys = 0;
  t.door.receive(["evtchn-close", port.port]);
  t.door.receive(["notify", [port.port], [[100, runs(...run(0, 1))]]]);
  t.machine.run();
  const mapping = value(t.machine.hypercalls(DOM0).map(t.domid, [ref as never], "rw"));
  mapping.page(0).setUint32(0, 3, true);
  keyboard.notify();
  t.machine.run();
  expect({ keys, read: page.page(0).getUint32(0, true), toGuest: t.toGuest, faults: t.faults }).toEqual({
    keys: 0,
    read: 3,
    toGuest: [],
    faults: [],
  });
});

test("more writable pages than a publication can compare are refused", () => {
  const t = aDoorPair();
  t.door.receive(["grant", 8, 1025, 100, 0, false]);
  const refs = Array.from({ length: 1025 }, (_, i) => grantRef(8 + i));
  const dom0 = t.machine.hypercalls(DOM0);
  expect([dom0.map(t.domid, refs, "rw"), dom0.map(t.domid, refs, "ro").ok, dom0.map(t.domid, refs.slice(1), "rw").ok]).toEqual([
    { ok: false, error: "ENOSPC" },
    true,
    true,
  ]);
});

test("destroying a guest behind a door leaves nothing of it", () => {
  const t = linked();
  t.mapping.page(0).setUint32(0, 1, true);
  t.machine.hypervisor.destroy(t.domid);
  t.mapping.unmap();
  t.back.close();
  t.machine.run();
  const nothing = { ports: 0, grants: 0, pins: 0, mapped: 0, pages: 0 };
  expect([t.machine.hypervisor.accounting(t.domid), t.machine.hypervisor.accounting(DOM0), t.toGuest]).toEqual([nothing, nothing, []]);
});

test("two frame buffers of 1350 pages are granted and mapped without a page of memory", () => {
  const t = aDoorPair();
  t.door.receive(["grant", 8, 2700, 100, 0, false]);
  const refs = Array.from({ length: 2700 }, (_, i) => grantRef(8 + i));
  const dom0 = t.machine.hypercalls(DOM0);
  value(dom0.map(t.domid, refs.slice(0, 1350), "ro"));
  value(dom0.map(t.domid, refs.slice(1350), "ro"));
  expect(t.machine.hypervisor.accounting(t.domid)).toEqual({ ports: 0, grants: 2700, pins: 2700, mapped: 0, pages: 0 });
});
