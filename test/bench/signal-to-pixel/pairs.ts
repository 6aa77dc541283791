/** Which change of the pixels belongs to which update: the first one after it, and before the next. */
export interface Trial {
  /** Nanoseconds of the monotonic clock. */
  readonly at: bigint;
  /** False: a control, at which nothing was changed. */
  readonly updated: boolean;
}

export interface Pairs {
  /** Milliseconds from each update to its pixels. */
  readonly delays: readonly number[];
  /** Updates without any. */
  readonly unseen: number;
  /** Controls after which there was a change all the same. */
  readonly controlsChanged: number;
}

/** `windowMs`: how long after a trial a change is looked for; trials are further apart. */
export function pairsOf(trials: readonly Trial[], changes: readonly bigint[], windowMs: number): Pairs {
  const window = BigInt(Math.round(windowMs * 1e6));
  const delays: number[] = [];
  let unseen = 0;
  let controlsChanged = 0;
  for (const { at, updated } of trials) {
    const seen = changes.find((change) => change > at && change <= at + window);
    if (!updated) controlsChanged += Number(seen !== undefined);
    else if (seen === undefined) unseen++;
    else delays.push(Number(seen - at) / 1e6);
  }
  return { delays, unseen, controlsChanged };
}
