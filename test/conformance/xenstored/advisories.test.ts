/** Xen's security advisories on xenstored and oxenstored: what each let a guest do, tried here. */
import { expect, test } from "vitest";
import { Store, type StoreOptions } from "../../../main/xenstored/store.ts";
import { domId } from "../../../protocol/ids.ts";
import { decodeXsPacket, encodeXsPacket, XS } from "../../../protocol/xs-wire.ts";
import { aFakeClock, settle } from "../../support/clock.ts";

interface Client {
  /** Asks, `|` for NUL, and answers what came back at once: the reply, then events. */
  ask(type: keyof typeof XS, payload: string, tx?: number): string[];
  /** Octets as they are. */
  send(octets: Uint8Array): void;
  readonly got: string[];
  readonly reqIds: number[];
}

interface Setting {
  readonly store: Store;
  readonly dom0: Client;
  readonly d1: Client;
  readonly d2: Client;
  readonly connect: (domid: number) => Client;
}

/** A store in which d1 and d2 are introduced and own their homes, as libxl makes them. */
function aStore(options: StoreOptions = {}): Setting {
  const store = new Store(options);
  const connect = (domid: number): Client => {
    const got: string[] = [];
    const reqIds: number[] = [];
    const wire = store.packetConnection(domId(domid), (octets) => {
      const packet = decodeXsPacket(octets);
      got.push(packet?.payload.replaceAll("\0", "|") ?? "");
      reqIds.push(packet?.reqId ?? -1);
    });
    const send = (octets: Uint8Array): void => wire.receive(octets);
    const ask = (type: keyof typeof XS, payload: string, txId = 0): string[] => {
      const before = got.length;
      send(encodeXsPacket({ type: XS[type], reqId: 0xffff_ffff, txId, payload: payload.replaceAll("|", "\0") }));
      return got.slice(before);
    };
    return { ask, send, got, reqIds };
  };
  const dom0 = connect(0);
  for (const domid of [1, 2]) {
    store.introduce(domId(domid));
    dom0.ask("MKDIR", `/local/domain/${domid}|`);
    dom0.ask("SET_PERMS", `/local/domain/${domid}|n${domid}|`);
  }
  return { store, dom0, d1: connect(1), d2: connect(2), connect };
}

const HOME = "/local/domain/1";
const begin = (client: Client): number => Number(client.ask("TRANSACTION_START", "|")[0]?.slice(0, -1));
/** What CONTROL check says, and the guest's nodes. */
const accounts = ({ store, dom0 }: Setting): unknown => [dom0.ask("CONTROL", "check|"), store.usage(domId(1)).nodes];

test("XSA-72: a reply that would be longer than a packet is an error, and the connection lives", () => {
  const { dom0, d1 } = aStore({ quota: { nodes: 5000 } });
  for (let i = 0; i < 1000; i++) dom0.ask("MKDIR", `${HOME}/wide/child${i}|`);
  expect([d1.ask("DIRECTORY", "wide|"), d1.ask("READ", "wide|")]).toEqual([["E2BIG|"], [""]]);
});

test("XSA-115: no watch tells a guest of a node it may not read: not its creation, its value, its permissions, its end", () => {
  const { dom0, d1, d2 } = aStore();
  for (const path of ["/", "/local/domain/2", "/local/domain/2/secret", "@introduceDomain", "@releaseDomain"])
    d1.ask("WATCH", `${path}|t|`);
  d1.got.length = 0;
  d2.ask("WRITE", "secret|1");
  d2.ask("SET_PERMS", "secret|n2|r3|");
  d2.ask("WRITE", "secret/deeper|1");
  d2.ask("RM", "secret|");
  dom0.ask("INTRODUCE", "9|1|1|");
  dom0.ask("RELEASE", "9|");
  expect(d1.got).toEqual([]);
});

test("XSA-206: a guest that rewrites a node without end lets dom0's transaction through at its second try, and is made to rest", async () => {
  const { dom0, d1, connect } = aStore({ timers: aFakeClock() });
  let writes = 0;
  const tryIt = (client: Client): string | undefined => {
    const tx = begin(client);
    client.ask("READ", `${HOME}/busy|`, tx);
    d1.ask("WRITE", `busy|${writes++}`);
    client.ask("WRITE", "/tool/seen|", tx);
    return client.ask("TRANSACTION_END", "T|", tx)[0];
  };
  expect([tryIt(dom0), tryIt(dom0)]).toEqual(["EAGAIN|", "OK|"]);
  await settle();
  for (let i = 0; i < 4; i++) expect(tryIt(connect(0))).toBe("EAGAIN|");
  expect(d1.ask("READ", "busy|")).toEqual([]);
});

