import { expect, test } from "vitest";
import { DOM0, domId } from "../../../protocol/ids.ts";
import { INTRODUCE_DOMAIN, RELEASE_DOMAIN } from "../../../protocol/xs-path.ts";
import type { QuotaRefusal } from "../../../main/xenstored/quota.ts";
import { aStore, started, type Client } from "../../support/store.ts";

const ok = (value?: unknown): unknown => ({ ok: true, value });
const err = (error: string): unknown => ({ ok: false, error });

test("a guest reads and writes in its own home by relative and absolute path", () => {
  const { d1 } = aStore();
  expect(d1.write(0, "device/vkbd/0/state", "1")).toEqual(ok());
  expect(d1.read(0, "/local/domain/1/device/vkbd/0/state")).toEqual(ok("1"));
  expect(d1.directory(0, "device/vkbd")).toEqual(ok(["0"]));
  expect(d1.getPerms(0, "device")).toEqual(ok([{ domid: 1, access: "n" }]));
});

test("children are listed in the order they were created, and a rewritten one keeps its place", () => {
  const { dom0 } = aStore();
  for (const name of ["z", "a", "m"]) dom0.write(0, `/list/${name}`, "");
  dom0.write(0, "/list/z", "again");
  expect(dom0.directory(0, "/list")).toEqual(ok(["z", "a", "m"]));
  dom0.rm(0, "/list/z");
  dom0.mkdir(0, "/list/z");
  expect(dom0.directory(0, "/list")).toEqual(ok(["a", "m", "z"]));
});

test("a guest is told neither what an unreadable directory holds nor what it lacks", () => {
  const { dom0, d1 } = aStore();
  dom0.write(0, "/local/domain/2/secret", "x");
  expect([d1.read(0, "/local/domain/2/secret"), d1.read(0, "/local/domain/2/other")]).toEqual([err("EACCES"), err("EACCES")]);
  expect(d1.read(0, "missing/deeper")).toEqual(err("ENOENT"));
});

test("a node written below missing ones brings them along with one event, for the node written", () => {
  const { store, dom0 } = aStore();
  dom0.watch("/x", "t");
  dom0.write(0, "/x/y/z", "1");
  store.settle();
  expect(dom0.events).toEqual(["t:/x", "t:/x/y/z"]);
});

test("removing a node that is gone is done already; below one that is gone it is ENOENT; the root stays", () => {
  const { dom0 } = aStore();
  expect([dom0.rm(0, "/nope"), dom0.rm(0, "/nope/nope"), dom0.rm(0, "/")]).toEqual([ok(), err("ENOENT"), err("EINVAL")]);
});

test("only the owner sets permissions, and gives nothing away", () => {
  const { dom0, d1, d2 } = aStore();
  dom0.setPerms(0, "/local/domain/1", [{ domid: domId(1), access: "b" }]);
  expect(d2.setPerms(0, "/local/domain/1", [{ domid: domId(1), access: "n" }])).toEqual(err("EACCES"));
  expect(d1.setPerms(0, "", [{ domid: domId(1), access: "n" }])).toEqual(err("EINVAL"));
  expect(d1.setPerms(0, "/local/domain/1", [{ domid: domId(2), access: "n" }])).toEqual(err("EACCES"));
  expect(d1.setPerms(0, "/local/domain/1", [{ domid: domId(1), access: "r" }])).toEqual(ok());
  expect(d2.write(0, "/local/domain/1/x", "")).toEqual(err("EACCES"));
});

test("a domain that serves another may do what that one may, until that one is gone", () => {
  const { store, dom0, d1, d2 } = aStore();
  store.setTarget(domId(2), domId(1));
  d1.write(0, "x", "1");
  expect(d2.read(0, "/local/domain/1/x")).toEqual(ok("1"));
  store.release(domId(1));
  dom0.setPerms(0, "/local/domain/1/x", [{ domid: domId(1), access: "n" }]);
  expect(d2.read(0, "/local/domain/1/x")).toEqual(err("EACCES"));
  expect(store.setTarget(domId(9), domId(1))).toEqual(err("ENOENT"));
});

test("a transaction nobody disturbed takes its private root; its events come at commit, in the order of its writes", () => {
  const { store, dom0 } = aStore();
  dom0.watch("/t", "w");
  store.settle();
  const tx = dom0.transactionStart();
  const id = tx.ok ? tx.value : 0;
  for (const name of ["b", "a"]) dom0.write(id, `/t/${name}`, "1");
  store.settle();
  expect([dom0.read(0, "/t/a"), dom0.read(id, "/t/a"), dom0.events]).toEqual([err("ENOENT"), ok("1"), ["w:/t"]]);
  expect(dom0.transactionEnd(id, true)).toEqual(ok());
  store.settle();
  expect([dom0.read(0, "/t/a"), dom0.events]).toEqual([ok("1"), ["w:/t", "w:/t/b", "w:/t/a"]]);
});

