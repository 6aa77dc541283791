/** signals.yaml as its author wrote it: read, checked against protocol/vss.ts, and every problem with its line. */
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { z } from "zod";
import { err, ok, type Result } from "../../protocol/result.ts";
import { type VssPath, type VssSignal, vssSignals } from "../../protocol/vss.ts";
import { vssIndex } from "./signal-store.ts";
import type { TextProblem } from "./text-problem.ts";

const constant = z.union([z.number(), z.boolean(), z.string()]);
const dbcName = z.string().regex(/^[A-Za-z_]\w*\.[A-Za-z_]\w*$/, "want MESSAGE.SIGNAL");
const vssName = z.string().refine((path) => vssIndex(path) !== undefined, "want a signal's path of the VSS table");
const timeoutMs = z.number().positive();

const source = z
  .strictObject({
    dbc: dbcName.optional(),
    signal: vssName.optional(),
    integrate: vssName.optional(),
    value: constant.optional(),
    when: z.record(dbcName, z.number()).optional(),
    scale: z.number().optional(),
    offset: z.number().optional(),
    above: z.number().optional(),
    below: z.number().optional(),
    map: z.record(z.string(), constant).optional(),
    start: z.number().nonnegative().optional(),
  })
  .superRefine((entry, context) => {
    const origins = (["dbc", "signal", "integrate", "value"] as const).filter((key) => entry[key] !== undefined);
    const complain = (message: string): void => context.addIssue({ code: "custom", message });
    if (origins.length !== 1) complain(`want one of dbc, signal, integrate and value, got ${origins.join(" and ") || "none"}`);
    if (entry.start !== undefined && entry.integrate === undefined) complain("want start only beside integrate");
    if (entry.above !== undefined && entry.below !== undefined) complain("want above or below, got both");
  });

const schema = z.strictObject({
  timeoutMs: timeoutMs.default(2500),
  signals: z.record(
    vssName,
    z.strictObject({ from: z.array(source).min(1).optional(), default: constant.optional(), timeoutMs: timeoutMs.optional() }),
  ),
});

/** One way to get a signal; see the comments in the default signals.yaml for what the keys mean. */
export type MappingSource = z.infer<typeof source>;

export interface MappingEntry {
  readonly path: VssPath;
  readonly index: number;
  readonly from: readonly MappingSource[];
  /** As the store holds it: booleans as 0 and 1, enumerations as an index. */
  readonly default: number | undefined;
  readonly timeoutMs: number;
}

export interface MappingFile {
  readonly file: string;
  readonly entries: readonly MappingEntry[];
  /** For problems that only show when the mapping meets the DBC files. */
  problemAt(path: readonly PropertyKey[], problem: string): TextProblem;
}

/** A constant of the file as the store holds it; undefined when the signal has no such value. */
export function constantFor(signal: VssSignal, value: number | boolean | string): number | undefined {
  if (signal.allowed) {
    const member = typeof value === "string" ? signal.allowed.indexOf(value) : -1;
    return member >= 0 ? member : undefined;
  }
  if (signal.datatype === "boolean") return value === true || value === 1 ? 1 : value === false || value === 0 ? 0 : undefined;
  return typeof value === "number" ? value : undefined;
}

/** Reads a mapping. `file` is only its name in problems. */
export function parseMapping(file: string, text: string): Result<MappingFile, readonly TextProblem[]> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  if (document.errors.length > 0) {
    return err(document.errors.map(({ pos, message }) => ({ file, line: lines.linePos(pos[0]).line, problem: message })));
  }
  const problemAt = (path: readonly PropertyKey[], problem: string): TextProblem => {
    const line = lines.linePos(offsetOf(document.contents, path)).line;
    return { file, line, ...(path.length > 0 ? { key: keyText(path) } : {}), problem };
  };
  const content = contentOf(document);
  if (content instanceof ReferenceError) return err([problemAt([], content.message)]);
  const parsed = schema.safeParse(content, { reportInput: true });
  if (!parsed.success) return err(parsed.error.issues.flatMap((issue) => problemsOf(issue, problemAt)));

  const problems: TextProblem[] = [];
  const entries = Object.entries(parsed.data.signals).map(([path, given]): MappingEntry => {
    const index = vssIndex(path) ?? 0;
    const signal: VssSignal = vssSignals[index] ?? vssSignals[0];
    const check = (value: number | boolean | string | undefined, ...at: PropertyKey[]): number | undefined => {
      const known = value === undefined ? undefined : constantFor(signal, value);
      if (value !== undefined && known === undefined) problems.push(problemAt(["signals", path, ...at], wantedValue(signal, value)));
      return known;
    };
    given.from?.forEach((one, i) => {
      check(one.value, "from", i, "value");
      for (const [key, value] of Object.entries(one.map ?? {})) check(value, "from", i, "map", key);
    });
    const fallback = check(given.default, "default");
    // The key passed the schema's refinement, so it is one of the table's paths.
    return { path: path as VssPath, index, from: given.from ?? [], default: fallback, timeoutMs: given.timeoutMs ?? parsed.data.timeoutMs };
  });
  return problems.length > 0 ? err(problems) : ok({ file, entries, problemAt });
}

/** The document as plain values; yaml throws for an alias without its anchor, and for aliases that multiply beyond reason. */
function contentOf(document: Document): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    if (error instanceof ReferenceError) return error;
    throw error;
  }
}

function wantedValue(signal: VssSignal, value: unknown): string {
  const wanted = signal.allowed ? `one of ${signal.allowed.join(", ")}` : signal.datatype === "boolean" ? "true or false" : "a number";
  return `want ${wanted}, got ${JSON.stringify(value)}`;
}

function problemsOf(issue: z.core.$ZodIssue, problemAt: MappingFile["problemAt"]): readonly TextProblem[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => problemAt([...issue.path, key], `key "${key}" is not known`));
  if (issue.code === "invalid_key") return [problemAt(issue.path, issue.issues.map(({ message }) => message).join("; "))];
  const got = issue.input === undefined ? "nothing" : JSON.stringify(issue.input);
  if (issue.code === "invalid_type") return [problemAt(issue.path, `want ${issue.expected}, got ${got}`)];
  if (issue.code === "invalid_union") return [problemAt(issue.path, `want a number, true, false or a word, got ${got}`)];
  // Our own messages say what came where it helps; the refined strings do not.
  return [problemAt(issue.path, typeof issue.input === "string" ? `${issue.message}, got ${got}` : issue.message)];
}

function keyText(path: readonly PropertyKey[]): string {
  return path.map((step, i) => (typeof step === "number" ? `[${step}]` : (i > 0 ? "." : "") + String(step))).join("");
}

/** Where the key at `path` begins, or the deepest key above it that exists. */
function offsetOf(root: Node | null, path: readonly PropertyKey[]): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const step of path) {
    let found: unknown;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (isScalar(pair?.key) && pair.key.range) offset = pair.key.range[0];
      found = pair?.value;
    } else if (isSeq(node)) {
      found = node.items[Number(step)];
      // A cast that only reads: every yaml node may carry its range.
      offset = (found as Node | undefined)?.range?.[0] ?? offset;
    }
    if (found === undefined || found === null) break;
    node = found;
  }
  return offset;
}
