/** A keyboard or mouse of dom0's: `struct input_event` (linux/input.h) off /dev/input/event*, for the seat. */
import { createReadStream } from "node:fs";
import type { Seat } from "../../displays/seat.ts";

const EV_SYN = 0;
const EV_KEY = 1;
const EV_REL = 2;
const REL = { x: 0, y: 1, wheel: 8 } as const;

/** A struct timeval, of two longs, comes first. */
const TIME_OCTETS = process.arch === "arm" ? 8 : 16;
const EVENT_OCTETS = TIME_OCTETS + 8;

/** Hands on what a device does to one display: keys, buttons, relative motion, the wheel. Ends when the device is gone, with why. */
export function playEvdev(path: string, seat: Seat, display: string): Promise<string> {
  const take = evdevTo(seat, display);
  return new Promise((resolve) => {
    createReadStream(path, { highWaterMark: EVENT_OCTETS * 64 })
      .on("data", (chunk) => take(Buffer.from(chunk)))
      .on("error", ({ message }) => resolve(message))
      .on("end", () => resolve("it ended"));
  });
}

/** Takes a device's octets, wherever they are cut. A motion is one of all that came before its SYN. */
export function evdevTo(seat: Pick<Seat, "key" | "motion">, display: string): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  const moved = { x: 0, y: 0, wheel: 0 };
  const event = (type: number, code: number, value: number): void => {
    // 2 is a repeat, which the guest's own kernel makes.
    if (type === EV_KEY && value !== 2) seat.key(display, code, value === 1);
    if (type === EV_REL && code === REL.x) moved.x += value;
    if (type === EV_REL && code === REL.y) moved.y += value;
    if (type === EV_REL && code === REL.wheel) moved.wheel += value;
    if (type !== EV_SYN || (moved.x | moved.y | moved.wheel) === 0) return;
    seat.motion(display, moved.x, moved.y, moved.wheel);
    moved.x = moved.y = moved.wheel = 0;
  };
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (; rest.length >= EVENT_OCTETS; rest = rest.subarray(EVENT_OCTETS)) {
      event(rest.readUInt16LE(TIME_OCTETS), rest.readUInt16LE(TIME_OCTETS + 2), rest.readInt32LE(TIME_OCTETS + 4));
    }
  };
}
