/**
 * What `npm run test:xen` does in dom0: our backends serve a real Linux DomU, which is created, crashed, destroyed, rebooted and turned hostile.
 * Writes each check as a line of JSON to the share. Plain Node, for it runs on what the emulated machine has.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, openSync, readFileSync, rmSync } from "node:fs";

const SHARE = "/share";
const CONSOLE = "/var/log/xen/guest-domu.log";
const FRAMES = `${SHARE}/frames`;
/** USER_HZ is 100 on every Linux. */
const TICK_MS = 10;
const WAIT_MS = 120_000;

const began = Date.now();
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const seconds = (since) => ((Date.now() - since) / 1000).toFixed(1);
const text = (file) => (existsSync(file) ? readFileSync(file, "latin1") : "");

let failed = 0;
/** A check and what it found; undefined or "" is a pass. */
function check(name, problem, figures = "") {
  if (problem) failed++;
  appendFileSync(
    `${SHARE}/results`,
    `${JSON.stringify({ name, ok: !problem, problem: problem || undefined, figures, at: seconds(began) })}\n`,
  );
  console.log(`SESSION ${problem ? "FAILED" : "ok"} ${name} ${figures} ${problem ?? ""}`);
}

async function until(what, found, ms = WAIT_MS) {
  const since = Date.now();
  for (;;) {
    const value = found();
    if (value) return value;
    if (Date.now() - since > ms) throw new Error(`waited ${ms / 1000} s for ${what}`);
    await pause(100);
  }
}

function xl(...words) {
  const { status, stdout, stderr } = spawnSync("xl", words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`xl ${words.join(" ")}: ${status} ${stderr.trim()}`);
  return stdout;
}

