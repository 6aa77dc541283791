import { expect, test } from "vitest";
import { XsServerRing } from "../../../protocol/io/xs-ring.ts";
import { encodeXsPacket } from "../../../protocol/xs-wire.ts";
import { RingTransport } from "../../../preload/kernel/ring-transport.ts";

/** A transport over a page whose other end is the test's. */
function aTransport(prepare: (page: DataView) => void = () => undefined) {
  const page = new DataView(new ArrayBuffer(4096));
  const server = new XsServerRing(page);
  server.advertise();
  prepare(page);
  const kept: Uint8Array[] = [];
  const notified = { times: 0 };
  const transport = new RingTransport({
    page,
    notify: () => {
      notified.times++;
    },
    receive: (packet) => void kept.push(packet),
  });
  const taken = (): number[] => {
    const into = new Uint8Array(1024);
    return [...into.subarray(0, server.take(into))];
  };
  return { page, server, transport, notified, taken, got: () => kept.map((packet) => [...packet]) };
}

const packet = (length: number, reqId = 1): Uint8Array => encodeXsPacket({ type: 2, reqId, txId: 0, payload: "p".repeat(length) });

test("packets go out one behind the other, and xenstored is notified of each", () => {
  const t = aTransport();
  const [one, two] = [packet(3, 1), packet(0, 2)];
  t.transport.send(one);
  t.transport.send(two);
  expect([t.taken(), t.notified.times]).toEqual([[...one, ...two], 2]);
});

test("a packet that is longer than the ring goes in parts, as xenstored takes them", () => {
  const t = aTransport();
  const long = packet(2000);
  t.transport.send(long);
  t.transport.send(packet(1));
  const parts: number[][] = [];
  for (let i = 0; i < 3; i++) {
    parts.push(t.taken());
    t.transport.upcall();
  }
  expect([parts.map((part) => part.length), parts.flat()]).toEqual([
    [1024, 1009, 0],
    [...long, ...packet(1)],
  ]);
});

test("packets come in whole, however they were cut", () => {
  const t = aTransport();
  const all = [packet(40, 1), packet(0, 2), packet(1500, 3)];
  let rest = new Uint8Array(Buffer.concat(all));
  for (let part = 1; rest.length > 0; part += 7) {
    rest = rest.subarray(t.server.put(rest.subarray(0, part)));
    t.transport.upcall();
  }
  expect(t.got()).toEqual(all.map((one) => [...one]));
});

test("all that lies in the ring is taken in one upcall, with one notification; an upcall that finds nothing notifies nobody", () => {
  const t = aTransport();
  t.server.put(Buffer.concat([packet(1), packet(2), packet(3)]));
  t.transport.upcall();
  const first = [t.got().length, t.notified.times];
  t.transport.upcall();
  expect([first, t.notified.times]).toEqual([[3, 1], 1]);
});

test("what is sent from inside a packet's receiver goes out, too", () => {
  const page = new DataView(new ArrayBuffer(4096));
  const server = new XsServerRing(page);
  const transport: RingTransport = new RingTransport({
    page,
    notify: () => undefined,
    receive: () => transport.send(packet(5)),
  });
  server.put(packet(1));
  transport.upcall();
  const into = new Uint8Array(100);
  expect([...into.subarray(0, server.take(into))]).toEqual([...packet(5)]);
});

test.each([
  ["a reply that says it is too long", (page: DataView) => (page.setUint32(1024 + 12, 4097, true), page.setUint32(2060, 16, true))],
  ["reply indices that are impossible", (page: DataView) => page.setUint32(2060, 1025, true)],
  ["request indices that are impossible", (page: DataView) => page.setUint32(2048, 1, true)],
])("%s: the transport is silent for good", (_, spoil) => {
  const t = aTransport();
  spoil(t.page);
  t.transport.upcall();
  t.transport.send(packet(1));
  t.page.setUint32(2048, 0, true);
  t.page.setUint32(2060, 0, true);
  t.transport.send(packet(2));
  t.server.put(packet(3));
  t.transport.upcall();
  expect([t.taken(), t.got()]).toEqual([[], []]);
});

test.each([
  ["a fresh ring is used as it is", () => undefined, { connection: 0, notified: 0 }],
  ["a ring with requests of an earlier kernel is reconnected", (page: DataView) => page.setUint32(2052, 4, true), { connection: 1, notified: 1 }],
  ["a ring with replies to one, too", (page: DataView) => page.setUint32(2060, 4, true), { connection: 1, notified: 1 }],
  ["a ring that xenstored gave up, too", (page: DataView) => page.setUint32(2072, 2, true), { connection: 1, notified: 1 }],
  ["a server without the feature is not asked", (page: DataView) => (page.setUint32(2060, 4, true), page.setUint32(2064, 0, true)), { connection: 0, notified: 0 }],
])("at the start, %s", (_, prepare, wanted) => {
  const t = aTransport(prepare);
  t.transport.start();
  expect({ connection: t.page.getUint32(2068, true), notified: t.notified.times }).toEqual(wanted);
}); // prettier-ignore

test("while a reconnect is under way nothing is put or taken, and what waited goes after it", () => {
  const t = aTransport((page) => page.setUint32(2060, 4, true));
  t.transport.start();
  t.transport.send(packet(1));
  t.transport.upcall();
  const during = [t.page.getUint32(2052, true), t.page.getUint32(2056, true)];
  t.server.reset();
  t.transport.upcall();
  expect([during, t.taken(), t.got()]).toEqual([[0, 0], [...packet(1)], []]);
});

test("closed, it takes nothing and puts nothing", () => {
  const t = aTransport();
  t.transport.close();
  t.transport.send(packet(1));
  t.server.put(packet(1));
  t.transport.upcall();
  expect([t.taken(), t.got(), t.notified.times]).toEqual([[], [], 0]);
});
