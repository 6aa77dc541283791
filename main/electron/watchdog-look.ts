/** What the watchdog's thread sees and decides, without its timer, its signals and /proc. */
import { countedSince, judge, readCount, type DoorCount } from "../hypervisor/flood.ts";
import { GUESTS_MAX, VERDICT_FLOOD, VERDICT_MEMORY, VERDICT_STALL, type WatchdogCells } from "./watchdog-cells.ts";

/** dom0's loop has stood still for too long. Half of what dom0 promises (500 ms), so that the kill comes in time. */
const STALL_MS = 250;
/** A guest that kept dom0 at work for so much of a stall is its cause. */
const GUILTY_MS = STALL_MS / 2;
/** No guest may have more than half of dom0's time, few though its messages be; an honest one has a fiftieth. */
const WORK_WINDOW_MS = 400;
const WORK_MS = WORK_WINDOW_MS / 2;
/** Memory is asked of the system, which costs more than a look at shared words. */
const MEMORY_MS = 20;
/**
 * What a process may share with others, MiB. A large message leaves by shared memory, and dom0 stands still while it reads one: about
 * 2 ms a MiB. Honest is what the compositor takes: four pictures of a 4K display are 127 MiB.
 */
const SHARED_MIB = 160;

/** A process's memory without files: its own, and what it shares. MiB. */
export interface ProcessMemory {
  readonly own: number;
  readonly shared: number;
}

export interface WatchdogSight {
  readonly cells: WatchdogCells;
  readonly kill: (pid: number) => void;
  /** Undefined when nobody can tell. */
  readonly memory: (pid: number) => ProcessMemory | undefined;
}

interface Row extends DoorCount {
  readonly pid: number;
  readonly at: number;
}

export class WatchdogLook {
  readonly #sight: WatchdogSight;
  /** Where each row's present window began. */
  readonly #windows = new Map<number, Row>();
  /** Work on each row when its present window of work began. */
  readonly #worked = new Map<number, { readonly pid: number; readonly busyUs: number; readonly at: number }>();
  /** The message that dom0 is at work on for a row, since it was first seen. */
  readonly #work = new Map<number, { readonly messages: number; readonly since: number }>();
  #beat: number;
  #beatAt: number;
  /** Counts when dom0's loop last turned. */
  #atBeat = new Map<number, DoorCount>();
  #memoryAt = -Infinity;

  constructor(sight: WatchdogSight, now: number) {
    this.#sight = sight;
    this.#beat = sight.cells.heartbeat();
    this.#beatAt = now;
  }

  /** One look at everything, at a clock's milliseconds. */
  look(now: number): void {
    const { cells } = this.#sight;
    const memoryToo = now - this.#memoryAt >= MEMORY_MS;
    if (memoryToo) this.#memoryAt = now;
    for (let row = 0; row < GUESTS_MAX; row++) {
      const pid = cells.pid(row);
      if (pid > 0 && cells.verdict(row) === 0) {
        this.#door(row, pid, now);
        if (memoryToo) this.#memory(row, pid);
      } else {
        this.#windows.delete(row);
        this.#worked.delete(row);
        this.#work.delete(row);
      }
    }
    this.#dom0(now);
  }

  #kill(row: number, pid: number, verdict: number): void {
    this.#sight.cells.setVerdict(row, verdict);
    this.#windows.delete(row);
    this.#sight.kill(pid);
  }

  #door(row: number, pid: number, now: number): void {
    const count = readCount(this.#sight.cells.counter(row));
    const work = this.#work.get(row);
    if (!count.atWork) this.#work.delete(row);
    else if (work?.messages !== count.messages) this.#work.set(row, { messages: count.messages, since: now });

    const window = this.#windows.get(row);
    if (!window || window.pid !== pid) {
      this.#windows.set(row, { ...count, pid, at: now });
      return;
    }
    const worked = this.#worked.get(row);
    if (worked?.pid !== pid || now - worked.at >= WORK_WINDOW_MS) this.#worked.set(row, { pid, busyUs: count.busyUs, at: now });
    else if (((count.busyUs - worked.busyUs) >>> 0) / 1000 > WORK_MS) {
      this.#kill(row, pid, VERDICT_FLOOD);
      return;
    }
    const elapsed = now - window.at;
    if (judge(countedSince(window, count), elapsed) === "flood") this.#kill(row, pid, VERDICT_FLOOD);
    else if (elapsed >= 50) this.#windows.set(row, { ...count, pid, at: now });
  }

  #memory(row: number, pid: number): void {
    const memory = this.#sight.memory(pid);
    if (!memory) return;
    const { own, shared } = memory;
    if (own + shared > this.#sight.cells.memoryMib(row) || shared > SHARED_MIB) this.#kill(row, pid, VERDICT_MEMORY);
  }

  /**
   * dom0's loop stands still: whoever it has been at work for is the cause. What a guest sent says nothing here: a stall's cause may
   * be a message that is not counted yet, and then the neighbour that did its honest best is the one that sent most.
   */
  #dom0(now: number): void {
    const { cells } = this.#sight;
    const present = cells.heartbeat();
    if (present !== this.#beat) {
      this.#beat = present;
      this.#beatAt = now;
      this.#atBeat = new Map();
      for (let row = 0; row < GUESTS_MAX; row++) if (cells.pid(row) > 0) this.#atBeat.set(row, readCount(cells.counter(row)));
      return;
    }
    if (now - this.#beatAt < STALL_MS) return;
    for (const [row, before] of this.#atBeat) {
      const pid = cells.pid(row);
      if (pid <= 0 || cells.verdict(row) !== 0) continue;
      const work = this.#work.get(row);
      const heldMs = ((readCount(cells.counter(row)).busyUs - before.busyUs) >>> 0) / 1000 + (work ? now - work.since : 0);
      if (heldMs >= GUILTY_MS) this.#kill(row, pid, VERDICT_STALL);
    }
  }
}
