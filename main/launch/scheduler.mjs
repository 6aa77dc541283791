/** sched_setscheduler(2) and sched_setaffinity(2) of single threads. They answer errno's name, or nothing where it was done. */
import { constants } from "node:os";

/** Linux's sched.h: what a thread starts is as any other. */
const SCHED_RESET_ON_FORK = 0x40000000;
const SCHED_OTHER = 0;
const SCHED_RR = 2;
/** glibc's cpu_set_t is of as many processors. */
export const PROCESSORS_MAX = 1024;

/** Undefined where koffi has no binary for this machine: it says so when it is loaded. */
export async function loadScheduler() {
  let koffi;
  try {
    ({ default: koffi } = await import("koffi"));
  } catch {
    return undefined;
  }
  const libc = koffi.load("libc.so.6");
  // struct sched_param has one member.
  const setScheduler = libc.func("int sched_setscheduler(int, int, const int32_t *)");
  const setAffinity = libc.func("int sched_setaffinity(int, size_t, const uint8_t *)");
  const outcome = (result) => (result === 0 ? undefined : nameOf(koffi.errno()));
  return {
    /** SCHED_RR at a priority, 0 for what a thread is usually. */
    schedule(thread, priority) {
      const policy = priority > 0 ? SCHED_RR : SCHED_OTHER;
      return outcome(setScheduler(thread, policy | SCHED_RESET_ON_FORK, Int32Array.of(priority)));
    },
    /** On these processors alone. */
    pin(thread, processors) {
      const mask = new Uint8Array(PROCESSORS_MAX / 8);
      for (const at of processors) mask[at >> 3] |= 1 << (at & 7);
      return outcome(setAffinity(thread, mask.length, mask));
    },
  };
}

const nameOf = (errno) => Object.entries(constants.errno).find(([, number]) => number === errno)?.[0] ?? `errno ${errno}`;
