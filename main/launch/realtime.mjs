/**
 * Real time for dom0 to give, which runs as a user who has no right to it. No process gets that right: root, who stays behind, sets threads'
 * scheduling when it is asked to, by dom0 alone, over a socket that no guest's sandbox lets it reach. Only threads of that user, of this run's
 * control groups or of the virtual display that we started, and only up to a priority that leaves the system's own above.
 *
 * A request is a line of JSON, `{"priority": 2, "threads": [41, 42]}`, priority 0 for what a thread is usually, or
 * `{"processors": [0], "threads": [41]}` for where it may run; the answer is a line, too: why it was not done, or nothing. One request a
 * connection.
 */
import { chmodSync, chownSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { loadScheduler, PROCESSORS_MAX } from "./scheduler.mjs";

const PRIORITY_MAX = 9;
/** More than a process of Chromium's ever has. */
const THREADS_MAX = 500;
/** Linux's PID_MAX_LIMIT. 0 would be ourselves, and what is cut to 32 bits on its way to the kernel would be somebody else. */
const THREAD_MAX = 2 ** 22;

/** What is wrong with a request, or undefined. */
function problemOf(request, run) {
  const { priority, processors, threads } = request ?? {};
  const wanted = processors === undefined ? problemOfPriority(priority) : problemOfProcessors(processors);
  if (wanted !== undefined) return wanted;
  if (priority !== undefined && processors !== undefined) return "wanted a priority or processors, got both";
  if (!Array.isArray(threads) || threads.length > THREADS_MAX) return `wanted a list of at most ${THREADS_MAX} threads`;
  const strange = threads.find((thread) => !Number.isInteger(thread) || thread < 1 || thread > THREAD_MAX || !isOurs(thread, run));
  return strange === undefined ? undefined : `thread ${JSON.stringify(strange)} is not the cockpit's`;
}

function problemOfPriority(priority) {
  const isOne = Number.isInteger(priority) && priority >= 0 && priority <= PRIORITY_MAX;
  return isOne ? undefined : `wanted a priority from 0 to ${PRIORITY_MAX}, got ${priority}`;
}

function problemOfProcessors(processors) {
  const isOne = (at) => Number.isInteger(at) && at >= 0 && at < PROCESSORS_MAX;
  const areSome = Array.isArray(processors) && processors.length > 0 && processors.length <= PROCESSORS_MAX && processors.every(isOne);
  return areSome ? undefined : `wanted a list of processors from 0 to ${PROCESSORS_MAX - 1}, got ${JSON.stringify(processors)}`;
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

function perform(scheduler, line, run) {
  let request;
  try {
    request = JSON.parse(line);
  } catch {
    return "wanted a line of JSON";
  }
  const problem = problemOf(request, run);
  if (problem !== undefined) return problem;
  const { priority, processors, threads } = request;
  const outside = priority > 0 ? enter(run.tasks(), threads) : undefined;
  if (outside !== undefined) return outside;
  const act = (thread) => (processors === undefined ? scheduler.schedule(thread, priority) : scheduler.pin(thread, processors));
  // A thread that ends meanwhile is nobody's loss.
  return threads.map(act).find((refused) => refused !== undefined && refused !== "ESRCH");
}

/**
 * Answers dom0 until `close`. `groups`: what the launcher made for this run (cgroups.mjs); `display`: the process of the virtual display, if there
 * is one. `env` is dom0's, by which it finds us: nothing where there is no other user, or no koffi.
 */
export async function realtimeBroker(user, groups, folder, display = Number(process.env["ARGONAUT_XVFB_PID"])) {
  const scheduler = user && process.platform === "linux" ? await loadScheduler() : undefined;
  if (!scheduler) return { env: {}, close: () => undefined };
  const path = join(folder.path, "realtime.socket");
  const run = { user, subtree: groups.procs.length > 0 ? groups.name : undefined, tasks: groups.realtime, display };
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    createInterface({ input: socket }).once("line", (line) => {
      socket.end(`${perform(scheduler, line, run) ?? ""}\n`);
    });
  });
  server.listen(path);
  await once(server, "listening");
  server.unref();
  chmodSync(path, 0o600);
  chownSync(path, user.uid, user.gid);
  return { env: { ARGONAUT_REALTIME_SOCKET: path }, close: () => void server.close() };
}
