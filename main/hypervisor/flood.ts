/** The slots of a door's counter. They wrap, so only differences mean anything. */
export const DOOR_SLOTS = 4;
const MESSAGES = 0;
const OCTETS = 1;
/** Microseconds that dom0 has spent on what came through the door. */
const BUSY_US = 2;
/** 1 while dom0 is at work on a message. */
const AT_WORK = 3;

/** The window in which a guest may send no more than the limits below. */
export const FLOOD_WINDOW_MS = 50;
/** An honest guest's token bucket lets a twentieth of this through on average. */
export const FLOOD_MESSAGES = 400;
/** A quarter of what a port carries at best (100 MB/s). */
export const FLOOD_OCTETS = 1_250_000;

/** What came through a door between two looks at its counter. */
export interface FloodCounts {
  readonly messages: number;
  readonly octets: number;
}

/** A look at a door's counter: totals modulo 2^32, and whether dom0 is at work on a message now. */
export interface DoorCount extends FloodCounts {
  readonly busyUs: number;
  readonly atWork: boolean;
}

/** Counts one message. Called in dom0's main thread, read in the watchdog's. */
export function countMessage(counters: Int32Array, octets: number): void {
  Atomics.add(counters, MESSAGES, 1);
  Atomics.add(counters, OCTETS, octets);
}

/** Counts what came by another way than the door, and so many milliseconds of dom0's work that cannot be measured. */
export function countEvent(counters: Int32Array, octets: number, ms: number): void {
  countMessage(counters, octets);
  Atomics.add(counters, BUSY_US, Math.round(ms * 1000));
}

/** dom0 begins work on a message. */
export function beginWork(counters: Int32Array): void {
  Atomics.store(counters, AT_WORK, 1);
}

/** dom0 has done with the message, after so many milliseconds. */
export function endWork(counters: Int32Array, ms: number): void {
  Atomics.add(counters, BUSY_US, Math.round(ms * 1000));
  Atomics.store(counters, AT_WORK, 0);
}

/** What the counter says now. */
export function readCount(counters: Int32Array): DoorCount {
  return {
    messages: Atomics.load(counters, MESSAGES) >>> 0,
    octets: Atomics.load(counters, OCTETS) >>> 0,
    busyUs: Atomics.load(counters, BUSY_US) >>> 0,
    atWork: Atomics.load(counters, AT_WORK) !== 0,
  };
}

/** What came between two looks. */
export function countedSince(before: FloodCounts, now: FloodCounts): FloodCounts {
  return { messages: (now.messages - before.messages) >>> 0, octets: (now.octets - before.octets) >>> 0 };
}

/**
 * Whether what came in `elapsedMs` is more than a guest may send. A look that comes early is judged by the whole window,
 * so a burst at its start is not a flood; one that comes late (a machine that is busy) allows as many windows as have passed.
 */
export function judge(counts: FloodCounts, elapsedMs: number): "fine" | "flood" {
  const windows = Math.max(1, elapsedMs / FLOOD_WINDOW_MS);
  return counts.messages > FLOOD_MESSAGES * windows || counts.octets > FLOOD_OCTETS * windows ? "flood" : "fine";
}
