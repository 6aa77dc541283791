import { expect, test } from "vitest";
import { ATTACKS, campaign, type FuzzDevice } from "../../fuzz/campaign.ts";

const OPERATIONS = 100_000;

const GOOD_ANSWERS: Readonly<Record<FuzzDevice, readonly string[]>> = {
  vdispl: ["dbufCreate 0", "dbufDestroy 0", "displ-events", "fbAttach 0", "fbDetach 0", "getEdid 0", "pgFlip 0", "setConfig 0"],
  vkbd: ["kbd-events"],
  vss: [],
};

/** 10 million of them, with other seeds: `npm run fuzz`. */
test.each(Object.keys(ATTACKS) as FuzzDevice[])(
  `whatever a guest does to its %s, in ${OPERATIONS} acts: no backend throws, nobody else notices, and nothing is left of it`,
  async (device) => {
    const report = await campaign({ device, seed: 1, operations: OPERATIONS });
    expect(report.operations).toBeGreaterThanOrEqual(OPERATIONS);
    // It did reach what it was to break: backends connected, found faults, and did all that they are there for.
    expect(report.connections).toBeGreaterThan(100);
    expect(report.faults).toBeGreaterThan(0);
    expect([...report.answers.keys()].filter((answer) => / 0$|events$/.test(answer)).sort()).toEqual(GOOD_ANSWERS[device]);
  },
  120_000,
);
