/** What is wrong with a file the operator gave, and where. Lists of these are shown all at once. */
export interface TextProblem {
  readonly file: string;
  /** From 1, as editors count. */
  readonly line: number;
  /** The place inside a structured file, such as `signals.Vehicle.Speed.from[0].scale`. */
  readonly key?: string;
  /** What was wanted and what came. */
  readonly problem: string;
}

/** `cockpit.dbc:12: want a signal's name, got ":"`, the form that editors and terminals make clickable. */
export function formatTextProblem(problem: TextProblem): string {
  const key = problem.key === undefined ? "" : ` ${problem.key}:`;
  return `${problem.file}:${problem.line}:${key} ${problem.problem}`;
}
