/** One node of `xenstore-ls`, as a line: which of its columns is how wide, what is cut and what is dotted. */
import type { XsPerm } from "../../../protocol/ports.ts";
import { formatXsPerm } from "../../../protocol/xs-wire.ts";
import { escapeValue } from "./escape.ts";

export interface TreeLayout {
  /** Whole paths instead of an indented tree. */
  readonly flat: boolean;
  /** Values and names that would go beyond this column are cut. */
  readonly maxWidth: number;
  /** Up to this column a value is followed by dots when permissions come behind it. */
  readonly dottedTo: number;
}

/** Where output is no terminal and nothing is cut: C's INT_MAX / 2. */
const UNLIMITED = 0x3fff_ffff;
const DEFAULT_WIDTH = 80;
const DOTTED_TO = 60;

/** `columns`: of the terminal, if it is one. */
export function treeLayout(flat: boolean, columns: number | undefined): TreeLayout {
  const maxWidth = columns === undefined ? (flat ? UNLIMITED : DEFAULT_WIDTH) : columns - 2;
  return { flat, maxWidth, dottedTo: flat ? 0 : Math.min(DOTTED_TO, maxWidth) };
}

export interface TreeNode {
  readonly depth: number;
  readonly path: string;
  readonly name: string;
  /** Undefined: it could not be read. */
  readonly value: string | undefined;
  /** Undefined: not asked for, or not to be had. */
  readonly perms: readonly XsPerm[] | undefined;
}

/** What is around a value that is cut. */
const TAG = ' = "..."';

/** As C's `%.*s`: a negative precision is none. */
const cut = (text: string, precision: number): string => (precision < 0 ? text : text.slice(0, precision));

/** The line with its newline. `dotted`: permissions were asked for, so the value is followed by dots up to where they stand. */
export function treeLine(layout: TreeLayout, { depth, path, name, value, perms }: TreeNode, dotted: boolean): string {
  const label = layout.flat ? path : " ".repeat(depth) + cut(name, layout.maxWidth - TAG.length - depth);
  // A flat path does not count: its lines are as long as they are.
  const width = layout.flat ? 0 : label.length;
  const behind = perms ? `  (${perms.map(formatXsPerm).join(",")})` : "";
  return `${label}${valueColumn(layout, width, value, dotted)}${behind}\n`;
}

function valueColumn({ maxWidth, dottedTo }: TreeLayout, width: number, value: string | undefined, dotted: boolean): string {
  if (value === undefined) return ":\n";
  const escaped = escapeValue(value);
  // It is the value's own length that decides, and the escaped text that is cut: so xenstore-ls has it.
  if (width + value.length + TAG.length > maxWidth) return ` = "${cut(escaped, maxWidth - TAG.length - width)}\\..."`;
  const shown = ` = "${escaped}"`;
  return dotted ? `${shown} ${dots(width + shown.length + 1, dottedTo)}` : shown;
}

/** A dot in every odd column. */
function dots(from: number, to: number): string {
  let text = "";
  for (let column = from; column < to; column++) text += column & 1 ? "." : " ";
  return text;
}
