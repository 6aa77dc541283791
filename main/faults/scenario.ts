/** Scenario files, read and checked as a whole, and the single runs that they ask for. */
import { err, ok, type Result } from "../../protocol/result.ts";
import { vssSignals } from "../../protocol/vss.ts";
import { Problems, type ConfigProblem } from "../toolstack/config-problem.ts";
import { readYaml, type ReadYaml } from "../toolstack/yaml-file.ts";
import { faultNamed } from "./catalogue.ts";
import type { Fault, Parameter } from "./catalogue/fault.ts";
import type { Parameters } from "./record.ts";
import {
  duration,
  isVariable,
  millisecondsOf,
  scenarioSchema,
  type Condition,
  type Expectation,
  type ScenarioFile,
} from "./scenario-schema.ts";

export interface Scenario {
  readonly path: string;
  readonly file: ScenarioFile;
}

/** One fault of one run, with all that was left open filled in. */
export interface PlannedFault {
  readonly fault: Fault;
  readonly target: string;
  /** Milliseconds after the steady state; undefined: as soon as `when` is so. */
  readonly atMs: number | undefined;
  readonly when: Condition | undefined;
  /** How long it lasts; undefined: to the end of the run. */
  readonly forMs: number | undefined;
  readonly parameters: Parameters;
}

/** One run of a scenario: one place of the sweep, one seed. Milliseconds. */
export interface RunPlan {
  readonly scenario: string;
  readonly title: string;
  readonly path: string;
  readonly seed: number;
  readonly parameters: Parameters;
  readonly drive: ScenarioFile["drive"];
  readonly steadyForMs: number;
  readonly steadyTimeoutMs: number;
  readonly faults: readonly PlannedFault[];
  readonly durationMs: number;
  readonly fttiMs: number | undefined;
  readonly expect: readonly Expectation[];
}

/** Reads a scenario. Every problem of it at once, each with its line. */
export function readScenario(path: string, text: string): Result<Scenario, readonly ConfigProblem[]> {
  const problems = new Problems(path);
  const read = readYaml(text, scenarioSchema, problems);
  if (read) check(read, problems);
  return read && !problems.failed ? ok({ path, file: read.file }) : err(problems.list);
}

function check(read: ReadYaml<ScenarioFile>, problems: Problems): void {
  const { file, at } = read;
  const sweep = file.sweep ?? {};
  const used = new Set<string>();
  const known = (written: unknown): boolean => {
    if (!isVariable(written)) return true;
    used.add(written.slice(1));
    return written.slice(1) in sweep;
  };
  file.faults.forEach((one, index) => {
    const key = `faults[${index}]`;
    const fault = faultNamed(one.fault);
    if (!fault) return;
    if ((one.at === undefined) === (one.when === undefined)) {
      problems.error(at("faults", index), key, `want either at or when, got ${one.at === undefined ? "neither" : "both"}`);
    }
    if (fault.target === "none" && one.target !== undefined)
      problems.error(at("faults", index, "target"), `${key}.target`, `want none for ${fault.name}, got ${JSON.stringify(one.target)}`);
    if (fault.target !== "none" && one.target === undefined)
      problems.error(at("faults", index), `${key}.target`, `want a ${fault.target} for ${fault.name}, got nothing`);
    if (one.for !== undefined && !fault.lasts)
      problems.error(at("faults", index, "for"), `${key}.for`, `want none: ${fault.name} is over when it is done`);
    for (const word of ["at", "for"] as const) {
      const written = one[word];
      if (!known(written))
        problems.error(at("faults", index, word), `${key}.${word}`, `want a name of the sweep, got ${JSON.stringify(written)}`);
      else if (isVariable(written))
        for (const each of sweep[written.slice(1)] ?? [])
          if (!isTime(each))
            problems.error(
              at("faults", index, word),
              `${key}.${word}`,
              `want a time, as 500ms, 2s or 1m, or so many milliseconds, got ${JSON.stringify(each)}`,
            );
    }
    for (const [name, value] of Object.entries(one.with ?? {})) {
      const where = at("faults", index, "with", name);
      const parameter = fault.parameters[name];
      const names = Object.keys(fault.parameters);
      if (!parameter)
        problems.error(
          where,
          `${key}.with.${name}`,
          names.length === 0 ? `unknown; ${fault.name} has no parameters` : `unknown; known are ${names.join(", ")}`,
        );
      else if (!known(value)) problems.error(where, `${key}.with.${name}`, `want a name of the sweep, got ${JSON.stringify(value)}`);
      else
        for (const each of isVariable(value) ? (sweep[value.slice(1)] ?? []) : [value]) {
          const wrong = misfit(parameter, each);
          if (wrong !== undefined) problems.error(where, `${key}.with.${name}`, `want ${wrong}, got ${JSON.stringify(each)}`);
        }
    }
  });
  for (const name of Object.keys(sweep))
    if (!used.has(name)) problems.error(at("sweep", name), `sweep.${name}`, `want a use of $${name} in a fault, got none`);
}

