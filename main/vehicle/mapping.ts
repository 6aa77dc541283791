/**
 * From CAN frames to VSS signals: a mapping file bound to the DBC files that were loaded.
 *
 * The one idea: everything is settled at binding (which source of a signal exists, which frame feeds which signals, in what order
 * signals that derive from signals are worked out), so that a frame costs a map look-up, its reads and its sets.
 */
import { err, ok, type Result } from "../../protocol/result.ts";
import { type VssPath, type VssSignal, vssSignals } from "../../protocol/vss.ts";
import type { Dbc, DbcMessage, DbcSignal } from "./dbc.ts";
import { constantFor, type MappingEntry, type MappingFile, type MappingSource } from "./mapping-file.ts";
import { compileReader } from "./signal-codec.ts";
import { vssIndex } from "./signal-store.ts";
import type { TextProblem } from "./text-problem.ts";

interface Input {
  readonly frame: number;
  readonly read: (data: Uint8Array) => number | undefined;
}

/** One usable source: its conditions, where its number comes from, and what is done to it. */
export interface Source {
  readonly conditions: readonly { readonly input: number; readonly equals: number }[];
  readonly origin:
    | { readonly kind: "input"; readonly input: number }
    | { readonly kind: "signal"; readonly index: number }
    | { readonly kind: "integrate"; readonly index: number; readonly scale: number; readonly start: number; readonly slot: number }
    | { readonly kind: "constant"; readonly value: number };
  readonly shape: (value: number) => number | undefined;
}

/** A signal that the bus can give. */
export interface Target {
  readonly index: number;
  readonly timeoutMs: number;
  readonly sources: readonly Source[];
}

/** A mapping ready to run, shared by runs. */
export interface BoundMapping {
  readonly inputs: readonly Input[];
  /** By frameKey: which inputs the frame has, and which targets depend on it, in the order to work them out. */
  readonly frames: ReadonlyMap<number, { readonly inputs: readonly number[]; readonly targets: readonly Target[] }>;
  /** All targets, in the order to work them out. */
  readonly order: readonly Target[];
  readonly integrators: number;
  readonly entries: readonly MappingEntry[];
  /** Signals of the file that nothing provides here: the DBC files know none of their sources, and there is no default. */
  readonly absent: readonly VssPath[];
}

/** A frame's id as one number, 29-bit ids apart from 11-bit ones. */
export const frameKey = (id: number, extended: boolean): number => (extended ? id + 0x2000_0000 : id);

/** Binds a mapping to DBC files; of two files that know the same MESSAGE.SIGNAL, the first is taken. */
export function bindMapping(file: MappingFile, dbcs: readonly Dbc[]): Result<BoundMapping, readonly TextProblem[]> {
  const problems: TextProblem[] = [];
  const inputs = new InputTable(dbcs);
  let integrators = 0;
  const targets = new Map<number, Target>();
  for (const entry of file.entries) {
    const sources: Source[] = [];
    for (const [i, given] of entry.from.entries()) {
      const bound = bindSource(entry, given, inputs, integrators, (key, problem) => {
        problems.push(file.problemAt(["signals", entry.path, "from", i, key], problem));
      });
      if (!bound) continue;
      sources.push(bound);
      if (bound.origin.kind === "integrate") integrators++;
      if (bound.conditions.length === 0) break; // nothing below can ever be reached
    }
    if (sources.length > 0) targets.set(entry.index, { index: entry.index, timeoutMs: entry.timeoutMs, sources });
  }
  const provided = pruned(targets, file.entries);
  const order = inOrder(provided, (index) => {
    const path = vssSignals[index]?.path ?? "";
    problems.push(file.problemAt(["signals", path], "derives from itself"));
  });
  if (problems.length > 0) return err(problems);
  const absent = file.entries.filter((entry) => entry.default === undefined && !provided.has(entry.index)).map(({ path }) => path);
  return ok({ inputs: inputs.list, frames: framesOf(inputs.list, order), order, integrators, entries: file.entries, absent });
}

/** The DBC signals in use, each once. */
class InputTable {
  readonly list: Input[] = [];
  readonly #byName = new Map<string, { readonly input: number; readonly signal: DbcSignal } | undefined>();
  readonly #dbcs: readonly Dbc[];

  constructor(dbcs: readonly Dbc[]) {
    this.#dbcs = dbcs;
  }

