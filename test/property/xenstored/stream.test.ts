import fc from "fast-check";
import { expect, test } from "vitest";
import { Store } from "../../../main/xenstored/store.ts";
import type { StreamConnection } from "../../../main/xenstored/stream-connection.ts";
import { DOM0, domId } from "../../../protocol/ids.ts";
import { encodeXsPacket, XENSTORE_PAYLOAD_MAX, XS, XSD_SOCKMSG_SIZE } from "../../../protocol/xs-wire.ts";

interface Client {
  readonly stream: StreamConnection;
  readonly got: Buffer[];
  readonly ended: (string | undefined)[];
  /** How often the pipe was told to pause, and to go on. */
  readonly paused: boolean[];
}

/** A client whose pipe keeps what it is given while `keeps` answers true. */
function aClient(store: Store, domid = 0, keeps: () => boolean = () => false): Client {
  const got: Buffer[] = [];
  const ended: (string | undefined)[] = [];
  const paused: boolean[] = [];
  const stream = store.streamConnection(domId(domid), {
    write(octets) {
      const keeping = keeps();
      // What is kept is read much later, what is not is read now.
      got.push(keeping ? Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength) : Buffer.from(octets));
      return keeping ? "kept" : "room";
    },
    pause: (stops) => paused.push(stops),
    ended: (fault) => ended.push(fault),
  });
  return { stream, got, ended, paused };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Reads the packets out of what came; throws unless it is whole packets. */
function packetsOf(chunks: readonly Buffer[]): string[] {
  const all = Buffer.concat(chunks);
  const found: string[] = [];
  for (let at = 0; at < all.length;) {
    const end = at + XSD_SOCKMSG_SIZE + all.readUInt32LE(at + 12);
    if (end > all.length) throw new Error(`wanted whole packets, got ${all.length - at} octets of ${end - at}`);
    found.push(
      `${all.readUInt32LE(at)} ${all.readUInt32LE(at + 4)} ${all.readUInt32LE(at + 8)} ${all.toString("latin1", at + XSD_SOCKMSG_SIZE, end)}`,
    );
    at = end;
  }
  return found;
}

const word = fc.constantFrom(
  "/a\0",
  "/a/b\0",
  "/\0",
  "/a\0value",
  "/a\0n0\0",
  "/a\0tok\0",
  "T\0",
  "F\0",
  "\0",
  "",
  "/local/domain\0",
  "1\0",
);
const request = fc
  .record({
    type: fc.constantFrom(...Object.values(XS), 99),
    reqId: fc.integer({ min: 0, max: 0xffff_ffff }),
    txId: fc.constantFrom(0, 0, 0, 1, 2, 7),
    payload: fc.oneof(
      word,
      word,
      fc.uint8Array({ maxLength: 40 }).map((octets) => String.fromCharCode(...octets)),
    ),
  })
  .map(encodeXsPacket);

/** Cuts octets at the places given, wherever they fall. */
function cut(octets: Buffer, places: readonly number[]): Buffer[] {
  const at = [...new Set(places.map((place) => place % (octets.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => octets.subarray(from, at[i] ?? octets.length));
}

test("a stream is answered the same however it is cut, and reads of one octet are no exception", () => {
  fc.assert(
    fc.property(
      fc.array(request, { maxLength: 12 }),
      fc.oneof(fc.array(fc.nat(5000), { maxLength: 12 }), fc.constant(Array.from({ length: 2000 }, (_, i) => i))),
      (requests, places) => {
        const octets = Buffer.concat(requests);
        const [whole, pieces] = [aClient(new Store()), aClient(new Store())];
        whole.stream.feed(octets);
        for (const piece of cut(octets, places)) pieces.stream.feed(Buffer.from(piece));
        expect([packetsOf(pieces.got), pieces.ended]).toEqual([packetsOf(whole.got), whole.ended]);
      },
    ),
    { numRuns: 200 },
  );
});

test("whatever octets come, in whatever pieces, nothing throws, replies are whole packets, and a neighbour is served", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(request, fc.uint8Array({ maxLength: 60 })), { maxLength: 15 }),
      fc.array(fc.nat(2000), { maxLength: 8 }),
      fc.constantFrom(0, 1),
      (parts, places, domid) => {
        const store = new Store();
        const [client, neighbour] = [aClient(store, domid), aClient(store)];
        for (const piece of cut(Buffer.concat(parts), places)) client.stream.feed(Buffer.from(piece));
        packetsOf(client.got);
        expect(client.ended.length).toBe(client.stream.closed ? 1 : 0);
        neighbour.stream.feed(Buffer.from(encodeXsPacket({ type: XS.DIRECTORY, reqId: 1, txId: 0, payload: "/\0" })));
        expect(neighbour.got.length).toBe(1);
      },
    ),
    { numRuns: 300 },
  );
});

