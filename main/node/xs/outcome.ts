import type { XsError } from "../../../protocol/xs-wire.ts";

/** What came of one run through a verb: kept until its transaction is committed, for it may have to be run again. */
export interface Outcome {
  readonly code: number;
  readonly printed: string;
  readonly problem?: string;
}

export const success = (printed = ""): Outcome => ({ code: 0, printed });

/** As xenstore-utils, what was found before the problem is printed all the same. */
export const failure = (what: string, error: XsError, printed = ""): Outcome => ({ code: 1, printed, problem: `${what}: ${error}` });
