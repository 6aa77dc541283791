import type { Timers } from "../../protocol/ports.ts";

/** The real clock: milliseconds since the process started its script, monotonic. */
export const realTimers: Timers = {
  now: () => performance.now(),
  at: (time, fire) => set(time - performance.now(), fire),
  after: (ms, fire) => set(ms, fire),
};

function set(ms: number, fire: () => void): { cancel(): void } {
  const timer = setTimeout(fire, Math.max(0, ms));
  return { cancel: () => clearTimeout(timer) };
}
