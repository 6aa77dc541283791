/**
 * The tokens of xl.cfg, as xl's own lexer cuts them (tools/libs/util/libxlu_cfg_l.l): not Python's, though the files look like it.
 *
 * Names are lower case; a number is a digit and then 0-9 a-f x, without a sign; a string ends on its line.
 */
import type { Position, Problems } from "./config-problem.ts";

export type XlToken = Position &
  (
    | { readonly kind: "name"; readonly text: string }
    | { readonly kind: "string" | "number"; readonly text: string }
    /** What is no token, up to the next blank. */
    | { readonly kind: "wrong"; readonly text: string }
    | { readonly kind: "=" | "+=" | "," | "[" | "]" | ";" | "newline" | "end" }
  );

/** Sticky, so that each starts where the last token ended. */
const patterns = {
  blank: /[ \t]+|#[^\n]*/y,
  name: /[a-z][._0-9a-z]*/y,
  number: /[0-9][0-9a-fx]*/y,
  string: /'(?:[^'\\\n]|\\[^\n])*'|"(?:[^"\\\n]|\\[^\n])*"/y,
  mark: /\+=|[=,[\];]/y,
  wrong: /[^ \t\n]+/y,
};

const simpleEscapes: Readonly<Record<string, string>> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Cuts the whole text, whatever it holds; what is no token is the parser's to report. Ends with `end`. */
export function lexXlCfg(text: string, problems: Problems): readonly XlToken[] {
  const tokens: XlToken[] = [];
  let at = 0;
  let line = 1;
  let lineStart = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };

  while (at < text.length) {
    const where = { line, column: at - lineStart + 1 };
    if (text[at] === "\n" || text.startsWith("\r\n", at)) {
      if (text[at] === "\r") {
        at++;
        if (line === 1) problems.warning(where, "", "lines end in CR LF; xl refuses the file until they end in LF");
      }
      tokens.push({ kind: "newline", ...where });
      at++;
      line++;
      lineStart = at;
      continue;
    }
    if (match(patterns.blank) !== undefined) continue;
    const name = match(patterns.name);
    if (name !== undefined) {
      tokens.push({ kind: "name", text: name, ...where });
      continue;
    }
    const number = match(patterns.number);
    if (number !== undefined) {
      tokens.push({ kind: "number", text: number, ...where });
      continue;
    }
    const string = match(patterns.string);
    if (string !== undefined) {
      tokens.push({ kind: "string", text: unescape(string.slice(1, -1), where, problems), ...where });
      continue;
    }
    const mark = match(patterns.mark);
    if (mark !== undefined) {
      // The pattern holds exactly these.
      tokens.push({ kind: mark as "=" | "+=" | "," | "[" | "]" | ";", ...where });
      continue;
    }
    tokens.push({ kind: "wrong", text: match(patterns.wrong) ?? "", ...where });
  }
  tokens.push({ kind: "end", line, column: at - lineStart + 1 });
  return tokens;
}

/** Why a `wrong` token is one: what was wanted and what came. */
export function whatIsWrong(text: string): string {
  const shown = JSON.stringify(text.length <= 40 ? text : `${text.slice(0, 37)}…`);
  const first = text[0] ?? "";
  if (first === "'" || first === '"') return `want the string closed on its line, got ${shown}`;
  if ("+-.():".includes(first)) return `want an xl.cfg token, got ${shown}; this looks like Python, which xl.cfg is not`;
  if (/[A-Z]/.test(first)) return `want a lower-case name, a number or a quoted string, got ${shown}`;
  return `want an xl.cfg token, got ${shown}`;
}

/** The escapes of C, as xl's dequote takes them. */
function unescape(raw: string, at: Position, problems: Problems): string {
  return raw.replace(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|.)/g, (all: string, code: string) => {
    if (/^x./.test(code)) return String.fromCharCode(parseInt(code.slice(1), 16));
    if (/^[0-7]/.test(code)) return String.fromCharCode(parseInt(code, 8));
    const plain = simpleEscapes[code];
    if (plain === undefined)
      problems.error(at, "", `want one of \\\\ \\' \\" \\a \\b \\f \\n \\r \\t \\v \\xHH \\OOO, got ${JSON.stringify(all)}`);
    return plain ?? all;
  });
}
