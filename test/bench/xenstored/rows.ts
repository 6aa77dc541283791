/** What `npm run bench -- xenstored` measures of every daemon, and what is wanted of ours: one table. */

/** How many domains the store holds; every daemon is started once for each. */
export type Population = 10 | 1000;

/**
 * How a row is judged. A rate: ours ÷ the best real daemon's. A latency: the best real daemon's ÷ ours. A contest: how many long
 * transactions commit, within how many tries, and how much of its rate the writer beside them keeps.
 */
export type RowKind = "rate" | "latency" | "contest";

export interface Row {
  readonly id: string;
  /** The load client's name for it. */
  readonly mode: string;
  readonly kind: RowKind;
  readonly unit: string;
  readonly domains: Population;
  /** The least that the ratio may be. */
  readonly goal: number;
  /** The row that this one is compared with beside the rivals': the same load on a small store. */
  readonly smallId?: string;
  /** Whether a daemon without a store can do it: then its rate is the limit of socket and client. */
  readonly nullServer: boolean;
  /** Measured in the first round only: what it counts is not a rate. */
  readonly once: boolean;
}

/** At 1000 domains a row keeps this much of its own figure at 10. */
export const SMALL_GOAL = 0.85;
/** Within how many tries a long transaction commits, and how much of its rate alone the writer keeps. Half would be a fair share;
 * one that waits while a second try has precedence keeps about a quarter; less than a tenth is starved. */
export const TRIES_GOAL = 3;
export const WRITER_GOAL = 0.1;

const SEQUENTIAL = 1;
const PIPELINED = 5;
const TRANSACTION = 1.5;

type Extra = Partial<Pick<Row, "id" | "kind" | "unit" | "domains" | "smallId" | "nullServer" | "once">>;

const row = (mode: string, goal: number, extra: Extra = {}): Row => ({
  id: mode,
  mode,
  kind: "rate",
  unit: "/s",
  domains: 10,
  goal,
  nullServer: true,
  once: false,
  ...extra,
});

const contest = (mode: string): Row => row(mode, 1, { kind: "contest", nullServer: false, once: true });

/** The same load on both populations. */
const both = (mode: string, goal: number, extra: Extra = {}): readonly Row[] => [
  row(mode, goal, { ...extra, id: `${mode}@10` }),
  row(mode, goal, { ...extra, id: `${mode}@1000`, domains: 1000, smallId: `${mode}@10` }),
];

export const ROWS: readonly Row[] = [
  row("read", SEQUENTIAL),
  row("write", SEQUENTIAL),
  row("read-pipelined", PIPELINED),
  row("write-pipelined", PIPELINED),
  row("transaction", TRANSACTION, { unit: "tx/s" }),
  row("transaction-disjoint", TRANSACTION, { unit: "tx/s" }),
  row("transaction-mkdir", TRANSACTION, { unit: "tx/s" }),
  row("watch-latency", SEQUENTIAL, { kind: "latency", unit: "µs", nullServer: false }),
  contest("long-elsewhere"),
  contest("long-sibling"),
  contest("long-beside"),
  contest("long-read"),
  contest("long-both"),
  row("populate", TRANSACTION, { id: "populate@1000", domains: 1000, unit: "dom/s" }),
  ...both("domains-read", SEQUENTIAL),
  ...both("domains-transaction", TRANSACTION, { unit: "tx/s" }),
  ...both("domains-watched-write", SEQUENTIAL),
];

/** What each row is, for --help. */
export const ABOUT: readonly (readonly [ids: string, about: string])[] = [
  ["read, write", "one node, one request at a time"],
  ["read-, write-pipelined", "one node, 32 requests always on the way"],
  ["transaction", "start, five writes, end, one request at a time"],
  ["transaction-disjoint", "the same on 32 connections at once, each in a directory of its own"],
  ["transaction-mkdir", "32 connections, each transaction makes a directory of five nodes under one parent; EAGAIN is tried again"],
  ["watch-latency", "from a WRITE's sending to its event on another connection"],
  [
    "long-elsewhere",
    "ten transactions of 50 reads and 50 writes while another connection writes as fast as it can in an unrelated directory",
  ],
  ["long-sibling", "… each makes a directory while the writer makes and removes one beside it"],
  ["long-beside", "… while the writer makes and removes a node among those it reads and writes"],
  ["long-read", "… while the writer writes a node that it read"],
  ["long-both", "… while the writer runs short transactions on a node that both read and write"],
  ["populate@1000", "1000 domains of 25 nodes, a transaction each"],
  ["domains-read@D", "a random domain's random node, with D domains in the store"],
  ["domains-transaction@D", "start, five writes to a random domain's nodes, end"],
  ["domains-watched-write@D", "a random backend's state, every one watched; done when reply and event are there"],
];
