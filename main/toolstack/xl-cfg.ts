/**
 * The grammar of xl.cfg (xl.cfg(5); tools/libs/util/libxlu_cfg_y.y): `name = value`, ended by a newline or `;`.
 *
 * A value is a string, a number or a list; lists nest, mix, run over lines and may end in a comma. What a key means is not
 * known here (domain-config.ts). As in xl a later assignment wins, and `+=` appends.
 */
import type { Position, Problems } from "./config-problem.ts";
import { lexXlCfg, whatIsWrong, type XlToken } from "./xl-lexer.ts";

/** A value with its place. A number is kept as written: xl reads it, like a string of digits, only when a key asks for one. */
export type XlValue = Position &
  ({ readonly kind: "string" | "number"; readonly text: string } | { readonly kind: "list"; readonly items: readonly XlValue[] });

export interface XlSetting extends Position {
  readonly key: string;
  readonly value: XlValue;
}

/** Deeper than any file (vsnd needs 2); a bound, because the parser recurses. */
const NESTING_MAX = 16;

/** Reads a whole file. Answers the settings that could be read, by key, whatever else was wrong. */
export function parseXlCfg(text: string, problems: Problems): ReadonlyMap<string, XlSetting> {
  return new XlParser(lexXlCfg(text, problems), problems).file();
}

class XlParser {
  readonly #tokens: readonly XlToken[];
  readonly #problems: Problems;
  readonly #settings = new Map<string, XlSetting>();
  #next = 0;
  /** How many lists are open where the parser stands. */
  #depth = 0;

  constructor(tokens: readonly XlToken[], problems: Problems) {
    this.#tokens = tokens;
    this.#problems = problems;
  }

  file(): ReadonlyMap<string, XlSetting> {
    while (this.#peek().kind !== "end") {
      if (this.#take("newline") ?? this.#take(";")) continue;
      if (!this.#assignment()) this.#skipToStatement();
    }
    return this.#settings;
  }

  #assignment(): boolean {
    const name = this.#peek();
    if (name.kind !== "name") return this.#wanted("a key");
    this.#next++;
    const append = this.#take("+=") !== undefined;
    if (!append && !this.#take("=")) return this.#wanted(`= after ${name.text}`);
    const value = this.#value();
    if (!value) return false;
    const end = this.#peek().kind;
    if (end !== "newline" && end !== ";" && end !== "end") return this.#wanted(`a newline or ; after the value of ${name.text}`);
    this.#store(name.text, name, value, append);
    return true;
  }

  #value(): XlValue | undefined {
    const token = this.#peek();
    if (token.kind === "string" || token.kind === "number") {
      this.#next++;
      return token;
    }
    if (token.kind !== "[") {
      this.#wanted("a string, a number or a list");
      return undefined;
    }
    this.#next++;
    this.#depth++;
    if (this.#depth > NESTING_MAX) {
      this.#problems.error(token, "", `want lists nested at most ${NESTING_MAX} deep`);
      return undefined;
    }
    const items = this.#items();
    if (items) this.#depth--;
    return items && { kind: "list", items, line: token.line, column: token.column };
  }

  /** What follows `[`, with its `]`. Newlines are free. */
  #items(): readonly XlValue[] | undefined {
    const items: XlValue[] = [];
    this.#newlines();
    while (!this.#take("]")) {
      const item = this.#value();
      if (!item) return undefined;
      items.push(item);
      this.#newlines();
      if (this.#peek().kind === "]") continue;
      if (!this.#take(",")) {
        this.#wanted(", or ] in the list");
        return undefined;
      }
      this.#newlines();
    }
    return items;
  }

  #store(key: string, at: Position, value: XlValue, append: boolean): void {
    const before = this.#settings.get(key);
    const position = { line: at.line, column: at.column };
    if (!before || !append) {
      if (before) this.#problems.warning(at, key, `set again; the one in line ${before.line} is lost, as in xl`);
      this.#settings.set(key, { key, value, ...position });
      return;
    }
    const joined = join(before.value, value);
    if (joined) this.#settings.set(key, { key, value: joined, ...position });
    else this.#problems.error(at, key, `want += with a ${kindName(before.value)}, as in line ${before.line}, got a ${kindName(value)}`);
  }

  #peek(): XlToken {
    return this.#tokens[Math.min(this.#next, this.#tokens.length - 1)] ?? { kind: "end", line: 1, column: 1 };
  }

  #take(kind: XlToken["kind"]): XlToken | undefined {
    const token = this.#peek();
    if (token.kind !== kind) return undefined;
    this.#next++;
    return token;
  }

  #newlines(): void {
    while (this.#take("newline"));
  }

  #wanted(what: string): false {
    const token = this.#peek();
    this.#problems.error(token, "", token.kind === "wrong" ? whatIsWrong(token.text) : `want ${what}, got ${tokenName(token)}`);
    return false;
  }

  /**
   * Goes on after what is wrong: at the next line, or, in an open list, at the next line that begins as an assignment does.
   * So one slip is one problem, however long the list it is in.
   */
  #skipToStatement(): void {
    for (; this.#peek().kind !== "end"; this.#next++) {
      const [newline, name, equals] = this.#tokens.slice(this.#next, this.#next + 3);
      if (newline?.kind !== "newline") continue;
      if (this.#depth === 0 || (name?.kind === "name" && (equals?.kind === "=" || equals?.kind === "+="))) break;
    }
    this.#depth = 0;
  }
}

function join(before: XlValue, after: XlValue): XlValue | undefined {
  if (before.kind === "list" && after.kind === "list") return { ...before, items: [...before.items, ...after.items] };
  if (before.kind !== "list" && after.kind !== "list") return { ...before, kind: "string", text: before.text + after.text };
  return undefined;
}

const kindName = (value: XlValue): string => (value.kind === "list" ? "list" : "string");

function tokenName(token: XlToken): string {
  switch (token.kind) {
    case "name":
    case "number":
    case "wrong":
      return token.text;
    case "string":
      return JSON.stringify(token.text.length <= 40 ? token.text : `${token.text.slice(0, 37)}…`);
    case "newline":
      return "the end of the line";
    case "end":
      return "the end of the file";
    default:
      return token.kind;
  }
}
