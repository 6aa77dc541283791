/** One test for each line of deviations.md, so that a difference we chose stays chosen. */
import { expect, test } from "vitest";
import { Store } from "../../../main/xenstored/store.ts";
import { DOM0, domId } from "../../../protocol/ids.ts";
import { aFakeClock, settle } from "../../support/clock.ts";
import { decodeXsPacket, encodeXsPacket, XS } from "../../../protocol/xs-wire.ts";

/** Asks as one domain after the other and answers the replies; `|` stands for NUL. */
function asked(
  store: Store,
  ...requests: readonly (readonly [domid: number, type: keyof typeof XS, payload: string, txId?: number])[]
): string[] {
  const got: string[] = [];
  const wires = new Map<number, ReturnType<Store["packetConnection"]>>();
  for (const [domid, type, payload, txId = 0] of requests) {
    const wire =
      wires.get(domid) ??
      store.packetConnection(domId(domid), (octets) => got.push(decodeXsPacket(octets)?.payload.replaceAll("\0", "|") ?? ""));
    wires.set(domid, wire);
    wire.receive(encodeXsPacket({ type: XS[type], reqId: 0, txId, payload: payload.replaceAll("|", "\0") }));
  }
  return got;
}

test("X1: a quota's refusal is EQUOTA", () => {
  const store = new Store({ quota: { watches: 0 } });
  expect(asked(store, [1, "WATCH", "a|t|"])).toEqual(["EQUOTA|"]);
});

test("X2: a node that is missing where the caller may not look is EACCES", () => {
  expect(asked(new Store(), [1, "READ", "/tool/nope|"])).toEqual(["EACCES|"]);
});

test("X3: an unprivileged creator owns what it creates", () => {
  const got = asked(new Store(), [0, "MKDIR", "/d|"], [0, "SET_PERMS", "/d|n1|b2|"], [2, "MKDIR", "/d/x|"], [0, "GET_PERMS", "/d/x|"]);
  expect(got.at(-1)).toBe("n2|b2|");
});

test("X4: an unknown transaction is ENOENT", () => {
  expect(asked(new Store(), [0, "READ", "/tool|", 99])).toEqual(["ENOENT|"]);
});

test("X5: the root is not removed", () => {
  expect(asked(new Store(), [0, "RM", "/|"])).toEqual(["EINVAL|"]);
});

test("X6: DIRECTORY_PART is for everybody who may read the node", () => {
  const got = asked(new Store(), [0, "SET_PERMS", "/tool|r0|"], [1, "DIRECTORY_PART", "/tool|0|"]);
  expect(got.at(-1)).toMatch(/^\d+\|xenstored\|\|$/);
});

test("X7: children are listed oldest first", () => {
  expect(asked(new Store(), [0, "MKDIR", "/l/z|"], [0, "MKDIR", "/l/a|"], [0, "DIRECTORY", "/l|"]).at(-1)).toBe("z|a|");
});

test("X8: a limit of n is n, not n + 1", () => {
  const got = asked(new Store({ quota: { transactions: 1 } }), [1, "TRANSACTION_START", "|"], [1, "TRANSACTION_START", "|"]);
  expect(got).toEqual(["1|", "EQUOTA|"]);
});

test("X9: dom0's values and paths are bounded by what fits a packet alone", () => {
  const got = asked(new Store(), [0, "WRITE", `/v|${"x".repeat(4000)}`], [0, "WRITE", `/${"p".repeat(2000)}|x`]);
  expect(got).toEqual(["OK|", "OK|"]);
});

test("X10: numbers are plain decimal", () => {
  expect(asked(new Store(), [0, "GET_DOMAIN_PATH", "x|"], [0, "RESUME", "0x0|"])).toEqual(["EINVAL|", "EINVAL|"]);
});

test("X11: CONTROL is refused to guests, and an unknown command is an error", () => {
  expect(asked(new Store(), [1, "CONTROL", "print|x|"], [0, "CONTROL", "bogus|"])).toEqual(["EACCES|", "EINVAL|"]);
});

test("X12: a special path is one name", () => {
  expect(asked(new Store(), [0, "READ", "@releaseDomain/x|"])).toEqual(["EINVAL|"]);
});

test("X13: a node's permissions are at most five, a watch's token fits an event", () => {
  const got = asked(
    new Store(),
    [0, "MKDIR", "/local/domain/1|"],
    [0, "SET_PERMS", "/local/domain/1|n1|"],
    [1, "SET_PERMS", "/local/domain/1|n1|r2|r3|r4|r5|r6|"],
    [1, "WATCH", `x|${"t".repeat(1023)}|`],
  );
  expect(got.slice(2)).toEqual(["EQUOTA|", "E2BIG|"]);
});

test("X14: a released domain's nodes go with an event", () => {
  const store = new Store();
  store.introduce(domId(1));
  const got = asked(store, [0, "MKDIR", "/d|"], [0, "SET_PERMS", "/d|n1|r2|"], [0, "WATCH", "/d|t|"], [0, "RELEASE", "1|"]);
  expect(got.slice(-2)).toEqual(["OK|", "/d|t|"]);
});

test("X15: what a transaction looked for in vain counts as read", () => {
  const store = new Store();
  const got = asked(
    store,
    [0, "TRANSACTION_START", "|"],
    [0, "READ", "/tool/later|", 1],
    [0, "WRITE", "/tool/later|1"],
    [0, "WRITE", "/elsewhere|1", 1],
    [0, "TRANSACTION_END", "T|", 1],
  );
  expect(got.at(-1)).toBe("EAGAIN|");
  expect(store.usage(DOM0).transactions).toBe(0);
});

/** What the last request of a conflict is answered, on a store with timers: `tries` transactions of dom0 that a guest's write breaks. */
async function conflict(tries: number): Promise<string> {
  const store = new Store({ timers: aFakeClock() });
  asked(store, [0, "MKDIR", "/local/domain/1|"], [0, "SET_PERMS", "/local/domain/1|n1|"]);
  const got: string[] = [];
  const wire = store.packetConnection(DOM0, (octets) => got.push(decodeXsPacket(octets)?.payload.replaceAll("\0", "|") ?? ""));
  const guest = store.packetConnection(domId(1), () => undefined);
  const send = (to: typeof wire, type: keyof typeof XS, payload: string, txId = 0): void =>
    to.receive(encodeXsPacket({ type: XS[type], reqId: 0, txId, payload: payload.replaceAll("|", "\0") }));
  for (let i = 1; i <= tries; i++) {
    send(wire, "TRANSACTION_START", "|");
    send(wire, "READ", "/local/domain/1/x|", i);
    send(guest, "WRITE", `x|${i}`);
    send(wire, "WRITE", "/tool/seen|", i);
    send(wire, "TRANSACTION_END", "T|", i);
    await settle();
  }
  return got.at(-1) ?? "";
}

test("X16: a second try has precedence", async () => {
  expect([await conflict(1), await conflict(2)]).toEqual(["EAGAIN|", "OK|"]);
});

test("X17: a transaction that only read commits, whatever has changed", () => {
  const got = asked(
    new Store(),
    [0, "TRANSACTION_START", "|"],
    [0, "READ", "/tool|", 1],
    [0, "WRITE", "/tool|new"],
    [0, "TRANSACTION_END", "T|", 1],
  );
  expect(got.at(-1)).toBe("OK|");
});
