/** The memory that dom0's main thread and the watchdog's thread share: one heartbeat, and a row for each guest process. */
import { DOOR_SLOTS } from "../hypervisor/flood.ts";

export const GUESTS_MAX = 64;

/** Words: dom0's heartbeat first, then the rows. */
const HEARTBEAT = 0;
const ROWS = 1;
/** Words of a row: the process's id (0: the row is free), why it was killed, its memory's limit in MiB, then the door's counter. */
const PID = 0;
const VERDICT = 1;
const MEMORY_MIB = 2;
const COUNTER = 3;
const ROW = COUNTER + DOOR_SLOTS;

/** Why the watchdog killed a process; 0: it did not. */
export const VERDICT_FLOOD = 1;
export const VERDICT_STALL = 2;
export const VERDICT_MEMORY = 3;

export const CELLS_OCTETS = (ROWS + GUESTS_MAX * ROW) * Int32Array.BYTES_PER_ELEMENT;

export class WatchdogCells {
  readonly #words: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.#words = new Int32Array(buffer);
  }

  /** dom0 says that its event loop turns. */
  beat(): void {
    Atomics.add(this.#words, HEARTBEAT, 1);
  }

  heartbeat(): number {
    return Atomics.load(this.#words, HEARTBEAT);
  }

  /** The first free row, or undefined when all are taken. */
  freeRow(): number | undefined {
    for (let row = 0; row < GUESTS_MAX; row++) if (this.pid(row) === 0) return row;
    return undefined;
  }

  pid(row: number): number {
    return Atomics.load(this.#words, this.#at(row) + PID);
  }

  setPid(row: number, pid: number): void {
    Atomics.store(this.#words, this.#at(row) + VERDICT, 0);
    Atomics.store(this.#words, this.#at(row) + PID, pid);
  }

  /** MiB that the row's process may have. */
  memoryMib(row: number): number {
    return Atomics.load(this.#words, this.#at(row) + MEMORY_MIB);
  }

  setMemoryMib(row: number, mib: number): void {
    Atomics.store(this.#words, this.#at(row) + MEMORY_MIB, mib);
  }

  verdict(row: number): number {
    return Atomics.load(this.#words, this.#at(row) + VERDICT);
  }

  setVerdict(row: number, verdict: number): void {
    Atomics.store(this.#words, this.#at(row) + VERDICT, verdict);
  }

  /** The row's door counter (main/hypervisor/flood.ts). */
  counter(row: number): Int32Array {
    return this.#words.subarray(this.#at(row) + COUNTER, this.#at(row) + COUNTER + DOOR_SLOTS);
  }

  #at(row: number): number {
    return ROWS + row * ROW;
  }
}
