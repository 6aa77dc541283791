import { expect, test } from "vitest";
import { SHUTDOWN } from "../../../main/hypervisor/domain.ts";
import { actionFor, dispositionOf } from "../../../main/toolstack/shutdown-policy.ts";
import { TELL_LOOK_MS } from "../../../main/toolstack/tells-carrier.ts";
import { DOM0, domId } from "../../../protocol/ids.ts";
import { aHeadlessCockpit, theDefaultCockpit, withDetection, withDomain, type HeadlessCockpit } from "../../support/headless.ts";

async function aRunningCockpit(cockpit = theDefaultCockpit()): Promise<HeadlessCockpit> {
  const t = await aHeadlessCockpit(cockpit);
  await t.run(1000);
  return t;
}

const kill = (t: HeadlessCockpit, name: string): void => t.dom0.shutdown(t.domid(name), SHUTDOWN.crash);

/** What the toolstack did after a point of the story. */
const stepsSince = (t: HeadlessCockpit, from: number): string[] =>
  t.events.slice(from).flatMap((line) => {
    const [, kind, ...words] = line.split(" ");
    if (kind !== "mark") return [];
    const { name, domid, step, detail } = JSON.parse(words.join(" ")) as Record<string, string>;
    return [`${name} ${domid ?? "-"} ${step}${detail === undefined ? "" : ` ${detail}`}`];
  });

test("in the instant that the ivi dies its display is covered, and says that it comes back", async () => {
  const t = await aRunningCockpit();
  kill(t, "ivi");
  const { lease, cover } = t.display("ivi");
  expect({ state: lease.state, cover: cover.cover }).toEqual({
    state: "gone",
    cover: { kind: "placeholder", why: "crashed", restarting: true },
  });
});

test("the display of a domain that is not started again does not promise it", async () => {
  const t = await aRunningCockpit(withDomain(theDefaultCockpit(), "ivi", { onCrash: "destroy" }));
  kill(t, "ivi");
  expect(t.display("ivi").cover.cover).toEqual({ kind: "placeholder", why: "crashed", restarting: false });
});

test("when the ivi dies the cluster shows every frame that it would have shown", async () => {
  const [undisturbed, t] = [await aRunningCockpit(), await aRunningCockpit()];
  kill(t, "ivi");
  await t.run(5000);
  await undisturbed.run(5000);
  expect(t.frames("cluster0")).toEqual(undisturbed.frames("cluster0"));
  expect({
    ivi: t.frames("ivi0").length < undisturbed.frames("ivi0").length,
    missed: t.display("cluster").connector.stats.summary().missed,
  }).toEqual({
    ivi: true,
    missed: 0,
  });
});

test("the ivi comes back under the next domid, all its devices connected, and its display live", async () => {
  const t = await aRunningCockpit();
  const from = t.events.length;
  kill(t, "ivi");
  await t.run(100);
  const { lease, cover, connector } = t.display("ivi");
  const devices = [...t.dom0.backends.devices]
    .filter(({ address }) => address.domid === 3)
    .map(({ address, state }) => `${address.type} ${state}`);
  expect({ steps: stepsSince(t, from), state: lease.state, cover: cover.cover, domid: connector.domid, devices: devices.sort() }).toEqual({
    steps: ["ivi 2 shutdown crash", "ivi 2 destroyed", "ivi - building", "ivi 3 built", "ivi 3 started"],
    state: "live",
    cover: { kind: "none" },
    domid: 3,
    devices: ["vdispl Connected", "vinput Connected", "vss Connected"],
  });
});

test("from the death to the first frame of the next life the placeholder lies on the display, and the only change is that frame", async () => {
  const t = await aRunningCockpit();
  const from = t.events.length;
  kill(t, "ivi");
  await t.run(100);
  expect(t.events.slice(from).flatMap((line) => (line.includes(" cover ") ? [line.replace(/^\S+ cover /, "")] : []))).toEqual([
    '{"name":"ivi","cover":{"kind":"placeholder","why":"crashed","restarting":true}}',
    '{"name":"ivi","cover":{"kind":"none"}}',
  ]);
});

test("a guest that breaks the ABI is crashed once, and what it does after its death is nobody's business", async () => {
  const t = await aRunningCockpit();
  const from = t.events.length;
  const domid = t.domid("ivi");
  for (const reason of ["first", "second"]) t.dom0.crash(domid, reason);
  await t.run(100);
  t.dom0.crash(domid, "third");
  t.dom0.crash(999, "nobody");
  const crashes = t.records.filter(({ msg }) => msg === "domain crashed").map(({ domid: who, data }) => [who, data?.["reason"]]);
  expect({ crashes, deaths: stepsSince(t, from).filter((step) => step.includes("shutdown")) }).toEqual({
    crashes: [[2, "first"]],
    deaths: ["ivi 2 shutdown crash"],
  });
});

