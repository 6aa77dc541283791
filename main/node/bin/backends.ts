/**
 * `npm run backends`: vdispl and vkbd for the guests of a real Xen host, without Electron. Pictures go to files, or to the program that shows them; input
 * comes from a file, or from there.
 */
import { Command, Option } from "commander";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { BackendHost } from "../../backends/backend-host.ts";
import { VdisplBackend } from "../../backends/vdispl/vdispl-backend.ts";
import { VkbdBackend } from "../../backends/vkbd/vkbd-backend.ts";
import { Seat } from "../../displays/seat.ts";
import { Log } from "../../log/log.ts";
import type { Cockpit } from "../../toolstack/cockpit.ts";
import { formatProblem } from "../../toolstack/config-problem.ts";
import { tellRulesOf, TellsCarrier } from "../../toolstack/tells-carrier.ts";
import { SettingsKeeper } from "../../toolstack/settings-keeper.ts";
import { hostProblems, isDom0 } from "../../toolstack/host-kind.ts";
import { loadCockpit } from "../../toolstack/load-cockpit.ts";
import { openXenHost } from "../../xen/xen-host.ts";
import { err, ok } from "../../../protocol/result.ts";
import { Connectors } from "../backends/connectors.ts";
import { DisplayServer } from "../backends/display-server.ts";
import { playEvdev } from "../backends/evdev.ts";
import { FrameFiles, type FrameFormat } from "../backends/frame-files.ts";
import { inputTo, playInput } from "../backends/input-player.ts";
import { XlDomains } from "../backends/xl-domains.ts";
import { xlProgram } from "../backends/xl-program.ts";
import { consoleLog } from "../console-log.ts";
import { settingsFiles } from "../settings-files.ts";
import { defaultStateFolder } from "../state-folder.ts";
import { realTimers } from "../timers.ts";

interface Options {
  readonly host: "xen";
  readonly displays?: string;
  readonly frames: FrameFormat;
  readonly input: readonly string[];
  readonly on?: string;
  readonly cockpit?: string;
  readonly serve?: string;
  readonly state?: string;
  readonly xl: string;
  readonly verbose?: true;
}

const CAPABILITIES = "/proc/xen/capabilities";

const options = new Command("backends")
  .description("Serves the displays and input devices of every domain on this Xen host, in its dom0.")
  .addOption(new Option("--host <name>", "the machine below").choices(["xen"]).default("xen"))
  .option("--displays <dir>", "write each display's newest picture there, as UNIQUE-ID.png or .raw")
  .addOption(new Option("--frames <format>", "how pictures are written").choices(["png", "raw"]).default("png"))
  .option("--input <file...>", "play input: a script (also a FIFO, or - for standard input), or /dev/input/event*", [])
  .option("--on <unique-id>", "the display that /dev/input/event* belong to")
  .option("--cockpit <dir>", "create the domains of this cockpit with xl, and destroy them at the end")
  .option("--serve <socket>", "serve the cockpit's displays to the program that shows them")
  .option("--state <dir>", "where the cockpit's domains' settings are kept (default: /var/lib/argonaut/state/NAME)")
  .option("--xl <program>", "the toolstack", "xl")
  .option("--verbose", "log every state of every device")
  .helpOption("--help", "show this and exit")
  .parse()
  .opts<Options>();

const log = new Log(() => realTimers.now(), consoleLog(options.verbose === true), "backends");

function fail(...problems: readonly string[]): never {
  for (const problem of problems) process.stderr.write(`backends: ${problem}\n`);
  process.exit(1);
}

function readCockpit(folder: string): Cockpit {
  const loaded = loadCockpit(
    folder,
    (path) => {
      try {
        return ok(readFileSync(path, "utf8"));
      } catch (problem) {
        return err(problem instanceof Error ? problem.message : String(problem));
      }
    },
    existsSync,
  );
  if (!loaded.ok) fail(...loaded.error.map(formatProblem));
  const problems = hostProblems(loaded.value, "xen");
  if (problems.length > 0) fail(...problems);
  return loaded.value;
}

