import { expect, test } from "vitest";
import { DOM0, domId, type DomId } from "../../../protocol/ids.ts";
import { decodeXsPacket, encodeXsPacket, nulTerminated, writePayload, XS, XSD_SOCKMSG_SIZE } from "../../../protocol/xs-wire.ts";
import type { DoorConnection, DoorOptions } from "../../../main/xenstored/door-connection.ts";
import { Store } from "../../../main/xenstored/store.ts";

const names = new Map<number, string>(Object.entries(XS).map(([name, type]) => [type, name]));

/** A packet connection that writes down what it is sent as `NAME payload`, NULs shown as `|`. */
function aGuest(store: Store, domid: DomId, options: DoorOptions = {}): { wire: DoorConnection; got: string[] } {
  const got: string[] = [];
  const send = (octets: Uint8Array): void => {
    const packet = decodeXsPacket(octets);
    if (packet) got.push(`${names.get(packet.type)} ${packet.payload.replaceAll("\0", "|")}`);
  };
  return { wire: store.packetConnection(domid, send, options), got };
}

const request = (type: number, payload: string, txId = 0): Uint8Array => encodeXsPacket({ type, reqId: 1, txId, payload });
const write = (path: string, value: string): Uint8Array => request(XS.WRITE, writePayload(path, value));

test("a reply goes out before the events of what was asked, a first event after the watch's reply", () => {
  const { wire, got } = aGuest(new Store(), DOM0);
  wire.receive(request(XS.WATCH, nulTerminated("/a", "t")));
  wire.receive(write("/a/b", "1"));
  expect(got).toEqual(["WATCH OK|", "WATCH_EVENT /a|t|", "WRITE OK|", "WATCH_EVENT /a/b|t|"]);
});

test("a client that asks on from within an event has its answer, and the events come in order", () => {
  const store = new Store();
  const got: string[] = [];
  const wire: DoorConnection = store.packetConnection(DOM0, (octets) => {
    const packet = decodeXsPacket(octets);
    got.push(`${packet?.type} ${packet?.payload.replaceAll("\0", "|")}`);
    if (packet?.payload === "/a\0t\0" && got.length < 4) wire.receive(write("/a", "again"));
  });
  wire.receive(request(XS.WATCH, nulTerminated("/a", "t")));
  expect(got).toEqual(["4 OK|", "15 /a|t|", "11 OK|", "15 /a|t|"]);
});

test("values of any octets pass unchanged", () => {
  const store = new Store();
  const sent: Uint8Array[] = [];
  const wire = store.packetConnection(DOM0, (octets) => sent.push(octets));
  const value = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i));
  wire.receive(write("/octets", value));
  wire.receive(request(XS.READ, "/octets\0"));
  expect([...(sent[1]?.subarray(XSD_SOCKMSG_SIZE) ?? [])]).toEqual(Array.from({ length: 256 }, (_, i) => i));
});

test.each([
  ["shorter than a header", new Uint8Array(15)],
  ["shorter than it says", request(XS.READ, "/a\0").subarray(0, 18)],
  ["longer than it says", new Uint8Array([...request(XS.READ, "/a\0"), 0])],
  ["longer than a packet may be", request(XS.WRITE, `/a\0${"x".repeat(4094)}`)],
])("a packet %s ends its connection, and no other", (_, octets) => {
  const store = new Store();
  const faults: (string | undefined)[] = [];
  const { wire, got } = aGuest(store, domId(1), { onClose: (fault) => faults.push(fault) });
  const other = aGuest(store, domId(1));
  wire.receive(request(XS.WATCH, nulTerminated("@releaseDomain", "t")));
  got.length = 0;
  wire.receive(octets);
  wire.receive(request(XS.READ, "/tool\0"));
  wire.close();
  other.wire.receive(request(XS.READ, "x\0"));
  expect([faults, got, other.got]).toEqual([["malformed packet"], [], ["ERROR EACCES|"]]);
  expect(store.usage(domId(1)).watches).toBe(0);
});

// prettier-ignore
test.each([
  [XS.INTRODUCE, "9|1|1|"], [XS.RELEASE, "9|"], [XS.RESUME, "9|"], [XS.SET_TARGET, "1|2|"], [XS.IS_DOMAIN_INTRODUCED, "1|"], [XS.CONTROL, "print|x|"],
])("operation %i is dom0's alone", (type, payload) => {
  const { wire, got } = aGuest(new Store(), domId(1));
  wire.receive(request(type, payload.replaceAll("|", "\0")));
  expect(got).toEqual(["ERROR EACCES|"]);
});

