/** The machine below the toolstack, for tests: virtual time, domains that only count, and backends that close when told to. */
import { DOM0, domId, type DomId } from "../../../protocol/ids.ts";
import type { Dice, Timer, Timers } from "../../../protocol/ports.ts";
import { done, err, ok, type Result } from "../../../protocol/result.ts";
import type { DomainInfo, ShutdownReason } from "../../../main/hypervisor/domain.ts";
import { Log, type LogRecord } from "../../../main/log/log.ts";
import { parseDomainConfig, type DomainConfig } from "../../../main/toolstack/domain-config.ts";
import type { Domains, NewDomain } from "../../../main/toolstack/machine.ts";
import type { FakeStore } from "./fake-store.ts";

/** Lets every promise that is due run. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 400; i++) await Promise.resolve();
}

export class FakeTimers implements Timers {
  #now = 0;
  #set: { readonly time: number; readonly fire: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  at(time: number, fire: () => void): Timer {
    const timer = { time, fire };
    this.#set.push(timer);
    return { cancel: () => void (this.#set = this.#set.filter((one) => one !== timer)) };
  }

  after(ms: number, fire: () => void): Timer {
    return this.at(this.#now + ms, fire);
  }

  get pending(): number {
    return this.#set.length;
  }

  /** Moves time on, firing what falls due in order and letting its consequences run. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const next = this.#set.filter(({ time }) => time <= end).sort((a, b) => a.time - b.time)[0];
      if (!next) break;
      this.#set = this.#set.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.time);
      next.fire();
      await settle();
    }
    this.#now = end;
  }
}

const dom0: DomainInfo = {
  domid: DOM0,
  name: "Domain-0",
  uuid: "00000000-0000-0000-0000-000000000000",
  vcpus: 2,
  maxPages: 192_000,
  paused: false,
  shutdown: undefined,
  dying: false,
};

export class FakeDomains implements Domains {
  readonly #store: FakeStore;
  readonly #domains = new Map<DomId, DomainInfo>([[DOM0, dom0]]);
  #last = 0;

  constructor(store: FakeStore) {
    this.#store = store;
  }

  createDomain(config: NewDomain): Result<DomId, string> {
    const domid = domId(++this.#last);
    this.#domains.set(domid, { ...config, domid, paused: true, shutdown: undefined, dying: false });
    return ok(domid);
  }

  unpause = (domid: DomId): Result<void, string> => this.#change(domid, { paused: false });

  shutdown(domid: DomId, shutdown: ShutdownReason): Result<void, string> {
    const changed = this.#change(domid, { shutdown });
    this.#store.fireSpecial("@releaseDomain");
    return changed;
  }

  destroy(domid: DomId): Result<void, string> {
    if (!this.#domains.delete(domid)) return err("ENOENT");
    this.#store.fireSpecial("@releaseDomain");
    return done;
  }

  domain = (domid: DomId): DomainInfo | undefined => this.#domains.get(domid);
  domains = (): readonly DomainInfo[] => [...this.#domains.values()];

  #change(domid: DomId, change: Partial<DomainInfo>): Result<void, string> {
    const info = this.#domains.get(domid);
    if (!info) return err("ENOENT");
    this.#domains.set(domid, { ...info, ...change });
    return done;
  }
}

/** Answers every `state` 5 below dom0's backend folder with 6, as a backend does that lets go at once. */
export async function backendsThatClose(store: FakeStore): Promise<void> {
  await store.watch("/local/domain/0/backend", (path) => {
    if (!path.endsWith("/state")) return;
    void store.read(path).then((state) => (state.ok && state.value === "5" ? store.write(path, "6") : undefined));
  });
}

/** Dice that count up: 0, 1/16, 2/16 and round again. */
export function countingDice(): Dice {
  let n = 0;
  return { next: () => (n++ % 16) / 16 };
}

/** A log and what was logged. */
export function aLog(timers: Timers): { readonly log: Log; readonly records: readonly LogRecord[] } {
  const records: LogRecord[] = [];
  return {
    log: new Log(
      () => timers.now(),
      (record) => void records.push(record),
      "toolstack",
    ),
    records,
  };
}

/** The domain that an xl.cfg text describes; the text must be right. */
export function aDomainConfig(text: string): DomainConfig {
  const read = parseDomainConfig(text, "test.cfg");
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value.config;
}
