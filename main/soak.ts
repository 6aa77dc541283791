/** Random faults at random times, one scenario after another, and what must be so whatever is done to dom0. */
import { faults } from "./faults/catalogue.ts";
import type { Fault, Parameter } from "./faults/catalogue/fault.ts";
import { runScenario } from "./faults/engine.ts";
import { Observed } from "./faults/observed.ts";
import type { Parameters, RunRecord } from "./faults/record.ts";
import type { PlannedFault, RunPlan } from "./faults/scenario.ts";
import { seededDice } from "./seeded-dice.ts";
import { sha256 } from "./sha256.ts";
import { SimulatedWorld } from "./simulated-world.ts";
import { SHUTDOWN } from "./hypervisor/domain.ts";
import type { Cockpit } from "./toolstack/cockpit.ts";
import type { DomainConfig } from "./toolstack/domain-config.ts";
import { actionFor, dispositionOf, reasonName } from "./toolstack/shutdown-policy.ts";
import type { Clock, Dice } from "../protocol/ports.ts";

/** The faults are done in the first part; the rest is for all to be as it was. Milliseconds. */
const FAULTS_MS = 6000;
const REST_MS = 14_000;
const FAULTS_MAX = 4;
/** The domain that is broken, and the one that must not notice. */
const VICTIM = "ivi";
const BYSTANDER = "cluster";
const SCORE_MIN = 0.99;
/** From a death to the next start, beside the back-off: disposal, and waiting for backends. */
const RESTART_SLACK_MS = 2500;
/** What a backoff's timer may be early by: nothing but rounding. */
const EARLY_MS = 1;

/** Faults that are aimed at one domain and at nothing of dom0's: nobody else may notice. */
const AT_ONE: readonly Fault[] = faults.filter(({ target }) => target !== "none");
/** All the others: everyone may notice, and all must be well afterwards. */
const AT_ALL: readonly Fault[] = faults.filter(({ target }) => target === "none");
/** Every so manyth scenario has some of those. */
const AT_ALL_EVERY = 4;
const DRIVES = ["cruise", "reverse", "accelerate", "parked"] as const;

export interface SoakOptions {
  readonly cockpit: Cockpit;
  readonly count: number;
  readonly seed: number;
  readonly say: (line: string) => void;
  /** Real time, for whoever wants to know how long it took. */
  readonly clock: Clock;
}

/** Answers the exit code: 0 when every invariant held in every scenario. */
export async function soak({ cockpit, count, seed, say, clock }: SoakOptions): Promise<number> {
  const injected = new Map<string, number>();
  let virtualMs = 0;
  let broken = 0;
  const began = clock.now();
  for (let one = 0; one < count; one++) {
    const at = (seed + one) >>> 0;
    const { record, problems } = await soakOnce(cockpit, at);
    virtualMs += record.steadyAfterMs + record.durationMs;
    for (const { fault } of record.faults) injected.set(fault, (injected.get(fault) ?? 0) + 1);
    if (problems.length > 0) {
      broken++;
      say(`seed ${at}: ${record.faults.map(({ at: when, fault, target }) => `${fault} ${target} at ${when.toFixed(0)} ms`).join(", ")}`);
      for (const problem of problems) say(`    ${problem}`);
      say(`    again: npm run faults -- soak --count 1 --seed ${at}`);
    }
    if ((one + 1) % 1000 === 0) say(`${one + 1} of ${count}, ${broken} broken, ${Math.round((clock.now() - began) / 1000)} s`);
  }
  const realMs = clock.now() - began;
  say(
    `${count} scenarios of ${[...injected.values()].reduce((sum, times) => sum + times, 0)} faults (${injected.size} kinds of ${faults.length}), ` +
      `${(virtualMs / 3_600_000).toFixed(1)} h of virtual time in ${(realMs / 1000).toFixed(0)} s; ${broken === 0 ? "every invariant held" : `${broken} broke an invariant`}`,
  );
  return broken === 0 ? 0 : 1;
}

/** One scenario of chance, and the invariants that did not hold, a sentence each. */
export async function soakOnce(
  cockpit: Cockpit,
  seed: number,
): Promise<{ readonly record: RunRecord; readonly problems: readonly string[] }> {
  const plan = planOf(seed);
  let observed: Observed | undefined;
  const world = new SimulatedWorld({ cockpit, seed, drive: plan.drive }, (timers) => (observed = new Observed(timers)));
  if (!observed) throw new TypeError("nobody observes");
  let record: RunRecord | undefined;
  let broke: unknown;
  void world.simulation.boot();
  runScenario(plan, { world, observed, hash: sha256 }).then(
    (done) => (record = done),
    (cause: unknown) => (broke = cause),
  );
  const { clock } = world.simulation;
  await clock.run(clock.now() + 600_000, () => record !== undefined || broke !== undefined);
  if (!record) throw new Error(`seed ${seed}: ${broke instanceof Error ? (broke.stack ?? broke.message) : "dom0 did not come to an end"}`);
  const problems = [...invariants(cockpit, plan, observed, record)];
  const orphans = await world.simulation.close();
  if (orphans.length > 0) problems.push(`left behind: ${orphans.join("; ")}`);
  return { record, problems };
}

