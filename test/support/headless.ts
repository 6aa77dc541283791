import { fileURLToPath } from "node:url";
import { Dom0, type Display } from "../../main/dom0.ts";
import { readText } from "../../main/electron/files.ts";
import type { PictureSink } from "../../main/displays/picture-upload.ts";
import { HeadlessGuests } from "../../main/guests/headless-guests.ts";
import type { HeadlessGuest } from "../../main/guests/headless-guest.ts";
import { ringXenstore } from "../../main/guests/ring-xenstore.ts";
import { patternWorkload } from "../../main/guests/test-pattern.ts";
import { Log, type LogRecord } from "../../main/log/log.ts";
import { seededDice } from "../../main/seeded-dice.ts";
import type { Cockpit, DisplayConfig } from "../../main/toolstack/cockpit.ts";
import type { DomainConfig } from "../../main/toolstack/domain-config.ts";
import { loadCockpit } from "../../main/toolstack/load-cockpit.ts";
import { eachChild } from "../../main/xenstored/children.ts";
import type { StoreNode } from "../../main/xenstored/node.ts";
import type { DomId } from "../../protocol/ids.ts";
import type { KbdInEvent } from "../../protocol/io/kbdif.ts";
import { ok } from "../../protocol/result.ts";
import { aFakeClock, type FakeClock } from "./clock.ts";
import { value } from "./machine.ts";

const DEFAULT_COCKPIT = fileURLToPath(new URL("../../main/toolstack/cockpits/default", import.meta.url));

/** The cockpit that comes with the program, as it is on the disk. */
export const theDefaultCockpit = (): Cockpit => value(loadCockpit(DEFAULT_COCKPIT, readText));

/** A cockpit with one domain's config changed. */
export function withDomain(cockpit: Cockpit, name: string, changes: Partial<DomainConfig>): Cockpit {
  const domains = cockpit.domains.map((domain) =>
    domain.config.name === name ? { ...domain, config: { ...domain.config, ...changes } } : domain,
  );
  return { ...cockpit, domains };
}

/** A cockpit with other detection rules. */
export const withDetection = (cockpit: Cockpit, changes: Partial<Cockpit["detection"]>): Cockpit => ({
  ...cockpit,
  detection: { ...cockpit.detection, ...changes },
});

/** The whole of dom0 with headless guests, in virtual time: nothing is faked but the clock, the dice and the guests' user space. */
export interface HeadlessCockpit {
  readonly clock: FakeClock;
  readonly dom0: Dom0;
  /** What was told, in order, each line with its time: marks, leases, covers, log records. */
  readonly events: string[];
  readonly records: LogRecord[];
  /** When each frame of a connector was shown, by its unique-id. */
  frames(uniqueId: string): readonly number[];
  /** Input that reached a domid. */
  input(domid: DomId): readonly KbdInEvent[];
  /** A domid's signals, by their place in protocol/vss.ts. */
  signals(domid: DomId): ReadonlyMap<number, number | undefined>;
  run(ms: number): Promise<void>;
  /** Lets virtual time run for as long as something that dom0 was asked for takes. */
  during<T>(work: Promise<T>, ms?: number): Promise<T>;
  domid(name: string): DomId;
  guest(name: string): HeadlessGuest;
  display(name: string): Display;
  /** `xenstore-ls`: every node that has a value or no children. */
  nodes(): readonly string[];
  close(): Promise<void>;
}

/** Booted: all is started that is started at once, at time 0. Guests of the `mute` domains never draw. */
export async function aHeadlessCockpit(
  cockpit: Cockpit = theDefaultCockpit(),
  seed = 1,
  mute: readonly string[] = [],
  pictures?: (display: DisplayConfig) => PictureSink | undefined,
): Promise<HeadlessCockpit> {
  const clock = aFakeClock();
  const events: string[] = [];
  const records: LogRecord[] = [];
  const frames = new Map<string, number[]>();
  const input = new Map<DomId, KbdInEvent[]>();
  const signals = new Map<DomId, Map<number, number | undefined>>();
  const tell = (kind: string, what: unknown): void => void events.push(`${clock.now()} ${kind} ${JSON.stringify(what)}`);
  let guests: HeadlessGuests | undefined;

  const dom0 = new Dom0(cockpit, {
    timers: clock,
    dice: seededDice(seed),
    log: new Log(
      () => clock.now(),
      (record) => {
        records.push(record);
        tell("log", record);
      },
    ),
    schedule: (fire) => void clock.after(0, fire),
    host: ({ hypervisor }) => {
      guests = new HeadlessGuests(
        (domid) => {
          const hypercalls = hypervisor.hypercalls(domid);
          if (!hypercalls.ok) return hypercalls;
          const guest = cockpit.domains.find(({ config }) => config.name === hypervisor.domain(domid)?.name)?.guest;
          const workload = guest?.kind === "pattern" ? patternWorkload(guest.format) : undefined;
          const xenstore = ringXenstore(hypercalls.value);
          return xenstore.ok ? ok({ hypercalls: hypercalls.value, xenstore: xenstore.value, workload }) : xenstore;
        },
        {
          onFault: (fault) => dom0.fault(fault),
          onFrame: (_domid, { uniqueId }) => void of(frames, uniqueId, () => []).push(clock.now()),
          onInput: (domid, event) => void of(input, domid, () => []).push(event),
          onSignal: (domid, index, value) => void of(signals, domid, () => new Map<number, number | undefined>()).set(index, value),
        },
      );
      return guests;
    },
    ...(pictures ? { pictures } : {}),
    onMark: (mark) => {
      tell("mark", mark);
      if (mark.step === "started" && mark.domid !== undefined && mute.includes(mark.name)) guests?.guest(mark.domid)?.hang();
    },
    onLease: ({ name }, { from, to, shown }) => tell("lease", { name, from, to, shown }),
    onCover: ({ name }, cover) => tell("cover", { name, cover }),
  });

  const run = (ms: number): Promise<void> => clock.advanceAsync(ms, 1);
  const t: HeadlessCockpit = {
    clock,
    dom0,
    events,
    records,
    frames: (uniqueId) => frames.get(uniqueId) ?? [],
    input: (domid) => input.get(domid) ?? [],
    signals: (domid) => signals.get(domid) ?? new Map(),
    run,
    async during(work, ms = 0) {
      await run(ms);
      const result = await work;
      await run(0);
      return result;
    },
    domid: (name) => there(dom0.lifecycle.domidOf(name), name),
    guest: (name) => there(guests?.guest(t.domid(name)), name),
    display: (name) =>
      there(
        dom0.displays.find(({ config }) => config.name === name),
        name,
      ),
    nodes: () => nodesOf(dom0.store.view.root, "").sort(),
    close: () => t.during(dom0.close()),
  };
  value(await t.during(dom0.boot()));
  return t;
}

function of<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const made = map.get(key) ?? make();
  map.set(key, made);
  return made;
}

function there<T>(found: T | undefined, name: string): T {
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

function nodesOf(node: StoreNode, path: string): string[] {
  const below: string[] = [];
  eachChild(node, (child) => below.push(...nodesOf(child, `${path}/${child.name}`)));
  const line = node.value === "" ? path : `${path} = ${node.value}`;
  return node.value !== "" || below.length === 0 ? [line, ...below] : below;
}
