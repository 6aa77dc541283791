import { expect, test } from "vitest";
import { DOM0, domId } from "../../../protocol/ids.ts";
import { done, err, ok } from "../../../protocol/result.ts";
import { Store } from "../../../main/xenstored/store.ts";
import { aFakeClock } from "../../support/clock.ts";
import { value } from "../../support/machine.ts";
import { aRingHost, request } from "../../support/ring-guests.ts";

const join = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

/** A guest that was introduced and asked for a directory of its own, with a store that lets it write there. */
async function aGuest(options: Parameters<typeof aRingHost>[0] = {}) {
  const host = aRingHost(options);
  const dom0 = host.store.connect(DOM0);
  await dom0.mkdir("/local/domain/1");
  await dom0.setPerms("/local/domain/1", [{ domid: domId(1), access: "n" }]);
  const guest = host.guest(1);
  await host.settle();
  return { host, dom0, guest };
}

test("a request over the ring is answered over the ring, and the guest is notified of both", async () => {
  const { host, guest } = await aGuest();
  const before = guest.kicked();
  guest.ring.put(request("WRITE", "a|value"));
  guest.kick();
  await host.settle();
  const { reqCons, reqProd, rspCons, rspProd } = guest.fields();
  expect([reqCons, reqProd, rspCons, rspProd, guest.kicked() - before]).toEqual([23, 23, 0, 19, 2]);
  guest.hear();
  expect([guest.got, await host.store.connect(domId(1)).read("a")]).toEqual([["WRITE OK|"], ok("value")]);
});

test("an introduced page says what the server can, whatever lay there, and its indices stay where they are", async () => {
  const host = aRingHost();
  const guest = host.guest(1, (page) => {
    new Uint8Array(page.buffer).fill(0x11);
    page.setUint32(2068, 0, true);
  });
  await host.settle();
  expect(guest.fields()).toEqual({
    reqCons: 0x1111_1111,
    reqProd: 0x1111_1111,
    rspCons: 0x1111_1111,
    rspProd: 0x1111_1111,
    serverFeatures: 3,
    connection: 0,
    error: 0,
  });
});

test("what a guest asked before it was introduced is answered after", async () => {
  const host = aRingHost();
  const early = request("GET_DOMAIN_PATH", "1|");
  const guest = host.guest(1, (page) => {
    new Uint8Array(page.buffer).set(early);
    page.setUint32(2052, early.length, true);
  });
  await host.settle();
  guest.hear();
  expect(guest.got).toEqual(["GET_DOMAIN_PATH /local/domain/1|"]);
});

test("a guest that finds its ring in reconnection when it is introduced finds it connected soon", async () => {
  const host = aRingHost();
  const guest = host.guest(1, (page) => page.setUint32(2068, 1, true));
  const before = guest.fields().connection;
  await host.settle();
  expect([before, guest.fields().connection, guest.kicked()]).toEqual([1, 0, 1]);
});

test("a reply that is longer than the ring comes in parts, as the guest takes them", async () => {
  const { host, dom0, guest } = await aGuest();
  const long = "x".repeat(2500);
  await dom0.write("/local/domain/1/long", long);
  guest.ring.put(request("READ", "long|"));
  guest.kick();
  const parts: number[] = [];
  for (let i = 0; i < 4; i++) {
    await host.settle();
    parts.push(guest.hear());
  }
  expect([parts, guest.got]).toEqual([[1024, 1024, 468, 0], [`READ ${long}`]]);
});

test("a request that is longer than the ring goes in parts", async () => {
  const { dom0, guest } = await aGuest();
  const long = "y".repeat(2000);
  await guest.say(request("WRITE", `a|${long}`));
  expect([guest.got, await dom0.read("/local/domain/1/a")]).toEqual([["WRITE OK|"], ok(long)]);
});

test("while replies wait, no request is taken", async () => {
  const { host, dom0, guest } = await aGuest();
  await dom0.write("/local/domain/1/long", "x".repeat(2000));
  guest.ring.put(request("READ", "long|"));
  guest.kick();
  await host.settle();
  const late = request("WRITE", "late|1");
  guest.ring.put(late);
  guest.kick();
  await host.settle();
  const { reqCons, reqProd } = guest.fields();
  expect([reqProd - reqCons, await dom0.read("/local/domain/1/late")]).toEqual([late.length, err("ENOENT")]);
  await guest.say(new Uint8Array());
  expect(guest.got).toEqual([`READ ${"x".repeat(2000)}`, "WRITE OK|"]);
});