test("transactions that touch different nodes both commit", () => {
  const { dom0, d1 } = aStore();
  const [a, b] = [started(dom0), started(d1)];
  dom0.write(a, "/tool/x", "1");
  d1.write(b, "y", "2");
  expect([dom0.transactionEnd(a, true), d1.transactionEnd(b, true)]).toEqual([ok(), ok()]);
  expect([dom0.read(0, "/tool/x"), dom0.read(0, "/local/domain/1/y")]).toEqual([ok("1"), ok("2")]);
});

test.each([
  ["read what another then wrote", (c: Client, tx: number) => c.read(tx, "/n")],
  ["missed what another then made", (c: Client, tx: number) => c.read(tx, "/new")],
  ["listed where another then made something", (c: Client, tx: number) => c.directory(tx, "/")],
  ["looked at permissions another then set", (c: Client, tx: number) => c.getPerms(tx, "/p")],
])("a transaction that %s gets EAGAIN, and leaves nothing behind", (_, look) => {
  const { store, dom0 } = aStore();
  dom0.write(0, "/n", "old");
  dom0.write(0, "/p", "");
  dom0.watch("/mine", "w");
  store.settle();
  const tx = started(dom0);
  look(dom0, tx);
  dom0.write(tx, "/mine", "1");
  dom0.write(0, "/n", "newer");
  dom0.write(0, "/new", "");
  dom0.setPerms(0, "/p", [{ domid: domId(1), access: "r" }]);
  expect(dom0.transactionEnd(tx, true)).toEqual(err("EAGAIN"));
  store.settle();
  expect([dom0.read(0, "/mine"), dom0.events, store.usage(DOM0).transactions]).toEqual([err("ENOENT"), ["w:/mine"], 0]);
});

test("a transaction that only read commits, whatever others did: it saw one state of the store", () => {
  const { dom0 } = aStore();
  const tx = started(dom0);
  dom0.read(tx, "/tool");
  dom0.write(0, "/tool", "changed");
  expect([dom0.read(tx, "/tool"), dom0.transactionEnd(tx, true)]).toEqual([ok(""), ok()]);
});

test("an aborted transaction leaves no node, no event and no count", () => {
  const { store, d1 } = aStore();
  const before = store.usage(domId(1));
  const tx = started(d1);
  d1.write(tx, "a/b/c", "1");
  expect(d1.transactionEnd(tx, false)).toEqual(ok());
  expect([d1.read(0, "a"), store.usage(domId(1))]).toEqual([err("ENOENT"), before]);
});

test("a transaction id is one connection's own", () => {
  const { d1, open } = aStore();
  const tx = started(d1);
  expect(open(domId(1)).read(tx, "x")).toEqual(err("ENOENT"));
});

test("a watch hears of its node and all below it, by the path as it was said", () => {
  const { store, d1 } = aStore();
  d1.watch("device", "rel");
  d1.watch("/local/domain/1/device", "abs");
  d1.write(0, "device/vkbd/0", "1");
  store.settle();
  const path = "/local/domain/1/device";
  expect(d1.events).toEqual(["rel:device", `abs:${path}`, "rel:device/vkbd/0", `abs:${path}/vkbd/0`]);
});

test("removing a node tells the watches below it, each with its own path, outermost first", () => {
  const { store, dom0 } = aStore();
  dom0.write(0, "/a/b/c", "");
  for (const path of ["/a/b/c", "/a", "/a/b/never", "/a/b/never/never"]) dom0.watch(path, "t");
  store.settle();
  dom0.events.length = 0;
  dom0.rm(0, "/a/b");
  store.settle();
  expect(dom0.events).toEqual(["t:/a/b", "t:/a/b/c", "t:/a/b/never"]);
});

test("a second watch with the same path and token is EEXIST, however the path is said; another token is another watch", () => {
  const { d1 } = aStore();
  expect([d1.watch("x", "t"), d1.watch("/local/domain/1/x", "t"), d1.watch("x", "u")]).toEqual([ok(), err("EEXIST"), ok()]);
  expect([d1.unwatch("/local/domain/1/x", "t"), d1.unwatch("x", "t")]).toEqual([ok(), err("ENOENT")]);
});

test("a watch that ended hears of nothing, not even of what came before its end, and leaves no trace", () => {
  const { store, dom0 } = aStore();
  const places = store.watches.places;
  for (const path of ["/a", "/a/b", "/x/y/z"]) dom0.watch(path, "t");
  store.settle();
  dom0.events.length = 0;
  dom0.write(0, "/a/b/c", "");
  dom0.unwatch("/a", "t");
  store.settle();
  expect(dom0.events).toEqual(["t:/a/b/c"]);
  dom0.unwatch("/x/y/z", "t");
  dom0.write(0, "/a/b/c", "");
  store.settle();
  expect([dom0.events, store.watches.places - places]).toEqual([["t:/a/b/c", "t:/a/b/c"], 2]);
});

