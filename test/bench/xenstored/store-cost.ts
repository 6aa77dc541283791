/**
 * What a read and a write of the store cost without a socket, with 10 domains and with 1000: on the paths of one domain, which is what
 * the number of the others adds to its own; on as many paths spread over all domains; and on all paths in random order, which is the memory's cost.
 */
import { DOM0 } from "../../../protocol/ids.ts";
import type { Connection } from "../../../main/xenstored/connection.ts";
import { Store } from "../../../main/xenstored/store.ts";
import { domainNodes } from "./domain-nodes.ts";
import type { Population } from "./rows.ts";
import { median } from "./statistics.ts";

const SAMPLE_MS = 120;
const BATCH = 8192;
const SAME_PATHS = 250;

export const OPERATIONS = ["read", "write"] as const;
export const PATTERNS = ["one domain's paths", "same number of paths", "all paths, random order"] as const;
export type Operation = (typeof OPERATIONS)[number];
export type Pattern = (typeof PATTERNS)[number];

export interface StoreCost {
  readonly operation: Operation;
  readonly pattern: Pattern;
  /** Operations a second of a processor, medians of the rounds. */
  readonly at10: number;
  readonly at1000: number;
}

interface Populated {
  readonly connection: Connection;
  readonly store: Store;
  /** Which paths to take, in order. */
  readonly paths: Readonly<Record<Pattern, readonly string[]>>;
}

/** Fisher and Yates, by a xorshift of its own: every run takes the same order. */
function shuffled<T>(values: readonly T[]): T[] {
  const all = [...values];
  let state = 0x9e3779b9;
  for (let i = all.length - 1; i > 0; i--) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const j = (state >>> 0) % (i + 1);
    const a = all[i]!;
    all[i] = all[j]!;
    all[j] = a;
  }
  return all;
}

function populated(domains: Population): Populated {
  const store = new Store();
  const connection = store.open(
    DOM0,
    () => undefined,
    () => undefined,
  );
  const nodes = Array.from({ length: domains }, (_, i) => domainNodes(i + 1)).flat();
  for (const [path, value] of nodes) {
    if (!connection.write(0, path, value).ok) throw new Error(`${path}: wanted it written`);
  }
  store.settle();
  const paths = nodes.map(([path]) => path);
  // Of each domain its share, and not the same node of all.
  const same = Array.from(
    { length: SAME_PATHS },
    (_, i) => paths[Math.floor((i * paths.length) / SAME_PATHS) + (i % 25) * Number(domains > 10)] ?? paths[0]!,
  );
  const one = paths.filter((path) => path.startsWith("/local/domain/7/"));
  return {
    connection,
    store,
    paths: { "one domain's paths": shuffled(one), "same number of paths": shuffled(same), "all paths, random order": shuffled(paths) },
  };
}

/** Milliseconds of processor time of this process, its collector's threads included: what other programs take does not count. */
function spentMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Reads or writes for a while; answers operations a second of a processor. Every write says something new. */
function sample({ connection, store, paths }: Populated, operation: Operation, pattern: Pattern): number {
  const list = paths[pattern];
  let at = 0;
  let done = 0;
  let failed = 0;
  const since = spentMs();
  let passed = 0;
  while (passed < SAMPLE_MS) {
    for (let i = 0; i < BATCH; i++) {
      const path = list[at]!;
      at = at + 1 === list.length ? 0 : at + 1;
      if (operation === "read") failed += connection.read(0, path).ok ? 0 : 1;
      else {
        failed += connection.write(0, path, values[(done + i) & VALUES_MASK]!).ok ? 0 : 1;
        store.settle();
      }
    }
    done += BATCH;
    passed = spentMs() - since;
  }
  if (failed > 0) throw new Error(`${operation}: wanted all of ${done} to succeed, ${failed} did not`);
  return (done * 1000) / passed;
}

const VALUES_MASK = 1023;
/** Made before, so that making them is not measured. */
const values = Array.from({ length: VALUES_MASK + 1 }, (_, i) => String(i));

/** Every operation and pattern, alternating the two stores in every round. */
export function storeCosts(rounds: number): StoreCost[] {
  const stores = { 10: populated(10), 1000: populated(1000) };
  const rates = new Map<string, number[]>();
  // The first round only warms the compiler up.
  for (let round = 0; round <= rounds; round++) {
    for (const operation of OPERATIONS) {
      for (const pattern of PATTERNS) {
        for (const domains of [10, 1000] as const) {
          const rate = sample(stores[domains], operation, pattern);
          const key = `${operation} ${pattern} ${domains}`;
          if (round > 0) rates.set(key, [...(rates.get(key) ?? []), rate]);
        }
      }
    }
  }
  const rate = (operation: Operation, pattern: Pattern, domains: Population): number =>
    median(rates.get(`${operation} ${pattern} ${domains}`) ?? []);
  return OPERATIONS.flatMap((operation) =>
    PATTERNS.map((pattern) => ({ operation, pattern, at10: rate(operation, pattern, 10), at1000: rate(operation, pattern, 1000) })),
  );
}
