/** A session as JUnit's XML, which every CI shows: a suite a mode, a case a run, and the measured times as the case's properties. */
import builder from "junit-report-builder";
import type { TestCase } from "junit-report-builder";
import type { Check, Interference, RunMode, RunRecord, Session } from "../record.ts";
import { plainMs, reproducer, runName } from "./figures.ts";

const MODES: readonly RunMode[] = ["live", "sim"];

/** A domain with several displays is as free as the one that noticed most. */
function lowestScores(interference: readonly Interference[]): ReadonlyMap<string, number> {
  const scores = new Map<string, number>();
  for (const { domain, score } of interference) scores.set(domain, Math.min(score, scores.get(domain) ?? score));
  return scores;
}

/** The properties of a run's case, in order. What did not happen has none: an empty one would be read as 0. */
function propertiesOf({ times, interference, logHash, seed, mode }: RunRecord): readonly (readonly [string, string])[] {
  const measured: readonly (readonly [string, number | undefined])[] = [
    ["fdti_ms", times.fdtiMs],
    ["frti_ms", times.frtiMs],
    ["fhti_ms", times.fhtiMs],
    ["ftti_ms", times.fttiMs],
    ["margin_ms", times.marginMs],
    ...[...lowestScores(interference)].map(([domain, score]) => [`freedom_from_interference.${domain}`, score] as const),
  ];
  return [
    ...measured.flatMap(([name, value]) => (value === undefined ? [] : [[name, plainMs(value)] as const])),
    ["log_hash", logHash],
    ["seed", String(seed)],
    ["mode", mode],
  ];
}

/**
 * Text that is safe in a CDATA section. The package ends only the first `]]>` in it, and drops what XML has no place for after that, which
 * may make another: both are done here, in this order.
 */
function cdata(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "").replaceAll("]]>", "]] >");
}

const lineOf = ({ what, wanted, got }: Check): string => `${what}: wanted ${wanted}, got ${got}`;

/** The format has one failure a case; all that failed are its lines, and the last says how to see it again. */
function sayWhy(testCase: TestCase, run: RunRecord): void {
  if (run.verdict === "passed") return;
  const failed = run.checks.filter(({ ok }) => !ok).map(lineOf);
  const text = cdata([...failed, reproducer(run)].join("\n"));
  if (run.verdict === "error") testCase.error(run.problem ?? "the scenario could not be run", "error", text);
  else testCase.failure(failed[0] ?? "no check says why", "failure").stacktrace(text);
}

/** The whole session as XML. */
export function toJunit(session: Session): string {
  const report = builder.newBuilder().name("argonaut.faults");
  for (const mode of MODES) {
    const runs = session.runs.filter((run) => run.mode === mode);
    if (runs.length === 0) continue;
    const suiteName = `argonaut.faults.${mode}`;
    const seconds = runs.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
    const suite = report.testSuite().name(suiteName).timestamp(session.startedAt).time(seconds);
    suite.property("argonaut", session.argonaut);
    for (const run of runs) {
      const testCase = suite.testCase().className(suiteName).name(runName(run)).file(run.file);
      testCase.time(run.durationMs / 1000);
      for (const [name, value] of propertiesOf(run)) testCase.property(name, value);
      sayWhy(testCase, run);
    }
  }
  return report.build();
}