test("a domain that keeps dying is started at once, then after longer and longer, and at once again when it has lived for a minute", async () => {
  const t = await aRunningCockpit();
  const waits: number[] = [];
  for (let death = 0; death < 7; death++) {
    kill(t, "ivi");
    const died = t.clock.now();
    while (t.display("ivi").lease.state !== "live") await t.run(100);
    waits.push(Math.floor((t.clock.now() - died) / 1000));
  }
  await t.run(60_000);
  kill(t, "ivi");
  await t.run(100);
  expect({ waits, after: t.display("ivi").lease.state }).toEqual({ waits: [0, 1, 2, 4, 8, 8, 8], after: "live" });
});

// prettier-ignore
const onCrash = [
  // action            steps after the death
  ["destroy",          ["ivi 2 shutdown crash", "ivi 2 destroyed"]],
  ["restart",          ["ivi 2 shutdown crash", "ivi 2 destroyed", "ivi - building", "ivi 3 built", "ivi 3 started"]],
  ["preserve",         ["ivi 2 shutdown crash", "ivi 2 preserved"]],
  ["rename-restart",   ["ivi 2 shutdown crash", "ivi 2 preserved ivi-1", "ivi - building", "ivi 3 built", "ivi 3 started"]],
  ["coredump-destroy", ["ivi 2 shutdown crash", "ivi 2 destroyed"]],
  ["coredump-restart", ["ivi 2 shutdown crash", "ivi 2 destroyed", "ivi - building", "ivi 3 built", "ivi 3 started"]],
  ["soft-reset",       ["ivi 2 shutdown crash", "ivi 2 destroyed", "ivi - building", "ivi 3 built", "ivi 3 started"]],
] as const;

test.each(onCrash)("on_crash=%s does as the table says, and takes every node away at the end", async (action, steps) => {
  const cockpit = withDomain(theDefaultCockpit(), "ivi", { onCrash: action });
  const empty = await aHeadlessCockpit({ ...cockpit, domains: [] });
  const t = await aRunningCockpit(cockpit);
  const from = t.events.length;
  const { config } = cockpit.domains[1]!;
  kill(t, "ivi");
  await t.run(1000);
  const { old, rebuild } = dispositionOf(actionFor(config, SHUTDOWN.crash));
  const seen = {
    steps: stepsSince(t, from),
    live: t.display("ivi").lease.state,
    kept: t.dom0.hypervisor.domain(domId(2))?.shutdown,
    cluster: t.display("cluster").lease.state,
  };
  await t.close();
  expect({ ...seen, nodes: t.nodes() }).toEqual({
    steps,
    live: rebuild ? "live" : "gone",
    kept: old === "destroy" ? undefined : SHUTDOWN.crash,
    cluster: "live",
    nodes: empty.nodes(),
  });
});

test("of a domain that is kept to be looked at, nothing runs any more, and of its ports only xenstore's is left", async () => {
  const t = await aRunningCockpit(withDomain(theDefaultCockpit(), "ivi", { onCrash: "preserve" }));
  const domid = t.domid("ivi");
  const held = (): unknown => ({ ports: t.dom0.hypervisor.accounting(domid).ports, watches: t.dom0.store.usage(domid).watches });
  const running = held();
  kill(t, "ivi");
  await t.run(1000);
  expect([running, held(), t.domid("ivi")]).toEqual([{ ports: 5, watches: 5 }, { ports: 1, watches: 0 }, domid]);
});

test("two hundred deaths and births leave the store, the grants, the event channels and the timers as they were", async () => {
  const t = await aRunningCockpit(withDetection(theDefaultCockpit(), { restartBackoffMs: [0], giveUpAfter: 1000 }));
  const census = (): unknown => {
    const domid = t.domid("ivi");
    return {
      nodes: t
        .nodes()
        .map((line) => line.replaceAll(`/${domid}/`, "/N/").replace(new RegExp(`((?:domid|frontend-id) = )${domid}$`), "$1N"))
        .sort(),
      ivi: t.dom0.hypervisor.accounting(domid),
      dom0: t.dom0.hypervisor.accounting(DOM0),
      store: t.dom0.store.usage(DOM0),
      domains: t.dom0.hypervisor.domains().length,
      backends: [...t.dom0.backends.devices].length,
      timers: t.clock.pending,
    };
  };
  const before = census();
  for (let death = 0; death < 200; death++) {
    kill(t, "ivi");
    await t.run(50);
  }
  // The newest domain's settings and what it tells have been looked at, and are not again so soon.
  await t.run(TELL_LOOK_MS);
  expect({ domid: t.domid("ivi"), state: t.display("ivi").lease.state, census: census() }).toEqual({
    domid: 202,
    state: "live",
    census: before,
  });
});
