import type { Effect } from "../../../support/fault-effect.ts";
import type { SteadyWorld } from "../../../support/steady-world.ts";

const SPEED = "Vehicle.Speed";
const KEY_A = 30;

const loop = (t: SteadyWorld): unknown => ({ detected: t.detected(), long: t.details("loop").includes("held up for 400 ms") });

/** What works of what the backends do: displays, keys, signals. */
async function served(t: SteadyWorld): Promise<unknown> {
  t.world.key("ivi0", KEY_A, true);
  await t.run(100);
  return {
    draws: t.frames("ivi", 200) > 5,
    keys: t.input("ivi").length > 0,
    signals: Math.abs((t.signal(SPEED) ?? 0) - (t.shows("ivi", SPEED) ?? 0)) < 2,
  };
}

const BACK = ["shutdown", "destroyed", "building", "built", "started"];
const ALL = { draws: true, keys: true, signals: true };

const death = (backend: string, changes: Partial<typeof ALL>): Effect => ({
  how: backend,
  drive: "accelerate",
  values: { backend },
  probe: served,
  after: 1500,
  seen: { ...ALL, ...changes },
  undone: { after: 1500, then: 3000, seen: ALL },
});

export const dom0Effects: Readonly<Record<string, readonly Effect[]>> = {
  "dom0.slow-loop": [
    {
      probe: loop,
      after: 5000,
      seen: { detected: ["loop dom0"], long: true },
      undone: { after: 3000, then: 5000, seen: { detected: [], long: false } },
    },
  ],
  "dom0.backend-death": [death("vss", { signals: false }), death("vdispl", { draws: false }), death("vinput", { keys: false })],
  "dom0.watchdog-drill": [
    {
      probe: (t) => ({ detected: t.detected(), lives: t.lives("ivi"), state: t.display("ivi").state }),
      after: 5,
      seen: { detected: ["heartbeat ivi", "domain-exit ivi"], lives: BACK.slice(0, 4), state: "gone" },
      later: { ms: 5000, seen: { detected: ["heartbeat ivi", "domain-exit ivi"], lives: BACK, state: "live" } },
    },
  ],
};
