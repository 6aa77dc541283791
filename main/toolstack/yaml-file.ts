/** A YAML file held against a schema: for each problem the place it is at. */
import { isMap, isNode, isScalar, LineCounter, parseDocument, visit, type Document } from "yaml";
import type { ZodType } from "zod";
import type { Problems } from "./config-problem.ts";
import { didYouMean, quoted, type Position } from "./config-problem.ts";

/** What an unknown key's message starts with; the known ones follow, separated by blanks. */
export const UNKNOWN_KEY = "unknown-key ";

type Key = string | number;

/** A file of the right shape, and where each of its values stands. */
export interface ReadYaml<T> {
  readonly file: T;
  /** Where the value at a path begins; the nearest thing above it when the file leaves it out. */
  readonly at: (...path: readonly Key[]) => Position;
}

/** Reads the text as far as its own shape goes. Undefined when there were errors: all of them are in `problems`. */
export function readYaml<T>(text: string, schema: ZodType<T>, problems: Problems): ReadYaml<T> | undefined {
  const lines = new LineCounter();
  if (nestsTooDeep(text)) {
    problems.error({ line: 1, column: 1 }, "", `want at most ${NESTING_MAX} levels of nesting`);
    return undefined;
  }
  const document: Document = parseDocument(text, { lineCounter: lines, logLevel: "silent" });
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const at = (...path: readonly Key[]): Position => position(offsetOf(document, path));

  for (const { pos, message } of document.errors)
    problems.error(position(pos[0]), "", message.split("\n")[0]?.replace(/ at line .*$/, "") ?? message);
  refuseAliases(document, position, problems);
  if (problems.failed) return undefined;

  const value: unknown = document.toJS();
  const read = schema.safeParse(value);
  if (read.success) return { file: read.data, at };
  const source = {
    value,
    document,
    at,
    atKey: (path: readonly Key[]) => position(keyOffsetOf(document, path) ?? offsetOf(document, path)),
  };
  for (const issue of read.error.issues) reportIssue(issue, source, problems);
  return undefined;
}

/** More levels than any of our files has, and far fewer than the stack has room for. */
const NESTING_MAX = 100;

/**
 * The yaml package recurses without a bound, and near the end of the stack a regular expression it compiles there ends the whole
 * process, so deep nesting has to be seen before it is parsed. Levels come from brackets, or from what a line begins with.
 */
function nestsTooDeep(text: string): boolean {
  let open = 0;
  for (const char of text) {
    if (char === "[" || char === "{") open++;
    else if (char === "]" || char === "}") open = Math.max(0, open - 1);
    if (open > NESTING_MAX) return true;
  }
  return text.split(/\r\n|\r|\n/).some((line) => (/^[\s?:-]*/.exec(line)?.[0].length ?? 0) > 2 * NESTING_MAX);
}

/** An alias may stand for a bomb of aliases, and no file of ours needs one. */
function refuseAliases(document: Document, position: (offset: number) => Position, problems: Problems): void {
  visit(document, {
    Alias: (_, alias) => problems.error(position(alias.range?.[0] ?? 0), "", `want the value itself, got the alias *${alias.source}`),
  });
}

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
}

/** The file that an issue is about. */
interface Source {
  readonly value: unknown;
  readonly document: Document;
  readonly at: (...path: readonly Key[]) => Position;
  readonly atKey: (path: readonly Key[]) => Position;
}

function reportIssue(issue: Issue, source: Source, problems: Problems): void {
  const path = issue.path.filter((key) => typeof key !== "symbol");
  if (issue.code === "unrecognized_keys") {
    const known = issue.message.slice(UNKNOWN_KEY.length).split(" ");
    for (const key of issue.keys ?? []) {
      const near = didYouMean(key, known);
      const advice = near ? `did you mean ${near}` : `known are ${known.join(", ")}`;
      problems.error(source.atKey([...path, key]), keyOf([...path, key]), `unknown; ${advice}`);
    }
    return;
  }
  const came = path.reduce<unknown>(inside, source.value);
  // A mapping that a union refuses is told about inside: the branch that is a mapping says more than the union does.
  const branch =
    typeof came === "object" ? issue.errors?.find((issues) => issues.some((one) => one.path.length > 0 || one.keys)) : undefined;
  if (branch) {
    for (const one of branch) reportIssue({ ...one, path: [...issue.path, ...one.path] }, source, problems);
    return;
  }
  problems.error(source.at(...path), keyOf(path), `${issue.message}, got ${shown(came, source.document.getIn(path, true))}`);
}

/** What came. A number is shown as it was written: YAML reads 0x720 as 1824. */
function shown(came: unknown, node: unknown): string {
  if (came === undefined || came === null) return "nothing";
  if (Array.isArray(came)) return came.length === 0 ? "an empty list" : "a list";
  if (typeof came === "number" && isScalar(node) && node.source !== undefined) return node.source;
  return typeof came === "object" ? "a mapping" : quoted(came);
}

const inside = (value: unknown, key: Key): unknown =>
  // True by the test before it: any object can be asked for any key of its own.
  typeof value === "object" && value !== null && Object.hasOwn(value, key) ? (value as Readonly<Record<Key, unknown>>)[key] : undefined;

/** `displays[1].size`. */
const keyOf = (path: readonly Key[]): string =>
  path.reduce<string>((key, part) => (typeof part === "number" ? `${key}[${part}]` : key === "" ? part : `${key}.${part}`), "");

/** The offset of a value; of its key when the key is there and the value is not; else of what is above. */
function offsetOf(document: Document, path: readonly Key[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
    const key = keyOffsetOf(document, path.slice(0, length));
    if (key !== undefined) return key;
  }
  return document.contents?.range?.[0] ?? 0;
}

/** The offset of the key that a path ends in. */
function keyOffsetOf(document: Document, path: readonly Key[]): number | undefined {
  const map = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pair = isMap(map) ? map.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
  return pair && isScalar(pair.key) ? pair.key.range?.[0] : undefined;
}
