import { runScenario } from "./faults/engine.ts";
import { Observed } from "./faults/observed.ts";
import type { RunRecord } from "./faults/record.ts";
import { strangers, type RunPlan } from "./faults/scenario.ts";
import { sha256 } from "./sha256.ts";
import { SimulatedWorld } from "./simulated-world.ts";
import type { Cockpit } from "./toolstack/cockpit.ts";

/** Longer than any run may take: virtual milliseconds. */
const LIMIT_MS = 24 * 3_600_000;

/** Runs one scenario in virtual time, to its end and dom0's, and holds dom0 to what must be so whatever is done to it. */
export async function simulateRun(plan: RunPlan, cockpit: Cockpit, signal?: { readonly aborted: boolean }): Promise<RunRecord> {
  let observed: Observed | undefined;
  const { drive, seed } = plan;
  const world = new SimulatedWorld({ cockpit, seed, drive }, (timers) => (observed = new Observed(timers)));
  if (!observed) throw new TypeError("nobody observes");
  const foreign = strangers(plan, { domains: world.domains, displays: world.displays().map(({ name }) => name) });
  let run: RunRecord | undefined;
  let broke: Error | undefined;
  void world.simulation.boot();
  runScenario(plan, { world, observed, hash: sha256, ...(signal ? { signal } : {}) }).then(
    (done) => (run = done),
    (cause: unknown) => (broke = cause instanceof Error ? cause : new Error("thrown", { cause })),
  );
  await world.simulation.clock.run(LIMIT_MS, () => run !== undefined || broke !== undefined);
  if (broke) throw broke;
  if (!run) throw new Error(`${plan.scenario}: no end within a day of virtual time`);
  world.machine.mendStore();
  world.machine.evtchn.clear();
  const orphans = await world.simulation.close();
  if (foreign.length > 0) return { ...run, verdict: "error", problem: foreign.join("; ") };
  const left = {
    what: "nothing is left when dom0 has ended",
    wanted: "no node, grant, port or domain",
    got: orphans.join("; ") || "nothing",
    ok: orphans.length === 0,
  };
  const verdict = run.verdict === "passed" && !left.ok ? "failed" : run.verdict;
  return { ...run, checks: [...run.checks, left], verdict };
}
