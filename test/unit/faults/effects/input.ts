import type { Effect } from "../../../support/fault-effect.ts";
import type { SteadyWorld } from "../../../support/steady-world.ts";

const kinds = (t: SteadyWorld): readonly string[] => [...new Set(t.input("ivi").map(({ kind }) => kind))].sort();

/** What of a key pressed and let go comes to the guest. */
async function keys(t: SteadyWorld): Promise<number> {
  t.world.key("ivi0", 30, true);
  t.world.key("ivi0", 30, false);
  await t.run(50);
  return t.input("ivi").length;
}

export const inputEffects: Readonly<Record<string, readonly Effect[]>> = {
  "input.storm": [
    {
      probe: (t) => ({ perSecond: Math.round(t.taken("ivi") / 200) * 200, kinds: kinds(t), cluster: t.taken("cluster") }),
      after: 1000,
      seen: { perSecond: 2000, kinds: ["position"], cluster: 0 },
      undone: { after: 500, then: 1000, seen: { perSecond: 0, kinds: [], cluster: 0 } },
    },
  ],
  "input.stuck-key": [
    {
      values: { code: 48 },
      probe: (t) => t.input("ivi"),
      after: 60_000,
      seen: [{ kind: "key", pressed: 1, keycode: 48 }],
      undone: { after: 1000, then: 100, seen: [{ kind: "key", pressed: 0, keycode: 48 }] },
    },
  ],
  "input.ghost-touch": [
    {
      probe: kinds,
      after: 2000,
      seen: ["touchDown", "touchMotion", "touchSyn", "touchUp"],
      undone: { after: 2000, then: 1000, seen: ["touchSyn", "touchUp"] },
    },
  ],
  "input.dead": [{ probe: keys, after: 500, seen: 0, undone: { after: 500, then: 3000, seen: 2 } }],
};
