/** A session's reports as files: report.json, junit.xml, report.html. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Session } from "../../faults/record.ts";
import { toHtml } from "../../faults/report/html.ts";
import { toJson } from "../../faults/report/json.ts";
import { toJunit } from "../../faults/report/junit.ts";

/** `assets` is where the page's own files and uPlot's lie (the build puts them there). Answers the files' paths. */
export function writeReports(folder: string, session: Session, assets: string): readonly string[] {
  const asset = (name: string): string => readFileSync(join(assets, name), "utf8");
  mkdirSync(folder, { recursive: true });
  const page = toHtml(session, {
    css: asset("base.css") + asset("page.css"),
    client: asset("page.client.mjs"),
    uplotJs: asset("uPlot.iife.min.js"),
    uplotCss: asset("uPlot.min.css"),
  });
  const files = { "report.json": toJson(session), "junit.xml": toJunit(session), "report.html": page };
  return Object.entries(files).map(([name, text]) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  });
}
