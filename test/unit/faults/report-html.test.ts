import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type PageAssets, toHtml } from "../../../main/faults/report/html.ts";
import { RUNS_MAX, runsShown } from "../../../main/faults/report/many-runs.ts";
import type { RunRecord } from "../../../main/faults/record.ts";
import { picturesShown } from "../../../main/faults/report/pictures.ts";
import { programScript } from "../../../main/faults/report/markup.ts";
import { A_PIXEL, aFailedRun, anErrorRun, aRun, aSession } from "../../support/a-session.ts";

const assets: PageAssets = { uplotJs: "var uPlot;", uplotCss: ".uplot {}", css: "body {}", client: "draw();" };
const HOSTILE = `</script><img src=x onerror="alert('1')">&amp;`;

const tagsOf = (page: string, tag: string): readonly string[] => page.match(new RegExp(`<${tag}[\\s>]`, "g")) ?? [];
const chartsIn = (page: string): unknown => JSON.parse(/<script type="application\/json" id="charts">(.*?)<\/script>/s.exec(page)![1]!);

test("every run has a row that leads to its section, its verdict, its command and its log's hash", () => {
  const session = aSession();
  const page = toHtml(session, assets);
  expect(page.match(/<td class="name">\s*<a href="#[^"]+">[^<]+/g)?.map((cell) => cell.replace(/^[^#]+/, ""))).toEqual([
    '#run-1">ivi-crash',
    '#run-2">cluster-hang',
    '#run-3">camera-lost',
  ]);
  expect(page.match(/<section class="run \w+" id="[^"]+"/g)).toEqual([
    '<section class="run passed" id="run-1"',
    '<section class="run failed" id="run-2"',
    '<section class="run error" id="run-3"',
  ]);
  expect(page.match(/npm run faults -- run [^<]+/g)).toEqual([
    "npm run faults -- run main/faults/scenarios/ivi-crash.yaml --live --seed 7",
    "npm run faults -- run main/faults/scenarios/cluster-hang.yaml --sim --seed 11",
    "npm run faults -- run &#39;main/faults/scenarios/camera lost.yaml&#39; --sim --seed 3",
  ]);
  for (const { logHash } of session.runs) expect(page).toContain(logHash);
});

