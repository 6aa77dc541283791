import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { read, ROOT, sourcesBelow, TOP_LEVEL_FOLDERS } from "./sources.ts";

const LINES_MAX = 400;
/** Tables and golden data: long because what they write down is long. */
const TABLES: readonly string[] = [];

const FILES = ["README.md", "electron-builder.yml", "package-lock.json", "package.json", "tsconfig.json"];
/** Not sources: made by the tools, and ignored by git. */
const MADE = ["dist", "node_modules", "out", "test-results"];

/** A name that says nothing fills with what nobody knows a place for. */
const NAMELESS = /^(utils?|helpers?|manager|common|shared|misc|stuff|index)$/;
/** The composition root, and the pages that Vite looks for. */
const INDEX_ALLOWED = ["main/index.ts"];

const sources = TOP_LEVEL_FOLDERS.flatMap((folder) => sourcesBelow(folder));

test("the top level holds what the project is made of and nothing else", () => {
  const found = readdirSync(ROOT).filter((name) => !name.startsWith(".") && !MADE.includes(name));
  expect(found.filter((name) => !([...TOP_LEVEL_FOLDERS, ...FILES] as string[]).includes(name))).toEqual([]);
});

test("no source file is longer than 400 lines, tables apart", () => {
  const long = sources.filter((file) => !TABLES.includes(file) && read(file).split("\n").length > LINES_MAX + 1);
  expect(long).toEqual([]);
});

test("no file or folder has a name that says nothing", () => {
  const nameless = sources.filter((file) => file.split("/").some((part) => NAMELESS.test(part.replace(/\..*$/, ""))));
  expect(nameless.filter((file) => !INDEX_ALLOWED.includes(file))).toEqual([]);
});

test("file names are in kebab-case", () => {
  expect(sources.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/.test(basename(file)))).toEqual([]);
});

test("every import of a source of ours says its ending", () => {
  const without = sources.flatMap((file) =>
    [...read(file).matchAll(/^(?:import|export)[^;]*?from "(\.[^"]+)"/gm)].map(([, to]) => `${file}: ${to ?? ""}`),
  );
  expect(without.filter((line) => !/\.(ts|tsx|mjs|json|css|svg|png|woff2)(\?[a-z&]+)?$/.test(line))).toEqual([]);
});

test("no default exports, except where a tool asks for one", () => {
  const exporting = sources.filter((file) => /^export default /m.test(read(file)));
  expect(exporting.filter((file) => !/^test\/\w+(\.\w+)?\.config\.ts$/.test(file))).toEqual([]);
});
