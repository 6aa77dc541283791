/**
 * Input as lines of text, for a dom0 that has no keyboard: one event a line, done as it comes, `#` begins a comment.
 *
 *   wait 500                      milliseconds before the next line
 *   on disp0                      the display that what follows happens on
 *   key 30 1                      a key or button of linux/input-event-codes.h, 1 pressed or 0 released
 *   pointer 100 200 [WHEEL]       a place, in the display's pixels, and notches of the wheel
 *   motion 3 -2 [WHEEL]           relative
 *   touch down|move 0 100 200     a contact and its place
 *   touch up 0
 */
import { err, ok, type Result } from "../../../protocol/result.ts";

export type InputLine =
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "on"; readonly display: string }
  | { readonly kind: "key"; readonly code: number; readonly pressed: boolean }
  | { readonly kind: "pointer" | "motion"; readonly x: number; readonly y: number; readonly wheel: number }
  | { readonly kind: "touch"; readonly phase: "down" | "motion" | "up"; readonly contact: number; readonly x: number; readonly y: number };

const CODE_MAX = 0x2ff;
const WAIT_MAX_MS = 3_600_000;
const CONTACT_MAX = 255;
const PLACE_MAX = 1 << 20;

const integer = (word: string | undefined, min: number, max: number): number | undefined => {
  const n = word !== undefined && /^-?\d{1,9}$/.test(word) ? Number(word) : NaN;
  return n >= min && n <= max ? n : undefined;
};

/** Undefined for a line that says nothing; the error is in words of what was wanted and what came. */
export function parseInputLine(text: string): Result<InputLine | undefined, string> {
  const line = text.replace(/#.*/, "").trim();
  if (line === "") return ok(undefined);
  const [verb = "", ...words] = line.split(/\s+/);
  const wanted = (form: string): Result<never, string> => err(`want ${form}, got ${JSON.stringify(line.slice(0, 80))}`);
  switch (verb) {
    case "wait": {
      const ms = integer(words[0], 0, WAIT_MAX_MS);
      return ms === undefined || words.length !== 1 ? wanted("wait MILLISECONDS") : ok({ kind: "wait", ms });
    }
    case "on":
      return words[0] === undefined || words.length !== 1 ? wanted("on UNIQUE-ID") : ok({ kind: "on", display: words[0] });
    case "key": {
      const [code, pressed] = [integer(words[0], 1, CODE_MAX), integer(words[1], 0, 1)];
      if (code === undefined || pressed === undefined || words.length !== 2) return wanted("key CODE 0|1");
      return ok({ kind: "key", code, pressed: pressed === 1 });
    }
    case "pointer":
    case "motion": {
      const least = verb === "pointer" ? 0 : -PLACE_MAX;
      const [x, y] = [integer(words[0], least, PLACE_MAX), integer(words[1], least, PLACE_MAX)];
      const wheel = words.length > 2 ? integer(words[2], -PLACE_MAX, PLACE_MAX) : 0;
      if (x === undefined || y === undefined || wheel === undefined || words.length > 3) return wanted(`${verb} X Y [WHEEL]`);
      return ok({ kind: verb, x, y, wheel });
    }
    case "touch":
      return touch(words) ?? wanted("touch down|move CONTACT X Y, or touch up CONTACT");
    default:
      return wanted("one of wait, on, key, pointer, motion, touch");
  }
}

function touch([what, id, ...place]: readonly string[]): Result<InputLine, string> | undefined {
  const contact = integer(id, 0, CONTACT_MAX);
  if (contact === undefined) return undefined;
  if (what === "up" && place.length === 0) return ok({ kind: "touch", phase: "up", contact, x: 0, y: 0 });
  const [x, y] = [integer(place[0], 0, PLACE_MAX), integer(place[1], 0, PLACE_MAX)];
  if ((what !== "down" && what !== "move") || x === undefined || y === undefined || place.length !== 2) return undefined;
  return ok({ kind: "touch", phase: what === "down" ? "down" : "motion", contact, x, y });
}
