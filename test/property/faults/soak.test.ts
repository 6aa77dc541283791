import { expect, test } from "vitest";
import { soak, soakOnce } from "../../../main/soak.ts";
import { aFakeClock } from "../../support/clock.ts";
import { theDefaultCockpit } from "../../support/headless.ts";

/** `npm run faults -- soak --count 10000` does more of the same. */
const SEEDS = 150;

test(`whatever is done to dom0, in ${SEEDS} scenarios of chance, every invariant holds`, { timeout: 180_000 }, async () => {
  const cockpit = theDefaultCockpit();
  const broken: unknown[] = [];
  const kinds = new Set<string>();
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { record, problems } = await soakOnce(cockpit, seed);
    for (const { fault } of record.faults) kinds.add(fault);
    if (problems.length > 0) broken.push({ seed, problems });
  }
  expect(broken).toEqual([]);
  expect(kinds.size).toBeGreaterThan(40);
});

test("a soak says how much it did, and exits 0 when all held", async () => {
  const said: string[] = [];
  const code = await soak({ cockpit: theDefaultCockpit(), count: 2, seed: 5, say: (line) => said.push(line), clock: aFakeClock() });
  expect([code, said]).toEqual([0, [expect.stringMatching(/^2 scenarios of \d+ faults .* every invariant held$/)]]);
});