test("dom0 introduces, asks after and releases a domain over the wire", () => {
  const { wire, got } = aGuest(new Store(), DOM0);
  wire.receive(request(XS.WATCH, nulTerminated("@introduceDomain", "i")));
  wire.receive(request(XS.WATCH, nulTerminated("@releaseDomain", "r")));
  got.length = 0;
  // prettier-ignore
  const asked: [number, string][] = [
    [XS.IS_DOMAIN_INTRODUCED, "9|"], [XS.INTRODUCE, "9|1044480|3|"], [XS.INTRODUCE, "9|1044480|3|"], [XS.INTRODUCE, "9|1|3|"],
    [XS.IS_DOMAIN_INTRODUCED, "9|"], [XS.SET_TARGET, "9|8|"], [XS.RESUME, "9|"], [XS.RELEASE, "9|"], [XS.RELEASE, "9|"], [XS.RELEASE, "0|"],
  ];
  for (const [type, payload] of asked) wire.receive(request(type, payload.replaceAll("|", "\0")));
  expect(got).toEqual([
    "IS_DOMAIN_INTRODUCED F|",
    "INTRODUCE OK|",
    "WATCH_EVENT @introduceDomain|i|",
    "INTRODUCE OK|",
    "ERROR EINVAL|",
    "IS_DOMAIN_INTRODUCED T|",
    "SET_TARGET OK|",
    "RESUME OK|",
    "RELEASE OK|",
    "WATCH_EVENT @releaseDomain|r|",
    "ERROR EINVAL|",
    "ERROR EINVAL|",
  ]);
});

test("a release over the wire ends the guest's own connection", () => {
  const store = new Store();
  store.introduce(domId(9));
  const ends: (string | undefined)[] = [];
  const { wire, got } = aGuest(store, domId(9), { onClose: (fault) => ends.push(fault) });
  aGuest(store, DOM0).wire.receive(request(XS.RELEASE, "9\0"));
  wire.receive(request(XS.READ, "x\0"));
  expect([ends, got]).toEqual([[undefined], []]);
});

test("RESET_WATCHES ends a guest's watches and its transactions", () => {
  const store = new Store();
  const { wire, got } = aGuest(store, domId(1));
  wire.receive(request(XS.TRANSACTION_START, "\0"));
  wire.receive(request(XS.WATCH, nulTerminated("x", "t")));
  wire.receive(request(XS.RESET_WATCHES, "\0"));
  wire.receive(request(XS.TRANSACTION_END, "T\0", 1));
  expect(got).toEqual(["TRANSACTION_START 1|", "WATCH OK|", "WATCH_EVENT x|t|", "RESET_WATCHES OK|", "ERROR ENOENT|"]);
  expect(store.usage(domId(1))).toMatchObject({ watches: 0, transactions: 0 });
});

test("a directory too long for one reply is E2BIG, and can be read in parts that a change between them shows", () => {
  const store = new Store();
  const { wire, got } = aGuest(store, DOM0);
  const children = Array.from({ length: 1000 }, (_, i) => `children${i}`);
  for (const child of children) wire.receive(write(`/wide/${child}`, ""));
  got.length = 0;
  wire.receive(request(XS.DIRECTORY, "/wide\0"));
  expect(got).toEqual(["ERROR E2BIG|"]);
  const list: string[] = [];
  const generations = new Set<string>();
  for (let offset = 0, ended = false; !ended;) {
    got.length = 0;
    wire.receive(request(XS.DIRECTORY_PART, nulTerminated("/wide", String(offset))));
    expect(got[0]).toMatch(/\|$/); // no name is cut
    const [generation, ...rest] = (got[0] ?? "").replace("DIRECTORY_PART ", "").split("|");
    generations.add(generation ?? "");
    // Two NULs at the end say that the list ends here.
    ended = rest.at(-2) === "";
    const part = rest.slice(0, ended ? -2 : -1);
    offset += part.join("|").length + 1;
    list.push(...part);
  }
  expect(list).toEqual(children);
  expect(generations.size).toBe(1);
  got.length = 0;
  wire.receive(write("/wide/children5/deeper", ""));
  wire.receive(request(XS.DIRECTORY_PART, nulTerminated("/wide", "99999")));
  wire.receive(write("/wide/one-more", ""));
  wire.receive(request(XS.DIRECTORY_PART, nulTerminated("/wide", "99999")));
  const [before, after] = [got[1], got[3]];
  expect(before).toBe(`DIRECTORY_PART ${[...generations][0]}||`);
  expect(after).not.toBe(before);
});

test("a client that takes nothing has the same event wait once, other events up to its quota, and is closed over its replies", () => {
  const store = new Store({ quota: { watchEvents: 3, outstanding: 5 } });
  let room = true;
  const faults: (string | undefined)[] = [];
  const { wire, got } = aGuest(store, domId(1), { hasRoom: () => room, onClose: (fault) => faults.push(fault) });
  const dom0 = aGuest(store, DOM0);
  dom0.wire.receive(write("/local/domain/1", ""));
  dom0.wire.receive(request(XS.SET_PERMS, nulTerminated("/local/domain/1", "n1")));
  wire.receive(request(XS.WATCH, nulTerminated("x", "t")));
  room = false;
  got.length = 0;
  for (let i = 0; i < 100; i++) dom0.wire.receive(write("/local/domain/1/x", String(i)));
  for (let i = 0; i < 100; i++) dom0.wire.receive(write(`/local/domain/1/x/${i}`, ""));
  room = true;
  wire.drain();
  expect(got).toEqual(["WATCH_EVENT x|t|", "WATCH_EVENT x/0|t|", "WATCH_EVENT x/1|t|"]);
  expect(store.usage(domId(1)).refusals).toEqual({ watchEvents: { times: 98, limit: 3, current: 4 } });
  room = false;
  for (let i = 0; i < 6; i++) wire.receive(request(XS.READ, "x\0"));
  expect(faults).toEqual(["replies not taken"]);
});