/** All that a leak would show in: the store, and dom0's event channels and grants as Xen has them. */
function machine() {
  const nodes = spawnSync("xenstore-ls", ["-f"], { encoding: "latin1", maxBuffer: 1 << 26 }).stdout.split("\n");
  // What says how often or when something was done is no leak.
  const kept = nodes.filter((line) => line !== "" && !/^\/(libxl|vm|tool|local\/domain\/0\/(data|memory|libxl))/.test(line));
  xl("dmesg", "-c");
  xl("debug-keys", "e");
  xl("debug-keys", "g");
  const said = xl("dmesg");
  const channels = /information for domain 0:([\s\S]*?)(?:information for domain [1-9]|$)/.exec(said)?.[1] ?? "";
  const grants = said.split("\n").filter((line) => /^\(XEN\)\s+\[\s*\d+\]|active|shared/.test(line) && /0x/.test(line));
  return { nodes: kept, channels: (channels.match(/^\(XEN\)\s+\d+ \[/gm) ?? []).length, grants: grants.length };
}

function compared(before, after) {
  const more = after.nodes.filter((node) => !before.nodes.includes(node) && /domu|vdispl|vkbd|vinput|domain\/[1-9]|error/.test(node));
  return [
    more.length > 0 ? `nodes left: ${more.slice(0, 4).join("; ")}` : "",
    after.channels > before.channels ? `dom0 has ${after.channels} event channels, had ${before.channels}` : "",
    after.grants > before.grants ? `${after.grants} grants in use, were ${before.grants}` : "",
  ]
    .filter(Boolean)
    .join("; ");
}

/** The daemon, and what it said. */
function startBackends(name) {
  const log = `${SHARE}/backends-${name}.log`;
  const out = openSync(log, "w");
  const words = ["/opt/backends.mjs", "--displays", FRAMES, "--frames", "raw", "--input", "-"];
  const child = spawn("node", words, { stdio: ["pipe", out, out], cwd: "/opt" });
  return {
    child,
    said: () => text(log),
    lines: (pattern) =>
      text(log)
        .split("\n")
        .filter((line) => pattern.test(line)),
    input: (lines) => child.stdin.write(`on disp0\n${lines.join("\n")}\n`),
    /** Milliseconds of the processor's time, of all its threads. */
    cpuMs: () => {
      const fields = text(`/proc/${child.pid}/stat`).split(") ")[1]?.split(" ") ?? [];
      return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
    },
    lives: () => child.exitCode === null && child.signalCode === null,
    held: () => {
      const lines = text(log)
        .split("\n")
        .filter((line) => /ports=\d+ pages=\d+/.test(line));
      return /ports=(\d+) pages=(\d+)/
        .exec(lines.at(-1) ?? "")
        ?.slice(1)
        .join("/");
    },
  };
}

let consoleAt = 0;
const consoleText = () => text(CONSOLE).slice(consoleAt);
const domu = (pattern) => pattern.exec(consoleText());

async function create(test, extra = []) {
  consoleAt = text(CONSOLE).length;
  rmSync(`${FRAMES}/disp0.raw`, { force: true });
  const since = Date.now();
  xl("create", "/opt/domu.cfg", `extra="console=hvc0 rdinit=/init loglevel=4 domutest=${test}"`, ...extra);
  return seconds(since);
}

/** An error that a guest's line tells is not waited past. */
const guest = (pattern, ms) =>
  until(
    `the DomU to say ${pattern}`,
    () => {
      const wrong = domu(/DOMU: .*(?:no event|event of flip|kmsflip: |insmod \S+ failed).*/);
      if (wrong && !pattern.test(consoleText())) throw new Error(wrong[0]);
      return domu(pattern);
    },
    ms,
  );

/** Sends lines of input, and waits for the events that are to come of them, as "type code value". */
async function input(backends, name, lines, wanted) {
  const at = (consoleText().match(/^EV /gm) ?? []).length;
  const events = () => [...consoleText().matchAll(/^EV \d+ (\d+) (\d+) (-?\d+) (\d+)/gm)].slice(at);
  const since = Date.now();
  backends.input(lines);
  let problem = "";
  try {
    await until("events", () => events().length >= wanted.length, 15_000);
  } catch {
    problem = "not all came";
  }
  const came = events().map(([, type, code, value]) => `${type} ${code} ${value}`);
  if (came.join() !== wanted.join()) problem = `want ${wanted.join(", ")}; got ${came.join(", ")}`;
  check(name, problem, `${came.length} events in ${seconds(since)} s`);
  return events();
}

const sha256 = (file) => (existsSync(file) ? createHash("sha256").update(readFileSync(file)).digest("hex") : "none");

async function sameFrame(name, which) {
  const [, wanted] = await guest(new RegExp(`DOMU: ${which}last frame sha256 ([0-9a-f]{64})`));
  let came = "";
  await until("the frame", () => (came = sha256(`${FRAMES}/disp0.raw`)) === wanted, 15_000).catch(() => undefined);
  const [, flips, ms, each] = [...consoleText().matchAll(/flipped (\d+) in (\d+) ms, from flip to event ([\d.]+) ms/g)].at(-1) ?? [];
  check(
    name,
    came === wanted ? "" : `the DomU drew ${wanted}, the grants held ${came}`,
    `${flips} flips in ${ms} ms, ${each} ms from flip to event`,
  );
}

const SYN = "0 0 0";
const KEYS = [
  ["key 30 1", "key 30 0", "key 272 1", "key 272 0"],
  ["1 30 1", SYN, "1 30 0", SYN, "1 272 1", SYN, "1 272 0", SYN],
];
const POINTER = [
  ["pointer 100 200", "pointer 101 200 1"],
  ["3 0 100", "3 1 200", SYN, "3 0 101", "2 8 1", SYN],
];
const TOUCH = [["touch down 0 10 20", "touch down 1 700 500", "touch move 1 710 510", "touch up 0", "touch up 1"], null];

async function connected(backends, count) {
  const since = Date.now();
  await until("the devices", () => backends.lines(/device .*state=Connected/).length >= count);
  return seconds(since);
}

/** The DomU is gone; nothing of it may be left. */
async function nothingLeft(name, before, backends) {
  await until("the domain's end", () => !/\bdomu\b/.test(xl("list"))).catch(() => undefined);
  await until("the backends to let go", () => backends.held() === "0/0", 15_000).catch(() => undefined);
  let problem = "";
  for (let tries = 0; tries < 10; tries++) {
    await pause(500);
    problem = compared(before, machine());
    if (!problem) break;
  }
  const held = backends.held();
  check(name, problem || (held === "0/0" ? "" : `the daemon holds ${held} ports/pages`), `ports/pages held: ${held}`);
}

async function run() {
  const before = machine();
  let since = Date.now();
  let backends = startBackends("first");
  await until("the daemon", () => /^ready$/m.test(backends.said()));
  check("the daemon is ready", "", `${seconds(since)} s`);

  const took = await create("devices");
  check("xl create finds its backends waiting", "", `${took} s`);
  since = Date.now();
  await guest(/DOMU: listening [1-9]/);
  await connected(backends, 2);
  check("both devices connect", "", `${seconds(since)} s after xl create`);
  await guest(/DOMU: mode set/);
  const idle = backends.cpuMs();
  await guest(/DOMU: flipped 100/);
  const flipCpuMs = (backends.cpuMs() - idle) / 100;
  await sameFrame("100 flips; the last frame is the DomU's, octet for octet", "first ");
  await guest(/DOMU: ready/);
  await input(backends, "keys and a button", ...KEYS);
  await input(backends, "the pointer's place, and the wheel", ...POINTER);
  await touch(backends);
  const keyCpuMs = await timeInput(backends);
  measured(flipCpuMs, keyCpuMs);

  backends.child.kill("SIGKILL");
  await until("the daemon's end", () => !backends.lives());
  since = Date.now();
  backends = startBackends("second");
  await connected(backends, 1);
  check("a killed daemon comes back and the input device connects", "", `${seconds(since)} s`);
  await input(backends, "keys after that", ["key 60 1", "key 60 0"], ["1 60 1", SYN, "1 60 0", SYN]);
  await sameFrame("the display after that", "second ");

  xl("destroy", "domu");
  await nothingLeft("xl destroy leaves nothing", before, backends);

  await create("devices");
  await guest(/DOMU: ready/);
  xl("sysrq", "domu", "c");
  await nothingLeft("a kernel that crashes leaves nothing", before, backends);

  await create("garbage");
  const [rounds] = await guest(/DOMU: garbage: done/).then(() => [(consoleText().match(/garbage: round \d+ ends/g) ?? []).length]);
  const told = backends.lines(/device closed/);
  check(
    "a hostile frontend's device is closed, and said so once each time",
    !backends.lives()
      ? "the daemon died"
      : told.length === 0
        ? "nothing was said"
        : told.length > rounds
          ? `${told.length} lines for ${rounds} rounds`
          : "",
    `${rounds} rounds, ${told.length} lines: ${/reason=.*/.exec(told[0] ?? "")?.[0] ?? ""}`,
  );
  xl("destroy", "domu");
  await nothingLeft("and nothing is left of it", before, backends);

  await create("reboot");
  await sameFrame("frames before a reboot", "");
  const first = consoleText().length;
  consoleAt += first;
  await sameFrame("frames after a reboot", "");
  xl("destroy", "domu");
  await nothingLeft("a reboot and a destroy leave nothing", before, backends);

  backends.child.kill("SIGTERM");
  await until("the daemon's end", () => !backends.lives(), 10_000).catch(() => undefined);
  check("the daemon ends in order", /ended ports=0 pages=0/.test(backends.said()) ? "" : "it did not say so");
}

/** Two fingers: each contact's own slot, place and end, whatever numbers the kernel gives its tracks. */
async function touch(backends) {
  const at = (consoleText().match(/^EV /gm) ?? []).length;
  backends.input(TOUCH[0]);
  const events = () =>
    [...consoleText().matchAll(/^EV \d+ (\d+) (\d+) (-?\d+)/gm)].slice(at).map(([, t, c, v]) => [Number(t), Number(c), Number(v)]);
  const ended = () => events().filter(([type, code, value]) => type === 3 && code === 57 && value === -1).length >= 2;
  await until("both fingers' end", ended, 15_000).catch(() => undefined);
  await pause(300);
  let slot = 0;
  const story = [];
  for (const [type, code, value] of events()) {
    if (type !== 3) continue;
    if (code === 47) slot = value;
    else if (code === 57) story.push(`${value === -1 ? "up" : "down"} ${slot}`);
    else if (code === 53) story.push(`x ${slot} ${value}`);
    else if (code === 54) story.push(`y ${slot} ${value}`);
  }
  const wanted = ["down 0", "x 0 10", "y 0 20", "down 1", "x 1 700", "y 1 500", "x 1 710", "y 1 510", "up 0", "up 1"];
  check(
    "two fingers",
    story.join() === wanted.join() ? "" : `want ${wanted.join(", ")}; got ${story.join(", ")}`,
    `${events().length} events`,
  );
  return story;
}

/** How fast the DomU's kernel takes events in, by its own clock; what one costs the daemon, in milliseconds of the processor's time. */
async function timeInput(backends) {
  const count = 1000;
  const at = (consoleText().match(/^EV /gm) ?? []).length;
  const lines = [];
  // Fewer at a time than the ring has room for.
  for (let i = 0; i < count; i++) lines.push(`key 31 ${(i + 1) % 2}`, ...(i % 20 === 19 ? ["wait 20"] : []));
  const idle = backends.cpuMs();
  backends.input(lines);
  const events = () => [...consoleText().matchAll(/^EV \d+ (\d+) (\d+) (-?\d+) (\d+)/gm)].slice(at).filter(([, type]) => type === "1");
  await until("all keys", () => events().length >= count, 60_000).catch(() => undefined);
  const cpuMs = (backends.cpuMs() - idle) / count;
  const stamps = events().map(([, , , , at]) => Number(at));
  // Within a burst of twenty; between bursts it is the script that waits.
  const gaps = stamps
    .slice(1)
    .map((stamp, i) => stamp - stamps[i])
    .filter((_, i) => (i + 1) % 20 !== 0);
  const median = gaps.sort((a, b) => a - b)[gaps.length >> 1];
  check(
    "1000 keys, none lost",
    stamps.length === count ? "" : `${stamps.length} came`,
    `${median} µs from key to key in a burst, by the DomU's clock`,
  );
  return cpuMs;
}

/** What a flip and a key cost on Xen, and in the emulation on this same machine, of which both ends are in one process. */
function measured(flipCpuMs, keyCpuMs) {
  const [, xenMs] = domu(/flipped 100 in (\d+) ms/) ?? [];
  const { stdout, stderr, status } = spawnSync("node", [`${SHARE}/emulated.mjs`, `${SHARE}/cockpit`], { encoding: "utf8" });
  const told = status === 0 ? JSON.parse(stdout) : undefined;
  const three = (ms) => Number(ms).toPrecision(3);
  check(
    "a flip and a key: on Xen, and emulated on the same machine",
    told ? "" : `the emulation ended with ${status}: ${stderr.slice(-300)}`,
    told &&
      `flip ${three(xenMs / 100)} ms (daemon's processor ${three(flipCpuMs)}) and ${three(told.flipMs)} ms (both ends ${three(told.flipCpuMs)}); ` +
        `key ${three(keyCpuMs)} ms of the daemon's processor and ${three(told.keyCpuMs)} of both ends`,
  );
}

try {
  await run();
} catch (problem) {
  check("the session went to its end", problem instanceof Error ? problem.message : String(problem));
}
appendFileSync(`${SHARE}/domu.log`, text(CONSOLE));
process.exit(failed > 0 ? 1 : 0);
