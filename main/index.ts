/** The program: reads what it is told, refuses what is wrong with all the reasons at once, and runs the cockpit. */
import { app } from "electron";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { BootTimeline } from "./electron/boot-timeline.ts";
import { consoleLog } from "./node/console-log.ts";
import { Desk } from "./electron/desk.ts";
import { canRead, readText } from "./electron/files.ts";
import { registerScheme } from "./electron/scheme.ts";
import { applySwitches } from "./electron/switches.ts";
import { defaultStateFolder } from "./node/state-folder.ts";
import { realTimers } from "./node/timers.ts";
import { helpText, ownWords, parseOptions } from "./launch/options.mjs";
import { Log } from "./log/log.ts";
import { ok } from "../protocol/result.ts";
import type { CockpitRun } from "./cockpit-run.ts";
import type { FaultSession } from "./fault-session.ts";
import type { LogRecord } from "./log/log.ts";
import { applyOptions } from "./run-options.ts";
import { formatProblem } from "./toolstack/config-problem.ts";
import { parseFaultSpecs } from "./toolstack/fault-spec.ts";
import { hostProblems, isDom0, type HostKind } from "./toolstack/host-kind.ts";
import { loadCockpit } from "./toolstack/load-cockpit.ts";
import type { XenRun } from "./xen-run.ts";

const EXIT_CONFIG = 1;
const EXIT_USAGE = 2;
const EXIT_BUG = 70;

/** Says why, and ends before anything has started. */
function refuse(code: number, reasons: readonly string[]): never {
  process.stderr.write(reasons.map((reason) => `${reason}\n`).join(""));
  process.exit(code);
}

const out = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const parsed = parseOptions(ownWords(process.argv, app.isPackaged));
if (!parsed.ok)
  refuse(
    EXIT_USAGE,
    parsed.error.map((problem) => `argonaut: ${problem}`),
  );
const options = parsed.value;
if (options.help) {
  process.stdout.write(`${helpText()}\n`);
  process.exit(0);
}

const toConsole = consoleLog(options.verbose ?? false);
let session: FaultSession | undefined;
const log = new Log(
  () => realTimers.now(),
  (record: LogRecord) => {
    toConsole(record);
    session?.log(record);
  },
);
const boot = new BootTimeline(log, process.getCreationTime() ?? Date.now());
boot.mark("program loaded");

const capabilities = readText("/proc/xen/capabilities");
const host: HostKind = options.host ?? (isDom0(capabilities.ok ? capabilities.value : undefined) ? "xen" : "emulated");
const loaded = loadCockpit(options.cockpit ?? join(out, "cockpits", host === "xen" ? "xen" : "default"), readText, canRead);
if (!loaded.ok) refuse(EXIT_CONFIG, loaded.error.map(formatProblem));
const misfits = hostProblems(loaded.value, host);
if (misfits.length > 0) refuse(EXIT_CONFIG, misfits);
const cockpit = applyOptions(loaded.value, options);
// A simulated drive reads no files; what reads them is loaded for those who have a log.
const replays = options.drive !== undefined || options.dbc !== undefined || cockpit.drive.source.kind === "log";
const drive = replays
  ? (await import("./drive-options.ts")).driveOptions(cockpit, options, join(out, "cockpits/default/signals.yaml"))
  : ok({ source: "simulator" as const });
if (!drive.ok) refuse(EXIT_CONFIG, drive.error);
const faults = parseFaultSpecs(
  options.fault ?? [],
  cockpit.domains.map(({ config }) => config.name),
);
if (!faults.ok)
  refuse(
    EXIT_USAGE,
    faults.error.map((problem) => `argonaut: --fault ${problem}`),
  );
const told = { drive: drive.value, faults: faults.value };
for (const note of cockpit.notes) if (note.severity === "warning" || options.verbose) process.stderr.write(`${formatProblem(note)}\n`);
const { backendsSocket } = options;
if (host === "xen" && backendsSocket === undefined && !options.check) {
  refuse(EXIT_USAGE, [
    "argonaut: --host xen: wanted the backends' socket, by --backends-socket PATH; as root, `npm run backends -- --cockpit DIR --serve PATH` makes it, and `npm start` does both",
  ]);
}
if (options.check) {
  process.stdout.write(`${cockpit.folder}: ${cockpit.displays.length} displays, ${cockpit.domains.length} domains, nothing wrong\n`);
  process.exit(0);
}

if (options.scenario !== undefined) {
  if (options.record === undefined) refuse(EXIT_USAGE, ["argonaut: --scenario: wanted --record FILE with it, for what was seen"]);
  if (host === "xen") refuse(EXIT_USAGE, ["argonaut: --scenario: wanted an emulated host, got --host xen"]);
  const { FaultSession: Session, planOf } = await import("./fault-session.ts");
  const text = readText(options.scenario);
  if (!text.ok) refuse(EXIT_USAGE, [`argonaut: --scenario ${options.scenario}: wanted a file to read, got ${text.error}`]);
  const plan = planOf(options.scenario, text.value, options.scenarioRun ?? 0, options.seed);
  if (!plan.ok) refuse(EXIT_USAGE, plan.error);
  session = new Session(plan.value, options.record);
}

// A defect ends the program, with its trace; Electron's own way is a dialogue that nobody sees.
process.on("uncaughtException", (cause) => {
  log.error("uncaught", { trace: cause.stack ?? cause.message });
  app.exit(EXIT_BUG);
});
process.on("unhandledRejection", (cause) => {
  log.error("unhandled rejection", { trace: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) });
  app.exit(EXIT_BUG);
});
// Whoever read our output may be gone (`| head`); the cockpit runs on.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

const { gpu } = applySwitches();
registerScheme();
// With the last window closed the run ends itself, in good order.
app.on("window-all-closed", () => undefined);

/** What runs on the desk: the emulation, or what shows a real Xen's displays. Loaded while the camera's first picture is on its way to the glass. */
async function theRun(desk: Desk, warm: Promise<void>): Promise<CockpitRun | XenRun> {
  const common = { cockpit, desk, options, log, drive: told.drive };
  if (host === "xen") {
    const { XenRun: Run } = await import("./xen-run.ts");
    await warm;
    boot.mark("camera first frame");
    return new Run({ ...common, socket: backendsSocket ?? "" });
  }
  const { CockpitRun: Run } = await import("./cockpit-run.ts");
  await warm;
  boot.mark("camera first frame");
  // What a scenario does to a cockpit is no wish of the driver's.
  const state = session ? undefined : (options.state ?? defaultStateFolder(process.env, cockpit.name));
  return new Run({ ...common, state, faults: told.faults, session: session?.session, out, gpu, boot });
}

void app.whenReady().then(async () => {
  boot.mark("app ready");
  const desk = new Desk({ cockpit, kiosk: options.kiosk ?? false, out, log });
  const { standing, warm } = desk.openFirst();
  // dom0 proper is loaded while the camera's first picture is on its way to the glass, and not before.
  await standing;
  const run = await theRun(desk, warm);
  // For whoever attaches a debugger to dom0, the end-to-end tests among them.
  Reflect.set(globalThis, "cockpitRun", run);
  const stop = (): void => void (session ? session.abort() : run.end(0));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  app.on("before-quit", (event) => {
    event.preventDefault();
    void run.end(0);
  });
  await run.start();
  if (session && "emulated" in run) await session.perform(run);
});
