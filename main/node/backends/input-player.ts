/** Plays an input script into the seat: a file, a FIFO that someone writes to, or standard input. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Seat } from "../../displays/seat.ts";
import type { Log } from "../../log/log.ts";
import type { Timers } from "../../../protocol/ports.ts";
import { ok, type Result } from "../../../protocol/result.ts";
import { parseInputLine, type InputLine } from "./input-script.ts";

/** Plays to the end of the file. A line that is wrong is told with its number, and left out. */
export async function playInput(path: string, seat: Seat, timers: Timers, log: Log): Promise<void> {
  const lines = createInterface({ input: path === "-" ? process.stdin : createReadStream(path) });
  const play = inputTo(seat);
  let number = 0;
  for await (const text of lines) {
    number++;
    const played = play(text);
    if (!played.ok) log.error("input line left out", { place: `${path}:${number}`, problem: played.error });
    else if (played.value > 0) await pause(timers, played.value);
  }
}

/** Takes one line after the other; answers how many milliseconds the next has to wait. */
export function inputTo(seat: Seat): (text: string) => Result<number, string> {
  let display = "";
  return (text) => {
    const line = parseInputLine(text);
    if (!line.ok) return line;
    if (line.value?.kind === "wait") return ok(line.value.ms);
    if (line.value?.kind === "on") ({ display } = line.value);
    else if (line.value) perform(seat, display, line.value);
    return ok(0);
  };
}

const pause = (timers: Timers, ms: number): Promise<void> => new Promise((resolve) => void timers.after(ms, resolve));

function perform(seat: Seat, display: string, line: Exclude<InputLine, { readonly kind: "wait" | "on" }>): void {
  switch (line.kind) {
    case "key":
      return seat.key(display, line.code, line.pressed);
    case "pointer":
      return seat.pointer(display, line.x, line.y, line.wheel);
    case "motion":
      return seat.motion(display, line.x, line.y, line.wheel);
    case "touch":
      return seat.touch(display, line.phase, line.contact, line.x, line.y);
  }
}
