/** What a display says stands in its tables of texts, one a language: no component may say anything of its own. */
import ts from "typescript";
import { expect, test } from "vitest";
import { read, sourcesBelow } from "./sources.ts";

/** Attributes that a person reads or hears; any other is for the machine. */
const SPOKEN = ["aria-label", "alt", "label", "name", "note", "placeholder", "text", "title", "unit"];

const hasLetter = (text: string): boolean => /\p{L}/u.test(text);
/** A word with a capital, several words, or another script: an identifier, an error's name, a path of signals or of a drawing is none of these. */
const isProse = (text: string): boolean =>
  hasLetter(text) &&
  !/^[Mm][\d.]|^[A-Z]\w+Error$/.test(text) &&
  !text.startsWith("Vehicle.") &&
  /^\p{Lu}\p{Ll}|\p{L}\s+\p{L}|[^ -\u024f]/u.test(text);

/** Every text that a component's source says by itself. */
function spokenIn(file: string, source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    // A bug's message is for who mends it.
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isThrowStatement(node)) return;
    if (ts.isJsxAttribute(node)) {
      const { initializer } = node;
      const spoken = SPOKEN.includes(node.name.getText());
      if (spoken && initializer && ts.isStringLiteral(initializer) && hasLetter(initializer.text)) found.push(initializer.text);
      // What is drawn or done may hold any word; only what is spoken is looked into.
      else if (
        initializer &&
        (spoken || !ts.isStringLiteral(initializer)) &&
        !/^(className|style|d|id|transform)$/.test(node.name.getText())
      )
        visit(initializer);
      return;
    }
    if (ts.isJsxText(node) && hasLetter(node.text)) found.push(node.text.trim());
    if ((ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) && isProse(node.text)) {
      found.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TSX));
  return found;
}

const components = [
  ...sourcesBelow("renderer/guests", /\.tsx$/).filter((file) => /\/(ivi|cluster)\//.test(file)),
  // dom0's own pages, which are built without components.
  ...["renderer/overlay", "renderer/camera"].flatMap((room) => sourcesBelow(room, /\.ts$/)).filter((file) => !file.endsWith("-texts.ts")),
];

test.each(components)("%s says nothing but by its tables of texts", (file) => {
  expect(spokenIn(file, read(file))).toEqual([]);
});

/** What must be seen, and what must be let pass. */
// prettier-ignore
const planted: readonly (readonly [spoken: readonly string[], source: string])[] = [
  [["Open"],            "const a = <b>Open</b>;"],
  [["Now playing"],     "const a = <small>{on ? texts.a : `Now playing`}</small>;"],
  [["Called "],         "const a = <b>{`Called ${at}`}</b>;"],
  [["Playing"],         'const a = <b>{on ? "Playing" : texts.paused}</b>;'],
  [["km"],              '<Figure unit="km" value={value} />;'],
  [["Previous page"],   'const a = { label: "Previous page" };'],
  [["北"],              'const a = <b>{"北"}</b>;'],
  [[],                  'const a = <b className="card Wide one" data-testid="B">{texts.open} · {"--"}</b>;'],
  [["Error in car"],    'const a = <b>{on ? "Error in car" : cause.name === "AbortError"}</b>;'],
  [[],                  'const a = kind === "dialling" ? <path d="M0 92h120v28H0z" /> : useSignal("Vehicle.Speed");'],
];

test.each(planted)("says %j: %s", (spoken, source) => {
  expect(spokenIn("planted.tsx", source)).toEqual(spoken);
});
