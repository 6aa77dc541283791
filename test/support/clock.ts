import type { Timer, Timers } from "../../protocol/ports.ts";

interface Pending {
  readonly time: number;
  readonly order: number;
  readonly fire: () => void;
}

/** Timers whose time moves only when a test says so; what falls due together fires in the order it was set. */
export interface FakeClock extends Timers {
  /** Moves time on, firing what falls due on the way, each at its own time. Microtasks do not run in between: see `settle`. */
  advance(ms: number): void;
  /** The same, letting promises settle after each timer. One turn is enough where nothing but promises is waited for. */
  advanceAsync(ms: number, turns?: number): Promise<void>;
  /** How many timers are set. */
  readonly pending: number;
}

/** A clock at `start` milliseconds. */
export function aFakeClock(start = 0): FakeClock {
  let now = start;
  let order = 0;
  const queue: Pending[] = [];

  const at = (time: number, fire: () => void): Timer => {
    const entry = { time: Math.max(time, now), order: order++, fire };
    queue.push(entry);
    return {
      cancel: () => {
        const place = queue.indexOf(entry);
        if (place >= 0) queue.splice(place, 1);
      },
    };
  };
  const due = (until: number): Pending | undefined => {
    let first: Pending | undefined;
    for (const entry of queue) {
      if (entry.time <= until && (!first || entry.time < first.time || (entry.time === first.time && entry.order < first.order)))
        first = entry;
    }
    if (first) {
      queue.splice(queue.indexOf(first), 1);
      now = first.time;
    }
    return first;
  };
  return {
    now: () => now,
    at,
    after: (ms, fire) => at(now + ms, fire),
    advance(ms) {
      const until = now + ms;
      for (let next = due(until); next; next = due(until)) next.fire();
      now = until;
    },
    async advanceAsync(ms, turns) {
      const until = now + ms;
      for (let next = due(until); next; next = due(until)) {
        next.fire();
        await settle(turns);
      }
      now = until;
      await settle(turns);
    },
    get pending() {
      return queue.length;
    },
  };
}

/** Lets every promise that can settle now do so. */
export async function settle(turns = 3): Promise<void> {
  for (let i = 0; i < turns; i++) await new Promise<void>((resolve) => void setImmediate(resolve));
}