function aServer({ displays: shown, domains: all }: Cockpit): DisplayServer {
  return new DisplayServer(
    shown.map(({ connector, domain, lease }) => {
      const config = all.find((one) => one.config.name === domain)?.config;
      return { connector, domain, lease, restarts: config?.onCrash.endsWith("restart") ?? false };
    }),
    (line) => {
      const played = typed(line);
      if (!played.ok) log.error("input line left out", { problem: played.error });
    },
    ({ domid, message }) => log.guest(domid, "pixels that cannot be read", { reason: message }),
    log.in("displays"),
  );
}

function aKeeper({ name, domains: all }: Cockpit): SettingsKeeper {
  const names = all.map(({ config }) => config.name);
  const files = settingsFiles(options.state ?? defaultStateFolder(process.env, name));
  const { xenstore: store } = ports;
  return new SettingsKeeper(names, { store, timers: realTimers, log: log.in("toolstack"), files, onKept: () => undefined });
}

const evdev = options.input.filter((path) => path.startsWith("/dev/input/"));
if (evdev.length > 0 && options.on === undefined) fail(`--input ${evdev[0]}: wanted the display it belongs to, by --on UNIQUE-ID`);
if (options.serve !== undefined && options.cockpit === undefined) fail("--serve: wanted the displays to serve, by --cockpit DIR");
const cockpit = options.cockpit === undefined ? undefined : readCockpit(options.cockpit);
if (options.displays !== undefined) mkdirSync(options.displays, { recursive: true });
if (existsSync("/proc/xen") && !isDom0(existsSync(CAPABILITIES) ? readFileSync(CAPABILITIES, "utf8") : undefined)) {
  fail(`wanted dom0, whose ${CAPABILITIES} says control_d; this is another domain`);
}

const host = await openXenHost(process.env, (why) => fail(why));
if (!host.ok) fail(host.error);
const { ports, held, close } = host.value;

const seat = new Seat([]);
const typed = inputTo(seat);
const server = cockpit && options.serve !== undefined ? aServer(cockpit) : undefined;
const { displays, frames } = options;
const connectors = new Connectors(realTimers, seat, (uniqueId) => {
  if (server) return { observer: server.lease(uniqueId), picture: server.picture(uniqueId) };
  return displays === undefined ? {} : { picture: new FrameFiles(displays, uniqueId, frames, log.in("displays")) };
});
const vkbd = (context: ConstructorParameters<typeof VkbdBackend>[0]): VkbdBackend => new VkbdBackend(context, seat);
const backends = new BackendHost(
  { ports, timers: realTimers, log: log.in("backends") },
  {
    vdispl: (context) => connectors.learning(context, new VdisplBackend(context, connectors.lookup)),
    vkbd,
    vinput: vkbd,
  },
  {
    // The device is closed, and said so. What becomes of the domain is xl's business.
    onFault: () => undefined,
    onState: ({ type, domid, devid }, state) => log.info("device", { type, devid, state, ...held() }, domid),
  },
);
const settings = cockpit && aKeeper(cockpit);
settings?.load();
const tells = cockpit && new TellsCarrier(tellRulesOf(cockpit), { store: ports.xenstore, timers: realTimers, log: log.in("toolstack") });
const domains =
  cockpit &&
  new XlDomains(xlProgram(options.xl), ports.xenstore, log.in("toolstack"), (running) => {
    server?.running(running);
    void settings?.running(running);
    void tells?.running(running);
  });

let ending = false;
/** The domains that were created here; every device through Closing to Closed, so that no frontend waits; then what is held of the machine. */
async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  tells?.close();
  await settings?.close();
  await domains?.end();
  await backends.stop();
  backends.close();
  server?.close();
  const left = held();
  await close();
  log.info("ended", left);
  process.exit(0);
}
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void end());
process.on("SIGUSR1", () => {
  for (const { uniqueId, stats } of connectors.all) log.info("display", { uniqueId, ...stats.summary() });
});

await backends.start();
if (server && options.serve !== undefined) await server.listen(options.serve);
// Said last: whoever waits for it may create a domain at once.
process.stdout.write("ready\n");
if (domains && cockpit) {
  const booted = await domains.boot(cockpit.domains.map(({ config, file }) => ({ name: config.name, path: file })));
  if (!booted.ok) fail(booted.error);
}
for (const path of options.input) {
  if (evdev.includes(path)) void playEvdev(path, seat, options.on ?? "").then((problem) => log.error("input device", { path, problem }));
  else void playInput(path, seat, realTimers, log).catch((problem: unknown) => fail(`--input ${path}: ${String(problem)}`));
}