test("a guest may watch what it may not read, and hears nothing of it but that the watch is set", () => {
  const { store, dom0, d1 } = aStore();
  d1.watch("/local/domain/2", "spy");
  d1.watch("/", "all");
  dom0.write(0, "/local/domain/2/secret", "1");
  dom0.rm(0, "/local/domain/2/secret");
  store.settle();
  expect(d1.events).toEqual(["spy:/local/domain/2", "all:/"]);
});

test("a guest that loses the right to read hears that, and no more after it", () => {
  const { store, dom0, d1 } = aStore();
  dom0.write(0, "/shared/node", "1");
  dom0.setPerms(0, "/shared/node", [
    { domid: DOM0, access: "n" },
    { domid: domId(1), access: "r" },
  ]);
  d1.watch("/shared/node", "w");
  store.settle();
  d1.events.length = 0;
  dom0.setPerms(0, "/shared/node", [{ domid: DOM0, access: "n" }]);
  dom0.write(0, "/shared/node", "2");
  store.settle();
  expect(d1.events).toEqual(["w:/shared/node"]);
});

test("the special watches tell dom0 who comes and goes, and a guest only once dom0 lets it read them", () => {
  const { store, dom0, d1 } = aStore();
  for (const special of [INTRODUCE_DOMAIN, RELEASE_DOMAIN]) {
    dom0.watch(special, "t");
    d1.watch(special, "t");
  }
  store.settle();
  for (const client of [dom0, d1]) client.events.length = 0;
  store.introduce(domId(7));
  dom0.setPerms(0, RELEASE_DOMAIN, [
    { domid: DOM0, access: "n" },
    { domid: domId(1), access: "r" },
  ]);
  store.release(domId(7));
  // The change of permissions is itself a change of the node that d1 now may read.
  expect(dom0.events).toEqual(["t:@introduceDomain", "t:@releaseDomain", "t:@releaseDomain"]);
  expect(d1.events).toEqual(["t:@releaseDomain", "t:@releaseDomain"]);
});

test("a domain that shut down is told of once, until it is resumed", () => {
  const { store, dom0 } = aStore();
  dom0.watch(RELEASE_DOMAIN, "t");
  store.settle();
  dom0.events.length = 0;
  store.shutdown(domId(1));
  store.shutdown(domId(1));
  expect(dom0.events.length).toBe(1);
  store.resume(domId(1));
  store.shutdown(domId(1));
  expect(dom0.events.length).toBe(2);
});

test("nothing of a released domain is left: not its nodes, not others' below them, not its rights, its watches or its connections", () => {
  const { store, dom0, d1, d2, open } = aStore();
  d1.write(0, "x", "1");
  dom0.write(0, "/local/domain/1/x/of-dom0", "0");
  d2.write(0, "shared", "2");
  d2.setPerms(0, "shared", [
    { domid: domId(2), access: "n" },
    { domid: domId(1), access: "b" },
  ]);
  d1.watch("/", "t");
  started(d1);
  store.release(domId(1));
  d1.events.length = 0;
  store.settle();
  expect([d1.events, d1.closed, d1.read(0, "x")]).toEqual([[], true, err("EIO")]);
  expect(store.usage(domId(1))).toEqual({ nodes: 0, watches: 0, transactions: 0, refusals: {} });
  expect([dom0.read(0, "/local/domain/1"), dom0.read(0, "/local/domain/1/x/of-dom0")]).toEqual([err("ENOENT"), err("ENOENT")]);
  expect(dom0.getPerms(0, "/local/domain/2/shared")).toEqual(ok([{ domid: 2, access: "n" }]));
  expect(open(domId(1)).read(0, "/local/domain/2/shared")).toEqual(err("EACCES"));
  expect(store.release(domId(1))).toEqual(err("EINVAL"));
});

test("a dead domain's nodes go with an event, also those outside its home", () => {
  const { store, dom0 } = aStore();
  dom0.write(0, "/tool/its/deep", "");
  dom0.setPerms(0, "/tool/its", [{ domid: domId(1), access: "n" }]);
  dom0.watch("/tool", "t");
  dom0.watch("/tool/its/deep", "t");
  store.settle();
  dom0.events.length = 0;
  store.release(domId(1));
  expect(dom0.events).toEqual(["t:/tool/its", "t:/tool/its/deep"]);
});

test("a root that a dead domain owned is dom0's again", () => {
  const { store, dom0 } = aStore();
  dom0.setPerms(0, "/", [{ domid: domId(1), access: "b" }]);
  store.release(domId(1));
  expect([dom0.getPerms(0, "/"), dom0.read(0, "/tool")]).toEqual([ok([{ domid: 0, access: "n" }]), ok("")]);
});

