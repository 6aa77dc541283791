/**
 * HTML that is escaped by being made: whatever is put into an `html` template is text unless it is markup already. A scenario's words, a
 * guest's log line and a target's name all come from elsewhere, and one forgotten call would be a script in whoever's browser reads it.
 */

/** Text that is HTML. Only `html` makes it. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes: undefined is nothing, a list is its parts one after the other. */
export type Part = Markup | string | number | undefined | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function textOf(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "string" || typeof part === "number") return String(part).replace(/[&<>"']/g, (char) => ENTITIES[char]!);
  return part.map(textOf).join("");
}

/** Markup from a template; for text between tags and for attributes in double quotes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((made, string, i) => made + textOf(parts[i - 1]) + string));
}

/** Data in a script element that is never run: with no `<` in it, nothing in it can end the element or begin a comment. */
export function dataScript(id: string, value: unknown): Markup {
  const json = JSON.stringify(value).replaceAll("<", "\\u003c");
  return new Markup(textOf(html`<script type="application/json" id="${id}">`) + json + "</script>");
}

/** A program of ours in the page. In JavaScript these two can only be within a string, where the escape is the same character. */
export function programScript(text: string, kind: "module" | "text/javascript"): Markup {
  return new Markup(`<script type="${kind}">${text.replace(/<(?=\/script|!--)/gi, "\\x3c")}</script>`);
}

/** A style sheet of ours in the page. */
export function styleSheet(text: string): Markup {
  return new Markup(`<style>${text.replace(/<(?=\/style)/gi, "\\3c ")}</style>`);
}
