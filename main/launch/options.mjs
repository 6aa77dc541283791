/**
 * The program's options: one table, read by the launcher (before anything is installed) and by dom0 (bundled into it).
 * What an option means is dom0's business; here is how it is spelled and what a value must look like.
 */
import { parseArgs } from "node:util";

/** `takes` is the value's kind and `value` its name in the help; no `takes`: a switch. */
export const OPTIONS = [
  { name: "help", short: "h", about: "show this and exit" },
  {
    name: "cockpit",
    takes: "folder",
    value: "DIR",
    about: "the cockpit to run: a folder with cockpit.yaml and its xl.cfg files (default: the one that comes along)",
  },
  {
    name: "host",
    takes: "host",
    value: "KIND",
    about: "where the domains run: emulated, or xen, a real one whose dom0 this is (default: xen in a dom0, else emulated)",
  },
  {
    name: "backends-socket",
    takes: "newFile",
    value: "PATH",
    about: "with --host xen: where `npm run backends -- --serve PATH` serves the displays (default: it is started too)",
  },
  { name: "kiosk", about: "each display fills a screen of its own, without window borders" },
  { name: "drive", takes: "file", value: "LOG", about: "play a candump log instead of the built-in drive" },
  { name: "dbc", takes: "file", value: "FILE", many: true, about: "a DBC file that explains the log's frames (may be given again)" },
  { name: "mapping", takes: "file", value: "FILE", about: "which DBC signal feeds which VSS signal" },
  { name: "drive-speed", takes: "number", value: "N", above: 0, about: "play the drive N times as fast" },
  { name: "camera", takes: "camera", value: "SOURCE", about: "the rear-view camera: synthetic, device, or a video FILE" },
  { name: "screenshot", takes: "newFolder", value: "DIR", about: "save a picture of every display to DIR before exiting" },
  { name: "exit-after", takes: "number", value: "SECONDS", above: 0, about: "exit by itself after that long" },
  {
    name: "fault",
    takes: "fault",
    value: "SPEC",
    many: true,
    about: "break something at a given time: KIND:DOMAIN@TIME, as in crash:ivi@10s (may be given again)",
  },
  {
    name: "xenstore-socket",
    takes: "newFile",
    value: "PATH",
    about: "where xenstored listens for xenstore-ls and the like (default: in the run-time directory)",
  },
  {
    name: "state",
    takes: "newFolder",
    value: "DIR",
    about: "where the domains' settings are kept (default: $XDG_STATE_HOME/argonaut/NAME, NAME as in cockpit.yaml)",
  },
  { name: "no-enforcement", about: "leave every process to the system's scheduler: no priorities, no control groups" },
  { name: "scenario", takes: "file", value: "FILE", about: "break this cockpit as a fault scenario says (npm run faults does more of it)" },
  { name: "scenario-run", takes: "integer", value: "N", about: "which of the scenario's runs, from 0 (default: 0)" },
  { name: "record", takes: "newFile", value: "FILE", about: "with --scenario: where what was seen goes, as JSON" },
  { name: "seed", takes: "integer", value: "N", about: "the seed of everything that is left to chance" },
  { name: "verbose", about: "log at level debug" },
  { name: "check", about: "check the cockpit's files, say what is wrong with them, and exit" },
];

/** A fault as `--fault` takes it: KIND:DOMAIN@TIME with TIME in s or ms. The kinds are dom0's to know. */
const FAULT = /^[a-z][a-z-]*:[A-Za-z0-9_.-]+@\d+(\.\d+)?(ms|s)$/;

/** The machines that domains run on. */
const HOSTS = ["emulated", "xen"];

const checks = {
  host: (text) => (HOSTS.includes(text) ? undefined : HOSTS.join(" or ")),
  folder: (text) => (text === "" ? "a folder" : undefined),
  newFolder: (text) => (text === "" ? "a folder" : undefined),
  file: (text) => (text === "" ? "a file" : undefined),
  newFile: (text) => (text === "" ? "a path" : undefined),
  camera: (text) => (text === "" ? "synthetic, device or a file" : undefined),
  number: (text, { above }) => (/^\d+(\.\d+)?$/.test(text) && Number(text) > above ? undefined : `a number above ${above}`),
  integer: (text) => (/^\d{1,15}$/.test(text) ? undefined : "a whole number from 0"),
  fault: (text) => (FAULT.test(text) ? undefined : "KIND:DOMAIN@TIME, as in crash:ivi@10s"),
};

