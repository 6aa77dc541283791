/** One thing a configuration file says wrong, or says in a way that will surprise, where it says it. Lines and columns count from 1. */
export interface ConfigProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** error: nothing starts. warning: it starts, and something will not be as written. info: worth knowing. */
  readonly severity: "error" | "warning" | "info";
  /** The key, as `displays[1].size`; empty when the text could not be read so far. */
  readonly key: string;
  readonly problem: string;
}

/** Where in a text a value begins; both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** `cockpit.yaml:12:5: displays[1].size: want WIDTHxHEIGHT, got "wide"`, as compilers print them, so that editors can jump there. */
export function formatProblem({ file, line, column, severity, key, problem }: ConfigProblem): string {
  return [`${file}:${line}:${column}`, ...(severity === "error" ? [] : [severity]), ...(key ? [key] : []), problem].join(": ");
}

/** Gathers the problems of one file, so that a reader can go on after the first. */
export class Problems {
  readonly #file: string;
  readonly #list: ConfigProblem[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  error(at: Position, key: string, problem: string): void {
    this.#add("error", at, key, problem);
  }

  warning(at: Position, key: string, problem: string): void {
    this.#add("warning", at, key, problem);
  }

  info(at: Position, key: string, problem: string): void {
    this.#add("info", at, key, problem);
  }

  get failed(): boolean {
    return this.#list.some(({ severity }) => severity === "error");
  }

  /** In the order of the file. */
  get list(): readonly ConfigProblem[] {
    return [...this.#list].sort((a, b) => a.line - b.line || a.column - b.column);
  }

  #add(severity: ConfigProblem["severity"], { line, column }: Position, key: string, problem: string): void {
    this.#list.push({ file: this.#file, line, column, severity, key, problem });
  }
}

/** A value as a message quotes it: JSON, cut to a readable length. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}

/** The known name nearest to `name`, when near enough to be what was meant. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.min(3, Math.ceil(name.length / 3)) + 1;
  for (const candidate of known) {
    // A longer name than any key is no slip of the pen, and the table below would be large.
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const distance = editDistance(name, candidate);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Levenshtein's distance, with a swap of neighbours as one step. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      let least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, at(i - 2, j - 2) + 1);
      rows[i]?.push(least);
    }
  }
  return at(a.length, b.length);
}