/** Whether a sweep's value can stand for a time: a number is milliseconds. */
const isTime = (value: number | string): boolean => (typeof value === "number" ? value >= 0 : duration.safeParse(value).success);

/** What is wanted of a parameter's value that is not that. */
function misfit(parameter: Parameter, value: number | string): string | undefined {
  switch (parameter.kind) {
    case "number":
      return typeof value === "number" && value >= parameter.min && value <= parameter.max
        ? undefined
        : `a number of ${parameter.min} to ${parameter.max}`;
    case "choice":
      return typeof value === "string" && parameter.of.includes(value)
        ? undefined
        : `one of ${parameter.of.map((one) => JSON.stringify(one)).join(", ")}`;
    case "signal":
      return vssSignals.some(({ path }) => path === value) ? undefined : "the path of a signal that protocol/vss.ts has";
  }
}

/** Every run of a scenario: each place of its sweep, each repeat with a seed of its own. `seed` in place of the scenario's own. */
export function runsOf({ path, file }: Scenario, seed = file.seed): readonly RunPlan[] {
  return placesOf(file.sweep ?? {}).flatMap((parameters) =>
    Array.from({ length: file.repeats }, (_, repeat) => ({
      scenario: file.name,
      title: file.title,
      path,
      seed: (seed + repeat) >>> 0,
      parameters,
      drive: file.drive,
      steadyForMs: millisecondsOf(file.steady.for),
      steadyTimeoutMs: millisecondsOf(file.steady.timeout),
      faults: file.faults.flatMap((one) => planned(one, parameters)),
      durationMs: millisecondsOf(file.duration),
      fttiMs: file.ftti === undefined ? undefined : millisecondsOf(file.ftti),
      expect: file.expect,
    })),
  );
}

/** Every combination of a sweep's values. */
function placesOf(sweep: Readonly<Record<string, readonly (number | string)[]>>): readonly Parameters[] {
  let places: Record<string, number | string>[] = [{}];
  for (const [name, values] of Object.entries(sweep))
    places = places.flatMap((place) => values.map((value) => ({ ...place, [name]: value })));
  return places;
}

function planned(one: ScenarioFile["faults"][number], place: Parameters): PlannedFault[] {
  const fault = faultNamed(one.fault);
  if (!fault) return [];
  const filled = (value: number | string): number | string => {
    const found = isVariable(value) ? place[value.slice(1)] : value;
    return typeof found === "number" ? found : String(found);
  };
  const ms = (written: string | undefined): number | undefined => {
    if (written === undefined) return undefined;
    const value = filled(written);
    return typeof value === "number" ? value : millisecondsOf(value);
  };
  const usual = Object.entries(fault.parameters).map(([name, parameter]) => [name, parameter.usual] as const);
  const given = Object.entries(one.with ?? {}).map(([name, value]) => [name, filled(value)] as const);
  return [
    {
      fault,
      target: one.target ?? "",
      atMs: ms(one.at),
      when: one.when,
      forMs: ms(one.for),
      parameters: Object.fromEntries([...usual, ...given]),
    },
  ];
}

/** The names that a scenario uses of a cockpit, and the cockpit does not have: a sentence each. */
export function strangers(
  plan: RunPlan,
  cockpit: { readonly domains: readonly string[]; readonly displays: readonly string[] },
): readonly string[] {
  const all = [...cockpit.domains, ...cockpit.displays];
  return plan.faults.flatMap(({ fault, target }) => {
    const known = fault.target === "domain" ? cockpit.domains : all;
    return fault.target === "none" || known.includes(target)
      ? []
      : [`${plan.path}: ${fault.name}: want a ${fault.target} of ${known.join(", ")}, got ${JSON.stringify(target)}`];
  });
}
