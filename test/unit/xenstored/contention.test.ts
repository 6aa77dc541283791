/** Who waits for whom: precedence of a transaction that lost, and rest for a guest that makes others lose. */
import { expect, test } from "vitest";
import { Store } from "../../../main/xenstored/store.ts";
import { DOM0, domId } from "../../../protocol/ids.ts";
import { decodeXsPacket, encodeXsPacket, XS } from "../../../protocol/xs-wire.ts";
import { aFakeClock, settle, type FakeClock } from "../../support/clock.ts";

interface Client {
  /** Asks; `|` stands for NUL. The answer, if it comes at once, is in `got`. */
  ask(type: keyof typeof XS, payload: string, tx?: number): string | undefined;
  readonly got: string[];
  close(): void;
}

/** A store with timers, and clients of it that write down their replies. */
function aStore(): { store: Store; clock: FakeClock; client: (domid: number) => Client } {
  const clock = aFakeClock();
  const store = new Store({ timers: clock });
  const client = (domid: number): Client => {
    const got: string[] = [];
    const wire = store.packetConnection(domId(domid), (octets) => got.push(decodeXsPacket(octets)?.payload.replaceAll("\0", "|") ?? ""));
    return {
      got,
      close: () => wire.close(),
      ask(type, payload, txId = 0) {
        const before = got.length;
        wire.receive(encodeXsPacket({ type: XS[type], reqId: 0, txId, payload: payload.replaceAll("|", "\0") }));
        return got[before];
      },
    };
  };
  const dom0 = client(DOM0);
  for (const domid of [1, 2, 3]) {
    dom0.ask("MKDIR", `/local/domain/${domid}|`);
    dom0.ask("SET_PERMS", `/local/domain/${domid}|n${domid}|`);
  }
  dom0.ask("MKDIR", "/open|");
  dom0.ask("SET_PERMS", "/open|b0|");
  dom0.ask("WRITE", "/open/x|0");
  dom0.ask("SET_PERMS", "/open/x|b0|");
  return { store, clock, client };
}

/** A transaction that reads /open/x and writes below /open, and loses because `other` writes /open/x. */
function lose(loser: Client, other: Client): void {
  const tx = Number(loser.ask("TRANSACTION_START", "|")?.slice(0, -1));
  loser.ask("READ", "/open/x|", tx);
  loser.ask("WRITE", "/open/mine|1", tx);
  other.ask("WRITE", `/open/x|changed ${other.got.length}`);
  expect(loser.ask("TRANSACTION_END", "T|", tx)).toBe("EAGAIN|");
}

/** Begins the second try, which reads /open/x. */
function tryAgain(loser: Client): number {
  const tx = Number(loser.ask("TRANSACTION_START", "|")?.slice(0, -1));
  loser.ask("READ", "/open/x|", tx);
  loser.ask("WRITE", "/open/mine|2", tx);
  return tx;
}

test("a transaction that lost commits at its second try; the writer it met waits for that, and no longer", async () => {
  const { client } = aStore();
  const [loser, writer] = [client(0), client(0)];
  lose(loser, writer);
  const tx = tryAgain(loser);
  expect(writer.ask("WRITE", "/open/x|later")).toBeUndefined();
  expect(loser.ask("TRANSACTION_END", "T|", tx)).toBe("OK|");
  await settle();
  expect([writer.got.at(-1), loser.ask("READ", "/open/x|")]).toEqual(["OK|", "later"]);
});

test("what changed before the second try came to it is no conflict: it reads what is there by then", async () => {
  const { client } = aStore();
  const [loser, writer] = [client(0), client(0)];
  lose(loser, writer);
  const tx = Number(loser.ask("TRANSACTION_START", "|")?.slice(0, -1));
  loser.ask("READ", "/tool|", tx);
  writer.ask("WRITE", "/open/x|meanwhile");
  expect(loser.ask("READ", "/open/x|", tx)).toBe("meanwhile");
  loser.ask("WRITE", "/open/mine|2", tx);
  expect(loser.ask("TRANSACTION_END", "T|", tx)).toBe("OK|");
});

test("what waits keeps its order, and what comes behind it waits too", async () => {
  const { client } = aStore();
  const [loser, writer] = [client(0), client(0)];
  lose(loser, writer);
  const tx = tryAgain(loser);
  writer.got.length = 0;
  writer.ask("WRITE", "/open/x|later");
  writer.ask("READ", "/open/x|");
  writer.ask("READ", "/tool|");
  expect(writer.got).toEqual([]);
  loser.ask("TRANSACTION_END", "F|", tx);
  await settle();
  expect(writer.got).toEqual(["OK|", "later", ""]);
});

// prettier-ignore
test.each<[string, boolean, keyof typeof XS, string]>([
  ["a write to a node that was read",              true,  "WRITE",     "/open/x|1"],
  ["a write to a node that was written",           true,  "WRITE",     "/open/mine|1"],
  ["other permissions of a node that was read",    true,  "SET_PERMS", "/open/x|r0|"],
  ["a removal above it",                           true,  "RM",        "/open|"],
  ["a new node below a directory that was listed", true,  "MKDIR",     "/tool/new|"],
  ["a node that was looked for in vain",           true,  "WRITE",     "/tool/none/deep|1"],
  ["a write below a directory that was listed",    false, "WRITE",     "/tool/xenstored|1"],
  ["a new node elsewhere",                         false, "WRITE",     "/other/x|1"],
  ["a read",                                       false, "READ",      "/open/x|"],
])("while one has precedence, %s waits: %s", async (_, waits, type, payload) => {
  const { client } = aStore();
  const [loser, other] = [client(0), client(0)];
  lose(loser, other);
  const tx = tryAgain(loser);
  loser.ask("DIRECTORY", "/tool|", tx);
  loser.ask("READ", "/tool/none|", tx);
  expect(other.ask(type, payload) === undefined).toBe(waits);
  expect(loser.ask("TRANSACTION_END", "T|", tx)).toBe("OK|");
  await settle();
  expect(other.got.at(-1)).not.toBeUndefined();
});

