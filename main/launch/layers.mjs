/** The layers of `npm test`: what each runs, and how its result is counted. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT } from "./places.mjs";

const RESULTS = join(ROOT, "test-results");
/** A layer that hangs is a failure, not a night. */
const PATIENCE_MS = 12 * 60_000;

const tool = (...path) => join(ROOT, "node_modules", ...path);

/** A tool that says yes or no: counts one. */
const verdict = (name, script, ...args) => ({
  name,
  script,
  args,
  count: (code) => (code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }),
});

/** Counts of Vitest's JSON report. A file that could not be loaded has no tests to fail, and is a failure all the same. */
export function countVitest(report) {
  const unloadable = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every(({ status }) => status !== "failed"),
  );
  const skipped = report.numPendingTests + report.numTodoTests;
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloadable.length, skipped };
}

/** Counts of Playwright's JSON report. */
export function countPlaywright({ stats, errors }) {
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length, skipped: stats.skipped };
}

// Colours, which a terminal shows and a list need not.
const plain = (text) => text.replace(/\u001b\[[\d;]*m/g, "");
/** The first lines of what went wrong: what was wanted and what came, without the stack. */
const gist = (text = "") =>
  plain(text)
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^\s+at /.test(line))
    .slice(0, 8);

/** What failed in Vitest's JSON report. */
export function failuresOfVitest(report) {
  return report.testResults.flatMap((file) => {
    const where = relative(ROOT, file.name);
    const failed = file.assertionResults.filter(({ status }) => status === "failed");
    if (failed.length === 0) return file.status === "failed" ? [{ title: where, said: gist(file.message) }] : [];
    return failed.map(({ fullName, failureMessages }) => ({ title: `${where} › ${fullName}`, said: gist(failureMessages[0]) }));
  });
}

/** What failed in Playwright's JSON report. */
export function failuresOfPlaywright({ suites, errors }) {
  const within = (suite, above) => {
    // A file's own suite is called like the file.
    const path = suite.title === suite.file ? above : [...above, suite.title];
    const own = suite.specs
      .filter(({ ok }) => !ok)
      .map((spec) => ({
        title: [`test/e2e/${spec.file}:${spec.line}`, ...path, spec.title].join(" › "),
        said: gist(spec.tests.flatMap(({ results }) => results.flatMap((result) => result.errors)).find(({ message }) => message)?.message),
      }));
    return [...own, ...(suite.suites ?? []).flatMap((one) => within(one, path))];
  };
  return [
    ...suites.flatMap((suite) => within(suite, [])),
    ...errors.map(({ message }) => ({ title: "outside any test", said: gist(message) })),
  ];
}

const vitest = (name) => ({
  name,
  folder: join(ROOT, "test", name),
  tests: /\.test\.(tsx?|mjs)$/,
  script: tool("vitest", "vitest.mjs"),
  args: [
    "run",
    "--config",
    "test/vitest.config.ts",
    "--dir",
    `test/${name}`,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${RESULTS}/${name}.json`,
  ],
  report: countVitest,
  failures: failuresOfVitest,
});

/** The specs of test/e2e: `pages` are guests' pages by themselves, two at a time; what else there is has the machine to itself. */
const playwright = (name) => ({
  name,
  folder: join(ROOT, "test/e2e"),
  display: true,
  tests: /\.spec\.ts$/,
  script: tool("playwright", "cli.js"),
  args: ["test", "--config", `test/playwright.${name}.config.ts`],
  report: countPlaywright,
  failures: failuresOfPlaywright,
});

export const LAYERS = [
  verdict("types", tool("typescript", "bin", "tsc"), "-b"),
  verdict("lint", tool("eslint", "bin", "eslint.js"), "--config", ".config/eslint.config.mjs", "."),
  verdict("format", tool("prettier", "bin", "prettier.cjs"), "--check", "--log-level", "warn", "."),
  vitest("architecture"),
  vitest("unit"),
  vitest("property"),
  vitest("conformance"),
  vitest("replay"),
  playwright("pages"),
  playwright("e2e"),
];

function hasTests({ folder, tests }) {
  return !tests || (existsSync(folder) && readdirSync(folder, { recursive: true }).some((file) => tests.test(file)));
}

/** Runs one layer with its output shown. Answers its counts and what failed; `note` where the counts are not the tool's own. */
export async function runLayer(layer, filters, env) {
  if (!hasTests(layer)) return { passed: 0, failed: 0, note: "no tests" };
  const file = join(RESULTS, `${layer.name}.json`);
  mkdirSync(RESULTS, { recursive: true });
  rmSync(file, { force: true });
  const args = [layer.script, ...layer.args, ...(layer.tests ? filters : [])];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "inherit", "inherit"],
    timeout: PATIENCE_MS,
  });
  const code = await new Promise((resolve) => {
    child.on("error", () => resolve(127));
    child.on("exit", (exitCode, signal) => resolve(exitCode ?? signal));
  });
  if (layer.count) return layer.count(code);
  if (!existsSync(file)) return { passed: 0, failed: 1, note: `no report (exit code ${code})` };
  const report = JSON.parse(readFileSync(file, "utf8"));
  const counts = { ...layer.report(report), failures: layer.failures(report) };
  // The tool may fail for what no test shows: an unhandled rejection, a time-out of the whole.
  if (code !== 0 && counts.failed === 0) return { ...counts, failed: 1, note: `exit code ${code}` };
  if (counts.passed + counts.failed === 0 && filters.length === 0) return { ...counts, failed: 1, note: "no test was run" };
  return counts;
}