  find(name: string): { readonly input: number; readonly signal: DbcSignal } | undefined {
    if (this.#byName.has(name)) return this.#byName.get(name);
    const [messageName = "", signalName = ""] = name.split(".");
    let found: { message: DbcMessage; signal: DbcSignal } | undefined;
    for (const dbc of this.#dbcs) {
      const message = dbc.messages.get(messageName);
      const signal = message?.signals.get(signalName);
      if (message && signal) found ??= { message, signal };
    }
    const entry = found && { input: this.list.length, signal: found.signal };
    if (found)
      this.list.push({ frame: frameKey(found.message.id, found.message.extended), read: compileReader(found.message, found.signal) });
    this.#byName.set(name, entry);
    return entry;
  }
}

/** Undefined when no loaded DBC knows what the source or its condition reads. */
function bindSource(
  entry: MappingEntry,
  given: MappingSource,
  inputs: InputTable,
  slot: number,
  complain: (key: string, problem: string) => void,
): Source | undefined {
  const conditions: { input: number; equals: number }[] = [];
  for (const [name, equals] of Object.entries(given.when ?? {})) {
    const found = inputs.find(name);
    if (!found) return undefined;
    conditions.push({ input: found.input, equals });
  }
  const read = given.dbc === undefined ? undefined : inputs.find(given.dbc);
  if (given.dbc !== undefined && !read) return undefined;
  const signal: VssSignal = vssSignals[entry.index] ?? vssSignals[0];
  const shape = shapeOf(signal, given, read?.signal.values ?? new Map(), complain);
  if (read) return { conditions, origin: { kind: "input", input: read.input }, shape };
  if (given.value !== undefined) {
    return { conditions, origin: { kind: "constant", value: constantFor(signal, given.value) ?? 0 }, shape: (value) => value };
  }
  const index = vssIndex(given.integrate ?? given.signal ?? "") ?? 0;
  if (given.integrate === undefined) return { conditions, origin: { kind: "signal", index }, shape };
  return { conditions, origin: { kind: "integrate", index, scale: given.scale ?? 1, start: given.start ?? 0, slot }, shape };
}

/** What is done to a number, in this order: scale and offset, then above or below, then map. */
function shapeOf(
  signal: VssSignal,
  given: MappingSource,
  names: ReadonlyMap<number, string>,
  complain: (key: string, problem: string) => void,
): (value: number) => number | undefined {
  const { offset = 0, above, below } = given;
  // An integral is scaled while it grows, so that its start is in the signal's own unit.
  const scale = given.integrate === undefined ? (given.scale ?? 1) : 1;
  const map = new Map<number, number>();
  for (const [key, value] of Object.entries(given.map ?? {})) {
    const to = constantFor(signal, value) ?? 0;
    if (key.trim() !== "" && Number.isFinite(Number(key))) map.set(Number(key), to);
    else {
      const raws = [...names].filter(([, name]) => name === key).map(([raw]) => raw);
      if (raws.length === 0) complain("map", `want a number or a name that VAL_ of ${given.dbc ?? "a DBC signal"} has, got "${key}"`);
      for (const raw of raws) map.set(raw, to);
    }
  }
  const isBoolean = signal.datatype === "boolean";
  const closed = isBoolean || signal.allowed !== undefined;
  return (value) => {
    let shaped = value * scale + offset;
    if (above !== undefined) shaped = shaped > above ? 1 : 0;
    else if (below !== undefined) shaped = shaped < below ? 1 : 0;
    if (given.map) return map.get(shaped) ?? (closed ? undefined : shaped);
    return isBoolean ? (shaped === 0 ? 0 : 1) : shaped;
  };
}

const dependsOn = (target: Target): readonly number[] =>
  target.sources.flatMap(({ origin }) => (origin.kind === "signal" || origin.kind === "integrate" ? [origin.index] : []));

/** Without the targets that could only ever derive from signals nothing provides. */
function pruned(targets: ReadonlyMap<number, Target>, entries: readonly MappingEntry[]): ReadonlyMap<number, Target> {
  const defaults = new Set(entries.filter((entry) => entry.default !== undefined).map(({ index }) => index));
  const kept = new Map(targets);
  for (let before = -1; before !== kept.size;) {
    before = kept.size;
    for (const [index, target] of kept) {
      const fed = target.sources.some(
        ({ origin }) => origin.kind === "input" || origin.kind === "constant" || kept.has(origin.index) || defaults.has(origin.index),
      );
      if (!fed) kept.delete(index);
    }
  }
  return kept;
}

/** Targets so that each comes after what it derives from. */
function inOrder(targets: ReadonlyMap<number, Target>, onCycle: (index: number) => void): readonly Target[] {
  const order: Target[] = [];
  const state = new Map<number, "open" | "done">();
  const visit = (index: number): void => {
    const target = targets.get(index);
    if (!target || state.get(index) === "done") return;
    if (state.get(index) === "open") return onCycle(index);
    state.set(index, "open");
    for (const dependency of dependsOn(target)) visit(dependency);
    state.set(index, "done");
    order.push(target);
  };
  for (const index of targets.keys()) visit(index);
  return order;
}

function framesOf(inputs: readonly Input[], order: readonly Target[]): BoundMapping["frames"] {
  const frames = new Map<number, { inputs: number[]; targets: Target[] }>();
  inputs.forEach(({ frame }, input) => {
    const own = frames.get(frame) ?? { inputs: [], targets: [] };
    own.inputs.push(input);
    frames.set(frame, own);
  });
  for (const frame of frames.values()) {
    const touched = new Set<number>();
    for (const target of order) {
      const uses = target.sources.some(
        ({ conditions, origin }) =>
          conditions.some(({ input }) => frame.inputs.includes(input)) || (origin.kind === "input" && frame.inputs.includes(origin.input)),
      );
      if (!uses && !dependsOn(target).some((index) => touched.has(index))) continue;
      touched.add(target.index);
      frame.targets.push(target);
    }
  }
  return frames;
}