test("another's commit that would change what was read waits, and then has lost", async () => {
  const { client } = aStore();
  const [loser, writer, third] = [client(0), client(0), client(0)];
  const rival = tryAgain(third);
  third.ask("WRITE", "/open/x|rival", rival);
  lose(loser, writer);
  const tx = tryAgain(loser);
  loser.ask("WRITE", "/open/x|loser", tx);
  expect(third.ask("TRANSACTION_END", "T|", rival)).toBeUndefined();
  expect(loser.ask("TRANSACTION_END", "T|", tx)).toBe("OK|");
  await settle();
  expect([third.got.at(-1), loser.ask("READ", "/open/x|")]).toEqual(["EAGAIN|", "loser"]);
});

test("precedence ends after 200 ms, whatever its holder does", async () => {
  const { client, clock } = aStore();
  const [loser, writer] = [client(0), client(0)];
  lose(loser, writer);
  const tx = tryAgain(loser);
  expect(writer.ask("WRITE", "/open/x|later")).toBeUndefined();
  await clock.advanceAsync(199);
  const answers = writer.got.length;
  await clock.advanceAsync(1);
  expect(writer.got.slice(answers)).toEqual(["OK|"]);
  expect(loser.ask("TRANSACTION_END", "T|", tx)).toBe("EAGAIN|");
});

test("a holder whose connection ends holds nobody up", async () => {
  const { client, clock } = aStore();
  const [loser, writer] = [client(0), client(0)];
  lose(loser, writer);
  tryAgain(loser);
  expect(writer.ask("WRITE", "/open/x|later")).toBeUndefined();
  loser.close();
  await settle();
  expect([writer.got.at(-1), clock.pending]).toEqual(["OK|", 0]);
});

test("a second loser waits at its start for its turn, and then has it", async () => {
  const { client } = aStore();
  const [first, second, writer] = [client(0), client(0), client(0)];
  lose(first, writer);
  lose(second, writer);
  const tx = tryAgain(first);
  expect(second.ask("TRANSACTION_START", "|")).toBeUndefined();
  expect(first.ask("TRANSACTION_END", "T|", tx)).toBe("OK|");
  await settle();
  const its = Number(second.got.at(-1)?.slice(0, -1));
  second.ask("READ", "/open/x|", its);
  expect(writer.ask("WRITE", "/open/x|later")).toBeUndefined();
  second.ask("WRITE", "/open/mine|3", its);
  expect(second.ask("TRANSACTION_END", "T|", its)).toBe("OK|");
});

test("a guest's precedence holds up guests and not dom0", () => {
  const { client } = aStore();
  const [guest, other, dom0] = [client(1), client(2), client(0)];
  lose(guest, dom0);
  tryAgain(guest);
  expect(other.ask("WRITE", "/open/x|2")).toBeUndefined();
  expect(dom0.ask("WRITE", "/open/x|3")).toBe("OK|");
});

test("a guest that had precedence rests nine times as long before it has it again", async () => {
  const { client, clock } = aStore();
  const [guest, other, dom0] = [client(1), client(2), client(0)];
  lose(guest, dom0);
  const held = tryAgain(guest);
  await clock.advanceAsync(100);
  expect(guest.ask("TRANSACTION_END", "T|", held)).toBe("OK|");
  await clock.advanceAsync(890);
  lose(guest, dom0);
  const resting = tryAgain(guest);
  expect(other.ask("WRITE", "/open/x|free")).toBe("OK|");
  expect(guest.ask("TRANSACTION_END", "T|", resting)).toBe("EAGAIN|");
  await clock.advanceAsync(10);
  tryAgain(guest);
  expect(other.ask("WRITE", "/open/x|held")).toBeUndefined();
});

test("a guest that made five transactions of others fail is not served until a credit has grown back; others are", async () => {
  const { client, clock } = aStore();
  const [culprit, bystander] = [client(2), client(3)];
  for (let i = 0; i < 5; i++) {
    // Each time another connection, so that no precedence spares the culprit.
    const victim = client(1);
    lose(victim, culprit);
    victim.close();
  }
  expect([culprit.ask("READ", "/open/x|"), bystander.ask("READ", "/open/x|")]).toEqual([undefined, "changed 4"]);
  const answers = culprit.got.length;
  await clock.advanceAsync(49);
  expect(culprit.got.slice(answers)).toEqual([]);
  await clock.advanceAsync(1);
  expect(culprit.got.slice(answers)).toEqual(["changed 4"]);
});

test("dom0 pays nothing for the transactions it makes fail", () => {
  const { client } = aStore();
  const dom0 = client(0);
  for (let i = 0; i < 9; i++) {
    const fresh = client(1);
    lose(fresh, dom0);
    fresh.close();
  }
  expect(dom0.ask("READ", "/tool|")).toBe("");
});

test("credit grows back: a guest that makes others fail now and then is never held up", async () => {
  const { client, clock } = aStore();
  const culprit = client(2);
  for (let i = 0; i < 20; i++) {
    const fresh = client(1);
    lose(fresh, culprit);
    fresh.close();
    await clock.advanceAsync(60);
  }
  expect(culprit.ask("READ", "/open/x|")).toBe("changed 19");
});
