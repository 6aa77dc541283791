/** Scenario files on disk: those that come along, and those of a user's own. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { readScenario, type Scenario } from "../../faults/scenario.ts";
import { formatProblem } from "../../toolstack/config-problem.ts";
import { err, ok, type Result } from "../../../protocol/result.ts";

const isScenario = (name: string): boolean => /\.ya?ml$/.test(name);

/** The files that words on a command line mean: paths, folders, or names of the starter set in `starters`. None: all of that. */
export function scenarioPaths(words: readonly string[], starters: string): Result<readonly string[], readonly string[]> {
  const folder = (path: string): readonly string[] =>
    readdirSync(path)
      .filter(isScenario)
      .sort()
      .map((name) => join(path, name));
  if (words.length === 0) return ok(folder(starters));
  const problems: string[] = [];
  const found = words.flatMap((word) => {
    if (existsSync(word)) return statSync(word).isDirectory() ? folder(word) : [word];
    const starter = join(starters, `${word}.yaml`);
    if (existsSync(starter)) return [starter];
    const known = folder(starters).map((path) => basename(path, ".yaml"));
    const near = known.filter((name) => name.includes(word) || word.includes(name));
    problems.push(
      `${word}: want a scenario file, a folder of them, or a name of the starter set${near.length > 0 ? ` (${near.join(", ")}?)` : ""}; there is none of it`,
    );
    return [];
  });
  return problems.length > 0 ? err(problems) : ok(found);
}

/** Reads all of them; every problem of every file. */
export function readScenarios(paths: readonly string[]): Result<readonly Scenario[], readonly string[]> {
  const problems: string[] = [];
  const scenarios = paths.flatMap((path) => {
    const read = readScenario(path, readFileSync(path, "utf8"));
    if (read.ok) return [read.value];
    problems.push(...read.error.map(formatProblem));
    return [];
  });
  return problems.length > 0 ? err(problems) : ok(scenarios);
}
