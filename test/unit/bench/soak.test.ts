import { expect, test } from "vitest";
import { splitNulTerminated, XS } from "../../../protocol/xs-wire.ts";
import { leftovers, parseAccount, type Account } from "../../bench/xenstored/soak/account.ts";
import { SeededDice } from "../../bench/xenstored/soak/dice.ts";
import { nextRequest } from "../../bench/xenstored/soak/requests.ts";

const anAccount = (parts: Partial<Account> = {}): Account => ({
  connections: 1,
  domains: 1,
  watches: 0,
  transactions: 0,
  nodes: 6,
  heapUsed: 10_000_000,
  rss: 60_000_000,
  ...parts,
});

test("the same seed throws the same dice, and another seed others", () => {
  const thrown = (seed: number): number[] => {
    const dice = new SeededDice(seed);
    return Array.from({ length: 5 }, () => dice.below(1000));
  };
  expect([thrown(1), thrown(2)]).toEqual([thrown(1), expect.not.arrayContaining(thrown(1))]);
});

test("an account is read by its keys, whatever else the daemon tells", () => {
  const text = "connections 1\ndomains 1\nwatches 0\ntransactions 0\nnodes 6\npaths 9\nheapUsed 10000000\nrss 60000000\0";
  expect(parseAccount(text)).toEqual(anAccount());
});

test("an account without one of its keys says which", () => {
  expect(() => parseAccount("connections 1\ndomains 1")).toThrow(/wanted watches/);
});

test("two percent more memory is nothing left, and less memory is nothing left", () => {
  expect(leftovers(anAccount({ heapUsed: 5_000_000 }), anAccount(), anAccount({ heapUsed: 10_200_000, rss: 30_000_000 }))).toEqual([]);
});

test("memory is held against what it was after the warm-up, counts against the empty daemon", () => {
  const empty = anAccount({ heapUsed: 5_000_000 });
  const start = anAccount({ nodes: 8 });
  expect(leftovers(empty, start, anAccount({ nodes: 8, transactions: 1, heapUsed: 10_300_000 }))).toEqual([
    "transactions: wanted 0 as at first, got 1",
    "nodes: wanted 6 as at first, got 8",
    "heapUsed: wanted at most 9.5 MiB + 2 %, got 9.8 MiB",
  ]);
});

test("random requests are of every operation that a client may ask", () => {
  const dice = new SeededDice(1);
  const types = Array.from({ length: 5000 }, (_, i) =>
    nextRequest(dice, { own: "/soak/client1", newPaths: 0.02, openTransactions: i % 2 === 0 ? [] : [7] }),
  ).map(({ request }) => request.type);
  const operations = Object.values(XS).filter((type) => type !== XS.WATCH_EVENT && type !== XS.ERROR);
  expect([...new Set(types)].filter((type) => type <= XS.DIRECTORY_PART).sort((a, b) => a - b)).toEqual(operations);
});

test("every node that random requests could make is below the load's own", () => {
  const dice = new SeededDice(2);
  const made = Array.from({ length: 5000 }, () => nextRequest(dice, { own: "/soak/client1", newPaths: 0.5, openTransactions: [] }).request)
    .filter(({ type }) => type === XS.WRITE || type === XS.MKDIR)
    .map(({ payload }) => payload.split("\0")[0] ?? "");
  expect(made.filter((path) => !path.startsWith("/soak/") && path !== "" && !path.startsWith("//"))).toEqual([]);
});

test("what may not be asked in a transaction never is", () => {
  const dice = new SeededDice(3);
  const asked = Array.from({ length: 5000 }, () => nextRequest(dice, { own: "/soak/client1", newPaths: 0, openTransactions: [4, 5] }));
  expect(asked.filter(({ request, tx }) => request.outside && tx !== 0)).toEqual([]);
  expect(splitNulTerminated(asked.find(({ request }) => request.type === XS.TRANSACTION_END)?.request.payload ?? "")).toHaveLength(1);
});
