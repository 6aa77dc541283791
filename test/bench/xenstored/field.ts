/** The daemons of one run: each started once for a store of 10 domains and once for one of 1000, when first wanted. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cpu } from "../../peers/cpus.ts";
import { startOurs, startRival, type Daemon } from "../../peers/daemon.ts";
import type { Contestant } from "./judge.ts";
import type { Population } from "./rows.ts";

/** How each is started, in a folder of its own. */
export type Starter = (folder: string, cpu: Cpu) => Promise<Daemon>;

const rival = (peers: string, work: string, kind: "xenstored" | "oxenstored" | "null", ...words: string[]): Starter => {
  return (folder, cpu) => startRival(peers, work, kind, folder, cpu, words);
};

export const ours: Starter = (folder, cpu) => startOurs(folder, cpu);

/** The real daemons that `peers` can start. */
export const realRivals = (peers: string, work: string): readonly (readonly [Contestant, Starter])[] => [
  ["C xenstored", rival(peers, work, "xenstored")],
  ["oxenstored", rival(peers, work, "oxenstored", "--no-access-log")],
  ["oxenstored+log", rival(peers, work, "oxenstored")],
];

export const nullServer = (peers: string, work: string): readonly [Contestant, Starter] => ["null", rival(peers, work, "null")];

/** One started daemon with its store. */
export interface Entrant {
  readonly daemon: Daemon;
  populated: boolean;
}

export class Field {
  readonly #starters: ReadonlyMap<Contestant, Starter>;
  readonly #cpu: Cpu;
  readonly #entrants = new Map<string, Promise<Entrant>>();
  #closed = false;
  readonly #out = new Set<Contestant>();
  readonly #folder = mkdtempSync(join(tmpdir(), "argonaut-bench-"));

  constructor(starters: ReadonlyMap<Contestant, Starter>, cpu: Cpu) {
    this.#starters = starters;
    this.#cpu = cpu;
  }

  /** Those that run, or can be expected to. */
  get names(): readonly Contestant[] {
    return [...this.#starters.keys()].filter((name) => !this.#out.has(name));
  }

  /** It does not start: the others go on without it. */
  leave(name: Contestant): void {
    this.#out.add(name);
  }

  /** All that were started and run. */
  async entrants(): Promise<readonly Entrant[]> {
    const settled = await Promise.allSettled(this.#entrants.values());
    return settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  }

  entrant(name: Contestant, domains: Population): Promise<Entrant> {
    const key = `${name} ${domains}`;
    const known = this.#entrants.get(key) ?? this.#start(name);
    this.#entrants.set(key, known);
    return known;
  }

  /** Ends every daemon, those that are only just starting too, and removes what they wrote. Nothing starts afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all((await this.entrants()).map(({ daemon }) => daemon.stop()));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #start(name: Contestant): Promise<Entrant> {
    const start = this.#starters.get(name);
    if (!start || this.#closed) throw new Error(this.#closed ? "the benchmark ends" : `${name}: wanted one of ${this.names.join(", ")}`);
    const folder = mkdtempSync(join(this.#folder, "daemon-"));
    return { daemon: await start(folder, this.#cpu), populated: false };
  }
}