test("XSA-322: the next domain of a domid has no right that the last one had", () => {
  const { dom0, d2, connect } = aStore();
  d2.ask("WRITE", "shared|1");
  d2.ask("SET_PERMS", "shared|n2|b1|");
  dom0.ask("RELEASE", "1|");
  dom0.ask("INTRODUCE", "1|1|1|");
  expect(connect(1).ask("READ", "/local/domain/2/shared|")).toEqual(["EACCES|"]);
});

test("XSA-323: a path is as long as it is with its home in front, whichever way it is said", () => {
  const { d1 } = aStore();
  const name = (octets: number): string => "p".repeat(octets);
  expect([name(1024), `${HOME}/${name(1024)}`].map((path) => d1.ask("WRITE", `${path}|1`))).toEqual([["OK|"], ["OK|"]]);
  expect([name(1025), `${HOME}/${name(1025)}`].map((path) => d1.ask("READ", `${path}|`))).toEqual([["EINVAL|"], ["EINVAL|"]]);
});

test("XSA-324: an event always fits a packet, for the longest path with the longest token", () => {
  const { dom0, d1 } = aStore();
  dom0.ask("SET_PERMS", "/|b0|");
  const [path, token] = ["p".repeat(1024), "t".repeat(1022)];
  expect(d1.ask("WATCH", `${path}|${token}|`)).toEqual(["OK|", `${path}|${token}|`]);
  expect(d1.ask("WATCH", `x|${token}t|`)).toEqual(["E2BIG|"]);
});

test("XSA-325: a guest that breaks the protocol loses its connection and is no released domain for that", () => {
  const { store, dom0, d1 } = aStore();
  dom0.ask("WATCH", "@releaseDomain|t|");
  dom0.got.length = 0;
  d1.send(new Uint8Array(3));
  expect([d1.ask("READ", "x|"), store.isIntroduced(domId(1)), dom0.got]).toEqual([[], true, []]);
});

test("XSA-326: what a guest does not take is bounded, and what it may have open is", () => {
  const setting = aStore();
  const { store, dom0 } = setting;
  let room = false;
  let sent = 0;
  const ended: (string | undefined)[] = [];
  const deaf = store.packetConnection(domId(1), () => sent++, { hasRoom: () => room, onClose: (fault) => ended.push(fault) });
  const ask = (type: number, payload: string): void => deaf.receive(encodeXsPacket({ type, reqId: 0, txId: 0, payload }));
  for (let i = 0; i < 200; i++) ask(XS.WATCH, `w${i}\0t\0`);
  for (let i = 0; i < 20; i++) ask(XS.TRANSACTION_START, "\0");
  expect(store.usage(domId(1))).toMatchObject({ watches: 100, transactions: 10 });
  for (let i = 0; i < 3000; i++) dom0.ask("WRITE", `${HOME}/w${i % 100}/n${i}|`);
  for (let i = 0; i < 2000; i++) ask(XS.READ, "x\0");
  room = true;
  deaf.drain();
  expect([ended, sent, store.usage(domId(1)).watches]).toEqual([["replies not taken"], 0, 0]);
});

test("XSA-330: resetting its watches over and over leaves a guest, and the daemon, with none", () => {
  const { store, d1 } = aStore();
  const places = store.watches.places;
  for (let round = 0; round < 50; round++) {
    for (let i = 0; i < 100; i++) expect(d1.ask("WATCH", `w${i}|t|`)[0]).toBe("OK|");
    d1.ask("RESET_WATCHES", "|");
  }
  expect([store.usage(domId(1)).watches, store.watches.places]).toEqual([0, places]);
});

test("XSA-352: a guest gives away none of its nodes, and takes none", () => {
  const { dom0, d1 } = aStore();
  dom0.ask("WRITE", "/free|");
  dom0.ask("SET_PERMS", "/free|b0|");
  const answers = [`${HOME}|n2|`, "/free|n1|", "/free|b0|r2|"].map((payload) => d1.ask("SET_PERMS", payload));
  expect(answers).toEqual([["EACCES|"], ["EACCES|"], ["EACCES|"]]);
});

test("XSA-353: the root's permissions hold for guests too", () => {
  const { d1 } = aStore();
  const answers = [
    d1.ask("RM", "/|"),
    d1.ask("SET_PERMS", "/|b1|"),
    d1.ask("DIRECTORY", "/|"),
    d1.ask("MKDIR", "/mine|"),
    d1.ask("WRITE", "/|x"),
  ];
  expect(answers).toEqual([["EINVAL|"], ["EACCES|"], ["EACCES|"], ["EACCES|"], ["EACCES|"]]);
});

