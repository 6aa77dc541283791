import { expect } from "vitest";
import { DOM0, isGrantRef } from "../../../../protocol/ids.ts";
import type { Effect } from "../../../support/fault-effect.ts";
import type { SteadyWorld } from "../../../support/steady-world.ts";

const crash = (t: SteadyWorld): void => t.world.crash("ivi");

/** The ivi's display, and what its devices were closed for. */
const connection = (t: SteadyWorld): unknown => ({ state: t.display("ivi").state, closed: [...new Set(t.details("abi"))] });

/** What dom0 is told that maps the ivi's request ring once more. */
async function mapping(t: SteadyWorld): Promise<string> {
  const domid = t.world.domid("ivi");
  const ref = t.world.ring("ivi", "displ-requests")?.ref;
  if (domid === undefined || ref === undefined || !isGrantRef(ref)) return "no ring";
  const mapped = await t.during(t.dom0.hypervisor.grantTables(DOM0).map(domid, [ref], "rw"));
  if (mapped.ok) mapped.value.unmap();
  return mapped.ok ? "mapped" : mapped.error;
}

/** What comes to the ivi of events: its frames, and a key. */
async function events(t: SteadyWorld): Promise<unknown> {
  const frames = t.frames("ivi", 500);
  t.world.key("ivi0", 30, true);
  await t.run(100);
  return { draws: frames > 10, keys: t.input("ivi").length };
}

/** Milliseconds until a key that is pressed now comes to the ivi. */
async function keyAfter(t: SteadyWorld): Promise<number> {
  t.mark();
  t.world.key("ivi0", 30, true);
  await t.until(() => t.taken("ivi") > 0 || t.elapsed > 1000);
  return Math.round(t.elapsed / 10) * 10;
}

export const machineEffects: Readonly<Record<string, readonly Effect[]>> = {
  "grant.refuse": [
    {
      then: crash,
      probe: connection,
      after: 5000,
      seen: { state: "gone", closed: [expect.stringMatching(/^0\/req-ring-ref \d+: EINVAL$/)] },
      undone: { after: 5000, then: 12_000, seen: { state: "live", closed: [] } },
    },
  ],
  "grant.revoke": [{ probe: mapping, after: 1, seen: "EINVAL" }],
  "evtchn.storm": [
    {
      probe: (t) => [t.detected(), t.details("flood")],
      after: 10,
      seen: [["flood ivi", "domain-exit ivi"], ["50 hypercalls a millisecond"]],
      undone: "the domain is dead by then",
    },
  ],
  "evtchn.lost": [
    {
      values: { share: 1 },
      probe: events,
      after: 1000,
      seen: { draws: false, keys: 0 },
      undone: { after: 1000, then: 100, seen: 1, probe: async (t) => ((await events(t)) as { keys: number }).keys },
    },
    { how: "half of them", probe: (t) => t.display("ivi").state, after: 1000, seen: "frozen" },
  ],
  "evtchn.late": [{ values: { late: 100 }, probe: keyAfter, after: 1000, seen: 100, undone: { after: 1000, then: 1000, seen: 0 } }],
};
