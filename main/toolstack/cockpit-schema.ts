/**
 * cockpit.yaml's shape. A message says what is wanted; what came is added where the place in the file is known (yaml-file.ts).
 */
import { z } from "zod";
import { TELL_TOPICS } from "../../protocol/tells.ts";
import { vssSignals } from "../../protocol/vss.ts";
import { RESTART_BACKOFF_MS } from "./backoff.ts";
import { CHOICE_NAMES } from "./choices.ts";
import { amount, count, mapping, want } from "./yaml-schema.ts";

const text = (what: string, pattern: RegExp) => z.string(want(what)).regex(pattern, want(what));
const flag = z.boolean(want("true or false"));
const oneOf = <const T extends readonly string[]>(names: T) => z.enum(names, want(names.join(", ")));
const fileName = text("the name of a file in the cockpit's folder", /^(?!\/)(?!.*(^|\/)\.\.(\/|$)).+$/);

/** A folder of settings is named so, which `..` would lead out of. */
const NAME = /^(?!\.{1,2}$)[A-Za-z0-9_.-]{1,64}$/;
const name = text("1 to 64 of A-Z a-z 0-9 _ . -", NAME);
const SIZE = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/;

const size = text("WIDTHxHEIGHT", SIZE).transform((written) => {
  const [width = 0, height = 0] = written.split("x").map(Number);
  return { width, height };
});

const display = mapping({
  name,
  connector: text("the unique-id of a vdispl connector", /^[^\s,;:]+$/),
  size,
  lease: oneOf(["hold", "blank", "placeholder"]).default("placeholder"),
  telltales: flag.default(false),
  camera: flag.default(false),
});

/** The pixels that an emulated guest draws. */
export const PATTERN_FORMATS = ["xrgb8888", "argb8888", "rgb565"] as const;

/** `pattern` or `app`: which, guest-of.ts checks. */
const guest = mapping({
  pattern: mapping({ format: oneOf(PATTERN_FORMATS).default("xrgb8888") }).optional(),
  app: z.string(want("a folder in the cockpit's folder, or http://127.0.0.1:PORT/")).optional(),
});

/** A domain with a kernel of its own, which its xl.cfg names: on a real Xen. */
const DOMU = "domu";

/** As `xl sched-rtds -p -b -e`, microseconds; not below and not above what Linux can hold a group to (sched-bwc.rst). */
const rtds = mapping({
  period: count(1000, 1_000_000).default(10_000),
  budget: count(1000, 1_000_000).default(4000),
  extratime: flag.default(true),
}).refine(({ period, budget }) => budget <= period, {
  ...want("at most the period"),
  path: ["budget"],
  // What is wrong by itself is not compared.
  when: ({ issues }) => issues.length === 0,
});

/** A screen of tiles, less those of our own. */
const APPS_MAX = 7;

const tells = mapping({ to: name, topics: z.array(oneOf(TELL_TOPICS), want(`a list of ${TELL_TOPICS.join(", ")}`)) });

/** `hmi` or `guest`: which, guest-of.ts checks. A user's own app has no colour to choose. */
const domain = mapping({
  config: fileName,
  hmi: text("the name of a folder of renderer/guests", /^[a-z][a-z0-9-]*$/).optional(),
  guest: z.union([z.literal(DOMU), guest], want("domu, {pattern: …} or {app: …}")).optional(),
  colour: text("#RRGGBB", /^#[0-9A-Fa-f]{6}$/).optional(),
  kind: oneOf(["linux", "android"]).default("linux"),
  signals: flag.default(true),
  kernel: fileName.optional(),
  rtds: rtds.optional(),
  apps: z
    .array(fileName, want("a list of folders with a web app each"))
    .max(APPS_MAX, want(`at most ${APPS_MAX} apps`))
    .default([]),
  chooses: z.array(oneOf(CHOICE_NAMES), want(`a list of ${CHOICE_NAMES.join(", ")}`)).default([]),
  tells: tells.optional(),
});

const camera = mapping({
  source: z
    .union([z.enum(["synthetic", "device"]), mapping({ file: fileName })], want("synthetic, device or {file: NAME}"))
    .default("synthetic"),
});

const drive = mapping({
  source: z
    .union(
      [
        z.literal("simulator"),
        mapping({ log: fileName, dbc: z.array(fileName, want("a list of files")).min(1, want("at least one DBC file")) }),
      ],
      want("simulator or {log: NAME, dbc: [NAME]}"),
    )
    .default("simulator"),
  speed: amount(0.1, 100).default(1),
  mapping: fileName.optional(),
});

const vssPath = z.enum(
  vssSignals.map((signal) => signal.path),
  want("the path of a signal that protocol/vss.ts has"),
);

/** A region of a display, in its pixels, that has to change while a signal does. */
const signature = mapping({
  display: name,
  signal: vssPath,
  step: amount(0.001, 1e6).default(5),
  ms: count(100, 600_000).default(1500),
  region: mapping({ x: count(0, 16_384), y: count(0, 16_384), width: count(1, 2048), height: count(1, 2048) }),
});

const detection = mapping({
  freezeVblanks: count(2, 600).default(12),
  startMs: count(1000, 600_000).default(20_000),
  watchdogMs: count(100, 600_000).default(3000),
  restartBackoffMs: z
    .array(count(0, 600_000), want("a list of milliseconds"))
    .min(1, want("at least one delay"))
    .default([...RESTART_BACKOFF_MS]),
  giveUpAfter: count(1, 1000).default(10),
  heartbeatMs: count(1000, 600_000).default(5000),
  ringStallMs: count(100, 600_000).default(2000),
  inputMs: count(50, 600_000).default(1000),
  loopMs: count(50, 600_000).default(250),
  cameraLostMs: count(50, 60_000).default(500),
  cameraFrozenMs: count(50, 60_000).default(1000),
  signalAgeMs: z
    .partialRecord(vssPath, count(50, 600_000), want("a mapping of VSS paths to milliseconds"))
    .default({ "Vehicle.Speed": 2000, "Vehicle.Powertrain.Transmission.SelectedGear": 2000 }),
  signatures: z.array(signature, want("a list of signatures")).default([]),
});

/** The defaults are xenstored's own. */
const limits = mapping({
  xenstoreNodes: count(100, 100_000).default(1000),
  xenstoreWatches: count(1, 10_000).default(128),
  xenstoreTransactions: count(1, 1000).default(10),
});

export const cockpitSchema = mapping({
  name,
  displays: z.array(display, want("a list of displays")).min(1, want("at least one display")),
  domains: z.array(domain, want("a list of domains, in boot order")).min(1, want("at least one domain")),
  sound: flag.default(true),
  camera: camera.prefault({}),
  vehicle: fileName.optional(),
  drive: drive.prefault({}),
  detection: detection.prefault({}),
  limits: limits.prefault({}),
});

export type CockpitFile = z.infer<typeof cockpitSchema>;
