/**
 * Runs one scenario on one world, live or simulated alike: waits for the steady state, does the faults at their times or on their conditions, takes
 * them back, and holds what was seen against what was expected. It decides nothing about dom0; it only looks.
 */
import { checkOf, type Outcome } from "./checks.ts";
import { FaultImpossible } from "./catalogue/fault.ts";
import { handlingTimes, hitBy, interference, noticed, recoveries } from "./figures.ts";
import type { Observed } from "./observed.ts";
import type { FaultMark, Picture, RunRecord, Verdict } from "./record.ts";
import type { PlannedFault, RunPlan } from "./scenario.ts";
import type { Condition } from "./scenario-schema.ts";
import type { FaultWorld, Undo } from "./world.ts";

/** How often conditions are looked at. Milliseconds. */
const LOOK_MS = 20;

export interface EngineOptions {
  readonly world: FaultWorld;
  readonly observed: Observed;
  /** SHA-256 of a text, in hex. */
  readonly hash: (text: string) => string;
  /** Something happened of which a picture is worth having. Live only. */
  readonly onMoment?: (moment: Picture["moment"]) => void;
  /** The pictures that were taken, once the run is over; their times are the clock's. */
  readonly pictures?: () => Promise<readonly Picture[]>;
  /** To end the run early: what was seen until then is judged. */
  readonly signal?: { readonly aborted: boolean };
}

export async function runScenario(plan: RunPlan, options: EngineOptions): Promise<RunRecord> {
  const { world } = options;
  const startedAt = world.timers.now();
  const steady = await reach(world, plan.steadyTimeoutMs, steadiness(world, plan.steadyForMs));
  if (steady) world.startPhase(plan.drive);
  const from = world.timers.now();
  const end = from + plan.durationMs;
  const run = new Injection(options);
  let problem: string | undefined;
  if (steady) {
    await run.perform(plan.faults, from, end);
    problem = run.problem;
  } else
    problem = `no steady state within ${plan.steadyTimeoutMs} ms: ${world
      .displays()
      .map(({ name, state }) => `${name} is ${state}`)
      .join(", ")}`;
  return record(plan, options, { startedAt, from, end: world.timers.now(), problem });
}

/** Every display has shown its guest for so long without a break. */
function steadiness(world: FaultWorld, forMs: number): () => boolean {
  let since: number | undefined;
  return () => {
    const live = world.displays().every(({ state, cover }) => state === "live" && cover === "none");
    if (!live) since = undefined;
    else since ??= world.timers.now();
    return since !== undefined && world.timers.now() - since >= forMs;
  };
}

/** Waits until it is so; false when it was not in time. */
function reach(world: FaultWorld, timeoutMs: number, so: () => boolean): Promise<boolean> {
  const limit = world.timers.now() + timeoutMs;
  return new Promise((resolve) => {
    const look = (): void => {
      if (so()) resolve(true);
      else if (world.timers.now() >= limit) resolve(false);
      else world.timers.after(LOOK_MS, look);
    };
    look();
  });
}

