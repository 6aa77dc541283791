import type { Timers } from "../../protocol/ports.ts";

/** The real clock: milliseconds since the process started its script, monotonic. */
export const realTimers: Timers = {
  now: () => performance.now(),
  at: (time, fire) => set(time - performance.now(), fire),
  after: (ms, fire) => set(ms, fire),
};

function set(ms: number, fire: () => void): { cancel(): void } {
  // Node cuts the fraction off, and who wanted to be woken at a time would be woken before it, to wait for the rest.
  const timer = setTimeout(fire, Math.max(0, Math.ceil(ms)));
  return { cancel: () => clearTimeout(timer) };
}
