/** A scenario file's shape. A message says what is wanted; what came is added where the place in the file is known (yaml-file.ts). */
import { z } from "zod";
import { vssSignals } from "../../protocol/vss.ts";
import { count, mapping, want } from "../toolstack/yaml-schema.ts";
import { faults } from "./catalogue.ts";
import { DRIVE_PHASES } from "./world.ts";

const name = z.string(want("a name")).regex(/^[a-z0-9][a-z0-9-]{0,63}$/, want("1 to 64 of a-z 0-9 -"));
const text = z.string(want("a sentence")).min(1, want("a sentence"));
const target = z.string(want("a domain's or display's name")).regex(/^[A-Za-z0-9_.-]{1,64}$/, want("a domain's or display's name"));

const UNITS = { ms: 1, s: 1000, m: 60_000 } as const;
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m)$/;

/** Milliseconds. */
export const duration = z.string(want("a time, as 500ms, 2s or 1m")).regex(DURATION, want("a time, as 500ms, 2s or 1m"));

/** The milliseconds of a `duration`. */
export function millisecondsOf(written: string): number {
  const [, amount = "0", unit = "ms"] = DURATION.exec(written) ?? [];
  return Number(amount) * UNITS[unit as keyof typeof UNITS];
}

/** A value, or `$NAME` for the sweep's value of that name. */
const VARIABLE = /^\$[a-z][a-z0-9]*$/;
const variable = z.string().regex(VARIABLE);
const parameter = z.union([z.number(), z.string()], want("a number, a word or $NAME of the sweep"));

const vssPath = z.enum(
  vssSignals.map(({ path }) => path),
  want("the path of a signal that protocol/vss.ts has"),
);

const condition = z.union(
  [
    mapping({ signal: vssPath, above: z.number() }),
    mapping({ signal: vssPath, below: z.number() }),
    mapping({ display: target, is: z.enum(["starting", "live", "frozen", "off", "gone"], want("starting, live, frozen, off or gone")) }),
    mapping({ display: target, frames: count(1, 1_000_000) }),
  ],
  want("{signal, above}, {signal, below}, {display, is} or {display, frames}"),
);

const fault = mapping({
  fault: z.enum(
    faults.map((one) => one.name),
    want("a fault of the catalogue (npm run faults -- list)"),
  ),
  target: target.optional(),
  at: z.union([duration, variable], want("a time, as 500ms, 2s or 1m")).optional(),
  when: condition.optional(),
  for: z.union([duration, variable], want("a time, as 500ms, 2s or 1m")).optional(),
  with: z.record(z.string(), parameter, want("a mapping of the fault's parameters")).optional(),
});

const detector = z.enum(
  [
    "domain-exit",
    "abi",
    "flood",
    "memory",
    "stall",
    "heartbeat",
    "flip-deadline",
    "first-frame",
    "hung",
    "freeze-signature",
    "ring-stall",
    "input-deadline",
    "signal-age",
    "camera",
    "quota",
    "loop",
    "given-up",
  ],
  want("a detector's name"),
);

const oneOrMore = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1, want("at least one"))]);

const expectation = z.union(
  [
    mapping({ detected: oneOrMore(detector), of: z.string().optional(), within: duration }),
    mapping({ safe: z.enum(["placeholder", "hold", "blank", "unavailable", "camera-warning"]), of: z.string(), within: duration }),
    mapping({ recovered: target, within: duration }),
    mapping({ unaffected: target, score: z.number().min(0).max(1).optional() }),
    mapping({ restarts: target, count: count(0, 1000) }),
    mapping({ undetected: oneOrMore(detector) }),
    mapping({ display: target, is: z.enum(["starting", "live", "frozen", "off", "gone"]) }),
    mapping({ signal: vssPath, is: z.union([z.literal("none"), z.literal("valid")], want("none or valid")) }),
    mapping({ quiet: z.literal(true, want("true")) }),
  ],
  want("one of detected, safe, recovered, unaffected, restarts, undetected, display, signal, quiet, with what belongs to it"),
);

export const scenarioSchema = mapping({
  name,
  title: text,
  /** Why anybody would want to know. */
  what: text.optional(),
  seed: count(0, 0xffff_ffff).default(1),
  repeats: count(1, 1000).default(1),
  sweep: z
    .record(
      z.string().regex(/^[a-z][a-z0-9]*$/, want("a name of a-z 0-9")),
      z.array(z.union([z.number(), z.string()])).min(1, want("at least one value")),
    )
    .optional(),
  drive: z.enum(DRIVE_PHASES, want(DRIVE_PHASES.join(", "))).default("cruise"),
  steady: mapping({ for: duration.default("1s"), timeout: duration.default("40s") }).prefault({}),
  faults: z.array(fault, want("a list of faults")).max(100, want("at most 100 faults")),
  duration,
  ftti: duration.optional(),
  expect: z.array(expectation, want("a list of expectations")).min(1, want("at least one expectation")),
});

export type ScenarioFile = z.infer<typeof scenarioSchema>;
export type Expectation = ScenarioFile["expect"][number];
export type Condition = NonNullable<ScenarioFile["faults"][number]["when"]>;

export const isVariable = (value: unknown): value is string => typeof value === "string" && VARIABLE.test(value);
