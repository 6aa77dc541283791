/**
 * Control groups of version 1 (Linux' admin-guide/cgroup-v1, scheduler/sched-bwc.rst). A subtree can only be the launcher's gift here: it made
 * a group in each hierarchy, `dom0` below it, and us in that. To move a process asks for nothing more than its own user's file.
 */
import type { OwnCgroup } from "../../launch/own-cgroups.mjs";
import { err, ok, type Result } from "../../../protocol/result.ts";
import { DOM0_GROUP, hardBoundMib, type Bounds, type Controller, type Knob, type Version } from "./group-tree.ts";

/** A usual group has 1024 of cpu.shares, as a domain has 256 of cpu_weight. The kernel's bounds: kernel/sched/sched.h, MIN_SHARES and MAX_SHARES. */
const SHARES_A_WEIGHT = 1024 / 256;
const SHARES_MIN = 2;
const SHARES_MAX = 1 << 18;
const OCTETS_PER_MIB = 1 << 20;

export function cgroupV1(own: readonly OwnCgroup[]): Result<Version, string> {
  const tops = new Map<Controller, string>();
  for (const controller of ["cpu", "memory"] as const) {
    const group = own.find(({ version, controllers }) => version === 1 && controllers.includes(controller));
    if (group?.folder.endsWith(`/${DOM0_GROUP}`)) tops.set(controller, group.folder.slice(0, -DOM0_GROUP.length - 1));
  }
  return tops.size > 0 ? ok({ tops, knobs: knobsV1 }) : err("the launcher made no control groups (version 1); it can as root");
}

export function knobsV1({ weight, heaviest, quota, memoryMib }: Bounds): readonly Knob[] {
  const scale = Math.min(SHARES_A_WEIGHT, SHARES_MAX / heaviest);
  const shares = Math.max(SHARES_MIN, Math.round(weight * scale));
  const cpu = (file: string, value: number, what: string): Knob => ({ controller: "cpu", file, value: String(value), what });
  const mib = memoryMib === undefined ? undefined : hardBoundMib(memoryMib);
  return [
    cpu("cpu.shares", shares, `cpu.shares ${shares}`),
    ...(quota
      ? [
          cpu("cpu.cfs_period_us", quota.periodUs, `cpu.cfs_period_us ${quota.periodUs}`),
          cpu("cpu.cfs_quota_us", quota.quotaUs, `cpu.cfs_quota_us ${quota.quotaUs}`),
        ]
      : []),
    ...(mib === undefined
      ? []
      : [
          {
            controller: "memory" as const,
            file: "memory.limit_in_bytes",
            value: String(mib * OCTETS_PER_MIB),
            what: `memory.limit_in_bytes ${mib} MiB`,
          },
        ]),
  ];
}
