/** The daemon's own account of what it holds (CONTROL `stats`), and what must be as it was. */

export interface Account {
  readonly connections: number;
  readonly domains: number;
  readonly watches: number;
  readonly transactions: number;
  readonly nodes: number;
  /** Octets, after a collection of garbage. */
  readonly heapUsed: number;
  readonly rss: number;
}

const COUNTS = ["connections", "domains", "watches", "transactions", "nodes"] as const;
const MEMORY = ["heapUsed", "rss"] as const;
/** How much more memory may be held after the load than before. */
export const MEMORY_GOAL = 0.02;

/** Reads lines of `key value`; throws with the key that is not there. */
export function parseAccount(text: string): Account {
  const values = new Map(
    text
      .replace(/\0$/, "")
      .split("\n")
      .map((line) => [line.split(" ")[0], Number(line.split(" ")[1])] as const),
  );
  const entries = [...COUNTS, ...MEMORY].map((key) => {
    const value = values.get(key);
    if (value === undefined || !Number.isFinite(value)) throw new Error(`stats: wanted ${key}, got ${JSON.stringify(text)}`);
    return [key, value] as const;
  });
  return Object.fromEntries(entries) as unknown as Account; // the keys are Account's, each checked
}

const mib = (octets: number): string => `${(octets / 2 ** 20).toFixed(1)} MiB`;

/** What is left over: counts that differ from the empty daemon's, memory that is more than it was after the warm-up. */
export function leftovers(empty: Account, start: Account, end: Account): string[] {
  const counts = COUNTS.filter((key) => end[key] !== empty[key]).map((key) => `${key}: wanted ${empty[key]} as at first, got ${end[key]}`);
  const memory = MEMORY.filter((key) => end[key] > start[key] * (1 + MEMORY_GOAL)).map(
    (key) => `${key}: wanted at most ${mib(start[key])} + ${MEMORY_GOAL * 100} %, got ${mib(end[key])}`,
  );
  return [...counts, ...memory];
}

/** An account in a line. */
export const heldLine = ({ nodes, watches, transactions, heapUsed, rss }: Account): string =>
  `${nodes} nodes, ${watches} watches, ${transactions} transactions, heap ${mib(heapUsed)}, rss ${mib(rss)}`;

/** Both accounts' memory and its change. */
export function memoryLine(start: Account, end: Account): string {
  return MEMORY.map((key) => {
    const change = (end[key] / start[key] - 1) * 100;
    return `${key} ${mib(start[key])} → ${mib(end[key])} (${change < 0 ? "" : "+"}${change.toFixed(2)} %)`;
  }).join(", ");
}
