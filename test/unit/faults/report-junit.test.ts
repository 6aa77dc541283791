import { expect, test } from "vitest";
import { toJunit } from "../../../main/faults/report/junit.ts";
import { aFailedRun, anErrorRun, aRun, aSession } from "../../support/a-session.ts";

const casesIn = (xml: string): readonly string[] => xml.match(/<testcase .*?<\/testcase>/gs) ?? [];
const propertiesIn = (xml: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...xml.matchAll(/<property name="([^"]*)" value="([^"]*)"\/>/g)].map(([, name, value]) => [name!, value!]));

test("a mode is a suite, a run is a case that is named by what tells it apart", () => {
  const xml = toJunit(aSession());
  expect(xml.match(/<testsuite .*?>/g)).toEqual([
    '<testsuite name="argonaut.faults.live" timestamp="2026-11-28T16:50:12.345Z" time="20" tests="1" failures="0" errors="0" skipped="0">',
    '<testsuite name="argonaut.faults.sim" timestamp="2026-11-28T16:50:12.345Z" time="20" tests="2" failures="1" errors="1" skipped="0">',
  ]);
  expect(
    [...xml.matchAll(/<testcase classname="([^"]*)" name="([^"]*)" file="([^"]*)" time="([^"]*)"/g)].map((found) => found.slice(1)),
  ).toEqual([
    ["argonaut.faults.live", "ivi-crash seed 7", "main/faults/scenarios/ivi-crash.yaml", "20"],
    ["argonaut.faults.sim", "cluster-hang hang_ms=1900 priority=low seed 11", "main/faults/scenarios/cluster-hang.yaml", "20"],
    ["argonaut.faults.sim", "camera-lost seed 3", "main/faults/scenarios/camera lost.yaml", "0"],
  ]);
});

test("a mode without runs has no suite", () => {
  expect(toJunit(aSession({ runs: [aRun()] })).match(/argonaut\.faults\.sim/)).toBeNull();
});

test("a case has the measured times and scores as its properties, and none for what did not happen", () => {
  const [passed, , error] = casesIn(toJunit(aSession())).map(propertiesIn);
  expect(passed).toEqual({
    fdti_ms: "11.4",
    frti_ms: "22.5",
    fhti_ms: "33.9",
    ftti_ms: "500",
    margin_ms: "466.1",
    "freedom_from_interference.cluster": "0.999",
    "freedom_from_interference.hud": "1",
    log_hash: aRun().logHash,
    seed: "7",
    mode: "live",
  });
  expect(error).toEqual({ ftti_ms: "200", log_hash: anErrorRun().logHash, seed: "3", mode: "sim" });
});

test("a domain with two displays is as free as the one that noticed more", () => {
  const [first] = aRun().interference;
  const interference = [0.9, 0.7, 0.8].map((score, i) => ({ ...first!, display: `cluster-${i}`, score }));
  expect(toJunit(aSession({ runs: [aRun({ interference })] })).match(/freedom_from_interference[^/]*/g)).toEqual([
    'freedom_from_interference.cluster" value="0.7"',
  ]);
});

test("a failure says every check that did not hold, and how to see it again", () => {
  const [xml] = casesIn(toJunit(aSession({ runs: [aFailedRun()] })));
  expect(/<failure message="([^"]*)" type="failure">\s*<!\[CDATA\[(.*?)\]\]>/s.exec(xml!)?.slice(1)).toEqual([
    "safe state of cluster: wanted telltale within 500 ms, got telltale after 634.0 ms",
    [
      "safe state of cluster: wanted telltale within 500 ms, got telltale after 634.0 ms",
      "freedom from interference of ivi: wanted at least 0.99, got 0.913",
      "npm run faults -- run main/faults/scenarios/cluster-hang.yaml --sim --seed 11",
    ].join("\n"),
  ]);
});

test("a scenario that could not be run is an error with its reason, not a failure", () => {
  const [xml] = casesIn(toJunit(aSession({ runs: [anErrorRun()] })));
  expect(xml).not.toContain("<failure");
  expect(/<error message="([^"]*)" type="error">\s*<!\[CDATA\[(.*?)\]\]>/s.exec(xml!)?.slice(1)).toEqual([
    "want a steady state within 30000 ms, got 1 of 2 displays with frames",
    "npm run faults -- run 'main/faults/scenarios/camera lost.yaml' --sim --seed 3",
  ]);
});

test("words from elsewhere stay words, and octets that XML has no place for are left out", () => {
  const hostile = `"><b>\u0000\u001b]]></failure>]]\u0001></failure>`;
  const checks = [{ what: hostile, wanted: hostile, got: hostile, ok: false }];
  const xml = toJunit(aSession({ runs: [aFailedRun({ scenario: hostile, file: hostile, checks })] }));
  const outsideText = xml.replace(/<!\[CDATA\[.*?\]\]>/gs, "");
  expect([outsideText.match(/<b>/g), outsideText.match(/<\/failure>/g)?.length]).toEqual([null, 1]);
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  expect(xml).not.toMatch(/[\u0000\u001b]/);
});
