/** The top of the page: how many passed, on what they ran, and a row a run. */
import type { RunRecord, Session, Verdict } from "../record.ts";
import { milliseconds, NEVER, parameterWords, readableTime, worstOf } from "./figures.ts";
import { html, type Markup } from "./markup.ts";

const VERDICTS: readonly Verdict[] = ["passed", "failed", "error"];

/** Where a run's section is in the page: by its place, since a scenario's name may be anything. */
export function anchorOf(index: number): string {
  return `run-${index + 1}`;
}

export function badge(verdict: Verdict): Markup {
  return html`<span class="badge ${verdict}">${verdict}</span>`;
}

/** A number leads to the first run that it counts and the page shows. */
function count(runs: readonly RunRecord[], shown: readonly RunRecord[], verdict: Verdict): Markup {
  const number = runs.filter((run) => run.verdict === verdict).length;
  const first = shown.findIndex((run) => run.verdict === verdict);
  const words = html`<b>${number}</b> ${verdict}`;
  if (first < 0) return html`<span class="count ${number === 0 ? "none" : verdict}">${words}</span>`;
  return html`<a class="count ${verdict}" href="#${anchorOf(first)}">${words}</a>`;
}

/** The page's header. `shown`: the runs that the page has sections of. */
export function summaryOf({ startedAt, argonaut, enforcement, runs }: Session, shown: readonly RunRecord[]): Markup {
  const modes = [...new Set(runs.map(({ mode }) => mode))].join(" and ") || NEVER;
  return html`<header>
    <div class="head">
      <h1>Fault injection</h1>
      <dl>
        <div>
          <dt>Started</dt>
          <dd>${readableTime(startedAt)}</dd>
        </div>
        <div>
          <dt>Argonaut</dt>
          <dd>${argonaut}</dd>
        </div>
        <div>
          <dt>Mode</dt>
          <dd>${modes}</dd>
        </div>
        <div>
          <dt>Runs</dt>
          <dd>${runs.length}</dd>
        </div>
      </dl>
    </div>
    <p class="counts">${VERDICTS.map((verdict) => count(runs, shown, verdict))}</p>
    ${
      enforcement.length > 0
        ? html`<ul class="enforcement">
            ${enforcement.map((line) => html`<li>${line}</li>`)}
          </ul>`
        : undefined
    }
  </header>`;
}

/** How much of the FTTI the handling took; red when it is more than all of it. */
function marginCell({ times: { fhtiMs, fttiMs, marginMs } }: RunRecord): Markup {
  if (marginMs === undefined || fhtiMs === undefined || fttiMs === undefined || fttiMs <= 0)
    return html`<td class="number">${milliseconds(marginMs)}</td>`;
  const percent = Math.min(100, (100 * fhtiMs) / fttiMs).toFixed(1);
  const fate = marginMs < 0 ? "failed" : "passed";
  return html`<td class="number">
    <span class="${fate}">${milliseconds(marginMs)}</span>
    <span class="bar ${fate}" title="FHTI is ${((100 * fhtiMs) / fttiMs).toFixed(0)} % of the FTTI"><i style="width:${percent}%"></i></span>
  </td>`;
}

function row(run: RunRecord, index: number): Markup {
  const worst = worstOf(run.interference);
  const words = parameterWords(run.parameters).join(", ");
  const { fdtiMs, frtiMs, fhtiMs, fttiMs } = run.times;
  return html`<tr>
    <td class="name"><a href="#${anchorOf(index)}">${run.scenario}</a>${words ? html`<small>${words}</small>` : undefined}</td>
    <td>${run.mode}</td>
    <td class="number">${run.seed}</td>
    <td>${badge(run.verdict)}</td>
    ${[fdtiMs, frtiMs, fhtiMs, fttiMs].map((value) => html`<td class="number">${milliseconds(value)}</td>`)} ${marginCell(run)}
    <td class="number">${worst ? html`${worst.score.toFixed(3)}<small>${worst.domain}</small>` : NEVER}</td>
  </tr>`;
}

/** A row a run, with the times of ISO 26262-1 in milliseconds. */
export function runTable(runs: readonly RunRecord[]): Markup {
  const times = [
    ["FDTI", "Fault to detection"],
    ["FRTI", "Detection to safe state"],
    ["FHTI", "Fault to safe state"],
    ["FTTI", "What the scenario allows"],
    ["Margin", "FTTI less FHTI; the bar is the FHTI's share of the FTTI"],
  ] as const;
  return html`<section id="runs">
    <h2>Runs</h2>
    <table class="runs">
      <thead>
        <tr>
          <th>Scenario</th>
          <th>Mode</th>
          <th class="number">Seed</th>
          <th>Verdict</th>
          ${times.map(([name, title]) => html`<th class="number"><abbr title="${title}">${name}</abbr> ms</th>`)}
          <th class="number">
            <abbr title="Freedom from interference of the domain that noticed most: 1 is nothing noticed">Worst score</abbr>
          </th>
        </tr>
      </thead>
      <tbody>
        ${runs.map(row)}
      </tbody>
    </table>
  </section>`;
}
