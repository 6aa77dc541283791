import type { Effect } from "../../../support/fault-effect.ts";
import type { SteadyWorld } from "../../../support/steady-world.ts";

const asked = new WeakMap<SteadyWorld, string[]>();

/** There is no host in a simulation, so what is asked of it is all there is to see. */
function listen(t: SteadyWorld): void {
  const calls: string[] = [];
  asked.set(t, calls);
  const told = (what: string) => {
    calls.push(what);
    return () => void calls.push(`no ${what}`);
  };
  Object.assign(t.world, {
    hogCpu: (processes: number) => told(`${processes} processes`),
    hogMemory: (mib: number) => told(`${mib} MiB`),
    fillDisk: () => told("full disk"),
  });
}

const effect = (values: Readonly<Record<string, number>>, what: string): readonly Effect[] => [
  {
    values,
    prepare: listen,
    probe: (t) => asked.get(t),
    after: 100,
    seen: [what],
    undone: { after: 100, then: 100, seen: [what, `no ${what}`] },
  },
];

export const hostEffects: Readonly<Record<string, readonly Effect[]>> = {
  "host.cpu-hog": effect({ processes: 3 }, "3 processes"),
  "host.memory-hog": effect({ mib: 100 }, "100 MiB"),
  "host.disk-full": effect({}, "full disk"),
};
