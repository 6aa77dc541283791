/** The figures of a run: ISO 26262's times, and what the other domains noticed. All from what was observed; times in and out are the clock's. */
import type { Observed } from "./observed.ts";
import type { FaultMark, HandlingTimes, Interference, Noticed, RecoveryMark } from "./record.ts";
import type { DisplaySight } from "./world.ts";

/** Vblanks of 60 Hz. */
const VBLANK_MS = 1000 / 60;

/**
 * FDTI, FRTI and FHTI of the first fault, by the first detection after it of one of `detectors` (any, when none is named) and the first safe state
 * from the fault on of what the fault hit. A safe state can come before its detector's word: then FRTI is 0.
 */
export function handlingTimes(
  { faults, detections, safeStates }: Pick<Observed, "faults" | "detections" | "safeStates">,
  {
    fttiMs,
    detectors,
    hit,
  }: { readonly fttiMs: number | undefined; readonly detectors: readonly string[]; readonly hit: readonly string[] },
): HandlingTimes {
  const fault = faults[0];
  const detection =
    fault &&
    detections.find((one) => one.at >= fault.at && (detectors.length === 0 || detectors.includes(one.detector)) && aimed(one.target, hit));
  const safe = fault && safeStates.find((one) => one.at >= fault.at && aimed(one.target, hit));
  const fdtiMs = fault && detection && detection.at - fault.at;
  const frtiMs = detection && safe && Math.max(0, safe.at - detection.at);
  const fhtiMs = fdtiMs === undefined || frtiMs === undefined ? undefined : fdtiMs + frtiMs;
  return { fdtiMs, frtiMs, fhtiMs, fttiMs, marginMs: fhtiMs === undefined || fttiMs === undefined ? undefined : fttiMs - fhtiMs };
}

const aimed = (target: string, hit: readonly string[]): boolean => hit.length === 0 || hit.includes(target);

/** What the faults were aimed at: domains by name. Empty: at none of them. */
export function hitBy(faults: readonly FaultMark[], displays: readonly DisplaySight[]): readonly string[] {
  const domains = faults.flatMap(({ target }) =>
    displays.filter(({ name, domain }) => name === target || domain === target).map(({ domain }) => domain),
  );
  return [...new Set(domains)];
}

/** When each domain that was covered showed a frame of its own again. */
export function recoveries({ covers, leases }: Pick<Observed, "covers" | "leases">): readonly RecoveryMark[] {
  const found: RecoveryMark[] = [];
  const down = new Set<string>();
  const all = [...covers.map((one) => ({ ...one, what: one.kind })), ...leases.map((one) => ({ ...one, what: one.to }))].sort(
    (a, b) => a.at - b.at,
  );
  for (const { at, domain, what } of all) {
    if (what === "placeholder" || what === "hold" || what === "blank" || what === "gone" || what === "frozen") down.add(domain);
    else if (what === "live" && down.delete(domain)) found.push({ at, target: domain });
  }
  return found;
}

/** What the domains of `displays` noticed from `faultAt` to `end`, beside `from` to `faultAt`. */
export function interference(
  observed: Observed,
  displays: readonly DisplaySight[],
  { from, faultAt, end }: { readonly from: number; readonly faultAt: number; readonly end: number },
): readonly Interference[] {
  return displays.map(({ name, domain }) => {
    const frames = observed.frames(name);
    const before = between(frames, from, faultAt);
    const after = between(frames, faultAt, end);
    const restarts = observed.lives.filter((one) => one.domain === domain && one.step === "started" && one.at > faultAt).length;
    const covers = observed.covers.filter((one) => one.display === name && one.kind !== "none" && one.at > faultAt).length;
    const shareBefore = Math.min(1, before.length / Math.max(1, vblanksOf(faultAt - from)));
    const vblanks = vblanksOf(end - faultAt);
    const shareAfter = after.length / Math.max(1, vblanks);
    // One that showed nothing before is held against its vblanks: an unknown is no excuse.
    const score = restarts > 0 ? 0 : Math.min(1, shareBefore > 0 ? shareAfter / shareBefore : shareAfter);
    return {
      domain,
      display: name,
      score,
      p99BeforeMs: p99(intervals(frames, from, faultAt)),
      p99AfterMs: p99(intervals(frames, faultAt, end)),
      missed: Math.max(0, vblanks - after.length),
      restarts,
      covers,
    };
  });
}

/** How long before and after a fault the other displays' frames are compared. */
const NOTICE_MS = 5000;

/** What the displays of other domains than those in `hit` showed of one fault. */
export function noticed(observed: Observed, displays: readonly DisplaySight[], at: number, hit: readonly string[]): readonly Noticed[] {
  return displays
    .filter(({ domain }) => !hit.includes(domain))
    .map(({ name: display, domain }) => {
      const frames = observed.frames(display);
      const before = between(frames, at - NOTICE_MS, at);
      const after = between(frames, at, at + NOTICE_MS);
      return {
        display,
        domain,
        windowMs: NOTICE_MS,
        framesBefore: before.length,
        framesAfter: after.length,
        p99BeforeMs: p99(intervals(frames, at - NOTICE_MS, at)),
        p99AfterMs: p99(intervals(frames, at, at + NOTICE_MS)),
      };
    });
}

/** So many at least fall within a time, wherever it begins. The sum of fractions is not exact. */
const vblanksOf = (ms: number): number => Math.floor(ms / VBLANK_MS + 1e-6);

const between = (frames: readonly number[], from: number, to: number): readonly number[] => frames.filter((at) => at > from && at <= to);

/** The intervals that end within a time: one that a fault falls into is the fault's. */
function intervals(frames: readonly number[], from: number, to: number): readonly number[] {
  return frames.flatMap((at, index) => {
    const last = frames[index - 1];
    return last !== undefined && at > from && at <= to ? [at - last] : [];
  });
}

function p99(of: readonly number[]): number | undefined {
  const sorted = [...of].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(0.99 * sorted.length))];
}
