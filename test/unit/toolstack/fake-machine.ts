/** The machine below the toolstack, for tests: domains that only count, and backends that close when told to. */
import { DOM0, domId, evtchnPort, gfn, type DomId } from "../../../protocol/ids.ts";
import type { Clock, Dice, Xenstore } from "../../../protocol/ports.ts";
import { done, err, ok, type Result } from "../../../protocol/result.ts";
import type { DomainInfo, ShutdownReason, StoreRing } from "../../../main/hypervisor/domain.ts";
import { Log, type LogRecord } from "../../../main/log/log.ts";
import { parseDomainConfig, type DomainConfig } from "../../../main/toolstack/domain-config.ts";
import type { Domains, NewDomain } from "../../../main/toolstack/machine.ts";
import type { FakeStore } from "./fake-store.ts";

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

  makeStoreRing = (): Result<StoreRing, string> => ok({ gfn: gfn(0xf_effc), port: evtchnPort(1) });
  unpause = (domid: DomId): Result<void, string> => this.#change(domid, { paused: false });

  shutdown(domid: DomId, shutdown: ShutdownReason): Result<void, string> {
    const changed = this.#change(domid, { shutdown });
    this.#store.fireSpecial("@releaseDomain");
    return changed;
  }

  resume = (domid: DomId): Result<void, string> => this.#change(domid, { shutdown: undefined });

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

const ANY_STATE = /\/backend\/.*\/state$/;

/** Answers every backend's `state` 1 with 2 and every 5 with 6, in every domain, as backends do that are there and let go at once. */
export async function backendsThatAnswer(
  store: Xenstore,
  answers: Readonly<Record<string, string>> = { "1": "2", "5": "6" },
  which: RegExp = ANY_STATE,
): Promise<void> {
  await store.watch("/local/domain", (path) => {
    if (!which.test(path)) return;
    void store.read(path).then((state) => {
      const answer = state.ok ? answers[state.value] : undefined;
      return answer === undefined ? undefined : store.write(path, answer);
    });
  });
}

/** Dice that count up: 0, 1/16, 2/16 and round again. */
export function countingDice(): Dice {
  let n = 0;
  return { next: () => (n++ % 16) / 16 };
}

/** A log and what was logged. */
export function aLog(timers: Clock): { readonly log: Log; readonly records: readonly LogRecord[] } {
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
