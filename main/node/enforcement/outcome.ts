/** One thing that a domain was to have, in the words of whoever enforces it; `refused` says why it has not. */
export interface Outcome {
  readonly what: string;
  readonly refused?: string;
}

/** `a, b; c, d not applied: why`: what was applied, then what was not, by the reasons. */
export function worded(outcomes: readonly Outcome[]): string {
  const applied = outcomes.filter(({ refused }) => refused === undefined).map(({ what }) => what);
  const reasons = [...new Set(outcomes.flatMap(({ refused }) => refused ?? []))];
  const not = reasons.map(
    (reason) =>
      `${outcomes
        .filter(({ refused }) => refused === reason)
        .map(({ what }) => what)
        .join(", ")} not applied: ${reason}`,
  );
  return [...(applied.length > 0 ? [applied.join(", ")] : []), ...not].join("; ");
}
