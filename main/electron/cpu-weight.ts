/** A domain's cpu_weight, in the words of the scheduler that its process runs under. */
import { readdirSync } from "node:fs";
import { setPriority } from "node:os";

/** One step of niceness is this factor in Linux's share of a contended processor (sched(7), "The nice value"). */
const SHARE_OF_A_STEP = 1.25;
const NICE_MAX = 19;

/** The niceness that has a process of `weight` share a contended processor with one of `heaviest` by their weights. */
export function niceOf(weight: number, heaviest: number): number {
  return Math.min(NICE_MAX, Math.max(0, Math.round(Math.log(heaviest / weight) / Math.log(SHARE_OF_A_STEP))));
}

/** Makes a process that runs already so nice, thread by thread as Linux has it; threads to come take after those that start them. */
export function setNice(pid: number, nice: number): void {
  if (nice === 0 || process.platform !== "linux") return;
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) setPriority(Number(thread), nice);
  } catch (cause) {
    // A thread, or the process, may end meanwhile, and whoever watches it deals with that; what was meant is no more than a preference.
    if (!(cause instanceof Error && "code" in cause)) throw cause;
  }
}
