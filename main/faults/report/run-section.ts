/** One run's part of the page. */
import type { Check, HandlingTimes, Interference, Picture, RunRecord } from "../record.ts";
import { type ChartData, laneColour, laneLabel } from "./chart.ts";
import { EVENT_KINDS, eventsOf, type RunEvent } from "./events.ts";
import { counted, firstOf, milliseconds, moment, NEVER, parameterWords, reproducer } from "./figures.ts";
import { html, type Markup } from "./markup.ts";
import { picturesOf } from "./pictures.ts";
import { anchorOf, badge } from "./summary.ts";

const EVENTS_MAX = 200;
const LOG_LINES_MAX = 400;

function checkRow({ what, wanted, got, ok }: Check): Markup {
  return html`<tr>
    <td class="${ok ? "passed" : "failed"}">${ok ? "✓ ok" : "✗ not"}</td>
    <td>${what}</td>
    <td>${wanted}</td>
    <td>${got}</td>
  </tr>`;
}

function checksTable(checks: readonly Check[]): Markup {
  if (checks.length === 0) return html`<p class="empty">nothing was checked</p>`;
  return html`<table>
    <thead>
      <tr>
        <th></th>
        <th>What</th>
        <th>Wanted</th>
        <th>Got</th>
      </tr>
    </thead>
    <tbody>
      ${checks.map(checkRow)}
    </tbody>
  </table>`;
}

function interferenceRow({ domain, display, score, p99BeforeMs, p99AfterMs, missed, restarts, covers }: Interference): Markup {
  const fate = score >= 0.99 ? "passed" : score >= 0.9 ? "warned" : "failed";
  return html`<tr>
    <td>${domain}${display === domain ? undefined : html`<small>${display}</small>`}</td>
    <td class="number"><span class="${fate}">${score.toFixed(3)}</span></td>
    <td class="number">${milliseconds(p99BeforeMs)} → ${milliseconds(p99AfterMs)}</td>
    ${[missed, restarts, covers].map((number) => html`<td class="number">${number}</td>`)}
  </tr>`;
}

function interferenceTable(interference: readonly Interference[]): Markup {
  if (interference.length === 0) return html`<p class="empty">no other domain was measured</p>`;
  return html`<table>
    <thead>
      <tr>
        <th>Domain</th>
        <th class="number">Score</th>
        <th class="number">p99 ms</th>
        <th class="number">Missed</th>
        <th class="number">Restarts</th>
        <th class="number">Covers</th>
      </tr>
    </thead>
    <tbody>
      ${interference.map(interferenceRow)}
    </tbody>
  </table>`;
}

function timeTiles({ fdtiMs, frtiMs, fhtiMs, fttiMs, marginMs }: HandlingTimes): Markup {
  const tile = (name: string, value: number | undefined, fate = ""): Markup =>
    html`<div>
      <dt>${name}</dt>
      <dd class="${fate}">${milliseconds(value)}${value === undefined ? undefined : html` <small>ms</small>`}</dd>
    </div>`;
  const fate = marginMs === undefined ? "" : marginMs < 0 ? "failed" : "passed";
  return html`<dl class="times">
    ${tile("FDTI", fdtiMs)} ${tile("FRTI", frtiMs)} ${tile("FHTI", fhtiMs)} ${tile("FTTI", fttiMs)} ${tile("Margin", marginMs, fate)}
  </dl>`;
}

/** The place that the page's script draws in, when it is seen; the legend is here so that the colours are told without it, too. */
function chartPlace(run: RunRecord, chart: ChartData | undefined, index: number): Markup {
  if (!chart) return html`<p class="empty">no frames were recorded</p>`;
  const lanes = run.lanes.filter(({ at }) => at.length > 0);
  const kinds = EVENT_KINDS.filter((kind) => chart.marks.some((mark) => mark.kind === kind));
  return html`<div class="legend">
      ${lanes.map((lane) => html`<span><i class="lane" style="background:${laneColour(lane)}"></i>${laneLabel(lane)}</span>`)}
      ${kinds.map((kind) => html`<span><i class="mark ${kind}"></i>${kind.replace("-", " ")}</span>`)}
      ${chart.ftti ? html`<span><i class="ftti"></i>FTTI</span>` : undefined}
      <span class="buttons">
        <button type="button" data-range="whole">Whole run</button>
        ${chart.fault ? html`<button type="button" data-range="fault">Around the fault</button>` : undefined}
      </span>
    </div>
    <div class="chart" data-chart="${index}" role="group" aria-label="Frame intervals of ${lanes.map(laneLabel).join(", ")}"></div>
    <p class="note">Time from one frame to the next, in log scale. Drag to zoom in, double-click to see all.</p>`;
}

