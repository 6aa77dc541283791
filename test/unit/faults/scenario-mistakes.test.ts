import { expect, test } from "vitest";
import { readScenario } from "../../../main/faults/scenario.ts";
import { formatProblem } from "../../../main/toolstack/config-problem.ts";

const HEAD = "name: a\ntitle: A title\nduration: 5s\nexpect: [{ quiet: true }]\n";
const faults = (...lines: readonly string[]): string => `${HEAD}faults:\n${lines.map((line) => `  - ${line}\n`).join("")}`;

const problems = (text: string): readonly string[] => {
  const read = readScenario("a.yaml", text);
  return read.ok ? [] : read.error.map(formatProblem);
};

const mistakes: readonly (readonly [what: string, text: string, said: readonly (string | RegExp)[]])[] = [
  [
    "an unknown fault",
    faults("{ fault: domain.explode, target: ivi, at: 1s }"),
    ['a.yaml:6:14: faults[0].fault: want a fault of the catalogue (npm run faults -- list), got "domain.explode"'],
  ],
  [
    "a missing target",
    faults("{ fault: domain.crash, at: 1s }"),
    ["a.yaml:6:5: faults[0].target: want a domain for domain.crash, got nothing"],
  ],
  [
    "a target too many",
    faults("{ fault: bus.lost, target: ivi, at: 1s }"),
    ['a.yaml:6:32: faults[0].target: want none for bus.lost, got "ivi"'],
  ],
  [
    "both a time and a condition",
    faults("{ fault: bus.lost, at: 1s, when: { signal: Vehicle.Speed, above: 3 } }"),
    ["a.yaml:6:5: faults[0]: want either at or when, got both"],
  ],
  ["neither a time nor a condition", faults("{ fault: bus.lost }"), ["a.yaml:6:5: faults[0]: want either at or when, got neither"]],
  [
    "a duration for what is over when it is done",
    faults("{ fault: domain.crash, target: ivi, at: 1s, for: 2s }"),
    ["a.yaml:6:54: faults[0].for: want none: domain.crash is over when it is done"],
  ],
  [
    "an unknown parameter",
    faults("{ fault: domain.leak, target: ivi, at: 1s, with: { speed: 3 } }"),
    ["a.yaml:6:63: faults[0].with.speed: unknown; known are rate"],
  ],
  [
    "a parameter of a fault that has none",
    faults("{ fault: domain.crash, target: ivi, at: 1s, with: { speed: 3 } }"),
    ["a.yaml:6:64: faults[0].with.speed: unknown; domain.crash has no parameters"],
  ],
  [
    "a value out of range",
    faults("{ fault: domain.leak, target: ivi, at: 1s, with: { rate: 4001 } }"),
    ["a.yaml:6:62: faults[0].with.rate: want a number of 1 to 4000, got 4001"],
  ],
  [
    "a word that is none of the choices",
    faults("{ fault: ring.garbage, target: ivi, at: 1s, with: { ring: sound } }"),
    ['a.yaml:6:63: faults[0].with.ring: want one of "displ-requests", "displ-events", "kbd-events", got "sound"'],
  ],
  [
    "a signal that does not exist",
    faults("{ fault: bus.stale, at: 1s, with: { signal: Vehicle.Colour } }"),
    ['a.yaml:6:49: faults[0].with.signal: want the path of a signal that protocol/vss.ts has, got "Vehicle.Colour"'],
  ],
  [
    "a name that the sweep does not have",
    `${faults("{ fault: domain.slow, target: ivi, at: $when, with: { stop: $long } }")}sweep: { long: [30] }\n`,
    ['a.yaml:6:44: faults[0].at: want a name of the sweep, got "$when"'],
  ],
  [
    "a name of the sweep that nothing uses",
    `${faults("{ fault: bus.lost, at: 1s }")}sweep: { long: [30] }\n`,
    ["a.yaml:7:16: sweep.long: want a use of $long in a fault, got none"],
  ],
  [
    "a value of the sweep that is out of range, at its use",
    `${faults("{ fault: domain.slow, target: ivi, at: 1s, with: { stop: $long } }")}sweep: { long: [30, 5000] }\n`,
    ["a.yaml:6:62: faults[0].with.stop: want a number of 1 to 1000, got 5000"],
  ],
  [
    "a time of the sweep that is no time",
    `${faults("{ fault: bus.lost, at: $long }")}sweep: { long: [1s, soon] }\n`,
    ['a.yaml:6:28: faults[0].at: want a time, as 500ms, 2s or 1m, or so many milliseconds, got "soon"'],
  ],
  ["an unknown key", `${faults("{ fault: bus.lost, at: 1s }")}durration: 3s\n`, ["a.yaml:7:1: durration: unknown; did you mean duration"]],
  ["an unknown key of a fault", faults("{ fault: bus.lost, att: 1s }"), [/^a\.yaml:6:24: faults\[0\]\.att: unknown; did you mean at$/]],
  [
    "a time without a unit",
    faults("{ fault: bus.lost, at: 500 }"),
    [/^a\.yaml:6:28: faults\[0\]\.at: want a time, as 500ms, 2s or 1m, got 500$/],
  ],
  ["YAML that is none", `${HEAD}faults: [\n`, [/^a\.yaml:6:1: .*/]],
  ["an empty file", "", [/^a\.yaml:1:1: want a mapping of name, title, what, .*, got nothing$/]],
  [
    "a detector that does not exist",
    "name: a\ntitle: A\nduration: 5s\nfaults: []\nexpect:\n  - { detected: telepathy, within: 1s }\n",
    [/^a\.yaml:6:\d+: expect\[0\].*telepathy/],
  ],
  [
    "no expectation",
    "name: a\ntitle: A\nduration: 5s\nfaults: []\nexpect: []\n",
    ["a.yaml:5:9: expect: want at least one expectation, got an empty list"],
  ],
];

test.each(mistakes)("%s is told with its line, what was wanted and what came", (_what, text, said) => {
  expect(problems(text)).toEqual(said.map((one): unknown => (typeof one === "string" ? one : expect.stringMatching(one))));
});

test("all mistakes of a file are told at once, in its order", () => {
  const text = faults(
    "{ fault: domain.crash, at: 1s }",
    "{ fault: bus.lost }",
    "{ fault: domain.leak, target: ivi, at: 1s, with: { rate: 0 } }",
  );
  expect(problems(text).map((line) => line.split(" ")[0])).toEqual(["a.yaml:6:5:", "a.yaml:7:5:", "a.yaml:8:62:"]);
});
