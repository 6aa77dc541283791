import type { Effect } from "../../../support/fault-effect.ts";
import type { SteadyWorld } from "../../../support/steady-world.ts";

/** Whether the ivi draws as it should, and what it went through. */
const draws = (t: SteadyWorld): unknown => ({ frames: t.frames("ivi", 500) > 25, state: t.display("ivi").state });
const life = (t: SteadyWorld): unknown => ({
  detected: t.detected(),
  lives: t.lives("ivi"),
  state: t.display("ivi").state,
  cover: t.display("ivi").cover,
});

const BACK = ["shutdown", "destroyed", "building", "built", "started"];

export const domainEffects: Readonly<Record<string, readonly Effect[]>> = {
  "domain.crash": [
    {
      probe: life,
      after: 1,
      seen: { detected: ["domain-exit ivi"], lives: BACK.slice(0, 4), state: "gone", cover: "placeholder" },
      later: { ms: 5000, seen: { detected: ["domain-exit ivi"], lives: BACK, state: "live", cover: "none" } },
    },
  ],
  "domain.hang": [
    {
      probe: draws,
      after: 1000,
      seen: { frames: false, state: "frozen" },
      undone: { after: 1000, then: 1000, seen: { frames: true, state: "live" } },
    },
  ],
  "domain.slow": [
    {
      probe: (t) => ({ frames: t.frames("ivi") < 45 * (t.elapsed / 1000), stands: t.longestGap("ivi") > 35, lives: t.lives("ivi") }),
      after: 2000,
      seen: { frames: true, stands: true, lives: [] },
      undone: { after: 1000, then: 2000, seen: { frames: false, stands: false, lives: [] } },
    },
  ],
  "domain.pause": [
    {
      probe: (t) => ({
        paused: t.dom0.hypervisor.domains().find(({ name }) => name === "ivi")?.paused,
        ...(draws(t) as object),
        lives: t.lives("ivi"),
      }),
      after: 20_000,
      seen: { paused: true, frames: false, state: "frozen", lives: [] },
      undone: { after: 20_000, then: 1000, seen: { paused: false, frames: true, state: "live", lives: [] } },
    },
  ],
  "domain.leak": [
    {
      probe: (t) => t.detected(),
      after: 3000,
      seen: ["memory ivi", "domain-exit ivi"],
      undone: { after: 1000, then: 10_000, seen: [] },
    },
  ],
  "domain.timer-storm": [
    {
      probe: (t) => t.frames("ivi") < 10 * (t.elapsed / 1000),
      after: 2000,
      seen: true,
      undone: { after: 1000, then: 2000, seen: false },
    },
  ],
  "domain.crash-loop": [
    {
      probe: (t) => ({ deaths: t.lives("ivi").filter((step) => step === "shutdown").length, state: t.display("ivi").state }),
      after: 30_000,
      seen: { deaths: 3, state: "live" },
      undone: { after: 1000, then: 30_000, seen: { deaths: 0, state: "live" } },
    },
  ],
  "domain.poweroff": [
    { probe: life, after: 10_000, seen: { detected: [], lives: ["shutdown", "destroyed"], state: "gone", cover: "placeholder" } },
  ],
  "domain.reboot": [{ probe: life, after: 10_000, seen: { detected: [], lives: BACK, state: "live", cover: "none" } }],
};
