/** When the hypervisor's upcalls run in the live program. */
import type { Schedule } from "../hypervisor/upcalls.ts";

/**
 * At the end of what dom0 is doing now; but once in a turn of the event loop, and what is asked for after that waits for the next.
 *
 * An immediate alone would do. But Chromium's loop takes its time to come to Node's, and a request would wait that long for its backend. And
 * microtasks alone would not do: two domains that wake each other for ever would let nothing else run.
 */
export function promptTurns(): Schedule {
  let ranInThisTurn = false;
  return (fire) => {
    if (ranInThisTurn) {
      setImmediate(fire);
      return;
    }
    ranInThisTurn = true;
    queueMicrotask(fire);
    setImmediate(() => {
      ranInThisTurn = false;
    });
  };
}
