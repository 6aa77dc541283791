/** When the hypervisor's upcalls run in the live program. */
import type { Schedule } from "../hypervisor/upcalls.ts";

/** So many times in a row an upcall may come before anything else that dom0 has to do. */
const PROMPT_MAX = 8;

/**
 * At the end of what dom0 is doing now; of several that follow each other the last waits for the event loop to turn.
 *
 * An immediate alone would do. But Chromium's loop takes its time to come to Node's, for which another thread has to be woken, and a request
 * would wait that long for its backend. And microtasks alone would not do: two domains that wake each other for ever would let nothing else run.
 * Where a turn ends nobody tells, and to ask for it costs a turn: so they are counted.
 */
export function promptTurns(): Schedule {
  let inARow = 0;
  return (fire) => {
    inARow = (inARow + 1) % PROMPT_MAX;
    if (inARow === 0) setImmediate(fire);
    else queueMicrotask(fire);
  };
}
