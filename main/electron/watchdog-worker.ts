/**
 * dom0's watchdog, in a thread of its own, because dom0's event loop is what a flood keeps busy (DESIGN §3).
 *
 * It looks every few milliseconds at what each guest's door has counted and kills the process of one that sends more than a
 * guest may, that holds more memory than its domain has, or that dom0 was at work for while its loop stood still.
 */
import { readFileSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { WatchdogCells } from "./watchdog-cells.ts";
import { WatchdogLook } from "./watchdog-look.ts";

const LOOK_MS = 10;
const PAGES_PER_MIB = 256;

/** Runs `act` on a process; one that is gone already is as good. */
function ifThere<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && (cause.code === "ESRCH" || cause.code === "ENOENT")) return undefined;
    throw cause;
  }
}

/** Resident pages less those of files and of memory shared with dom0; proc(5), statm. Other systems have no such file. */
function ownMemoryMib(pid: number): number | undefined {
  const words = ifThere(() => readFileSync(`/proc/${pid}/statm`, "latin1"))?.split(" ");
  return words ? (Number(words[1]) - Number(words[2])) / PAGES_PER_MIB : undefined;
}

const look = new WatchdogLook(
  {
    // The buffer is what main/electron/watchdog.ts starts this thread with.
    cells: new WatchdogCells(workerData as SharedArrayBuffer),
    kill: (pid) => void ifThere(() => process.kill(pid, "SIGKILL")),
    memoryMib: ownMemoryMib,
  },
  performance.now(),
);
setInterval(() => look.look(performance.now()), LOOK_MS);
