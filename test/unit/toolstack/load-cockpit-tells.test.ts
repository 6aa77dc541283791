import { expect, test } from "vitest";
import { formatProblem } from "../../../main/toolstack/config-problem.ts";
import { loadCockpit } from "../../../main/toolstack/load-cockpit.ts";
import { err, ok } from "../../../protocol/result.ts";

const aDomainFile = (name: string): string => `name = "${name}"\nmemory = 64\nvdispl = [ "backend=Domain-0,connectors=${name}0:64x64" ]\n`;

/** A cockpit of the domains a and b, with what each of them says of `tells`. */
function load(...tells: readonly string[]): ReturnType<typeof loadCockpit> {
  const domain = (name: string, said = ""): string =>
    `  - { config: ${name}.cfg, hmi: ivi, colour: '#000000'${said && `, tells: ${said}`} }\n`;
  const files: Readonly<Record<string, string>> = {
    "c/cockpit.yaml": `name: c\ndisplays: [{ name: d, connector: a0, size: 64x64 }]\ndomains:\n${domain("a", tells[0])}${domain("b", tells[1])}`,
    "c/a.cfg": aDomainFile("a"),
    "c/b.cfg": aDomainFile("b"),
  };
  return loadCockpit("c", (path) => (files[path] === undefined ? err("not there") : ok(files[path])));
}

test("a domain that tells nothing tells nobody", () => {
  const loaded = load("{ to: b, topics: [media] }");
  expect(loaded.ok ? loaded.value.domains.map(({ tells }) => tells) : loaded.error.map(formatProblem)).toEqual([
    { to: "b", topics: ["media"] },
    undefined,
  ]);
});

test("a domain tells another one of the cockpit topics that there are, and each is told once", () => {
  const problemsOf = (...tells: readonly string[]): readonly string[] => {
    const loaded = load(...tells);
    return loaded.ok ? [] : loaded.error.map(formatProblem);
  };
  expect([
    problemsOf("{ to: b, topics: [turn, weather] }"),
    problemsOf("{ to: a, topics: [turn] }", "{ to: c, topics: [turn] }"),
    problemsOf("{ to: b, topics: [turn, media, turn] }"),
    problemsOf("[turn]"),
    problemsOf("{ topics: [turn] }"),
  ]).toEqual([
    ['cockpit.yaml:4:82: domains[0].tells.topics[1]: want turn, media, speed-limit, got "weather"'],
    [
      'cockpit.yaml:4:64: domains[0].tells.to: want the name of another domain (b), got "a"',
      'cockpit.yaml:5:64: domains[1].tells.to: want the name of another domain (a), got "c"',
    ],
    ['cockpit.yaml:4:89: domains[0].tells.topics[2]: want each to be told b once, got "turn", which domains[0] tells'],
    ["cockpit.yaml:4:58: domains[0].tells: want a mapping of to, topics, got a list"],
    ["cockpit.yaml:4:58: domains[0].tells.to: want 1 to 64 of A-Z a-z 0-9 _ . -, got nothing"],
  ]);
});
