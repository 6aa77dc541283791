/** A DBC file's words. Line ends mean nothing to the grammar, but tools print one statement a line, so recovery uses them. */
export interface DbcToken {
  readonly kind: "name" | "number" | "string" | "mark" | "end";
  readonly text: string;
  readonly line: number;
  /** First of its line: where a statement may begin. */
  readonly first: boolean;
}

const SPACE = /[\s\0]*/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:\\"|[^"])*"/y;

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

/** Lines begun inside `text`. */
function lineEnds(text: string): number {
  let ends = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) ends++;
  return ends;
}

/** Splits a whole file; `onProblem` hears of octets that no word begins with. The last token is always `end`. */
export function lexDbc(text: string, onProblem: (line: number, problem: string) => void): readonly DbcToken[] {
  const tokens: DbcToken[] = [];
  let at = text.startsWith("\ufeff") ? 1 : 0;
  let line = 1;
  let first = true;
  const take = (kind: DbcToken["kind"], raw: string, meant: string): void => {
    tokens.push({ kind, text: meant, line, first });
    at += raw.length;
    line += lineEnds(raw);
    first = false;
  };
  for (;;) {
    const space = match(SPACE, text, at);
    at += space.length;
    const ends = lineEnds(space);
    line += ends;
    first ||= ends > 0;
    const head = text[at];
    if (head === undefined) break;
    const string = head === '"' ? match(STRING, text, at) : "";
    const name = match(NAME, text, at);
    // "5-7" in SG_MUL_VAL_ is a range and "@1-" a sign: after a digit, + and - are marks of their own.
    const glued = (head === "-" || head === "+") && space === "" && /\d/.test(text[at - 1] ?? "");
    const number = glued ? "" : match(NUMBER, text, at);
    if (string !== "") take("string", string, string.slice(1, -1).replaceAll('\\"', '"'));
    else if (name !== "") take("name", name, name);
    else if (number !== "") take("number", number, number);
    else if (":;|@()[],+-".includes(head)) take("mark", head, head);
    else if (head === '"') {
      onProblem(line, "want a closing quote before the end of the file");
      break;
    } else {
      onProblem(line, `want a word, a number or one of : ; | @ ( ) [ ] , + -, got ${JSON.stringify(head)}`);
      at++;
    }
  }
  tokens.push({ kind: "end", text: "the end of the file", line, first: true });
  return tokens;
}