/** What did not hold of a run that is over, a sentence each. */
export function* invariants(
  cockpit: Cockpit,
  plan: Pick<RunPlan, "faults">,
  observed: Pick<Observed, "lives">,
  record: Pick<RunRecord, "problem" | "interference" | "lanes" | "steadyAfterMs" | "durationMs">,
): Generator<string> {
  // A fault that found nothing to be done to is no fault of dom0's.
  if (record.problem?.startsWith("no steady state")) yield record.problem;
  const aimed = plan.faults.every(({ fault }) => fault.target !== "none");
  const bystander = record.interference.find(({ domain }) => domain === BYSTANDER);
  if (aimed && (bystander?.score ?? 0) < SCORE_MIN) yield `${BYSTANDER} noticed: ${JSON.stringify(bystander)}`;
  const lane = record.lanes.find(({ domain }) => domain === BYSTANDER);
  if (record.problem === undefined && (lane?.at.at(-1) ?? 0) < record.durationMs - 100) yield `${BYSTANDER} is not live at the end`;
  for (const { config } of cockpit.domains) yield* policyOf(config, cockpit.detection.restartBackoffMs, observed, record);
}

/**
 * Each end of a domain is followed by what its config says for that reason: by a start, not before its back-off and not long after, or by none.
 */
function* policyOf(
  config: DomainConfig,
  backoffMs: readonly number[],
  { lives }: Pick<Observed, "lives">,
  record: Pick<RunRecord, "steadyAfterMs" | "durationMs">,
): Generator<string> {
  const { name } = config;
  const steps = lives.filter((one) => one.domain === name);
  const endAt = record.steadyAfterMs + record.durationMs;
  const longest = Math.max(...backoffMs) + RESTART_SLACK_MS;
  const shortest = Math.min(...backoffMs.filter((ms) => ms > 0));
  for (const [index, { at, step, detail }] of steps.entries()) {
    if (step !== "shutdown") continue;
    const reason = Object.values(SHUTDOWN).find((one) => reasonName(one) === detail);
    if (reason === undefined) {
      yield `${name} ended at ${at.toFixed(0)} ms for no known reason: ${detail ?? "none"}`;
      continue;
    }
    const { rebuild } = dispositionOf(actionFor(config, reason));
    const after = steps.slice(index + 1);
    const next = after.find((one) => one.step === "building" || one.step === "given-up");
    const waits = after.find((one) => one.step === "waiting");
    if (rebuild && !next && endAt - at > longest) yield `${name} ended at ${at.toFixed(0)} ms (${detail}) and was not started again`;
    if (!rebuild && next)
      yield `${name} ended at ${at.toFixed(0)} ms (${detail}), and was started again although its config says otherwise`;
    if (next && waits && waits.at < next.at && next.at - waits.at < shortest - EARLY_MS) {
      yield `${name} was started ${(next.at - waits.at).toFixed(0)} ms after it was told to wait`;
    }
  }
}

/** A scenario by its number alone. */
function planOf(seed: number): RunPlan {
  const dice = seededDice(seed ^ 0x50a4);
  const all = seed % AT_ALL_EVERY === 0;
  const planned = Array.from({ length: 1 + Math.floor(dice.next() * FAULTS_MAX) }, (): PlannedFault => {
    const fault = pick(dice, all && dice.next() < 0.5 ? AT_ALL : AT_ONE);
    const atMs = 1000 + dice.next() * (FAULTS_MS - 1000);
    return {
      fault,
      target: fault.target === "none" ? "" : VICTIM,
      atMs,
      when: undefined,
      forMs: 100 + dice.next() * (FAULTS_MS - atMs),
      parameters: valuesOf(fault, dice),
    };
  });
  return {
    scenario: `soak-${seed}`,
    title: "faults of chance",
    path: "",
    seed,
    parameters: {},
    drive: pick(dice, DRIVES),
    steadyForMs: 500,
    steadyTimeoutMs: 30_000,
    faults: planned,
    durationMs: FAULTS_MS + REST_MS,
    fttiMs: undefined,
    expect: [],
  };
}

const pick = <T>(dice: Dice, from: readonly T[]): T => from[Math.floor(dice.next() * from.length)]!;

/** Mostly as usual, else anywhere in the range, but for rates: what only takes the simulation's own time shows nothing. */
function valuesOf(fault: Fault, dice: Dice): Parameters {
  const value = (parameter: Parameter): number | string => {
    if (parameter.kind === "choice") return pick(dice, parameter.of);
    if (parameter.kind === "signal" || dice.next() < 0.6) return parameter.usual;
    const [low, high] = [Math.max(parameter.min, parameter.usual / 10), Math.min(parameter.max, Math.max(1, parameter.usual) * 3)];
    return low > high ? parameter.usual : low + dice.next() * (high - low);
  };
  return Object.fromEntries(Object.entries(fault.parameters).map(([name, parameter]) => [name, value(parameter)]));
}
