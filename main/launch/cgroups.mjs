/**
 * Control groups for the user that Electron runs as: root makes a subtree, hands it over, and takes it away at the end. dom0 bounds each
 * domain in it (main/node/enforcement). Whatever the machine refuses is not there, and dom0 says so.
 */
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { availableParallelism, setPriority } from "node:os";
import { dirname, join } from "node:path";
import { ownCgroups } from "./own-cgroups.mjs";
import { lives } from "./run.mjs";

/** The group that Electron is born into; main/node/enforcement knows it by this name. */
const DOM0 = "dom0";
/** So much before a task of the usual niceness, in steps: twice its share, so that dom0 comes before the heaviest guest. */
const DOM0_NICE = -3;
/** For threads in real time, where the kernel gives that to groups only (CONFIG_RT_GROUP_SCHED): of each second as much as fits beside the system's own. */
const REALTIME = "realtime";
const REALTIME_US = 900_000;
const REMOVE_TRIES = 20;
const REMOVE_EVERY_MS = 50;
const CONTROLLERS = ["cpu", "memory"];
/**
 * The cockpit as a whole has of a contended processor what one usual task has; what its domains do with it is among themselves. A group's
 * share is split over the processors that it uses, so it is as many of them: the default is cpu.shares 1024, cpu.weight 100.
 */
const SHARE = { "cpu.shares": 1024, "cpu.weight": 100 };
/** What of a group its new owner needs to put groups and processes into it (cgroup-v2.rst, "Delegation"). */
const HANDED_OVER = ["cgroup.procs", "cgroup.threads", "cgroup.subtree_control", "tasks"];

/** Whether the system did it. */
function allowed(act) {
  try {
    act();
    return true;
  } catch (error) {
    if (error.code === undefined) throw error;
    return false;
  }
}

/** Folders in which the subtree may be made, one a hierarchy that has processor or memory to give. */
function parents(files) {
  const own = ownCgroups(readFileSync(files.cgroup, "utf8"), readFileSync(files.mountinfo, "utf8"));
  return own.flatMap(({ version, controllers, mount, folder }) => {
    if (version === 1) return controllers.some((name) => CONTROLLERS.includes(name)) ? [folder] : [];
    // A group of version 2 that has processes cannot have groups with controllers, the uppermost apart.
    const parent = folder === mount ? mount : dirname(folder);
    const controls = existsSync(join(mount, "cgroup.controllers"))
      ? readFileSync(join(mount, "cgroup.controllers"), "utf8").split(/\s+/)
      : [];
    if (!controls.includes("cpu")) return [];
    for (let above = mount; ; above = join(above, parent.slice(above.length + 1).split("/")[0])) {
      for (const name of CONTROLLERS) allowed(() => writeFileSync(join(above, "cgroup.subtree_control"), `+${name}`));
      if (above === parent) return [parent];
    }
  });
}

/** Takes a subtree away: groups have no files that could be deleted, only groups in them. */
function remove(folder) {
  for (const entry of existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []) {
    if (entry.isDirectory()) remove(join(folder, entry.name));
  }
  allowed(() => rmdirSync(folder));
}

/**
 * The group for threads in real time, root's own (realtime.mjs): its file that takes threads. Undefined where the kernel has no such limits, or no
 * budget to give: that of a run that has just ended comes back a moment later.
 */
function makeRealtime(top) {
  const group = join(top, REALTIME);
  const budgets = [top, group].map((folder) => join(folder, "cpu.rt_runtime_us"));
  if (!existsSync(budgets[0]) || !allowed(() => writeFileSync(budgets[0], String(REALTIME_US)))) return undefined;
  if (!existsSync(group) && !allowed(() => mkdirSync(group))) return undefined;
  return allowed(() => writeFileSync(budgets[1], String(REALTIME_US))) ? join(group, "tasks") : undefined;
}

function make(top, user) {
  const group = join(top, DOM0);
  if (!allowed(() => mkdirSync(top))) return undefined;
  for (const [name, share] of Object.entries(SHARE)) {
    if (existsSync(join(top, name))) allowed(() => writeFileSync(join(top, name), String(share * availableParallelism())));
  }
  for (const name of CONTROLLERS) {
    if (existsSync(join(top, "cgroup.subtree_control"))) allowed(() => writeFileSync(join(top, "cgroup.subtree_control"), `+${name}`));
  }
  if (!allowed(() => mkdirSync(group))) return undefined;
  const handed = [...HANDED_OVER.map((name) => join(top, name)), ...readdirSync(group).map((name) => join(group, name))];
  for (const path of [top, group, ...handed]) if (existsSync(path)) allowed(() => chownSync(path, user.uid, user.gid));
  return join(group, "cgroup.procs");
}

/**
 * Makes the subtrees for `user`; without one there is nothing to hand over. Answers `name`, the subtrees'; `procs`, the
 * files that take a process into dom0's group; `realtime`, which makes that which takes a thread into real time's; `enter`, which takes a process into dom0's
 * and gives it dom0's priority; and `close`.
 */
export function delegatedCgroups(user, files = { cgroup: "/proc/self/cgroup", mountinfo: "/proc/self/mountinfo" }) {
  const none = { name: undefined, procs: [], realtime: () => undefined, nice: 0, enter: () => undefined, close: () => Promise.resolve() };
  if (!user || process.platform !== "linux") return none;
  const name = `argonaut-${process.pid}`;
  const tops = parents(files).map((parent) => {
    for (const found of readdirSync(parent)) {
      // What a run left behind that was killed.
      const pid = /^argonaut-(\d+)$/.exec(found)?.[1];
      if (pid && !lives(Number(pid))) remove(join(parent, found));
    }
    return join(parent, name);
  });
  const procs = tops.flatMap((top) => make(top, user) ?? []);
  let tasks;
  return {
    name,
    procs,
    realtime: () => (tasks ??= tops.map(makeRealtime).find((made) => made !== undefined)),
    nice: DOM0_NICE,
    enter(pid) {
      for (const file of procs) allowed(() => writeFileSync(file, String(pid)));
      allowed(() => setPriority(pid, DOM0_NICE));
    },
    // A process dies a little after it is killed, and a group goes after its last one. The first try is made at once.
    async close() {
      for (let tries = 0; tops.some((top) => existsSync(top)) && tries < REMOVE_TRIES; tries++) {
        if (tries > 0) await new Promise((resolve) => setTimeout(resolve, REMOVE_EVERY_MS));
        tops.forEach(remove);
      }
    },
  };
}
