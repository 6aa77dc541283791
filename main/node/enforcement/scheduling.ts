/** The calls of Linux's scheduler that Node has not: sched_setscheduler(2), by koffi. Loaded where they will be allowed, and nowhere else. */

/** sched(7). */
export const SCHED_RR = 2;

export interface Scheduling {
  /** Of one thread. 0, or errno. */
  setScheduler(thread: number, policy: number, priority: number): number;
}

/** The calls; undefined where there is no Linux, or no koffi that fits the machine. */
export async function loadScheduling(): Promise<Scheduling | undefined> {
  if (process.platform !== "linux") return undefined;
  let koffi;
  try {
    ({ default: koffi } = await import("koffi"));
  } catch (cause) {
    // It has a binary for each machine, and says so where it has none; a packaged program has not got it at all.
    if (cause instanceof Error) return undefined;
    throw cause;
  }
  const libc = koffi.load("libc.so.6");
  const call = libc.func("int sched_setscheduler(int pid, int policy, const int32_t *param)");
  return {
    // struct sched_param is one int.
    setScheduler: (thread, policy, priority) => (call(thread, policy, Int32Array.of(priority)) === 0 ? 0 : koffi.errno()),
  };
}
