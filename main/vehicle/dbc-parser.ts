/**
 * DBC: the file that says what a CAN frame's bits mean. Vector's "DBC File Format Documentation", as tools write it.
 *
 * The one idea: a statement begins with a keyword that is first on its line, so after a mistake the parser goes on at the next
 * one and the operator hears of every mistake at once. What we have no use for is skipped and noted, never refused.
 */
import { err, ok, type Result } from "../../protocol/result.ts";
import { DbcCursor, StatementError } from "./dbc-cursor.ts";
import { type DbcToken, lexDbc } from "./dbc-lexer.ts";
import { type Dbc, type DbcMessage, type DbcSignal, lastOctet } from "./dbc.ts";
import type { TextProblem } from "./text-problem.ts";

type Draft<T> = { -readonly [K in keyof T]: T[K] };
type SignalDraft = Draft<DbcSignal>;
type MessageDraft = Omit<Draft<DbcMessage>, "signals"> & { signals: Map<string, SignalDraft> };

/** Statements that say nothing about decoding and end with a semicolon. */
const SKIPPED = new Set(
  (
    "BA_DEF_ BA_DEF_DEF_ BA_DEF_REL_ BA_DEF_DEF_REL_ BA_REL_ BA_DEF_SGTYPE_ BA_SGTYPE_ BO_TX_BU_ SIG_GROUP_ EV_ ENVVAR_DATA_ EV_DATA_ " +
    "SGTYPE_ SGTYPE_VAL_ SIG_TYPE_REF_ SIGTYPE_VALTYPE_ CAT_ CAT_DEF_ FILTER NS_DESC_ BU_SG_REL_ BU_EV_REL_ BU_BO_REL_"
  ).split(" "),
);
const READ = new Set(["VERSION", "NS_", "BS_", "BU_", "BO_", "SG_", "CM_", "BA_", "VAL_", "VAL_TABLE_", "SIG_VALTYPE_", "SG_MUL_VAL_"]);
const EXTENDED = 0x8000_0000;
/** VECTOR__INDEPENDENT_SIG_MSG: a parking place for signals in no message. */
const INDEPENDENT = 0xc000_0000;

/** Reads a whole DBC file. `file` is only its name in problems and notes. */
export function parseDbc(file: string, text: string): Result<Dbc, readonly TextProblem[]> {
  return new DbcParser(file, text).parse();
}

class DbcParser {
  readonly #file: string;
  readonly #in: DbcCursor;
  readonly #problems: TextProblem[] = [];
  readonly #notes: TextProblem[] = [];
  readonly #messages = new Map<string, MessageDraft>();
  readonly #byId = new Map<number, MessageDraft>();
  readonly #valueTables = new Map<string, ReadonlyMap<number, string>>();
  readonly #nodes: string[] = [];
  #version = "";

  constructor(file: string, text: string) {
    this.#file = file;
    this.#in = new DbcCursor(lexDbc(text, (line, problem) => this.#problems.push({ file, line, problem })));
  }