test("the page may load nothing: its policy has no address in it, and it names none", () => {
  const page = toHtml(aSession(), assets);
  expect(/http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(page)?.[1]).toBe(
    "default-src &#39;none&#39;; script-src &#39;unsafe-inline&#39;; style-src &#39;unsafe-inline&#39;; img-src data:; base-uri &#39;none&#39;; form-action &#39;none&#39;",
  );
  expect(page.match(/(?:src|href)="(?!#|data:image\/png)[^"]*"/g)).toBeNull();
});

test("words from elsewhere are text, in every place that they can come to", () => {
  const hostile = aRun({
    scenario: HOSTILE,
    title: HOSTILE,
    file: HOSTILE,
    parameters: { [HOSTILE]: HOSTILE },
    faults: [{ at: 1, fault: HOSTILE, target: HOSTILE, parameters: { [HOSTILE]: HOSTILE } }],
    detections: [{ at: 2, detector: HOSTILE, target: HOSTILE, detail: HOSTILE }],
    safeStates: [{ at: 3, target: HOSTILE, state: HOSTILE }],
    recoveries: [{ at: 4, target: HOSTILE }],
    interference: [{ ...aRun().interference[0]!, domain: HOSTILE, display: HOSTILE }],
    lanes: [{ display: HOSTILE, domain: HOSTILE, colour: `red">${HOSTILE}`, at: [1], intervalMs: [16] }],
    checks: [{ what: HOSTILE, wanted: HOSTILE, got: HOSTILE, ok: false }],
    pictures: [{ at: 1, moment: "fault", display: HOSTILE, png: HOSTILE }],
    problem: HOSTILE,
    log: [HOSTILE],
    logHash: HOSTILE,
  });
  const page = toHtml(aSession({ startedAt: HOSTILE, argonaut: HOSTILE, enforcement: [HOSTILE], runs: [hostile] }), assets);
  expect([tagsOf(page, "script").length, tagsOf(page, "/script").length, tagsOf(page, "img").length]).toEqual([3, 3, 1]);
  expect(page).not.toContain("<img src=x");
  expect(chartsIn(page)).toMatchObject([
    { lanes: [{ label: HOSTILE, colour: "#8a93a0" }], marks: [{ label: `${HOSTILE} ${HOSTILE}` }, {}, {}, {}] },
  ]);
});

test("a program of ours that has a script's end in a string does not end there", () => {
  const { text } = programScript('const end = "</script>";', "module");
  expect(text).toBe('<script type="module">const end = "\\x3c/script>";</script>');
});

test("what did not happen is a dash, and a run without frames has no chart", () => {
  const page = toHtml(aSession({ runs: [anErrorRun()] }), assets);
  const cells = [...page.matchAll(/<td class="number">\s*([^<]*?)\s*<\/td>/g)].map(([, cell]) => cell);
  expect(cells).toEqual(["3", "–", "–", "–", "200", "–", "–"]);
  expect(page).toContain("no frames were recorded");
  expect(page).not.toContain("undefined");
  expect(chartsIn(page)).toEqual([null]);
});

test("a long log keeps both its ends and says how many lines lie between", () => {
  const page = toHtml(aSession({ runs: [aFailedRun({ log: Array.from({ length: 520 }, (_, i) => `line ${i};`) })] }), assets);
  const lines = page.match(/line \d+;/g)!;
  expect([lines.length, lines[199], lines[200], lines.at(-1)]).toEqual([400, "line 199;", "line 320;", "line 519;"]);
  expect(page).toContain("… 120 lines left out …");
});

test("a page has room for some pictures: those of runs that did not pass come first", () => {
  const [passed, failed] = [aRun(), aFailedRun({ pictures: [{ at: 1, moment: "fault", display: "ivi", png: A_PIXEL }] })];
  const shown = picturesShown([passed, failed], 2 * A_PIXEL.length);
  expect([...shown]).toEqual([failed.pictures[0], passed.pictures[0]]);
});

test("thirty runs of a minute with pictures of a megabyte make a page below ten megabytes", () => {
  const lane = { display: "ivi", domain: "ivi", colour: "#22a06b" };
  const at = Array.from({ length: 3600 }, (_, i) => (i * 1000) / 60 + Math.sin(i));
  const intervalMs = at.map((time, i) => time - (at[i - 1] ?? time - 16.667));
  const lanes = ["cluster", "ivi", "hud"].map((display) => ({ ...lane, display, at, intervalMs }));
  const png = "A".repeat(1_000_000);
  const pictures = () => [{ at: 1, moment: "fault" as const, display: "ivi", png }];
  const log = Array.from(
    { length: 5000 },
    (_, i) => `[${i}.000] debug a line as long as dom0 writes them on the whole, more or less: ${i}`,
  );
  const page = toHtml(
    aSession({ runs: Array.from({ length: 30 }, (_, seed) => aRun({ seed, lanes, pictures: pictures(), log })) }),
    assets,
  );
  expect(page.length).toBeLessThan(10_000_000);
  expect(page).toContain("1 picture left out");
});

test("the page's own files can be put into a page", () => {
  const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
  const real: PageAssets = {
    uplotJs: read("node_modules/uplot/dist/uPlot.iife.min.js"),
    uplotCss: read("node_modules/uplot/dist/uPlot.min.css"),
    css: read("main/faults/report/base.css") + read("main/faults/report/page.css"),
    client: read("main/faults/report/page.client.mjs"),
  };
  const page = toHtml(aSession(), real);
  expect(page).toContain(real.client);
  expect([tagsOf(page, "script").length, tagsOf(page, "style").length]).toEqual([3, 2]);
});

const seeds = (count: number, run: (seed: number) => RunRecord): readonly RunRecord[] =>
  Array.from({ length: count }, (_, seed) => run(seed));
const withMargin = (seed: number, marginMs: number): RunRecord => aRun({ seed, times: { ...aRun().times, marginMs } });

test("a page of more runs than it has room for tells of each scenario, and shows its tightest run and what did not pass", () => {
  const runs = [
    ...seeds(RUNS_MAX, (seed) => withMargin(seed, seed === 77 ? 3 : 500 + seed)),
    ...seeds(5, (seed) => aRun({ scenario: "quiet", seed })),
    aFailedRun(),
  ];
  expect(runsShown(runs, RUNS_MAX).map(({ scenario, seed }) => `${scenario} ${seed}`)).toEqual([
    "ivi-crash 77",
    "quiet 0",
    `${aFailedRun().scenario} ${aFailedRun().seed}`,
  ]);
  const page = toHtml({ ...aSession(), runs }, assets);
  expect(page.match(/<section class="run \w+" id="[^"]+"/g)).toHaveLength(3);
  expect(page).toContain(`Fault injection: ${RUNS_MAX + 6} runs`);
  const table = /<section id="scenarios">.*?<\/section>/s.exec(page)![0];
  const cells = (pattern: RegExp): readonly string[] => [...table.matchAll(pattern)].map(([, text]) => text ?? "");
  expect(cells(/<a href="#[^"]+">([^<]+)/g)).toEqual(["ivi-crash", "quiet", aFailedRun().scenario]);
  expect(cells(/<td class="number">(\d+)<\/td>\s*<td class="number"><span/g)).toEqual([String(RUNS_MAX), "5", "1"]);
  expect(cells(/<span class="(?:passed|failed)">(\d+)/g)).toEqual([String(RUNS_MAX), "5", "0"]);
});

test("where more failed than there is room for, every scenario is still shown", () => {
  const runs = [...seeds(2 * RUNS_MAX, (seed) => aRun({ seed, verdict: "failed" })), aRun({ scenario: "last" })];
  const shown = runsShown(runs, RUNS_MAX);
  expect([shown.length, shown.at(-1)?.scenario]).toEqual([RUNS_MAX, "last"]);
});

test("a page with room for all shows all, and no table of scenarios", () => {
  const runs = seeds(RUNS_MAX, (seed) => aRun({ seed }));
  expect(runsShown(runs, RUNS_MAX)).toBe(runs);
  expect(toHtml({ ...aSession(), runs }, assets)).not.toContain('id="scenarios"');
});