test("a pipe that keeps what it is given is paused, loses nothing, and gets the rest in order", () => {
  fc.assert(
    fc.property(fc.array(request, { maxLength: 12 }), fc.array(fc.boolean(), { minLength: 80, maxLength: 80 }), (requests, full) => {
      const octets = Buffer.concat(requests);
      const free = aClient(new Store());
      free.stream.feed(octets);
      const tight = aClient(new Store(), 0, () => full.pop() ?? false);
      for (const packet of requests) tight.stream.feed(Buffer.from(packet));
      for (let i = 0; i < 60; i++) tight.stream.drained();
      expect(packetsOf(tight.got)).toEqual(packetsOf(free.got));
    }),
    { numRuns: 200 },
  );
});

test("a client that asks and takes nothing has its requests left with it, not kept for it", () => {
  const client = aClient(new Store(), 1, () => true);
  const read = Buffer.from(encodeXsPacket({ type: XS.READ, reqId: 0, txId: 0, payload: "/tool\0" }));
  client.stream.feed(Buffer.concat(Array.from({ length: 100 }, () => read)));
  // The replies to one chunk are one write; after it nothing more is taken.
  expect([client.got.length, client.paused]).toEqual([1, [true]]);
  // More than the outstanding quota allows to be kept.
  client.stream.feed(Buffer.concat(Array.from({ length: 2000 }, () => read)));
  expect([client.got.length, client.ended]).toEqual([1, []]);
  client.stream.drained();
  expect(packetsOf(client.got).length).toBe(2100);
});

test("replies to a large chunk go out as they fill the buffer, and none is lost", () => {
  const store = new Store();
  const client = aClient(store);
  const value = "v".repeat(4000);
  client.stream.feed(Buffer.from(encodeXsPacket({ type: XS.WRITE, reqId: 0, txId: 0, payload: `/big\0${value}` })));
  client.got.length = 0;
  const read = Buffer.from(encodeXsPacket({ type: XS.READ, reqId: 3, txId: 0, payload: "/big\0" }));
  client.stream.feed(Buffer.concat(Array.from({ length: 1000 }, () => read)));
  expect(packetsOf(client.got)).toEqual(Array.from({ length: 1000 }, () => `2 3 0 ${value}`));
});

test("a packet longer than one may be ends its connection at its header, with a word on why", () => {
  const client = aClient(new Store());
  const header = Buffer.alloc(XSD_SOCKMSG_SIZE);
  header.writeUInt32LE(XENSTORE_PAYLOAD_MAX + 1, 12);
  client.stream.feed(header);
  expect([client.ended, client.got]).toEqual([["packet of 4097 octets, at most 4096 may come"], []]);
});

test("events that others cause in one turn go out in one write, in order, and behind them the next reply", async () => {
  const store = new Store();
  const [watcher, writer] = [aClient(store), store.open(DOM0, () => undefined, () => undefined)]; // prettier-ignore
  watcher.stream.feed(Buffer.from(encodeXsPacket({ type: XS.WATCH, reqId: 0, txId: 0, payload: "/w\0t\0" })));
  watcher.got.length = 0;
  for (const name of ["a", "b", "c"]) {
    writer.write(0, `/w/${name}`, "");
    store.settle();
  }
  expect(watcher.got).toEqual([]);
  await nextTurn();
  expect([watcher.got.length, packetsOf(watcher.got)]).toEqual([1, ["15 0 0 /w/a\0t\0", "15 0 0 /w/b\0t\0", "15 0 0 /w/c\0t\0"]]);
  writer.write(0, "/w/d", "");
  store.settle();
  watcher.stream.feed(Buffer.from(encodeXsPacket({ type: XS.READ, reqId: 5, txId: 0, payload: "/w/d\0" })));
  expect(packetsOf(watcher.got).slice(3)).toEqual(["15 0 0 /w/d\0t\0", "2 5 0 "]);
});