  parse(): Result<Dbc, readonly TextProblem[]> {
    let message: MessageDraft | undefined;
    while (this.#in.peek().kind !== "end") {
      const head = this.#in.next();
      try {
        if (head.text === "BO_") message = this.#message(head.line);
        else if (head.text === "SG_") this.#signal(head.line, message);
        else this.#statement(head);
      } catch (error) {
        if (!(error instanceof StatementError)) throw error;
        this.#problems.push({ file: this.#file, line: error.line, problem: error.message });
        // A bad BO_ must not give its signals to the message before it.
        if (head.text === "BO_") message = undefined;
        this.#recover();
      }
    }
    this.#check();
    if (this.#problems.length > 0) return err(this.#problems);
    const messages = new Map([...this.#messages].filter(([, { id }]) => id !== INDEPENDENT));
    return ok({
      file: this.#file,
      version: this.#version,
      nodes: this.#nodes,
      messages,
      valueTables: this.#valueTables,
      notes: this.#notes,
    });
  }

  #statement(head: DbcToken): void {
    if (head.text === "VERSION") this.#version = this.#in.string("a version");
    else if (head.text === "NS_") this.#names(() => undefined);
    else if (head.text === "BU_") this.#names((name) => this.#nodes.push(name));
    else if (head.text === "BS_") this.#in.toNextStatement();
    else if (head.text === "CM_") this.#comment(head.line);
    else if (head.text === "BA_") this.#attribute(head.line);
    else if (head.text === "VAL_") this.#values(head.line);
    else if (head.text === "VAL_TABLE_") this.#valueTables.set(this.#in.name("a value table's name"), this.#valueList());
    else if (head.text === "SIG_VALTYPE_") this.#valueType(head.line);
    else if (head.text === "SG_MUL_VAL_") this.#muxRanges(head.line);
    else if (SKIPPED.has(head.text)) this.#in.toSemicolon();
    else if (head.kind === "name" && head.first) {
      this.#note(head.line, `section ${head.text} is not known and was skipped`);
      this.#in.toNextStatement();
    } else if (head.text !== ";") throw new StatementError(head.line, `want a section's keyword, got ${JSON.stringify(head.text)}`);
  }

  #message(line: number): MessageDraft {
    const fileId = this.#in.integer("a message's id", 0, 0xffff_ffff);
    const name = this.#in.name("a message's name");
    this.#in.mark(":");
    const length = this.#in.integer("a message's length in octets", 0, 0xffff);
    const sender = this.#in.peek().kind === "name" && !this.#in.peek().first ? this.#in.next().text : "";
    const extended = fileId >= EXTENDED && fileId !== INDEPENDENT;
    const id = extended ? fileId - EXTENDED : fileId;
    if (fileId !== INDEPENDENT && id > (extended ? 0x1fff_ffff : 0x7ff)) {
      throw new StatementError(line, `want an id of 11 bits, or of 29 with bit 31 set, got ${fileId}`);
    }
    if (fileId !== INDEPENDENT && length > 64) throw new StatementError(line, `want at most 64 octets in a message, got ${length}`);
    const draft: MessageDraft = { id, extended, name, length, sender, signals: new Map(), comment: "", cycleMs: undefined, line };
    const twin = this.#messages.get(name) ?? this.#byId.get(fileId);
    if (twin) this.#note(line, `message ${name} (${fileId}) is also on line ${twin.line}; that one counts`);
    if (!this.#messages.has(name)) this.#messages.set(name, draft);
    if (!this.#byId.has(fileId)) this.#byId.set(fileId, draft);
    return draft;
  }

  #signal(line: number, message: MessageDraft | undefined): void {
    const name = this.#in.name("a signal's name");
    const role = this.#in.peek().kind === "name" ? this.#in.next() : undefined;
    const selects = role === undefined ? undefined : /^(?:m(\d+))?(M?)$/.exec(role.text);
    if (selects === null) throw new StatementError(line, `want M, m<number> or ":" after ${name}, got ${JSON.stringify(role?.text)}`);
    this.#in.mark(":");
    const startBit = this.#in.integer("a start bit", 0, 511);
    this.#in.mark("|");
    const length = this.#in.integer("a length in bits", 1, 64);
    this.#in.mark("@");
    const byteOrder = this.#in.integer("a byte order, 0 or 1", 0, 1) === 1 ? "intel" : "motorola";
    const sign = this.#in.next();
    if (sign.text !== "+" && sign.text !== "-") throw this.#in.wanted("+ or - after the byte order", sign);
    const [factor, offset] = this.#pair("(", ",", ")");
    const [min, max] = this.#pair("[", "|", "]");
    const unit = this.#in.string("a unit in quotes");
    this.#names(() => undefined);
    if (factor === 0) throw new StatementError(line, `want a factor other than 0 for ${name}`);
    if (message === undefined) return; // its BO_ was bad and is reported
    const twin = message.signals.get(name);
    if (twin) throw new StatementError(line, `signal ${message.name}.${name} is already on line ${twin.line}`);
    message.signals.set(name, {
      ...{ name, startBit, length, byteOrder, signed: sign.text === "-", kind: "integer", factor, offset, min, max, unit },
      ...{ multiplexor: selects?.[2] === "M", values: new Map(), comment: "", line },
      // The multiplexor may come later in the message: its name is filled in by #check.
      ...(selects?.[1] === undefined ? {} : { mux: { of: "", ranges: [[Number(selects[1]), Number(selects[1])]] } }),
    });
  }

  #comment(line: number): void {
    const what = this.#in.peek().kind === "name" ? this.#in.next().text : "";
    const message = what === "BO_" || what === "SG_" ? this.#messageRef(line) : undefined;
    const signal = what === "SG_" ? this.#signalRef(line, message) : undefined;
    if (what === "BU_" || what === "EV_") this.#in.name("a name");
    const text = this.#in.string("a comment in quotes");
    if (signal) signal.comment = text;
    else if (message && what === "BO_") message.comment = text;
    this.#in.mark(";");
  }

  #attribute(line: number): void {
    const attribute = this.#in.string("an attribute's name in quotes");
    if (attribute === "GenMsgCycleTime" && this.#in.peek().text === "BO_") {
      this.#in.next();
      const message = this.#messageRef(line);
      const cycleMs = this.#in.number("a cycle time");
      if (message) message.cycleMs = cycleMs;
    }
    this.#in.toSemicolon();
  }