const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const isNumber = (option) => option.takes === "number" || option.takes === "integer";

/** The near miss, if an unknown option looks like a known one. */
function meant(name) {
  const near = OPTIONS.find((option) => option.name.startsWith(name) || name.startsWith(option.name));
  return near ? `; --${near.name} is one` : "";
}

/**
 * Reads the words after the program's name. Answers `{ ok: true, value }` with the options by their camelCase names (repeatable
 * ones are lists, absent ones are not there), or `{ ok: false, error }` with every problem, each saying what was wanted and what came.
 */
export function parseOptions(words) {
  const known = Object.fromEntries(
    OPTIONS.map(({ name, short, takes }) => [name, { type: takes ? "string" : "boolean", ...(short ? { short } : {}) }]),
  );
  const { tokens } = parseArgs({ args: [...words], options: known, strict: false, allowPositionals: true, tokens: true });
  const value = {};
  const problems = [];
  for (const token of tokens) {
    if (token.kind === "positional") problems.push(`wanted an option, got ${JSON.stringify(token.value)}`);
    if (token.kind !== "option") continue;
    const option = OPTIONS.find(({ name }) => name === token.name);
    const key = camel(token.name);
    if (!option) problems.push(`${token.rawName}: unknown${meant(token.name)}`);
    else if (!option.takes && token.value !== undefined)
      problems.push(`${token.rawName}: wanted no value, got ${JSON.stringify(token.value)}`);
    else if (!option.takes) value[key] = true;
    // parseArgs hands over the next word even when it is an option of its own.
    else if (token.value === undefined || (!token.inlineValue && token.value.startsWith("--"))) {
      problems.push(`${token.rawName}: wanted ${option.value}, got nothing`);
    } else if (!option.many && key in value) problems.push(`${token.rawName}: wanted once, got ${JSON.stringify(token.value)} as well`);
    else {
      const wanted = checks[option.takes](token.value, option);
      if (wanted) problems.push(`${token.rawName}: wanted ${wanted}, got ${JSON.stringify(token.value)}`);
      const read = isNumber(option) ? Number(token.value) : token.value;
      if (option.many) (value[key] ??= []).push(read);
      else value[key] = read;
    }
  }
  return problems.length > 0 ? { ok: false, error: problems } : { ok: true, value };
}

/** Switches that a packaged program hands to Chromium although they stand among its own words. */
const CHROMIUMS = /^--(no-sandbox|ozone-platform|disable-gpu|use-angle|user-data-dir|enable-logging|log-level)(=|$)/;

/**
 * The words of dom0's own command line that are ours: everything after `--`, which Chromium leaves alone. A packaged program
 * has no launcher to put the `--` there, so all words but Chromium's are ours.
 */
export function ownWords(argv, packaged = false) {
  const dashes = argv.indexOf("--");
  if (dashes !== -1) return argv.slice(dashes + 1);
  return packaged ? argv.slice(1).filter((word) => !CHROMIUMS.test(word)) : [];
}

/** Options back into words; `parseOptions(optionWords(x))` is x. */
export function optionWords(value) {
  return OPTIONS.flatMap(({ name, takes, many }) => {
    const given = value[camel(name)];
    if (given === undefined) return [];
    if (!takes) return [`--${name}`];
    return (many ? given : [given]).map((one) => `--${name}=${one}`);
  });
}

/** The text of --help. */
export function helpText() {
  const left = OPTIONS.map(({ name, value }) => `  --${name}${value ? ` ${value}` : ""}`);
  const width = Math.max(...left.map((text) => text.length)) + 2;
  const rows = OPTIONS.map(({ about }, i) => left[i].padEnd(width) + about);
  return ["usage: npm start -- [options]", "", "Starts the cockpit. The first start installs what is missing.", "", ...rows].join("\n");
}