test("a guest that takes replies while xenstored is still answering gets them in order", async () => {
  const { dom0, host, guest } = await aGuest();
  const names = Array.from({ length: 40 }, (_, i) => `n${i + 10}`);
  for (const name of names) await dom0.write(`/local/domain/1/${name}`, name.repeat(1000));
  // Forty replies are more than xenstored writes in one piece, and forty requests are less than the ring holds.
  guest.ring.put(join(...names.map((name) => request("READ", `${name}|`))));
  guest.onKicked = () => void guest.hear();
  guest.kick();
  await guest.say(new Uint8Array());
  await host.settle();
  const wanted = names.map((name) => `READ ${name.repeat(1000)}`);
  expect([guest.got.length, guest.got.findIndex((packet, i) => packet !== wanted[i])]).toEqual([40, -1]);
});

test("while a request is held back, none behind it is taken; all go on by themselves when it is let go", async () => {
  const clock = aFakeClock();
  const { host, dom0, guest } = await aGuest({ timers: clock });
  await dom0.write("/open", "0");
  await dom0.setPerms("/open", [{ domid: DOM0, access: "b" }]);
  const other = host.store.open(domId(2), () => undefined, () => undefined); // prettier-ignore
  const begin = (): number => value(other.transactionStart());
  const lost = begin();
  other.read(lost, "/open");
  other.write(lost, "/open", "mine");
  await dom0.write("/open", "1");
  const answers = [other.transactionEnd(lost, true)];
  const held = begin();
  other.read(held, "/open");
  other.write(held, "/open", "mine");

  const behind = request("GET_DOMAIN_PATH", "1|");
  guest.ring.put(request("WRITE", "/open|theirs"));
  guest.kick();
  await host.settle();
  guest.ring.put(behind);
  guest.kick();
  await host.settle();
  const { reqCons, reqProd } = guest.fields();
  answers.push(other.transactionEnd(held, true));
  await host.settle();
  guest.hear();
  expect([answers, reqProd - reqCons, guest.got]).toEqual([
    [err("EAGAIN"), done],
    behind.length,
    ["WRITE OK|", "GET_DOMAIN_PATH /local/domain/1|"],
  ]);
});

test("an event of another's doing goes out by itself", async () => {
  const { host, dom0, guest } = await aGuest();
  await guest.say(request("WATCH", "a|t|"));
  const before = guest.kicked();
  await dom0.write("/local/domain/1/a", "1");
  await host.settle();
  expect([guest.hear() > 0, guest.got, guest.kicked() - before]).toEqual([true, ["WATCH OK|", "WATCH_EVENT a|t|", "WATCH_EVENT a|t|"], 1]);
});

test("a guest that never takes its events costs a ring, and one quota of events", async () => {
  const refusals: string[] = [];
  const { host, dom0, guest } = await aGuest({ quota: { watchEvents: 10 }, onQuotaRefusal: ({ quota }) => refusals.push(quota) });
  await guest.say(request("WATCH", "/local/domain/1|t|"));
  for (let i = 0; i < 200; i++) await dom0.write(`/local/domain/1/n${i}`, "");
  await host.settle();
  const { rspCons, rspProd } = guest.fields();
  expect([rspProd - rspCons, refusals.length > 0, new Set(refusals)]).toEqual([1024, true, new Set(["watchEvents"])]);
});

