import type { Effect } from "../../../support/fault-effect.ts";
import type { SteadyWorld } from "../../../support/steady-world.ts";

const SPEED = "Vehicle.Speed";
const ENGINE = "Vehicle.Powertrain.CombustionEngine.Speed";
const GEAR = "Vehicle.Powertrain.Transmission.SelectedGear";

const BOTH = [`signal-age ${SPEED}`, `signal-age ${GEAR}`];
const WELL = { signals: [true, true, true], shown: true, detected: [] };

/** The speed that is taken, at cruise, and what is said of the one that came. */
const bounded = (t: SteadyWorld): unknown => {
  const speed = t.signal(SPEED) ?? 0;
  const said = t.said("out of its table").map((line) => /"outcome":"(\w+)"/.exec(line)?.[1]);
  return { speed: speed > 80 && speed < 95 ? "as driven" : speed, said };
};

const valid = (t: SteadyWorld): unknown => ({
  signals: ([SPEED, ENGINE, GEAR] as const).map((path) => t.signal(path) !== undefined),
  shown: t.shows("cluster", SPEED) !== undefined,
  detected: t.detected(),
});

/** How often within a second the speed makes a leap that no car makes. */
async function leaps(t: SteadyWorld): Promise<boolean> {
  let found = 0;
  let before = t.signal(SPEED) ?? 0;
  const stop = t.dom0.signals.onFlush(() => {
    const now = t.signal(SPEED) ?? before;
    if (Math.abs(now - before) > 20) found++;
    before = now;
  });
  await t.run(1000);
  stop();
  return found > 100;
}

export const busEffects: Readonly<Record<string, readonly Effect[]>> = {
  "bus.lost": [
    {
      probe: valid,
      after: 3000,
      seen: { signals: [false, true, false], shown: false, detected: BOTH },
      undone: { after: 3000, then: 1000, seen: WELL },
    },
  ],
  "bus.stale": [
    {
      probe: valid,
      after: 3000,
      seen: { signals: [false, true, true], shown: false, detected: BOTH.slice(0, 1) },
      undone: { after: 3000, then: 1000, seen: WELL },
    },
  ],
  "bus.out-of-range": [
    {
      how: "below",
      values: { value: -1000 },
      probe: bounded,
      after: 1000,
      seen: { speed: -250, said: ["clamped"] },
      undone: { after: 1000, then: 1000, seen: { speed: "as driven", said: [] } },
    },
    {
      how: "above",
      probe: bounded,
      after: 1000,
      seen: { speed: 400, said: ["clamped"] },
      undone: { after: 1000, then: 1000, seen: { speed: "as driven", said: [] } },
    },
  ],
  "bus.babbling": [{ probe: leaps, after: 100, seen: true, undone: { after: 1000, then: 500, seen: false } }],
  "bus.clock-jump": [{ probe: (t) => t.detected(), after: 500, seen: BOTH, undone: { after: 500, then: 1000, seen: [] } }],
};