test("XSA-414: a transaction with a request that failed goes on, and one that is over is no more", () => {
  const { d1 } = aStore();
  const tx = begin(d1);
  const inside = [
    d1.ask("READ", "none|", tx),
    d1.ask("WRITE", "/tool/x|", tx),
    d1.ask("WRITE", "a|1", tx),
    d1.ask("TRANSACTION_END", "T|", tx),
  ];
  expect(inside).toEqual([["ENOENT|"], ["EACCES|"], ["OK|"], ["OK|"]]);
  expect([d1.ask("READ", "a|", tx), d1.ask("TRANSACTION_END", "T|", tx), d1.ask("READ", "a|")]).toEqual([["ENOENT|"], ["ENOENT|"], ["1"]]);
});

test("XSA-415: several levels that break a quota in the middle leave nothing, in a transaction and out of one", () => {
  const setting = aStore({ quota: { nodes: 4 } });
  const { d1 } = setting;
  d1.ask("MKDIR", "a|");
  const tx = begin(d1);
  expect([d1.ask("WRITE", "a/b/c/d|x"), d1.ask("WRITE", "a/b/c/d|x", tx), d1.ask("TRANSACTION_END", "T|", tx)]).toEqual([
    ["EQUOTA|"],
    ["EQUOTA|"],
    ["OK|"],
  ]);
  expect([d1.ask("DIRECTORY", "a|"), accounts(setting)]).toEqual([[""], [["OK|"], 2]]);
});

test("XSA-417: a dead domain's nodes go, wherever they are", () => {
  const setting = aStore();
  const { dom0, d1 } = setting;
  dom0.ask("MKDIR", "/open|");
  dom0.ask("SET_PERMS", "/open|b0|");
  d1.ask("WRITE", "/open/left/behind|1");
  dom0.ask("RELEASE", "1|");
  expect([dom0.ask("DIRECTORY", "/open|"), accounts(setting)]).toEqual([[""], [["OK|"], 0]]);
});

test("XSA-418: the deepest tree there can be is listed, counted, removed and reaped", () => {
  const { store, dom0 } = aStore();
  const deepest = "/a".repeat(1536);
  expect(dom0.ask("WRITE", `${deepest}|1`)).toEqual(["OK|"]);
  dom0.ask("SET_PERMS", `${deepest}|n1|`);
  expect([dom0.ask("CONTROL", "check|"), store.release(domId(1)).ok, dom0.ask("READ", `${deepest}|`)]).toEqual([
    ["OK|"],
    true,
    ["ENOENT|"],
  ]);
  expect([dom0.ask("RM", "/a|"), dom0.ask("CONTROL", "check|")]).toEqual([["OK|"], ["OK|"]]);
});

test("XSA-419: two guests that work together have two quotas and no more, in whose directory they work", () => {
  const setting = aStore({ quota: { nodes: 10 } });
  const { store, d1, d2 } = setting;
  d1.ask("SET_PERMS", `${HOME}|b1|`);
  for (let i = 0; i < 30; i++) {
    d1.ask("WRITE", `x${i}|`);
    d2.ask("WRITE", `${HOME}/y${i}|`);
  }
  expect([store.usage(domId(1)).nodes, store.usage(domId(2)).nodes]).toEqual([10, 10]);
});

test("XSA-420: ids of all 32 bits come back as they were sent", () => {
  const { d1 } = aStore();
  expect([d1.ask("READ", "x|"), d1.ask("READ", "x|", 0x8000_0000), d1.reqIds]).toEqual([
    ["ENOENT|"],
    ["ENOENT|"],
    [0xffff_ffff, 0xffff_ffff],
  ]);
});

test("XSA-421: transactions side by side come to no more nodes than the quota", () => {
  const setting = aStore({ quota: { nodes: 10 } });
  const { store, d1 } = setting;
  const txs = Array.from({ length: 5 }, () => begin(d1));
  for (const [n, tx] of txs.entries()) for (let i = 0; i < 8; i++) d1.ask("MKDIR", `t${n}-${i}|`, tx);
  expect(txs.map((tx) => d1.ask("TRANSACTION_END", "T|", tx)[0])).toEqual(["OK|", "EAGAIN|", "EAGAIN|", "EAGAIN|", "EAGAIN|"]);
  expect([store.usage(domId(1)).nodes, accounts(setting)]).toEqual([9, [["OK|"], 9]]);
});