test.each([
  ["requests", { reqProd: 1025 }, "d1: req indices more than 1024 apart"],
  ["requests taken back", { reqCons: 1 }, "d1: req indices more than 1024 apart"],
] as const)(
  "impossible indices of %s: the error is on the page, the connection is closed, and it is said once",
  async (_, poked, fault) => {
    const { host, dom0, guest } = await aGuest();
    await guest.say(join(request("WATCH", "a|t|"), request("TRANSACTION_START", "|")));
    const held = host.store.usage(domId(1));
    const start = guest.fields();
    for (const [field, value] of Object.entries(poked)) guest.poke(field as "reqProd", start.reqProd + value);
    for (let i = 0; i < 3; i++) {
      guest.kick();
      await host.settle();
    }
    await dom0.write("/local/domain/1/a", "1");
    await host.settle();
    const left = host.store.usage(domId(1));
    expect([guest.fields().error, host.faults, guest.fields().rspProd === start.rspProd]).toEqual([2, [fault], true]);
    expect([held.watches, held.transactions, left.watches, left.transactions]).toEqual([1, 1, 0, 0]);
  },
);

test("replies whose indices are impossible do the same, when there is one to put", async () => {
  const { host, guest } = await aGuest();
  guest.poke("rspCons", 5000);
  guest.kick();
  await host.settle();
  const quiet = [guest.fields().error, [...host.faults]];
  guest.ring.put(join(request("GET_DOMAIN_PATH", "1|"), request("GET_DOMAIN_PATH", "1|")));
  guest.kick();
  await host.settle();
  expect([quiet, guest.fields().error, host.faults]).toEqual([[0, []], 2, ["d1: rsp indices more than 1024 apart"]]);
});

test("an event whose ring is broken ends the connection, too, and from no call of the store's", async () => {
  const { host, dom0, guest } = await aGuest();
  await guest.say(request("WATCH", "a|t|"));
  guest.poke("rspCons", guest.fields().rspProd + 1);
  const written = await dom0.write("/local/domain/1/a", "1");
  await host.settle();
  expect([written, guest.fields().error, host.faults.length, host.store.usage(domId(1)).watches]).toEqual([done, 2, 1, 0]);
});

test("a packet that says it is too long is a protocol error: what came before it was done, and no reply follows", async () => {
  const { host, dom0, guest } = await aGuest();
  const long = request("WRITE", "b|");
  new DataView(long.buffer).setUint32(12, 4097, true);
  const { rspProd } = guest.fields();
  await guest.say(join(request("WRITE", "a|1"), long));
  expect([guest.fields().error, guest.got, guest.fields().rspProd, host.faults, (await dom0.read("/local/domain/1/a")).ok]).toEqual([
    3,
    [],
    rspProd,
    ["d1: packet of 4097 octets, at most 4096 may come"],
    true,
  ]);
});

test("a reconnect drops watches, transactions, half a packet and what lies in the rings, and the ring works again", async () => {
  const { host, dom0, guest } = await aGuest();
  await guest.say(join(request("WATCH", "a|t|"), request("TRANSACTION_START", "|"), request("READ", "a|").subarray(0, 10)));
  await dom0.write("/local/domain/1/a", "1");
  await host.settle();
  guest.ring.put(Uint8Array.of(1, 2, 3));
  expect(guest.ring.reconnect()).toBe(true);
  const before = guest.kicked();
  guest.kick();
  await host.settle();
  const { watches, transactions } = host.store.usage(domId(1));
  expect([guest.fields(), watches, transactions, guest.kicked() - before]).toEqual([
    { reqCons: 0, reqProd: 0, rspCons: 0, rspProd: 0, serverFeatures: 3, connection: 0, error: 0 },
    0,
    0,
    1,
  ]);
  guest.got.length = 0;
  await guest.say(request("READ", "a|"));
  expect([guest.got, host.faults]).toEqual([["READ 1"], []]);
});

test("replies that waited are not the new connection's", async () => {
  const { host, dom0, guest } = await aGuest();
  await dom0.write("/local/domain/1/long", "x".repeat(2000));
  guest.ring.put(request("READ", "long|"));
  guest.kick();
  await host.settle();
  guest.ring.reconnect();
  guest.kick();
  await host.settle();
  await guest.say(request("GET_DOMAIN_PATH", "1|"));
  expect(guest.got).toEqual(["GET_DOMAIN_PATH /local/domain/1|"]);
});

