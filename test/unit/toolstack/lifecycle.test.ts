import { expect, test } from "vitest";
import { domId, type DomId } from "../../../protocol/ids.ts";
import { done, err, type Result } from "../../../protocol/result.ts";
import { SHUTDOWN } from "../../../main/hypervisor/domain.ts";
import { RESTART_BACKOFF_MS } from "../../../main/toolstack/backoff.ts";
import { DomainBuilder } from "../../../main/toolstack/domain-builder.ts";
import type { LifeMark } from "../../../main/toolstack/guest-life.ts";
import { Lifecycle } from "../../../main/toolstack/lifecycle.ts";
import { dom0Nodes, writeNodes } from "../../../main/toolstack/store-nodes.ts";
import { aFakeClock, settle } from "../../support/clock.ts";
import { aDomainConfig, aLog, backendsThatAnswer, countingDice, FakeDomains } from "./fake-machine.ts";
import { FakeStore } from "./fake-store.ts";

const aCluster = "name='cluster'\nmemory=256\non_crash='restart'";
const anIvi = (actions = ""): string => `name='ivi'\nmemory=1024\nvcpus=2\n${actions}`;

async function aCockpit(texts: readonly string[], start: (domid: DomId, domains: FakeDomains) => Result<void, string> = () => done) {
  const store = new FakeStore();
  await writeNodes(store, dom0Nodes(750));
  await backendsThatAnswer(store);
  const timers = aFakeClock();
  const domains = new FakeDomains(store);
  const { log, records } = aLog(timers);
  const introduction = { introduce: () => Promise.resolve(done), resume: () => Promise.resolve(done) };
  const builder = new DomainBuilder({ domains, store, introduction, timers, log });
  const told: string[] = [];
  const host = {
    start: (domid: DomId) => {
      const started = start(domid, domains);
      told.push(`d${domid} process ${started.ok ? "starts" : "fails"}`);
      return Promise.resolve(started);
    },
    stop: (domid: DomId) => {
      told.push(`d${domid} process stops`);
      return Promise.resolve();
    },
  };
  const onMark = ({ name, domid, step, detail }: LifeMark): void =>
    void told.push(`${name}${domid === undefined ? "" : ` d${domid}`} ${step}${detail === undefined ? "" : ` ${detail}`}`);
  const guests = texts.map((text) => ({ config: aDomainConfig(text), signals: true }));
  const ports = { domains, builder, introduction, host, timers, dice: countingDice(), log, restartBackoffMs: RESTART_BACKOFF_MS, onMark };
  const before = { nodes: store.dump(), watches: store.watchCount };
  const lifecycle = new Lifecycle(guests, store, ports);
  await lifecycle.boot();
  const boot = told.splice(0);
  /** What is told after `act`, once everything settled. */
  const after = async (act: () => unknown): Promise<readonly string[]> => {
    told.length = 0;
    await act();
    await settle(10);
    return [...told];
  };
  return { store, timers, domains, lifecycle, records, boot, after, before };
}

test("domains boot in order, the next after the last one's process runs", async () => {
  const { boot, domains } = await aCockpit([aCluster, anIvi()]);
  expect({ boot, paused: domains.domains().map(({ paused }) => paused) }).toEqual({
    boot: [
      "cluster building",
      "cluster d1 built",
      "d1 process starts",
      "cluster d1 started",
      "ivi building",
      "ivi d2 built",
      "d2 process starts",
      "ivi d2 started",
    ],
    paused: [false, false, false],
  });
});

test.each([
  ["on_crash='destroy'", ["ivi d1 shutdown crash", "d1 process stops", "ivi d1 destroyed"]],
  [
    "on_crash='restart'",
    [
      "ivi d1 shutdown crash",
      "d1 process stops",
      "ivi d1 destroyed",
      "ivi building",
      "ivi d2 built",
      "d2 process starts",
      "ivi d2 started",
    ],
  ],
  ["on_crash='preserve'", ["ivi d1 shutdown crash", "d1 process stops", "ivi d1 preserved"]],
  [
    "on_crash='rename-restart'",
    [
      "ivi d1 shutdown crash",
      "d1 process stops",
      "ivi d1 preserved ivi-1",
      "ivi building",
      "ivi d2 built",
      "d2 process starts",
      "ivi d2 started",
    ],
  ],
  ["on_crash='coredump-destroy'", ["ivi d1 shutdown crash", "d1 process stops", "ivi d1 destroyed"]],
])("a crash with %s does what it says", async (action, told) => {
  const { after, domains } = await aCockpit([anIvi(action)]);
  expect(await after(() => domains.shutdown(domId(1), SHUTDOWN.crash))).toEqual(told);
});

test.each([
  [SHUTDOWN.poweroff, "on_poweroff"],
  [SHUTDOWN.reboot, "on_reboot"],
  [SHUTDOWN.crash, "on_crash"],
  [SHUTDOWN.watchdog, "on_watchdog"],
])("shutdown reason %i goes by %s and no other key", async (reason, key) => {
  const keys = ["on_poweroff", "on_reboot", "on_crash", "on_watchdog"];
  const actions = keys.map((one) => `${one}='${one === key ? "preserve" : "destroy"}'`).join("\n");
  const { after, domains } = await aCockpit([anIvi(actions)]);
  expect((await after(() => domains.shutdown(domId(1), reason))).at(-1)).toBe("ivi d1 preserved");
});

