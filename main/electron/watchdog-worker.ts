/**
 * dom0's watchdog, in a thread of its own, because dom0's event loop is what a flood keeps busy (DESIGN §3).
 *
 * It looks every few milliseconds at what each guest's door has counted and kills the process of one that sends more than a
 * guest may, that holds more memory than its domain has, or that dom0 was at work for while its loop stood still.
 */
import { readFileSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { WatchdogCells } from "./watchdog-cells.ts";
import { WatchdogLook, type ProcessMemory } from "./watchdog-look.ts";

const LOOK_MS = 10;
const KIB_PER_MIB = 1024;

/** Runs `act` on a process; one that is gone already is as good. */
function ifThere<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && (cause.code === "ESRCH" || cause.code === "ENOENT")) return undefined;
    throw cause;
  }
}

/** proc(5), status. Systems other than Linux have no such file, and on them nobody's memory is looked at. */
function memory(pid: number): ProcessMemory | undefined {
  const text = ifThere(() => readFileSync(`/proc/${pid}/status`, "latin1"));
  if (text === undefined) return undefined;
  // A process that has ended but is still in the table has no such lines.
  const mib = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, "m").exec(text)?.[1] ?? 0) / KIB_PER_MIB;
  return { own: mib("RssAnon"), shared: mib("RssShmem") };
}

const look = new WatchdogLook(
  {
    // The buffer is what main/electron/watchdog.ts starts this thread with.
    cells: new WatchdogCells(workerData as SharedArrayBuffer),
    kill: (pid) => void ifThere(() => process.kill(pid, "SIGKILL")),
    memory,
  },
  performance.now(),
);
setInterval(() => look.look(performance.now()), LOOK_MS);
