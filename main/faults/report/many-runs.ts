/** A session of more runs than a page has room for: of each scenario one row that tells of all its runs, and the run to look at first. */
import type { RunRecord } from "../record.ts";
import { counted, milliseconds, NEVER, parameterWords, worstOf } from "./figures.ts";
import { html, type Markup } from "./markup.ts";
import { anchorOf } from "./summary.ts";

/** A page of more is one that a browser chokes on: a run takes some 5 kB. */
export const RUNS_MAX = 200;

/** The runs that a page shows one by one: all; or those that did not pass, as many as there is room for, and each scenario's tightest. */
export function runsShown(runs: readonly RunRecord[], max: number): readonly RunRecord[] {
  if (runs.length <= max) return runs;
  const wanted = [...groupsOf(runs).map(tightest), ...runs.filter(({ verdict }) => verdict !== "passed")];
  const shown = new Set([...new Set(wanted)].slice(0, max));
  return runs.filter((run) => shown.has(run));
}

/** Runs that differ by their seed alone. */
function groupsOf(runs: readonly RunRecord[]): readonly (readonly [RunRecord, ...RunRecord[]])[] {
  const groups = new Map<string, [RunRecord, ...RunRecord[]]>();
  for (const run of runs) {
    const key = JSON.stringify([run.scenario, run.mode, run.parameters]);
    const group = groups.get(key);
    if (group) group.push(run);
    else groups.set(key, [run]);
  }
  return [...groups.values()];
}

/** The run with the least to spare: one that did not pass before one that did, then by margin, then by what others noticed. */
function tightest(group: readonly [RunRecord, ...RunRecord[]]): RunRecord {
  const rank = (run: RunRecord): readonly number[] => [
    run.verdict === "passed" ? 1 : 0,
    run.times.marginMs ?? Infinity,
    worstOf(run.interference)?.score ?? Infinity,
  ];
  return group.reduce((least, run) => (isBefore(rank(run), rank(least)) ? run : least), group[0]);
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const place = a.findIndex((value, index) => value !== b[index]);
  return place >= 0 && a[place]! < b[place]!;
}

const known = (values: readonly (number | undefined)[]): readonly number[] =>
  values.filter((value) => value !== undefined).sort((a, b) => a - b);

/** A row a scenario, over all its seeds. `shown`: the runs that the page has sections of. */
export function scenarioTable(runs: readonly RunRecord[], shown: readonly RunRecord[]): Markup {
  const groups = groupsOf(runs);
  return html`<section id="scenarios">
    <h2>Scenarios</h2>
    <p class="note">
      ${counted(runs.length, "run")} of ${counted(groups.length, "scenario")}. Below, one by one: of each scenario the run with the least
      margin, and what did not pass; ${counted(shown.length, "run")} in all. The JSON report has every run.
    </p>
    <table class="runs">
      <thead>
        <tr>
          <th>Scenario</th>
          <th>Mode</th>
          <th class="number">Runs</th>
          <th class="number">Passed</th>
          <th class="number">Median FDTI ms</th>
          <th class="number">Longest FHTI ms</th>
          <th class="number">FTTI ms</th>
          <th class="number">Least margin ms</th>
          <th class="number">Worst score</th>
        </tr>
      </thead>
      <tbody>
        ${groups.map((group) => row(group, shown))}
      </tbody>
    </table>
  </section>`;
}

function row(group: readonly [RunRecord, ...RunRecord[]], shown: readonly RunRecord[]): Markup {
  const least = tightest(group);
  const place = shown.indexOf(least);
  const words = parameterWords(least.parameters).join(", ");
  const passed = group.filter(({ verdict }) => verdict === "passed").length;
  const fdti = known(group.map(({ times }) => times.fdtiMs));
  const scores = known(group.map(({ interference }) => worstOf(interference)?.score));
  return html`<tr>
    <td class="name">
      ${place >= 0 ? html`<a href="#${anchorOf(place)}">${least.scenario}</a>` : least.scenario}${words ? html`<small>${words}</small>` : undefined}
    </td>
    <td>${least.mode}</td>
    <td class="number">${group.length}</td>
    <td class="number"><span class="${passed === group.length ? "passed" : "failed"}">${passed}</span></td>
    <td class="number">${milliseconds(fdti[Math.floor(fdti.length / 2)])}</td>
    <td class="number">${milliseconds(known(group.map(({ times }) => times.fhtiMs)).at(-1))}</td>
    <td class="number">${milliseconds(least.times.fttiMs)}</td>
    <td class="number">${milliseconds(known(group.map(({ times }) => times.marginMs))[0])}</td>
    <td class="number">${scores[0] === undefined ? NEVER : scores[0].toFixed(3)}</td>
  </tr>`;
}
