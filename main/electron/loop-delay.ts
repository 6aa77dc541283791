import { monitorEventLoopDelay } from "node:perf_hooks";

/** How late dom0's event loop was, in milliseconds; the resolution of the measurement is 10 ms and is taken off. */
export interface LoopDelay {
  readonly max: number;
  readonly p99: number;
}

const RESOLUTION_MS = 10;

/** Measures from now on, or from the last `reset`. */
export function watchLoopDelay(): { read(): LoopDelay; reset(): void } {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const late = (ns: number): number => Math.max(0, Math.round((ns / 1e6 - RESOLUTION_MS) * 10) / 10);
  return {
    read: () => ({ max: late(histogram.max), p99: late(histogram.percentile(99)) }),
    reset: () => histogram.reset(),
  };
}
