import { expect } from "vitest";
import { eventPageHeader } from "../../../../protocol/event-page.ts";
import { displResp } from "../../../../protocol/io/displif.ts";
import { sring } from "../../../../protocol/ring.ts";
import type { Effect } from "../../../support/fault-effect.ts";
import type { SteadyWorld } from "../../../support/steady-world.ts";

const judged = (t: SteadyWorld): unknown => ({ detected: t.detected(), reason: t.details("abi"), state: t.display("ivi").state });

const inputPage = (t: SteadyWorld): unknown => {
  const view = t.world.ring("ivi", "kbd-events")?.view;
  const { inProd } = view ? eventPageHeader.decode(view, 0) : { inProd: 0 };
  return { waiting: inProd > 10, taken: t.taken("ivi") > 0 };
};

/** What happens to keys that are pressed now. */
async function keys(t: SteadyWorld): Promise<unknown> {
  t.mark();
  t.world.key("ivi0", 30, true);
  await t.run(4000);
  return { taken: t.taken("ivi"), detected: t.detected() };
}

/** Whether the last two answers on the display ring are to one request, and what comes of it. */
async function twice(t: SteadyWorld): Promise<unknown> {
  const ring = t.world.ring("ivi", "displ-requests");
  const prod = ring?.view.getUint32(sring.fields.rspProd[0], true) ?? 0;
  const ids = [1, 2].map((back) => {
    const slot = ((prod - back) >>> 0) & ((ring?.slots ?? 1) - 1);
    return ring && displResp.decode(ring.view, sring.size + slot * ring.slotOctets).id;
  });
  await t.run(1000);
  return { equal: ids[0] === ids[1], ...(judged(t) as object) };
}

const frozen = { detected: ["flip-deadline ivi"], reason: [], state: "frozen" };

export const ringEffects: Readonly<Record<string, readonly Effect[]>> = {
  "ring.garbage": [
    {
      how: "requests",
      probe: judged,
      after: 100,
      seen: { detected: ["abi ivi", "domain-exit ivi"], reason: [expect.stringMatching(/^req_prod \d+$/)], state: "gone" },
      later: {
        ms: 5000,
        seen: { detected: ["abi ivi", "domain-exit ivi"], reason: [expect.stringMatching(/^req_prod \d+$/)], state: "live" },
      },
    },
    { how: "display events", values: { ring: "displ-events" }, probe: judged, after: 1000, seen: frozen },
    {
      how: "input",
      values: { ring: "kbd-events" },
      probe: keys,
      after: 10,
      seen: { taken: 0, detected: ["ring-stall ivi", "domain-exit ivi"] },
    },
  ],
  "ring.impossible-index": [
    {
      probe: judged,
      after: 1,
      seen: { detected: ["abi ivi", "domain-exit ivi"], reason: [expect.stringMatching(/^req_prod \d+$/)], state: "gone" },
    },
  ],
  "ring.stall": [
    {
      probe: inputPage,
      after: 1000,
      seen: { waiting: true, taken: false },
      undone: { after: 1000, then: 100, seen: { waiting: true, taken: true } },
    },
  ],
  "ring.replay": [{ probe: twice, after: 1, seen: { equal: true, ...frozen } }],
  "ring.double-response": [{ probe: twice, after: 1, seen: { equal: true, ...frozen } }],
  "ring.lying-consumer": [{ probe: judged, after: 1000, seen: frozen }],
};
