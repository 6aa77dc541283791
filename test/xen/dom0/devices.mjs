/** Pictures and input, held against what the DomU says of them. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { check, consoleText, domu, FRAMES, guest, pause, seconds, SHARE, until } from "./tools.mjs";

/** Sends lines of input, and waits for the events that are to come of them, as "type code value". */
export async function input(backends, name, lines, wanted) {
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

export async function sameFrame(name, which) {
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

export const SYN = "0 0 0";
/** Keys that are timed, and how many of them go at once. */
const KEYS_TIMED = 400;
const BURST = 20;
export const KEYS = [
  ["key 30 1", "key 30 0", "key 272 1", "key 272 0"],
  ["1 30 1", SYN, "1 30 0", SYN, "1 272 1", SYN, "1 272 0", SYN],
];
export const POINTER = [
  ["pointer 100 200", "pointer 101 200 1"],
  ["3 0 100", "3 1 200", SYN, "3 0 101", "2 8 1", SYN],
];
const TOUCH = [["touch down 0 10 20", "touch down 1 700 500", "touch move 1 710 510", "touch up 0", "touch up 1"], null];

/** Two fingers: each contact's own slot, place and end, whatever numbers the kernel gives its tracks. */
export async function touch(backends) {
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

/**
 * How fast the DomU's kernel takes events in, by its own clock; answers what one costs the daemon, in milliseconds of the processor's time. A burst
 * goes out when the one before it has come, for the ring holds 51 and a slow DomU is no fault.
 */
export async function timeInput(backends) {
  const at = (consoleText().match(/^EV /gm) ?? []).length;
  const keys = () =>
    [...consoleText().matchAll(/^EV \d+ (\d+) \d+ -?\d+ (\d+)/gm)]
      .slice(at)
      .flatMap(([, type, stamp]) => (type === "1" ? [Number(stamp)] : []));
  const idle = backends.cpuMs();
  for (let sent = BURST; sent <= KEYS_TIMED; sent += BURST) {
    backends.input(Array.from({ length: BURST }, (_, i) => `key 31 ${(i + 1) % 2}`));
    await until("a burst", () => keys().length >= sent, 15_000).catch(() => undefined);
  }
  const cpuMs = (backends.cpuMs() - idle) / KEYS_TIMED;
  const stamps = keys();
  const gaps = stamps
    .slice(1)
    .map((stamp, i) => stamp - stamps[i])
    .filter((_, i) => (i + 1) % BURST !== 0);
  const median = gaps.sort((a, b) => a - b)[gaps.length >> 1];
  check(
    `${KEYS_TIMED} keys, none lost`,
    stamps.length === KEYS_TIMED ? "" : `${stamps.length} came`,
    `${median} µs from key to key in a burst, by the DomU's clock`,
  );
  return cpuMs;
}

/** What a flip and a key cost on Xen, and in the emulation on this same machine, of which both ends are in one process. */
export function measured(flipCpuMs, keyCpuMs) {
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
