/** Finds what this machine has to enforce a cockpit's plan with. */
import { availableParallelism } from "node:os";
import type { Timers } from "../../../protocol/ports.ts";
import type { Log } from "../../log/log.ts";
import { ownCgroups } from "../../launch/own-cgroups.mjs";
import type { Result } from "../../../protocol/result.ts";
import type { Cockpit } from "../../toolstack/cockpit.ts";
import { askLauncher } from "./ask-launcher.ts";
import { cgroupV1 } from "./cgroup-v1.ts";
import { cgroupV2 } from "./cgroup-v2.ts";
import { Enforcer, notEnforcing, type Enforcement } from "./enforcer.ts";
import { GroupTree, type Version } from "./group-tree.ts";
import { hostFiles, type HostFiles } from "./host-files.ts";
import { planOf } from "./plan.ts";
import { machinePriority, Priority } from "./priority.ts";
import { RealTime } from "./real-time.ts";
import { Reservations } from "./reservations.ts";

export function openEnforcement(
  cockpit: Cockpit,
  off: boolean,
  timers: Pick<Timers, "after" | "now">,
  { log, gpuPid }: { readonly log: Log; readonly gpuPid: () => number | undefined },
): Enforcement {
  if (off) return notEnforcing("--no-enforcement");
  // /proc and control groups are Linux's; the developer's other machines run everything at the same priority.
  if (process.platform !== "linux") return notEnforcing(`${process.platform} is not Linux`);
  const found = findGroups(hostFiles);
  const groups = found.ok ? new GroupTree(found.value, hostFiles) : found.error;
  const own = log.in("enforcement");
  const realTime = new RealTime(hostFiles, askLauncher(process.env["ARGONAUT_REALTIME_SOCKET"]));
  const plan = planOf(cockpit.domains, availableParallelism());
  return new Enforcer({
    plan,
    groups,
    priority: new Priority({ ...machinePriority(), files: hostFiles }),
    realTime,
    reservations: new Reservations({
      realTime,
      files: hostFiles,
      timers,
      log: own,
      dom0: {
        pid: process.pid,
        gpuPid,
        displayServer: pidOf(process.env["ARGONAUT_XVFB_PID"]),
        priority: plan.dom0Priority,
        gpuMainPriority: plan.gpuMainPriority,
        processors: processorsOf(hostFiles),
      },
      back: (domid, pid) => {
        if (typeof groups !== "string") groups.back(`d${domid}`, pid);
      },
    }),
    timers,
    log: own,
  });
}

/** Version 2 where it has the processor to give; in a hybrid system version 1 has it. */
export function findGroups(files: HostFiles): Result<Version, string> {
  const own = ownCgroups(files.read("/proc/self/cgroup") ?? "", files.read("/proc/self/mountinfo") ?? "");
  const inVersion1 = own.some(({ version, controllers }) => version === 1 && controllers.includes("cpu"));
  return inVersion1 ? cgroupV1(own) : cgroupV2(own, files);
}

/** proc(5), Cpus_allowed_list: numbers and ranges of them, such as `0,2-3`. */
export function processorsOf(files: Pick<HostFiles, "read">): readonly number[] {
  const list = /^Cpus_allowed_list:\s*(\d[\d,-]*)/m.exec(files.read("/proc/self/status") ?? "")?.[1];
  return (list?.split(",") ?? []).flatMap((part) => {
    const [first = NaN, last = first] = part.split("-").map(Number);
    return Array.from({ length: Math.max(0, last - first + 1) || 0 }, (_, index) => first + index);
  });
}

const pidOf = (text = ""): number | undefined => (/^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined);
