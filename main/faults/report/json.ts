/** A session as JSON, for programs: the keys in the order in which record.ts has them, whoever made the objects, so that two can be diffed. */
import type {
  Check,
  DetectionMark,
  FaultMark,
  FrameLane,
  HandlingTimes,
  Interference,
  Parameters,
  Picture,
  RecoveryMark,
  RunRecord,
  SafeStateMark,
  Session,
} from "../record.ts";

type Arrange<T> = (value: T) => unknown;
/** Every key of the type, in its order: one that is added there does not compile until it is added here. */
type Fields<T> = { readonly [K in keyof T]-?: Arrange<NonNullable<T[K]>> };

const asItIs: Arrange<unknown> = (value) => value;

/** A list of numbers is a line, however long; a line a number would be thousands of lines a display. */
class OneLine {
  readonly list: readonly number[];
  constructor(values: readonly number[]) {
    this.list = values;
  }
}
const oneLine: Arrange<readonly number[]> = (list) => new OneLine(list);

function object<T extends object>(fields: Fields<T>): Arrange<T> {
  const keys = Object.keys(fields) as (keyof T & string)[]; // Fields<T> has T's keys and no other
  return (value) =>
    Object.fromEntries(
      keys.flatMap((key) => {
        const held = value[key];
        return held === undefined || held === null ? [] : [[key, fields[key](held)]];
      }),
    );
}

function list<T>(arrange: Arrange<T>): Arrange<readonly T[]> {
  return (values) => values.map(arrange);
}

/** The type says no order for these, so the alphabet does. */
const parameters: Arrange<Parameters> = (named) =>
  Object.fromEntries(Object.entries(named).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

const fault = object<FaultMark>({ at: asItIs, fault: asItIs, target: asItIs, parameters, endedAt: asItIs, noticed: asItIs });
const detection = object<DetectionMark>({ at: asItIs, detector: asItIs, target: asItIs, detail: asItIs });
const safeState = object<SafeStateMark>({ at: asItIs, target: asItIs, state: asItIs });
const recovery = object<RecoveryMark>({ at: asItIs, target: asItIs });
const times = object<HandlingTimes>({ fdtiMs: asItIs, frtiMs: asItIs, fhtiMs: asItIs, fttiMs: asItIs, marginMs: asItIs });
const interference = object<Interference>({
  domain: asItIs,
  display: asItIs,
  score: asItIs,
  p99BeforeMs: asItIs,
  p99AfterMs: asItIs,
  missed: asItIs,
  restarts: asItIs,
  covers: asItIs,
});
const lane = object<FrameLane>({ display: asItIs, domain: asItIs, colour: asItIs, at: oneLine, intervalMs: oneLine });
const check = object<Check>({ what: asItIs, wanted: asItIs, got: asItIs, ok: asItIs });
const picture = object<Picture>({ at: asItIs, moment: asItIs, display: asItIs, png: asItIs });

const run = object<RunRecord>({
  scenario: asItIs,
  title: asItIs,
  file: asItIs,
  mode: asItIs,
  seed: asItIs,
  parameters,
  steadyAfterMs: asItIs,
  durationMs: asItIs,
  faults: list(fault),
  detections: list(detection),
  safeStates: list(safeState),
  recoveries: list(recovery),
  times,
  interference: list(interference),
  lanes: list(lane),
  checks: list(check),
  pictures: list(picture),
  verdict: asItIs,
  problem: asItIs,
  enforcement: asItIs,
  log: asItIs,
  logHash: asItIs,
});

const whole = object<Session>({ startedAt: asItIs, argonaut: asItIs, enforcement: asItIs, runs: list(run) });

function print(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (value instanceof OneLine) return JSON.stringify(value.list);
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[\n${value.map((one) => inner + print(one, inner)).join(",\n")}\n${indent}]`;
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value);
    if (members.length === 0) return "{}";
    return `{\n${members.map(([key, one]) => `${inner}${JSON.stringify(key)}: ${print(one, inner)}`).join(",\n")}\n${indent}}`;
  }
  return JSON.stringify(value);
}

/** The whole session, readable and with a newline at its end. What is undefined is left out. */
export function toJson(session: Session): string {
  return `${print(whole(session), "")}\n`;
}