  #values(line: number): void {
    if (this.#in.peek().kind === "name") return this.#in.toSemicolon(); // an environment variable's
    const signal = this.#signalRef(line, this.#messageRef(line));
    const values = this.#valueList();
    if (signal) signal.values = values;
  }

  #valueList(): ReadonlyMap<number, string> {
    const values = new Map<number, string>();
    while (this.#in.peek().kind === "number") {
      const raw = this.#in.number("a value");
      values.set(raw, this.#in.string("a value's name in quotes"));
    }
    this.#in.mark(";");
    return values;
  }

  #valueType(line: number): void {
    const signal = this.#signalRef(line, this.#messageRef(line));
    if (this.#in.peek().text === ":") this.#in.next();
    const type = this.#in.integer("a value type, 0 to 3", 0, 3);
    this.#in.mark(";");
    if (!signal || type === 0 || type === 3) return;
    if (signal.length !== type * 32)
      throw new StatementError(line, `want ${type * 32} bits in ${signal.name} for this type, got ${signal.length}`);
    signal.kind = type === 1 ? "float32" : "float64";
  }

  #muxRanges(line: number): void {
    const message = this.#messageRef(line);
    const signal = this.#signalRef(line, message);
    const of = this.#in.name("a multiplexor's name");
    const ranges: (readonly [number, number])[] = [];
    while (this.#in.peek().kind === "number") {
      const low = this.#in.integer("a multiplexor's value", 0, Number.MAX_SAFE_INTEGER);
      this.#in.mark("-");
      ranges.push([low, this.#in.integer("a multiplexor's value", low, Number.MAX_SAFE_INTEGER)]);
      if (this.#in.peek().text === ",") this.#in.next();
    }
    this.#in.mark(";");
    if (message && !message.signals.has(of)) throw new StatementError(line, `want a multiplexor that ${message.name} has, got ${of}`);
    if (signal) signal.mux = { of, ranges };
  }

  /** What can be judged only when the whole file is read. */
  #check(): void {
    for (const message of this.#messages.values()) {
      const multiplexor = [...message.signals.values()].find((signal) => signal.multiplexor && !signal.mux);
      for (const signal of message.signals.values()) {
        if (message.id !== INDEPENDENT && lastOctet(signal) >= message.length) {
          this.#note(signal.line, `${message.name}.${signal.name} ends past the message's ${message.length} octets`);
        }
        if (signal.mux?.of !== "") continue;
        if (multiplexor) signal.mux = { of: multiplexor.name, ranges: signal.mux.ranges };
        else
          this.#problems.push({
            file: this.#file,
            line: signal.line,
            problem: `${signal.name} is multiplexed but ${message.name} has no M`,
          });
      }
    }
  }

  #messageRef(line: number): MessageDraft | undefined {
    const id = this.#in.integer("a message's id", 0, 0xffff_ffff);
    const message = this.#byId.get(id);
    if (!message) this.#note(line, `no message has id ${id}`);
    return message;
  }

  #signalRef(line: number, message: MessageDraft | undefined): SignalDraft | undefined {
    const name = this.#in.name("a signal's name");
    const signal = message?.signals.get(name);
    if (message && !signal) this.#note(line, `message ${message.name} has no signal ${name}`);
    return signal;
  }

  /** The words of a list, up to the next statement. */
  #names(take: (name: string) => void): void {
    for (;;) {
      const token = this.#in.peek();
      if (token.text === ":" || token.text === ",") this.#in.next();
      else if (token.kind !== "name" || ["BS_", "BU_", "BO_", "SG_", "VERSION"].includes(token.text)) return;
      // A list may run over lines, and NS_ lists keywords: only a keyword with something behind it ends one.
      else if (token.first && !this.#in.peek(1).first && (READ.has(token.text) || token.text.endsWith("_"))) return;
      else take(this.#in.next().text);
    }
  }

  #pair(open: string, middle: string, close: string): readonly [number, number] {
    this.#in.mark(open);
    const left = this.#in.number("a number");
    this.#in.mark(middle);
    const right = this.#in.number("a number");
    this.#in.mark(close);
    return [left, right];
  }

  #recover(): void {
    while (
      this.#in.peek().kind !== "end" &&
      !(this.#in.peek().first && (READ.has(this.#in.peek().text) || SKIPPED.has(this.#in.peek().text)))
    )
      this.#in.next();
  }

  #note(line: number, problem: string): void {
    this.#notes.push({ file: this.#file, line, problem });
  }
}