/** The faults of one run as they are done and taken back. */
class Injection {
  problem: string | undefined;
  readonly #options: EngineOptions;
  readonly #undo = new Map<FaultMark, Undo>();

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  async perform(faults: readonly PlannedFault[], from: number, end: number): Promise<void> {
    const { world, signal, onMoment, observed } = this.#options;
    const waiting = new Set(faults);
    const seen = { detections: observed.detections.length, leases: observed.leases.length };
    let pictured = false;
    let recovered = false;
    await reach(world, end - from, () => {
      for (const planned of waiting) {
        if (!isDue(planned, world, world.timers.now() - from)) continue;
        waiting.delete(planned);
        this.#inject(planned);
      }
      if (observed.faults.length === 0) seen.detections = observed.detections.length;
      if (observed.detections.length > seen.detections && !pictured) {
        pictured = true;
        onMoment?.("detection");
      }
      if (pictured && !recovered && observed.leases.length > seen.leases) {
        seen.leases = observed.leases.length;
        const from = observed.detections.at(seen.detections)?.at ?? Number.POSITIVE_INFINITY;
        recovered = recoveries(observed).some(({ at }) => at > from);
        if (recovered) onMoment?.("recovery");
      }
      return signal?.aborted === true || this.problem !== undefined;
    });
    for (const [mark, undo] of [...this.#undo]) this.#end(mark, undo);
    if (waiting.size > 0 && this.problem === undefined && signal?.aborted !== true) {
      this.problem = `never done, because it was never so: ${[...waiting].map(({ fault }) => fault.name).join(", ")}`;
    }
  }

  #inject({ fault, target, parameters, forMs }: PlannedFault): void {
    const { world, observed, onMoment } = this.#options;
    const mark: FaultMark = { at: world.timers.now(), fault: fault.name, target: target === "" ? "-" : target, parameters };
    observed.fault(mark);
    onMoment?.("fault");
    try {
      const undo = fault.inject({ world, target, number: (name) => Number(parameters[name]), word: (name) => String(parameters[name]) });
      if (!fault.lasts) return;
      this.#undo.set(mark, undo);
      if (forMs !== undefined) world.timers.after(forMs, () => this.#end(mark, undo));
    } catch (problem) {
      if (!(problem instanceof FaultImpossible)) throw problem;
      this.problem ??= `${fault.name}: ${problem.message}`;
    }
  }

  #end(mark: FaultMark, undo: Undo): void {
    if (!this.#undo.delete(mark)) return;
    undo();
    this.#options.observed.ended(mark);
  }
}

function isDue({ atMs, when }: PlannedFault, world: FaultWorld, elapsed: number): boolean {
  return atMs === undefined ? when !== undefined && holds(when, world) : elapsed >= atMs;
}

function holds(when: Condition, world: FaultWorld): boolean {
  if ("signal" in when) {
    const value = world.signal(when.signal);
    if (value === undefined) return false;
    return "above" in when ? value > when.above : value < when.below;
  }
  const display = world.displays().find(({ name }) => name === when.display);
  if (!display) return false;
  return "is" in when ? display.state === when.is : display.flips >= when.frames;
}

async function record(
  plan: RunPlan,
  { world, observed, hash, pictures }: EngineOptions,
  {
    startedAt,
    from,
    end,
    problem,
  }: { readonly startedAt: number; readonly from: number; readonly end: number; readonly problem: string | undefined },
): Promise<RunRecord> {
  const displays = world.displays();
  const faultAt = observed.faults[0]?.at;
  const hit = hitBy(observed.faults, displays);
  // The steady state was undisturbed, too: a fault that is due at once has nothing else before it.
  const all = interference(observed, displays, { from: from - plan.steadyForMs, faultAt: faultAt ?? from, end });
  const found = recoveries(observed);
  const outcome: Outcome = {
    mode: world.mode,
    observed,
    faultAt,
    recoveries: found,
    interference: all,
    displays,
    signal: (path) => world.signal(path),
  };
  const detectors = plan.expect.flatMap((one) => ("detected" in one ? [one.detected].flat() : []));
  const times = handlingTimes(observed, { fttiMs: plan.fttiMs, detectors, hit });
  const checks = problem === undefined ? plan.expect.map((one) => checkOf(one, outcome)) : [];
  if (problem === undefined && plan.fttiMs !== undefined) {
    const { fhtiMs } = times;
    checks.push({
      what: "fault handled (FHTI)",
      wanted: `within the FTTI of ${plan.fttiMs} ms`,
      got: fhtiMs === undefined ? "never" : `${fhtiMs.toFixed(1)} ms`,
      ok: fhtiMs !== undefined && fhtiMs <= plan.fttiMs,
    });
  }
  const rel = <T extends { readonly at: number }>(marks: readonly T[]): readonly T[] =>
    marks.filter(({ at }) => at >= from).map((mark) => ({ ...mark, at: mark.at - from }));
  const verdict: Verdict = problem !== undefined ? "error" : checks.every(({ ok }) => ok) ? "passed" : "failed";
  const log = [
    ...observed.lines,
    ...displays.map(
      ({ name }) =>
        `${end.toFixed(3)} frames ${name} ${observed.frames(name).length} ${hash(observed.frames(name).join(" ")).slice(0, 16)}`,
    ),
  ];
  return {
    scenario: plan.scenario,
    title: plan.title,
    file: plan.path,
    mode: world.mode,
    seed: plan.seed,
    parameters: plan.parameters,
    steadyAfterMs: from - startedAt,
    durationMs: end - from,
    faults: rel(
      observed.faults.map((mark) => ({
        ...mark,
        ...(mark.endedAt === undefined ? {} : { endedAt: mark.endedAt - from }),
        noticed: noticed(observed, displays, mark.at, hitBy([mark], displays)),
      })),
    ),
    detections: rel(observed.detections),
    safeStates: rel(observed.safeStates),
    recoveries: rel(found),
    times,
    interference: all.filter(({ domain }) => !hit.includes(domain)),
    lanes: displays.map(({ name, domain, colour }) => lane(observed.frames(name), from, { display: name, domain, colour })),
    checks,
    pictures: rel((await pictures?.()) ?? []),
    verdict,
    ...(problem === undefined ? {} : { problem }),
    log,
    logHash: hash(log.join("\n")),
  };
}

function lane(
  frames: readonly number[],
  from: number,
  whose: { readonly display: string; readonly domain: string; readonly colour: string },
): RunRecord["lanes"][number] {
  const first = frames.findIndex((at) => at > from);
  const shown = first < 0 ? [] : frames.slice(first);
  const before = frames[first - 1];
  return {
    ...whose,
    at: shown.map((at) => at - from),
    intervalMs: shown.map((at, index) => at - (shown[index - 1] ?? before ?? at)),
  };
}
