/**
 * dom0's watchdog, in a thread of its own, because dom0's event loop is what a flood keeps busy (DESIGN §3).
 *
 * It looks every few milliseconds at what each guest's door has counted and kills the process of one that sends more than a
 * guest may. When dom0's loop itself stands still, the guest that sent most since it last turned is taken to be the cause.
 */
import { workerData } from "node:worker_threads";
import { countedSince, judge, readCount, type DoorCount } from "../hypervisor/flood.ts";
import { GUESTS_MAX, VERDICT_FLOOD, VERDICT_STALL, WatchdogCells } from "./watchdog-cells.ts";

const LOOK_MS = 10;
/** dom0's loop has stood still for too long. Half of what dom0 promises (500 ms), so that the kill comes in time. */
const STALL_MS = 250;

const cells = new WatchdogCells(workerData as SharedArrayBuffer);

interface Look extends DoorCount {
  readonly pid: number;
  readonly at: number;
}

/** Where each row's present window began. */
const windows = new Map<number, Look>();
let beat = cells.heartbeat();
let beatAt = performance.now();
/** Counts when dom0's loop last turned. */
let atBeat = new Map<number, DoorCount>();
let stallJudged = false;

function kill(row: number, pid: number, verdict: number): void {
  cells.setVerdict(row, verdict);
  windows.delete(row);
  try {
    process.kill(pid, "SIGKILL");
  } catch (cause) {
    // ESRCH: it was gone already, which is as good.
    if (!(cause instanceof Error && "code" in cause && cause.code === "ESRCH")) throw cause;
  }
}

function lookAtDoors(now: number): void {
  for (let row = 0; row < GUESTS_MAX; row++) {
    const pid = cells.pid(row);
    if (pid <= 0 || cells.verdict(row) !== 0) {
      windows.delete(row);
      continue;
    }
    const count = readCount(cells.counter(row));
    const window = windows.get(row);
    if (!window || window.pid !== pid) {
      windows.set(row, { ...count, pid, at: now });
      continue;
    }
    const elapsed = now - window.at;
    if (judge(countedSince(window, count), elapsed) === "flood") kill(row, pid, VERDICT_FLOOD);
    else if (elapsed >= 50) windows.set(row, { ...count, pid, at: now });
  }
}

function lookAtDom0(now: number): void {
  const present = cells.heartbeat();
  if (present !== beat) {
    beat = present;
    beatAt = now;
    stallJudged = false;
    atBeat = new Map();
    for (let row = 0; row < GUESTS_MAX; row++) if (cells.pid(row) > 0) atBeat.set(row, readCount(cells.counter(row)));
    return;
  }
  if (now - beatAt < STALL_MS || stallJudged) return;
  stallJudged = true;
  let worst: { row: number; pid: number; octets: number } | undefined;
  for (const [row, before] of atBeat) {
    const pid = cells.pid(row);
    const since = countedSince(before, readCount(cells.counter(row)));
    if (pid > 0 && since.messages > 1 && since.octets > (worst?.octets ?? 0)) worst = { row, pid, octets: since.octets };
  }
  if (worst) kill(worst.row, worst.pid, VERDICT_STALL);
}

setInterval(() => {
  const now = performance.now();
  lookAtDoors(now);
  lookAtDom0(now);
}, LOOK_MS);
