import { expect, test } from "vitest";
import { countedSince, countEvent, countMessage, DOOR_SLOTS, judge, readCount } from "../../../main/hypervisor/flood.ts";

test.each([
  ["400 messages in a window", { messages: 400, octets: 0 }, 50, "fine"],
  ["one more", { messages: 401, octets: 0 }, 50, "flood"],
  ["a burst just after the last look", { messages: 400, octets: 0 }, 1, "fine"],
  ["a burst over the window's limit, however early the look", { messages: 401, octets: 0 }, 1, "flood"],
  ["twice as many when the look is late", { messages: 800, octets: 0 }, 100, "fine"],
  ["more than that", { messages: 801, octets: 0 }, 100, "flood"],
  ["25 MB/s", { messages: 20, octets: 1_250_000 }, 50, "fine"],
  ["more than 25 MB/s", { messages: 20, octets: 1_250_001 }, 50, "flood"],
  ["an honest guest's second", { messages: 1200, octets: 1_000_000 }, 1000, "fine"],
] as const)("%s: judged", (_, counts, elapsed, verdict) => {
  expect(judge(counts, elapsed)).toBe(verdict);
});

test("the counter may wrap between two looks", () => {
  const counters = new Int32Array(new SharedArrayBuffer(DOOR_SLOTS * 4)).fill(-1);
  const before = readCount(counters);
  countMessage(counters, 100);
  countMessage(counters, 28);
  expect(countedSince(before, readCount(counters))).toEqual({ messages: 2, octets: 128 });
});

test("an event beside the door counts as a message, and as the work that it is taken to be", () => {
  const counters = new Int32Array(DOOR_SLOTS);
  countEvent(counters, 100, 1.5);
  expect(readCount(counters)).toEqual({ messages: 1, octets: 100, busyUs: 1500, atWork: false });
});