test("a guest may reconnect after an error, and the error is taken back", async () => {
  const { host, guest } = await aGuest();
  guest.poke("reqProd", 5000);
  guest.kick();
  await host.settle();
  const broken = guest.fields().error;
  guest.ring.reconnect();
  guest.kick();
  await host.settle();
  await guest.say(request("GET_DOMAIN_PATH", "1|"));
  expect([broken, guest.fields().error, guest.got, host.faults.length]).toEqual([2, 0, ["GET_DOMAIN_PATH /local/domain/1|"], 1]);
});

test("indices that a guest writes while it reconnects are no fault, even when there is an event for it", async () => {
  const { host, dom0, guest } = await aGuest();
  await guest.say(request("WATCH", "a|t|"));
  guest.ring.reconnect();
  guest.poke("rspCons", 77_777);
  guest.poke("reqProd", 77_777);
  await dom0.write("/local/domain/1/a", "1");
  await host.settle();
  const { rspProd, error } = guest.fields();
  guest.kick();
  await host.settle();
  expect([error, rspProd !== 0, host.faults, guest.fields().rspProd, guest.fields().connection]).toEqual([0, true, [], 0, 0]);
});

test("one guest's broken ring is nothing to another", async () => {
  const { host, guest } = await aGuest();
  const other = host.guest(2);
  guest.poke("reqProd", 5000);
  guest.kick();
  await other.say(request("GET_DOMAIN_PATH", "2|"));
  expect([host.faults.length, other.got, other.fields().error]).toEqual([1, ["GET_DOMAIN_PATH /local/domain/2|"], 0]);
});

test("RELEASE ends the connection, and lets go of page and port", async () => {
  const { host, guest } = await aGuest();
  await guest.say(request("WATCH", "a|t|"));
  const before = host.mapped();
  host.store.release(domId(1));
  guest.ring.put(request("GET_DOMAIN_PATH", "1|"));
  const left = guest.fields();
  guest.ring.reconnect();
  guest.kick();
  await host.settle();
  expect([before, host.mapped(), guest.fields(), host.store.stats().watches]).toEqual([[1], [], { ...left, connection: 1 }, 0]);
});

test("a domain that comes back under its number has a new ring and nothing of the old connection", async () => {
  const { host } = await aGuest();
  host.store.release(domId(1));
  const again = host.guest(1);
  await again.say(request("GET_DOMAIN_PATH", "1|"));
  expect([host.mapped(), again.got]).toEqual([[1], ["GET_DOMAIN_PATH /local/domain/1|"]]);
});

test("RESUME keeps the ring and the connection", async () => {
  const { host, dom0, guest } = await aGuest();
  await guest.say(request("WATCH", "a|t|"));
  host.store.shutdown(domId(1));
  host.store.resume(domId(1));
  await dom0.write("/local/domain/1/a", "1");
  await host.settle();
  guest.hear();
  expect([host.mapped(), guest.got.length]).toEqual([[1], 3]);
});

test("INTRODUCE again: the same ring changes nothing, another one is refused, and so is one that cannot be mapped", async () => {
  const { host, guest } = await aGuest();
  await guest.say(request("WATCH", "a|t|"));
  const introductions: string[] = [];
  await host.store.connect(DOM0).watch("@introduceDomain", (path) => void introductions.push(path));
  await host.settle();
  const { store } = host;
  const answers = [
    store.introduce(domId(1), { gfn: 1001, port: 7 }),
    store.introduce(domId(1), { gfn: 1001, port: 8 }),
    store.introduce(domId(1), { gfn: 1000, port: 7 }),
    store.introduce(domId(9), { gfn: 1, port: 7 }),
  ];
  await host.settle();
  const known = [store.isIntroduced(domId(1)), store.isIntroduced(domId(9)), store.usage(domId(1)).watches];
  expect([answers, known, host.mapped(), introductions.length]).toEqual([
    [done, err("EINVAL"), err("EINVAL"), err("ENOENT")],
    [true, false, 1],
    [1],
    1,
  ]);
});

test("without rings INTRODUCE only remembers", () => {
  const store = new Store();
  expect([
    store.introduce(domId(1), { gfn: 5, port: 0 }),
    store.introduce(domId(1), { gfn: 5, port: 0 }),
    store.introduce(domId(1), { gfn: 6, port: 0 }),
  ]).toEqual([done, done, err("EINVAL")]);
});
