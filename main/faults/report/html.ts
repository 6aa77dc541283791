/**
 * A session as one HTML page that needs nothing else: it can be mailed, kept as a CI's artefact, and opened where there is no network. Its
 * content security policy holds it to that.
 */
import type { Session } from "../record.ts";
import { chartOf } from "./chart.ts";
import { counted } from "./figures.ts";
import { RUNS_MAX, runsShown, scenarioTable } from "./many-runs.ts";
import { dataScript, html, programScript, styleSheet } from "./markup.ts";
import { picturesShown, PICTURES_MAX } from "./pictures.ts";
import { runSection } from "./run-section.ts";
import { runTable, summaryOf } from "./summary.ts";

/** The texts of the files that a page is made with; whoever calls reads them, since there is no file system here. */
export interface PageAssets {
  /** uplot's dist/uPlot.iife.min.js. */
  readonly uplotJs: string;
  /** uplot's dist/uPlot.min.css. */
  readonly uplotCss: string;
  /** base.css and page.css, beside this file. */
  readonly css: string;
  /** page.client.mjs, beside this file. It is not imported: a function's own source is not the same once a bundler has been at it. */
  readonly client: string;
}

const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The whole page. */
export function toHtml(session: Session, assets: PageAssets): string {
  const all = session.runs;
  const runs = runsShown(all, RUNS_MAX);
  const charts = runs.map(chartOf);
  const pictures = picturesShown(runs, PICTURES_MAX);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="dark" />
        <title>Fault injection: ${counted(all.length, "run")}</title>
        ${styleSheet(assets.uplotCss)} ${styleSheet(assets.css)}
      </head>
      <body>
        <main>
          ${summaryOf(session, runs)} ${runs === all ? undefined : scenarioTable(all, runs)} ${runTable(runs)}
          ${runs.map((run, index) => runSection(run, index, charts[index], pictures))}
        </main>
        ${dataScript(
          "charts",
          charts.map((chart) => chart ?? null),
        )}
        ${programScript(assets.uplotJs, "text/javascript")} ${programScript(assets.client, "module")}
      </body>
    </html> `.text;
}
