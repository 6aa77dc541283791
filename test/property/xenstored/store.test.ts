import fc from "fast-check";
import { expect, test } from "vitest";
import { eachChild, findChild, type Named } from "../../../main/xenstored/children.ts";
import type { Connection } from "../../../main/xenstored/connection.ts";
import { eachNode } from "../../../main/xenstored/node.ts";
import { Store } from "../../../main/xenstored/store.ts";
import { DOM0, domId } from "../../../protocol/ids.ts";
import { perform, type Ask } from "../../support/store-asks.ts";
import { emptyTrie, withChild, withoutChild } from "../../support/trie.ts";

const name = fc.constantFrom("a", "b", "c", "tool");
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => `/${names.join("/")}`);

const quiet = (store: Store, domid = 0): Connection =>
  store.open(
    domId(domid),
    () => undefined,
    () => undefined,
  );

/** A store as a naive map knows it: every node by its path. */
class NaiveStore {
  readonly nodes = new Map<string, string>([["/tool", ""], ["/tool/xenstored", ""], ["/local", ""], ["/local/domain", ""]]); // prettier-ignore

  put(at: string, value: string | undefined): void {
    const names = at.slice(1).split("/");
    for (let i = 1; i < names.length; i++) {
      const above = `/${names.slice(0, i).join("/")}`;
      if (!this.nodes.has(above)) this.nodes.set(above, "");
    }
    if (value !== undefined || !this.nodes.has(at)) this.nodes.set(at, value ?? "");
  }

  rm(at: string): string | undefined {
    const above = at.slice(0, at.lastIndexOf("/"));
    if (above !== "" && !this.nodes.has(above)) return "ENOENT";
    for (const known of [...this.nodes.keys()]) if (known === at || known.startsWith(`${at}/`)) this.nodes.delete(known);
    return undefined;
  }

  directory(at: string): readonly string[] {
    return [...this.nodes.keys()]
      .filter((known) => known.slice(0, known.lastIndexOf("/")) === at)
      .map((known) => known.slice(at.length + 1));
  }
}

interface Real {
  readonly store: Store;
  readonly dom0: Connection;
}

const replyOf = (answer: { ok: boolean; error?: string; value?: unknown }): unknown => (answer.ok ? answer.value : answer.error);

class Put implements fc.Command<NaiveStore, Real> {
  readonly at: string;
  readonly value: string | undefined;
  constructor(at: string, value: string | undefined) {
    this.at = at;
    this.value = value;
  }
  check = (): boolean => true;
  run(naive: NaiveStore, { dom0 }: Real): void {
    naive.put(this.at, this.value);
    expect((this.value === undefined ? dom0.mkdir(0, this.at) : dom0.write(0, this.at, this.value)).ok).toBe(true);
  }
  toString = (): string => `put(${this.at}, ${this.value})`;
}

class Remove implements fc.Command<NaiveStore, Real> {
  readonly at: string;
  constructor(at: string) {
    this.at = at;
  }
  check = (): boolean => true;
  run(naive: NaiveStore, { dom0 }: Real): void {
    expect(replyOf(dom0.rm(0, this.at))).toEqual(naive.rm(this.at));
  }
  toString = (): string => `rm(${this.at})`;
}

class Look implements fc.Command<NaiveStore, Real> {
  readonly at: string;
  constructor(at: string) {
    this.at = at;
  }
  check = (): boolean => true;
  run(naive: NaiveStore, { store, dom0 }: Real): void {
    const there = naive.nodes.has(this.at);
    expect(replyOf(dom0.read(0, this.at))).toEqual(there ? naive.nodes.get(this.at) : "ENOENT");
    expect(replyOf(dom0.directory(0, this.at))).toEqual(there ? naive.directory(this.at) : "ENOENT");
    // The root itself and the two special nodes are in no naive map.
    expect(store.usage(DOM0).nodes).toBe(naive.nodes.size + 2);
  }
  toString = (): string => `look(${this.at})`;
}

test("the store answers as a naive map of paths does, and counts its nodes right", () => {
  const commands = [
    fc.tuple(path, fc.string({ maxLength: 3 })).map(([at, value]) => new Put(at, value)),
    path.map((at) => new Put(at, undefined)),
    path.map((at) => new Remove(at)),
    path.map((at) => new Look(at)),
  ];
  fc.assert(
    fc.property(fc.commands(commands, { maxCommands: 60 }), (cmds) => {
      const store = new Store();
      fc.modelRun(() => ({ model: new NaiveStore(), real: { store, dom0: quiet(store) } }), cmds);
    }),
    { numRuns: 150 },
  );
});

const ask: fc.Arbitrary<Ask> = fc.oneof(
  fc.record({ op: fc.constantFrom("read" as const, "directory" as const, "getPerms" as const, "mkdir" as const, "rm" as const), at: path }),
  fc.record({ op: fc.constant("write" as const), at: path, value: fc.constantFrom("1", "2") }),
  fc.record({ op: fc.constant("setPerms" as const), at: path, reader: fc.integer({ min: 1, max: 2 }) }),
);

