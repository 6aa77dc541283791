import { displResp } from "../../../../protocol/io/displif.ts";
import { sring } from "../../../../protocol/ring.ts";
import type { Effect } from "../../../support/fault-effect.ts";
import type { SteadyWorld } from "../../../support/steady-world.ts";

/** Negative errno, as on the ring. */
const EBUSY = -16;
const EINVAL = -22;
const SPEED = "Vehicle.Speed";

const states = (t: SteadyWorld): unknown => t.world.displays().map(({ state }) => state);

/** The frames of the last second, and how far behind the car the speed is that they show. */
const cluster = (t: SteadyWorld): unknown => ({
  draws: t.frames("cluster", 1000) > 55,
  behind: Math.abs((t.signal(SPEED) ?? 0) - (t.shows("cluster", SPEED) ?? 0)) > 2,
});

/** The statuses of the last `count` answers on a guest's display ring. */
function statuses(t: SteadyWorld, count: number): readonly (number | undefined)[] {
  const ring = t.world.ring("ivi", "displ-requests");
  if (!ring) return [];
  const prod = ring.view.getUint32(sring.fields.rspProd[0], true);
  return Array.from({ length: count }, (_, back) => {
    const slot = ((prod - 1 - back) >>> 0) & (ring.slots - 1);
    return displResp.decode(ring.view, sring.size + slot * ring.slotOctets)?.status;
  });
}

/** Whether far more requests come onto the ring than there are frames. */
async function flood(t: SteadyWorld): Promise<boolean> {
  const produced = (): number => t.world.ring("ivi", "displ-requests")?.view.getUint32(sring.fields.reqProd[0], true) ?? 0;
  const before = produced();
  await t.run(9);
  return produced() - before >= 20;
}

export const displayEffects: Readonly<Record<string, readonly Effect[]>> = {
  "display.freeze": [
    {
      target: "cluster",
      drive: "accelerate",
      probe: cluster,
      after: 1500,
      seen: { draws: true, behind: true },
      undone: { after: 1000, then: 1500, seen: { draws: true, behind: false } },
    },
  ],
  "display.flip-flood": [
    {
      how: "refused",
      probe: (t) => statuses(t, 15),
      after: 1,
      seen: Array(15).fill(EBUSY),
    },
    { how: "again and again", probe: flood, after: 20, seen: true, undone: { after: 20, then: 20, seen: false } },
  ],
  "display.bad-buffers": [{ probe: (t) => statuses(t, 8), after: 1, seen: Array(8).fill(EINVAL) }],
  "display.gpu-kill": [
    {
      probe: (t) => ["cluster", "ivi"].map((name) => t.longestGap(name) > 250),
      after: 1000,
      seen: [true, true],
      later: { ms: 1000, seen: [true, true] },
    },
    { how: "they draw again", probe: states, after: 290, seen: ["frozen", "frozen"], later: { ms: 1000, seen: ["live", "live"] } },
  ],
  "display.context-loss": [
    { probe: (t) => ["cluster", "ivi"].map((name) => Math.round(t.longestGap(name) / 10) * 10), after: 1000, seen: [20, 80] },
  ],
  "display.backend-restart": [{ probe: states, after: 300, seen: ["gone", "gone"], later: { ms: 5000, seen: ["live", "live"] } }],
};
