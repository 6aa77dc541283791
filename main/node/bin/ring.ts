/** `npm run ring`: a look at the rings of a device in the running cockpit, a recording of them, and its replay. */
import { createWriteStream, readFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import type { CaptureHeader, CaptureLine } from "../../microscope/capture.ts";
import { lineText, reportText } from "../../microscope/print.ts";
import { parseCapture } from "../../microscope/replayed.ts";
import type { DeviceReport } from "../../microscope/report.ts";
import { replay } from "../../ring-replay.ts";
import { askControl } from "../control-client.ts";
import { controlSocketPath } from "../control-socket.ts";
import { clientSocketPath } from "../socket-path.ts";

const DIFFERENCES_SHOWN = 10;

interface Options {
  readonly follow?: true;
  readonly capture?: string;
  readonly json?: true;
  readonly last: number;
  readonly replay?: string;
  readonly socket?: string;
}

function count(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError("wanted a whole number from 0");
  return Number(text);
}

// Who reads the output may have seen enough: `ring … --follow | head`.
process.stdout.on("error", (problem: NodeJS.ErrnoException) => {
  if (problem.code !== "EPIPE") throw problem;
  process.exit(0);
});

const command = new Command("ring")
  .description(
    "Shows the rings of a device in the running cockpit: who owes whom, the last packets, the pages that are held.\n" +
      "--replay needs no cockpit: it plays a capture into a backend of its own and says what was answered otherwise than then.",
  )
  .argument("[domain]", "its name or number")
  .argument("[device]", "as in vdispl/0, vkbd/0")
  .option("--follow", "go on with what happens, until interrupted")
  .option("--capture <file>", "write all that happens to FILE, a line of JSON each, until interrupted")
  .option("--json", "for programs")
  .option("--last <n>", "packets of each ring", count, 8)
  .option("--replay <file>", "play a capture")
  .option("--socket <path>", "the cockpit's control socket (default: beside xenstored's, which XENSTORED_PATH or XENSTORED_RUNDIR may say)")
  .helpOption("--help", "show this and exit")
  .allowExcessArguments(false)
  .parse();

function complain(problem: string): number {
  process.stderr.write(`ring: ${problem}\n`);
  return 1;
}

async function look(domain: string, device: string, { last, json, socket }: Options): Promise<number> {
  const path = socket ?? controlSocketPath(clientSocketPath(process.env));
  const answer = await askControl(path, "ring", { domain, device, last });
  if (!answer.ok) return complain(answer.error);
  process.stdout.write(json ? `${JSON.stringify(answer.value)}\n` : reportText(answer.value as DeviceReport)); // the verb's answer
  return 0;
}

async function follow(domain: string, device: string, options: Options): Promise<number> {
  const until = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => until.abort());
  const file = options.capture === undefined ? undefined : createWriteStream(options.capture);
  const failed = new Promise<string>((resolve) => file?.on("error", (problem) => resolve(problem.message)));
  const onLine = (said: unknown): void => {
    const line = said as CaptureHeader | CaptureLine; // what the verb says
    file?.write(`${JSON.stringify(line)}\n`);
    if (options.follow) process.stdout.write(options.json ? `${JSON.stringify(line)}\n` : lineText(line));
  };
  const path = options.socket ?? controlSocketPath(clientSocketPath(process.env));
  const asked = askControl(path, "ring-follow", { domain, device }, { onLine, until: until.signal });
  const ended = await Promise.race([asked, failed]);
  until.abort();
  if (typeof ended === "string") return complain(ended);
  if (file) await new Promise<void>((resolve) => file.end(() => resolve()));
  return ended.ok ? 0 : complain(ended.error);
}

async function play(file: string, { json }: Options): Promise<number> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (problem) {
    if (!(problem instanceof Error)) throw problem;
    return complain(problem.message);
  }
  const read = parseCapture(text);
  if (!read.ok) return complain(`${file}: ${read.error}`);
  const played = await replay(read.value, () => new Promise((resolve) => void setImmediate(resolve)));
  if (!played.ok) return complain(`${file}: ${played.error}`);
  const { comparison, lines } = played.value;
  if (json) for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
  const { requests, responses, events, differences } = comparison;
  const say = json ? process.stderr : process.stdout;
  say.write(`${requests} requests, ${responses} responses, ${events} events; ${differences.length} otherwise than recorded\n`);
  for (const { ring, index, recorded, replayed } of differences.slice(0, DIFFERENCES_SHOWN)) {
    say.write(`  ${ring} ${index}: then ${recorded}\n  ${" ".repeat(ring.length)} now  ${replayed}\n`);
  }
  return differences.length === 0 ? 0 : 1;
}

function main(): Promise<number> {
  const options = command.opts<Options>();
  const [domain, device] = command.args;
  if (options.replay !== undefined) {
    return domain === undefined
      ? play(options.replay, options)
      : Promise.resolve(complain("--replay plays its file: want no domain with it"));
  }
  if (domain === undefined || device === undefined)
    return Promise.resolve(complain("want a domain and a device, as in: npm run ring -- ivi vkbd/0"));
  return options.follow || options.capture !== undefined ? follow(domain, device, options) : look(domain, device, options);
}

process.exitCode = await main();