test("one domain's crash and restart tells nothing of the other", async () => {
  const { after, domains } = await aCockpit([aCluster, anIvi("on_crash='restart'")]);
  const told = await after(() => domains.shutdown(domId(2), SHUTDOWN.crash));
  expect(told.filter((line) => /cluster|d1/.test(line))).toEqual([]);
});

test("a crash loop is held back longer each time, and a minute alive starts the delays over", async () => {
  const { after, domains, lifecycle, timers } = await aCockpit([anIvi("on_crash='restart'")]);
  const crash = (): Promise<readonly string[]> => after(() => domains.shutdown(lifecycle.domidOf("ivi") ?? domId(0), SHUTDOWN.crash));
  const delays: string[] = [];
  const once = async (): Promise<void> => {
    delays.push((await crash()).find((line) => line.includes("waiting")) ?? "at once");
    await timers.advanceAsync(8_000);
    await settle(10);
  };
  for (let i = 0; i < 6; i++) await once();
  await timers.advanceAsync(60_000);
  await once();
  const waits = ["at once", ...[1000, 2000, 4000, 8000, 8000].map((ms) => `ivi waiting ${ms} ms`)];
  expect({ delays, domid: lifecycle.domidOf("ivi") }).toEqual({ delays: [...waits, "at once"], domid: 8 });
});

test("a domain whose process cannot start is taken down whole and tried again as on_crash says", async () => {
  const { boot, timers, after, lifecycle } = await aCockpit([aCluster], (domid) => (domid > 2 ? done : err("no such HMI")));
  const told = await after(() => timers.advanceAsync(1000));
  expect({ boot, told, domid: lifecycle.domidOf("cluster") }).toEqual({
    boot: [
      "cluster building",
      "cluster d1 built",
      "d1 process fails",
      "d1 process stops",
      "cluster d1 destroyed",
      "cluster d1 refused no such HMI",
      "cluster waiting 0 ms",
    ],
    told: [
      "cluster building",
      "cluster d2 built",
      "d2 process fails",
      "d2 process stops",
      "cluster d2 destroyed",
      "cluster d2 refused no such HMI",
      "cluster waiting 1000 ms",
      "cluster building",
      "cluster d3 built",
      "d3 process starts",
      "cluster d3 started",
    ],
    domid: 3,
  });
});

test("a domain that dies while its process starts is not missed", async () => {
  const { domains, before, store } = await aCockpit([anIvi("on_crash='destroy'")], (domid, machine) => {
    machine.shutdown(domid, SHUTDOWN.crash);
    return done;
  });
  await settle(10);
  expect({ left: domains.domains().length, nodes: store.dump() }).toEqual({ left: 1, nodes: before.nodes });
});

test("destroy takes a waiting domain's restart with it, and a destroyed one stays away until it is created", async () => {
  const { after, domains, lifecycle, timers } = await aCockpit([anIvi("on_crash='restart'")]);
  await after(() => domains.shutdown(domId(1), SHUTDOWN.crash));
  await after(() => domains.shutdown(domId(2), SHUTDOWN.crash));
  await lifecycle.destroy("ivi");
  const silence = await after(() => timers.advanceAsync(100_000));
  const created = await after(() => lifecycle.create("ivi"));
  expect({ silence, pending: timers.pending, created: created.at(-1) }).toEqual({ silence: [], pending: 0, created: "ivi d3 started" });
});

test("a domain destroyed behind the toolstack's back is cleaned up and not restarted", async () => {
  const { after, before, domains, lifecycle, store } = await aCockpit([anIvi("on_crash='restart'")]);
  const told = await after(() => domains.destroy(domId(1)));
  expect({ told, nodes: store.dump(), domid: lifecycle.domidOf("ivi") }).toEqual({
    told: ["d1 process stops", "ivi d1 destroyed"],
    nodes: before.nodes,
    domid: undefined,
  });
});

test("the list is xl's, with preserved domains by their new names", async () => {
  const { after, domains, lifecycle } = await aCockpit([aCluster, anIvi("on_crash='rename-restart'")]);
  await after(() => domains.shutdown(domId(2), SHUTDOWN.crash));
  expect(lifecycle.list((domid) => domid * 1.25).split("\n")).toEqual([
    "Name                                        ID   Mem VCPUs\tState\tTime(s)",
    "Domain-0                                     0   750     2     r-----       0.0",
    "cluster                                      1   256     1     -b----       1.3",
    "ivi-1                                        2  1024     2     ---sc-       2.5",
    "ivi                                          3  1024     2     -b----       3.8",
  ]);
});

test("a name that is no domain is refused with those that are", async () => {
  const { lifecycle } = await aCockpit([aCluster, anIvi()]);
  expect(await lifecycle.restart("Ivi")).toEqual(err('want one of cluster, ivi, got "Ivi"'));
});

test("closing after crashes, restarts and renames leaves the store as it was before the boot", async () => {
  const { after, before, domains, lifecycle, store, timers } = await aCockpit([aCluster, anIvi("on_crash='rename-restart'")]);
  await after(() => domains.shutdown(domId(2), SHUTDOWN.crash));
  await after(() => domains.shutdown(domId(3), SHUTDOWN.crash));
  await after(() => lifecycle.restart("cluster"));
  await lifecycle.close();
  expect({ nodes: store.dump(), watches: store.watchCount, pending: timers.pending, left: domains.domains().length }).toEqual({
    ...before,
    pending: 0,
    left: 1,
  });
});
