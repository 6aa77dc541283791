/**
 * Real time for dom0 to give, which runs as a user who has no right to it. No process gets that right: root, who stays behind, sets threads'
 * scheduling when it is asked to, by dom0 alone, over a socket that no guest's sandbox lets it reach. Only threads of that user, of this run's
 * control groups or of the virtual display that we started, and only up to a priority that leaves the system's own above.
 *
 * A request is a line of JSON, `{"priority": 2, "threads": [41, 42]}`, priority 0 for what a thread is usually; the answer is a line, too: why
 * it was not done, or nothing. One request a connection.
 */
import { chmodSync, chownSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { capture } from "./run.mjs";
import { which } from "./system.mjs";

const PRIORITY_MAX = 9;
/** More than a process of Chromium's ever has. */
const THREADS_MAX = 500;
/** A thread that ends meanwhile is nobody's loss. */
const EACH = 'for t; do "$chrt" $policy --pid $priority "$t" || { [ -d "/proc/$t" ] && exit 1; }; done; exit 0';

/** What is wrong with a request, or undefined. */
function problemOf(request, run) {
  const { priority, threads } = request ?? {};
  if (!Number.isInteger(priority) || priority < 0 || priority > PRIORITY_MAX)
    return `wanted a priority from 0 to ${PRIORITY_MAX}, got ${priority}`;
  if (!Array.isArray(threads) || threads.length > THREADS_MAX) return `wanted a list of at most ${THREADS_MAX} threads`;
  const strange = threads.find((thread) => !Number.isInteger(thread) || !isOurs(thread, run));
  return strange === undefined ? undefined : `thread ${JSON.stringify(strange)} is not the cockpit's`;
}

/** Of a thread that is gone nothing can be said, and nothing be done to it. */
function isOurs(thread, { user, subtree, display }) {
  try {
    const uids = /^Uid:\s*(.*)$/m.exec(readFileSync(`/proc/${thread}/status`, "utf8"))[1].split(/\s+/);
    const inSubtree =
      thread === display || subtree === undefined || readFileSync(`/proc/${thread}/cgroup`, "utf8").includes(`/${subtree}/`);
    return inSubtree && uids.every((uid) => Number(uid) === user.uid);
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ESRCH") return true;
    throw error;
  }
}

/** Where a kernel gives real time to groups only, a thread has to be in one that has it. */
function enter(tasks, threads) {
  for (const thread of tasks === undefined ? [] : threads) {
    try {
      writeFileSync(tasks, String(thread));
    } catch (error) {
      if (error.code !== "ESRCH") return `${tasks}: ${error.code}`;
    }
  }
  return undefined;
}

async function perform(chrt, line, run) {
  let request;
  try {
    request = JSON.parse(line);
  } catch {
    return "wanted a line of JSON";
  }
  const problem = problemOf(request, run);
  if (problem !== undefined) return problem;
  const { priority, threads } = request;
  const outside = priority > 0 ? enter(run.tasks(), threads) : undefined;
  if (outside !== undefined) return outside;
  // What a thread starts is as any other.
  const policy = priority > 0 ? "--rr --reset-on-fork" : "--other --reset-on-fork";
  const env = { ...process.env, chrt, policy, priority: String(priority) };
  const { code, all } = await capture("sh", ["-c", EACH, "sh", ...threads.map(String)], { env });
  return code === 0 ? undefined : all.trim().split("\n").at(-1);
}

/**
 * Answers dom0 until `close`. `groups`: what the launcher made for this run (cgroups.mjs); `display`: the process of the virtual display, if there
 * is one. `env` is dom0's, by which it finds us: nothing where there is no other user, or no chrt(1).
 */
export async function realtimeBroker(user, groups, folder, display = Number(process.env["ARGONAUT_XVFB_PID"])) {
  const chrt = user && process.platform === "linux" ? which("chrt") : undefined;
  if (!chrt) return { env: {}, close: () => undefined };
  const path = join(folder.path, "realtime.socket");
  const run = { user, subtree: groups.procs.length > 0 ? groups.name : undefined, tasks: groups.realtime, display };
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    createInterface({ input: socket }).once("line", (line) => {
      void perform(chrt, line, run).then((problem) => socket.end(`${problem ?? ""}\n`));
    });
  });
  server.listen(path);
  await once(server, "listening");
  server.unref();
  chmodSync(path, 0o600);
  chownSync(path, user.uid, user.gid);
  return { env: { ARGONAUT_REALTIME_SOCKET: path }, close: () => void server.close() };
}
