import type { DbcToken } from "./dbc-lexer.ts";

/** Thrown inside one statement, caught by the parser's loop over statements; no one else sees it. */
export class StatementError extends Error {
  override readonly name = "StatementError";
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** A place among a DBC file's words: takes the next one if it is what the grammar wants, and throws StatementError if not. */
export class DbcCursor {
  readonly #tokens: readonly DbcToken[];
  #at = 0;

  constructor(tokens: readonly DbcToken[]) {
    this.#tokens = tokens;
  }

  /** The next word, or the one `ahead` of it, without taking it. */
  peek(ahead = 0): DbcToken {
    return this.#tokens[this.#at + ahead] ?? { kind: "end", text: "the end of the file", line: 0, first: true };
  }

  next(): DbcToken {
    const token = this.peek();
    if (token.kind !== "end") this.#at++;
    return token;
  }

  wanted(wanted: string, token: DbcToken): StatementError {
    // The wrong token may be the next statement's first: it is not eaten.
    if (token.kind !== "end") this.#at--;
    return new StatementError(token.line, `want ${wanted}, got ${JSON.stringify(token.text)}`);
  }

  mark(text: string): void {
    const token = this.next();
    if (token.kind !== "mark" || token.text !== text) throw this.wanted(JSON.stringify(text), token);
  }

  name(wanted: string): string {
    const token = this.next();
    if (token.kind !== "name") throw this.wanted(wanted, token);
    return token.text;
  }

  string(wanted: string): string {
    const token = this.next();
    if (token.kind !== "string") throw this.wanted(wanted, token);
    return token.text;
  }

  number(wanted: string): number {
    const token = this.next();
    if (token.kind !== "number") throw this.wanted(wanted, token);
    return Number(token.text);
  }

  integer(wanted: string, min: number, max: number): number {
    const token = this.next();
    const value = Number(token.text);
    if (token.kind !== "number" || !Number.isInteger(value)) throw this.wanted(wanted, token);
    if (value < min || value > max) throw this.wanted(`${wanted} from ${min} to ${max}`, token);
    return value;
  }

  toSemicolon(): void {
    for (;;) {
      const token = this.next();
      if (token.text === ";" && token.kind === "mark") return;
      if (token.kind === "end") throw this.wanted('";"', token);
    }
  }

  toNextStatement(): void {
    while (!this.peek().first) this.next();
  }
}
