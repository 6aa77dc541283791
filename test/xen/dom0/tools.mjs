/** What the session in dom0 is made of: checks, waiting, xl, the daemon, the DomU's console, and what a leak would show in. */
import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, openSync, readFileSync, rmSync } from "node:fs";

export const SHARE = "/share";
export const CONSOLE = "/var/log/xen/guest-domu.log";
export const FRAMES = `${SHARE}/frames`;
/** USER_HZ is 100 on every Linux. */
const TICK_MS = 10;
const WAIT_MS = 120_000;

const began = Date.now();
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const seconds = (since) => ((Date.now() - since) / 1000).toFixed(1);
export const text = (file) => (existsSync(file) ? readFileSync(file, "latin1") : "");

/** How many checks failed. */
let failed = 0;
export const failures = () => failed;
/** A check and what it found; undefined or "" is a pass. */
export function check(name, problem, figures = "") {
  if (problem) failed++;
  appendFileSync(
    `${SHARE}/results`,
    `${JSON.stringify({ name, ok: !problem, problem: problem || undefined, figures, at: seconds(began) })}\n`,
  );
  console.log(`SESSION ${problem ? "FAILED" : "ok"} ${name} ${figures} ${problem ?? ""}`);
}

export async function until(what, found, ms = WAIT_MS) {
  const since = Date.now();
  for (;;) {
    const value = found();
    if (value) return value;
    if (Date.now() - since > ms) throw new Error(`waited ${ms / 1000} s for ${what}`);
    await pause(100);
  }
}

export function xl(...words) {
  const { status, stdout, stderr } = spawnSync("xl", words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`xl ${words.join(" ")}: ${status} ${stderr.trim()}`);
  return stdout;
}

/** All that a leak would show in: the store, and dom0's event channels and grants as Xen has them. */
export function machine() {
  const nodes = spawnSync("xenstore-ls", ["-f"], { encoding: "latin1", maxBuffer: 1 << 26 }).stdout.split("\n");
  // What says how often or when something was done is no leak.
  const kept = nodes.filter((line) => line !== "" && !/^\/(libxl|vm|tool|local\/domain\/0\/(data|memory|libxl))/.test(line));
  const told = (key) => {
    xl("dmesg", "-c");
    xl("debug-keys", key);
    return xl("dmesg");
  };
  const channels = /information for domain 0:([\s\S]*?)(?:information for domain [1-9]|$)/.exec(told("e"))?.[1] ?? "";
  const grants = told("g").match(/^\(XEN\) \[0x[0-9a-f]+\]/gm) ?? [];
  return { nodes: kept, channels: (channels.match(/^\(XEN\)\s+\d+ \[/gm) ?? []).length, grants: grants.length };
}

export function compared(before, after) {
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
export function startBackends(name, options = ["--displays", FRAMES, "--frames", "raw", "--input", "-"]) {
  const log = `${SHARE}/backends-${name}.log`;
  const out = openSync(log, "w");
  const words = ["/opt/backends.mjs", ...options];
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
/** From here on the DomU's console is looked at. */
export function mark() {
  consoleAt = text(CONSOLE).length;
}
export const consoleText = () => text(CONSOLE).slice(consoleAt);
export const domu = (pattern) => pattern.exec(consoleText());

export async function create(test, config = [], words = "") {
  mark();
  rmSync(`${FRAMES}/disp0.raw`, { force: true });
  const since = Date.now();
  xl("create", "/opt/domu.cfg", `extra="console=hvc0 rdinit=/init loglevel=4 domutest=${test}${words}"`, ...config);
  return seconds(since);
}

/** An error that a guest's line tells is not waited past. */
export const guest = (pattern, ms) =>
  until(
    `the DomU to say ${pattern}`,
    () => {
      const wrong = domu(/DOMU: .*(?:no event|event of flip|kmsflip: |insmod \S+ failed).*/);
      if (wrong && !pattern.test(consoleText())) throw new Error(wrong[0]);
      return domu(pattern);
    },
    ms,
  );
export async function connected(backends, count) {
  const since = Date.now();
  await until("the devices", () => backends.lines(/device .*state=Connected/).length >= count);
  return seconds(since);
}
/** While a DomU is served, what is looked at for leaks must show it: a look that sees nothing proves nothing. */
export function seen(before) {
  const now = machine();
  const problem = [
    now.nodes.length > before.nodes.length ? "" : "no node more",
    now.channels > before.channels ? "" : `${now.channels} event channels, were ${before.channels}`,
    now.grants > before.grants ? "" : `${now.grants} grants, were ${before.grants}`,
  ].filter(Boolean);
  const more = `${now.nodes.length - before.nodes.length} nodes, ${now.channels - before.channels} event channels, ${now.grants - before.grants} grants more than before`;
  check("what is served shows in the store and in Xen's own tables", problem.join("; "), more);
}

/** The DomU is gone; nothing of it may be left. */
export async function nothingLeft(name, before, backends) {
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
