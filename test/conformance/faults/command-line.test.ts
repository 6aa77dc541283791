/** `npm run faults` as it is built (`npm test` builds it; by hand `node .config/build.mjs node`). */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { faults } from "../../../main/faults/catalogue.ts";
import { ROOT } from "../../../main/launch/places.mjs";
import { run, type Ended } from "../../support/program.ts";

const PROGRAM = join(ROOT, "out", "node", "faults.mjs");
const folder = mkdtempSync(join(tmpdir(), "argonaut-faults-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

const program = (...words: readonly string[]): Promise<Ended> => run(process.execPath, [PROGRAM, ...words], { INIT_CWD: folder });

test("list names every fault", async () => {
  const { code, stdout } = await program("list");
  expect([code, faults.filter(({ name }) => !stdout.includes(`  ${name} `)).map(({ name }) => name)]).toEqual([0, []]);
});

test("docs has a chapter for every fault", async () => {
  const { code, stdout } = await program("docs");
  expect([code, faults.filter(({ name }) => !stdout.includes(`### ${name}\n`)).map(({ name }) => name)]).toEqual([0, []]);
});

test("schema is JSON, and names every fault", async () => {
  const { code, stdout } = await program("schema");
  const schema: unknown = JSON.parse(stdout);
  const text = JSON.stringify(schema);
  expect([code, faults.filter(({ name }) => !text.includes(`"${name}"`)).map(({ name }) => name)]).toEqual([0, []]);
});

test("a scenario that passes exits 0, says so, and leaves its reports where it was told", async () => {
  const { code, stdout, stderr } = await program("run", "undisturbed", "--report", "report");
  expect([code, stdout, stderr]).toEqual([
    0,
    expect.stringMatching(/^\n1 passed, 0 failed, 0 in error; logs' hash [0-9a-f]{64}\n$/),
    expect.stringContaining("undisturbed (sim, seed 1): passed"),
  ]);
  const report = join(folder, "report");
  const json = JSON.parse(readFileSync(join(report, "report.json"), "utf8")) as object;
  expect([readdirSync(report).sort(), "runs" in json]).toEqual([["junit.xml", "report.html", "report.json"], true]);
});

test("a scenario that fails exits 1, with what was wanted, what came, and how to see it again", async () => {
  const path = join(folder, "failing.yaml");
  writeFileSync(
    path,
    "name: failing\ntitle: A crash that is taken for none\nfaults: [{ fault: domain.crash, target: ivi, at: 1s }]\nduration: 2s\nexpect: [{ quiet: true }]\n",
  );
  const { code, stdout, stderr } = await program("run", path);
  expect([code, stdout, stderr]).toEqual([
    1,
    expect.stringContaining(`npm run faults -- run ${path} --sim --seed 1`),
    expect.stringContaining("no detector fires: wanted nothing, got domain-exit of ivi"),
  ]);
});

test("the same seed gives the same hash, however many runs are done at a time", async () => {
  const of = async (...more: readonly string[]): Promise<string> => {
    const { stdout } = await program("run", "ivi-hang", "camera-lost", ...more);
    return /hash (\w+)/.exec(stdout)?.[1] ?? "";
  };
  const [one, two, other] = [await of("--jobs", "1"), await of("--jobs", "2"), await of("--seed", "9")];
  expect([one.length, two === one, other === one]).toEqual([64, true, false]);
});

test("a soak that breaks nothing exits 0", async () => {
  const { code, stdout } = await program("soak", "--count", "3");
  expect([code, stdout]).toEqual([0, expect.stringContaining("every invariant held")]);
});

const broken = join(folder, "broken.yaml");
writeFileSync(broken, "name: broken\ntitle: A\nfaults: [{ fault: domain.explode, at: 1s }]\nduration: 2s\nexpect: [{ quiet: true }]\n");

test.each([
  [["run", "no-such-scenario"], "no-such-scenario: want a scenario file"],
  [["run", "undisturbed", "--sim", "--live"], "want one of them, got both"],
  [["run", broken], `${broken}:3:19: faults[0].fault: want a fault of the catalogue`],
])("%j is no use of it: exits 2 and says why", async (words, why) => {
  const { code, stdout, stderr } = await program(...words);
  expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(why)]);
});

test.each([["run", "--seed", "many"], ["run", "--cockpit"], ["explode"]])(
  "words that it does not know are refused: %s %s %s",
  async (...words) => {
    const { code, stderr } = await program(...words.filter((word) => word !== undefined));
    expect([code === 0, stderr.startsWith("error: ")]).toEqual([false, true]);
  },
);