test("a transaction that a release overtook is judged on the store without the dead domain's nodes", () => {
  const { store, dom0, d1 } = aStore();
  d1.write(0, "x", "1");
  const tx = started(dom0);
  dom0.getPerms(tx, "/local/domain/1/x");
  dom0.write(tx, "/tool/seen", "");
  store.release(domId(1));
  expect(dom0.transactionEnd(tx, true)).toEqual(err("EAGAIN"));
});

// prettier-ignore
test.each<[string, string, (c: Client, i: number) => unknown, number]>([
  ["nodes",        "EQUOTA", (c, i) => c.write(0, `n${i}`, ""),             9],
  ["watches",      "EQUOTA", (c, i) => c.watch(`w${i}`, "t"),               10],
  ["transactions", "EQUOTA", (c) => c.transactionStart(),                   10],
  ["valueOctets",  "E2BIG",  (c, i) => c.write(0, "v", "x".repeat(i + 1)),  10],
  ["perms",        "EQUOTA", (c, i) => c.setPerms(0, "/local/domain/1", Array.from({ length: i + 1 }, () => ({ domid: domId(1), access: "n" as const }))), 10],
  ["pathOctets",   "EINVAL", (c, i) => c.read(0, "p".repeat(i + 1)),        10],
])("the quota on %s refuses a guest with %s, counts it and tells it, and does not hold for dom0", (quota, error, ask, upTo) => {
  const refusals: QuotaRefusal[] = [];
  const { store, dom0, d1 } = aStore({ quota: { [quota]: 10 }, onQuotaRefusal: (refusal) => refusals.push(refusal) });
  const answers = Array.from({ length: upTo + 2 }, (_, i) => ask(d1, i) as { ok: boolean });
  expect(answers.slice(upTo)).toEqual([err(error), err(error)]);
  expect(answers.slice(0, upTo).filter((answer) => "error" in answer && answer.error === error)).toEqual([]);
  expect(refusals[0]).toEqual({ domid: 1, quota, limit: 10, current: 11 });
  expect(store.usage(domId(1)).refusals).toEqual({ [quota]: { times: 2, limit: 10, current: refusals[1]?.current } });
  expect(Array.from({ length: upTo + 2 }, (_, i) => ask(dom0, i)).filter((answer) => (answer as { error?: string }).error === error)).toEqual([]);
});

test("a transaction may have so many requests and no more, and can still be ended", () => {
  const { d1 } = aStore({ quota: { requests: 2 } });
  const tx = started(d1);
  const answers = [d1.write(tx, "a", ""), d1.read(tx, "a"), d1.read(tx, "a")];
  expect(answers).toEqual([ok(), ok(""), err("EQUOTA")]);
  expect([d1.transactionEnd(tx, true), d1.read(0, "a")]).toEqual([ok(), ok("")]);
});

test("removed nodes count no more, and a guest pays for what it creates in another's directory", () => {
  const { store, dom0, d1, d2 } = aStore();
  dom0.setPerms(0, "/local/domain/1", [
    { domid: domId(1), access: "n" },
    { domid: domId(2), access: "b" },
  ]);
  d2.write(0, "/local/domain/1/a/b/c", "");
  expect(d1.rm(0, "a")).toEqual(err("EACCES"));
  expect([store.usage(domId(1)).nodes, store.usage(domId(2)).nodes]).toEqual([1, 4]);
  dom0.rm(0, "/local/domain/1/a");
  expect([store.usage(domId(1)).nodes, store.usage(domId(2)).nodes]).toEqual([1, 1]);
});

test("a write whose missing parents would go over the quota creates none of them", () => {
  const { store, d1 } = aStore({ quota: { nodes: 4 } });
  expect([d1.write(0, "a/b/c/d", ""), d1.write(0, "a/b/c", ""), store.usage(domId(1)).nodes]).toEqual([err("EQUOTA"), ok(), 4]);
});

test("quotas are a domain's, not a connection's", () => {
  const { d1, open } = aStore({ quota: { watches: 1 } });
  expect([d1.watch("a", "t"), open(domId(1)).watch("b", "t")]).toEqual([ok(), err("EQUOTA")]);
  d1.resetWatches();
  expect(open(domId(1)).watch("b", "t")).toEqual(ok());
});

test("the access log has every request with its reply, and what was written", () => {
  const log: unknown[] = [];
  const { d1 } = aStore({ onAccess: (record) => log.push(record) });
  log.length = 0;
  d1.write(0, "a", "1");
  d1.read(0, "b");
  expect(log).toEqual([
    { domid: 1, tx: 0, op: "WRITE", path: "a", value: "1", reply: "OK" },
    { domid: 1, tx: 0, op: "READ", path: "b", reply: "ENOENT" },
  ]);
});