function eventRow({ at, kind, what, target, detail }: RunEvent, first: number | undefined): Markup {
  const since = first === undefined ? NEVER : `${at < first ? "−" : "+"}${moment(Math.abs(at - first))}`;
  return html`<tr>
    <td class="number">${moment(at)}</td>
    <td class="number">${since}</td>
    <td><b class="${kind}">${kind.replace("-", " ")}</b></td>
    <td>${what}</td>
    <td>${target}</td>
    <td>${detail}</td>
  </tr>`;
}

function eventsTable(run: RunRecord): Markup {
  const { shown, leftOut } = firstOf(eventsOf(run), EVENTS_MAX);
  if (shown.length === 0) return html`<p class="empty">nothing happened</p>`;
  const first = shown.find(({ kind }) => kind === "fault")?.at;
  return html`<table class="events">
      <thead>
        <tr>
          <th class="number">At ms</th>
          <th class="number">Since fault ms</th>
          <th>Event</th>
          <th>What</th>
          <th>Target</th>
          <th>Detail</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map((event) => eventRow(event, first))}
      </tbody>
    </table>
    ${leftOut > 0 ? html`<p class="note">${counted(leftOut, "later event")} left out; the JSON report has all.</p>` : undefined}`;
}

/** Folded, and both ends of it: what was before the fault and what came of it last are what is looked for. */
function logOf({ log, logHash }: RunRecord): Markup {
  const leftOut = Math.max(0, log.length - LOG_LINES_MAX);
  const half = LOG_LINES_MAX / 2;
  const shown = leftOut === 0 ? log : [...log.slice(0, half), `… ${counted(leftOut, "line")} left out …`, ...log.slice(-half)];
  return html`<details>
      <summary>Log, ${counted(log.length, "line")}${leftOut > 0 ? `, ${leftOut} of them left out` : undefined}</summary>
      <pre tabindex="0">${shown.join("\n")}</pre>
    </details>
    <p class="note">SHA-256 of the log <code>${logHash}</code></p>`;
}

function factsOf(run: RunRecord): Markup {
  const words = [run.scenario, ...parameterWords(run.parameters), run.mode, `seed ${run.seed}`];
  const lengths = [`steady after ${milliseconds(run.steadyAfterMs)} ms`, `ran ${(run.durationMs / 1000).toFixed(1)} s`];
  return html`<p class="facts">${[...words, ...lengths].map((word) => html`<span>${word}</span>`)}</p>`;
}

/** The whole section of the `index`th run. */
export function runSection(run: RunRecord, index: number, chart: ChartData | undefined, shown: ReadonlySet<Picture>): Markup {
  return html`<section class="run ${run.verdict}" id="${anchorOf(index)}">
    <div class="title">
      ${badge(run.verdict)}
      <h2>${run.title}</h2>
      <a class="up" href="#runs">All runs</a>
    </div>
    ${factsOf(run)} ${run.problem === undefined ? undefined : html`<p class="problem">${run.problem}</p>`} ${timeTiles(run.times)}
    <div class="columns">
      <div>
        <h3>Checks</h3>
        ${checksTable(run.checks)}
      </div>
      <div>
        <h3>Interference</h3>
        ${interferenceTable(run.interference)}
      </div>
    </div>
    <h3>Frame intervals</h3>
    ${chartPlace(run, chart, index)} ${picturesOf(run, shown)}
    <h3>Events</h3>
    ${eventsTable(run)}
    <h3>Run it again</h3>
    <pre class="command"><code>${reproducer(run)}</code></pre>
    ${logOf(run)}
  </section>`;
}
