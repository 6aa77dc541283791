/** `npm run backends`: vdispl and vkbd for the guests of a real Xen host, without Electron; pictures go to files, input comes from one. */
import { Command, Option } from "commander";
import { mkdirSync } from "node:fs";
import { BackendHost } from "../../backends/backend-host.ts";
import { VdisplBackend } from "../../backends/vdispl/vdispl-backend.ts";
import { VkbdBackend } from "../../backends/vkbd/vkbd-backend.ts";
import { Seat } from "../../displays/seat.ts";
import { Log } from "../../log/log.ts";
import { openXenHost } from "../../xen/xen-host.ts";
import { Connectors } from "../backends/connectors.ts";
import { playEvdev } from "../backends/evdev.ts";
import { FrameFiles, type FrameFormat } from "../backends/frame-files.ts";
import { playInput } from "../backends/input-player.ts";
import { consoleLog } from "../console-log.ts";
import { realTimers } from "../timers.ts";

interface Options {
  readonly host: "xen";
  readonly displays?: string;
  readonly frames: FrameFormat;
  readonly input: readonly string[];
  readonly on?: string;
  readonly verbose?: true;
}

const options = new Command("backends")
  .description("Serves the displays and input devices of every domain on this Xen host, in its dom0.")
  .addOption(new Option("--host <name>", "the machine below").choices(["xen"]).default("xen"))
  .option("--displays <dir>", "write each display's newest picture there, as UNIQUE-ID.png or .raw")
  .addOption(new Option("--frames <format>", "how pictures are written").choices(["png", "raw"]).default("png"))
  .option("--input <file...>", "play input: a script (also a FIFO, or - for standard input), or /dev/input/event*", [])
  .option("--on <unique-id>", "the display that /dev/input/event* belong to")
  .option("--verbose", "log every state of every device")
  .helpOption("--help", "show this and exit")
  .parse()
  .opts<Options>();

const log = new Log(() => realTimers.now(), consoleLog(options.verbose === true), "backends");

function fail(problem: string): never {
  process.stderr.write(`backends: ${problem}\n`);
  process.exit(1);
}

const evdev = options.input.filter((path) => path.startsWith("/dev/input/"));
if (evdev.length > 0 && options.on === undefined) fail(`--input ${evdev[0]}: wanted the display it belongs to, by --on UNIQUE-ID`);
if (options.displays !== undefined) mkdirSync(options.displays, { recursive: true });

const host = await openXenHost(process.env, (why) => fail(why));
if (!host.ok) fail(host.error);
const { ports, held, close } = host.value;

const seat = new Seat([]);
const { displays, frames } = options;
const connectors = new Connectors(realTimers, seat, (uniqueId) =>
  displays === undefined ? undefined : new FrameFiles(displays, uniqueId, frames, log.in("displays")),
);
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

let ending = false;
/** Every device through Closing to Closed, so that no frontend waits; then what is held of the machine. */
async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  await backends.stop();
  backends.close();
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
// Said last: whoever waits for it may create a domain at once.
process.stdout.write("ready\n");
for (const path of options.input) {
  if (evdev.includes(path)) void playEvdev(path, seat, options.on ?? "").then((problem) => log.error("input device", { path, problem }));
  else void playInput(path, seat, realTimers, log).catch((problem: unknown) => fail(`--input ${path}: ${String(problem)}`));
}
