/** What the running cockpit answers on its control socket (main/node/control-socket.ts). */
import { err, ok } from "../protocol/result.ts";
import type { Engagement } from "./detection/reverse-stopwatch.ts";
import { reverseTable } from "./detection/reverse-table.ts";
import { verdictsOf } from "./detection/reverse-verdicts.ts";
import type { Verb } from "./node/control-socket.ts";
import type { XlOutcome } from "./toolstack/xl/xl.ts";

/** A command line is longer than any that a person types. */
const WORDS_MAX = 64;

/** `xl`: a command line, less the program's name; answers how it ended. */
export const xlVerb =
  (xl: (words: readonly string[]) => Promise<XlOutcome>): Verb =>
  async ({ args }) => {
    const { words } = args;
    const areWords = Array.isArray(words) && words.length <= WORDS_MAX && words.every((word) => typeof word === "string");
    return areWords ? ok(await xl(words)) : err("xl: want words");
  };

/** `rear-view`: each reverse engagement's figures and verdicts, and the same as text. */
export const rearViewVerb =
  (engagements: () => readonly Engagement[]): Verb =>
  () => {
    const found = engagements();
    const judged = found.map((engagement) => ({ ...engagement, verdicts: verdictsOf(engagement) }));
    return Promise.resolve(ok({ text: reverseTable(found), engagements: judged }));
  };
