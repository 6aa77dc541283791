import { DOM0 } from "../../../../protocol/ids.ts";
import type { Effect } from "../../../support/fault-effect.ts";
import type { SteadyWorld } from "../../../support/steady-world.ts";

const crash = (t: SteadyWorld): void => t.world.crash("ivi");
const state = (t: SteadyWorld): unknown => t.display("ivi").state;
const domid = (t: SteadyWorld): number => t.world.domid("ivi") ?? -1;
const device = (t: SteadyWorld, type: string): string => `/local/domain/${domid(t)}/device/${type}/0/state`;

const held = (t: SteadyWorld): { nodes: number; watches: number } => {
  const ivi = t.world.domid("ivi");
  const { nodes = 0, watches = 0 } = ivi === undefined ? {} : t.dom0.store.usage(ivi);
  return { nodes, watches };
};

async function permissions(t: SteadyWorld): Promise<unknown> {
  const store = t.dom0.store.connect(DOM0);
  const found = [];
  for (const type of ["vdispl", "vkbd", "vss"]) {
    const perms = await t.during(store.getPerms(device(t, type)));
    found.push(perms.ok ? perms.value.map(({ access }) => access).join("") : perms.error);
  }
  store.close();
  return { perms: found, draws: t.frames("ivi", 500) > 25 };
}

/** Whether the node is written again and again. */
async function written(t: SteadyWorld): Promise<unknown> {
  const path = `/local/domain/${domid(t)}/data/fault`;
  const before = Number((await t.node(path)) ?? 0);
  await t.run(1000);
  return {
    perSecond: Math.round((Number((await t.node(path)) ?? 0) - before) / 10) * 10,
    watches: held(t).watches > 50,
    detected: t.detected(),
  };
}

/** What the display's backend made of a state that is none, and what became of the display. */
const reopened = (t: SteadyWorld): unknown => ({
  states: t.said('"type":"vdispl"').map((line) => /"state":"(\w+)"/.exec(line)?.[1]),
  state: state(t),
});

/** How often the display came and went. */
const openings = (t: SteadyWorld): boolean =>
  t.observed.leases.filter(({ domain, at, to }) => domain === "ivi" && to === "gone" && at > t.now - t.elapsed).length >= t.elapsed / 500;

export const xenstoreEffects: Readonly<Record<string, readonly Effect[]>> = {
  "xenstore.eagain": [
    { values: { share: 1 }, then: crash, probe: state, after: 10_000, seen: "gone", undone: { after: 1000, then: 12_000, seen: "live" } },
  ],
  "xenstore.slow": [
    { values: { late: 200 }, then: crash, probe: state, after: 1000, seen: "gone", undone: { after: 20_000, then: 2500, seen: "live" } },
  ],
  "xenstore.quota": [
    {
      probe: (t) => [held(t).nodes, t.detected(), t.said("warn main 2 xenstore quota").length > 0],
      after: 100,
      seen: [1000, ["quota ivi"], true],
      undone: "what it made is there as long as the domain is",
    },
  ],
  "xenstore.watch-storm": [
    {
      probe: written,
      after: 100,
      seen: { perSecond: 50, watches: true, detected: ["quota ivi"] },
      undone: { after: 1000, then: 100, seen: { perSecond: 0, watches: false, detected: [] } },
    },
  ],
  "xenstore.hostile-perms": [{ probe: permissions, after: 1000, seen: { perms: ["n", "n", "n"], draws: true } }],
  "xenstore.false-state": [
    {
      probe: reopened,
      after: 1,
      seen: { states: ["Closed", "InitWait", "Connected"], state: "starting" },
      later: { ms: 1000, seen: { states: ["Closed", "InitWait", "Connected"], state: "live" } },
    },
  ],
  "xenstore.reconnect-storm": [{ probe: openings, after: 3000, seen: true, undone: { after: 1000, then: 3000, seen: false } }],
};