/** Everything the store holds, by path. The order of children is their age, which a transaction's replay may change. */
function contents(store: Store): unknown {
  const found: unknown[] = [];
  const visit = (at: string, node: typeof store.view.root): void => {
    found.push([at, node.value, node.perms]);
    eachChild(node, (child) => {
      visit(`${at}/${child.name}`, child);
    });
  };
  visit("", store.view.root);
  return found;
}

test("interleaved transactions: those that commit are as if each had run alone at the moment of its commit", () => {
  const step = fc.record({ who: fc.integer({ min: 0, max: 2 }), asked: ask });
  fc.assert(
    fc.property(
      fc.array(ask, { maxLength: 6 }),
      fc.array(step, { maxLength: 24 }),
      fc.shuffledSubarray([0, 1, 2]),
      (before, steps, ends) => {
        const [store, serial] = [new Store(), new Store()];
        for (const asked of before) for (const one of [store, serial]) perform(quiet(one), 0, asked);
        const clients = [0, 1, 2].map(() => quiet(store));
        const txs = clients.map((client) => client.transactionStart());
        const answers: [Ask, unknown][][] = [[], [], []];
        for (const { who, asked } of steps) {
          const [client, tx] = [clients[who], txs[who]];
          if (client && tx?.ok) answers[who]?.push([asked, perform(client, tx.value, asked)]);
        }
        for (const who of ends) {
          const tx = txs[who];
          const root = store.view.root;
          const ended = tx?.ok ? clients[who]?.transactionEnd(tx.value, true) : undefined;
          // One that changed nothing is as if run when it began; it has no effect to compare.
          if (!ended?.ok || store.view.root === root) continue;
          const alone = quiet(serial);
          for (const [asked, answer] of answers[who] ?? []) expect(perform(alone, 0, asked)).toEqual(answer);
        }
        expect(new Map(contents(store) as [string, unknown][])).toEqual(new Map(contents(serial) as [string, unknown][]));
        expect(store.usage(DOM0).nodes).toBe(serial.usage(DOM0).nodes);
      },
    ),
    { numRuns: 300 },
  );
});

test("node counts are what the tree holds, whatever happened in and out of transactions, and after a release", () => {
  const step = fc.record({ who: fc.integer({ min: 0, max: 2 }), inTx: fc.boolean(), asked: ask, end: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, releases) => {
      const store = new Store({ quota: { nodes: 12 } });
      quiet(store).setPerms(0, "/", [{ domid: DOM0, access: "b" }]);
      const clients = [0, 1, 2].map((domid) => quiet(store, domid));
      const open: (number | undefined)[] = [];
      for (const { who, inTx, asked, end } of steps) {
        const client = clients[who];
        if (!client) continue;
        if (inTx && open[who] === undefined) {
          const tx = client.transactionStart();
          if (tx.ok) open[who] = tx.value;
        }
        perform(client, inTx ? (open[who] ?? 0) : 0, asked);
        const tx = open[who];
        if (!end || tx === undefined) continue;
        client.transactionEnd(tx, true);
        open[who] = undefined;
      }
      store.introduce(domId(1));
      if (releases) store.release(domId(1));
      const counted = [0, 0, 0];
      eachNode(store.view.root, (node) => {
        counted[node.perms[0].domid] = (counted[node.perms[0].domid] ?? 0) + 1;
      });
      // The root is nobody's quota's.
      expect([0, 1, 2].map((domid) => store.usage(domId(domid)).nodes + (domid === 0 ? 1 : 0))).toEqual(counted);
    }),
    { numRuns: 200 },
  );
});

test("a trie holds what a Map would, for hashes that clash at any depth", () => {
  const hash = fc.constantFrom(0, 1, 32, 33, 1 << 30, -1, (1 << 30) | 1);
  const edit = fc.record({ key: fc.constantFrom(..."abcdefghij"), put: fc.boolean() });
  fc.assert(
    fc.property(fc.array(hash, { minLength: 10, maxLength: 10 }), fc.array(edit, { maxLength: 60 }), (hashes, edits) => {
      const hashOf = (key: string): number => hashes["abcdefghij".indexOf(key)] ?? 0;
      const map = new Map<string, Named>();
      let trie = emptyTrie;
      for (const { key, put } of edits) {
        const entry = { name: key, hash: hashOf(key) };
        if (put) map.set(key, entry);
        else map.delete(key);
        trie = put ? withChild(trie, entry) : withoutChild(trie, key, entry.hash);
      }
      const held: string[] = [];
      eachChild(trie, (child) => held.push(child.name));
      expect(held.sort()).toEqual([...map.keys()].sort());
      for (const key of "abcdefghij") expect(findChild(trie, key, hashOf(key))).toBe(map.get(key));
    }),
    { numRuns: 200 },
  );
});
