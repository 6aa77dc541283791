/**
 * Control groups of version 2 (Linux' admin-guide/cgroup-v2.rst). Either the launcher made a subtree, `dom0` in it, and us in that; or the group we
 * are in was delegated to us, as by `systemd-run --user --scope -p Delegate=yes`. Such a group has processes, and none of its groups could have a
 * controller ("No Internal Process Constraint"), so all that is in it goes to a group of its own first: dom0's.
 */
import type { OwnCgroup } from "../../launch/own-cgroups.mjs";
import { err, ok, type Result } from "../../../protocol/result.ts";
import { DOM0_GROUP, hardBoundMib, type Bounds, type Controller, type Knob, type Version } from "./group-tree.ts";
import type { HostFiles } from "./host-files.ts";

/** A usual group has 100 of cpu.weight, as a domain has 256 of cpu_weight. */
const WEIGHT_A_WEIGHT = 100 / 256;
const WEIGHT_MIN = 1;
const WEIGHT_MAX = 10_000;
const OCTETS_PER_MIB = 1 << 20;
/** Whoever forks while its group is emptied leaves somebody behind; how often that is looked for. */
const MOVES_MAX = 5;

export function cgroupV2(own: readonly OwnCgroup[], files: HostFiles): Result<Version, string> {
  const group = own.find(({ version }) => version === 2);
  if (!group) return err("no control groups are mounted");
  const { folder, mount } = group;
  let top = folder;
  if (folder.endsWith(`/${DOM0_GROUP}`)) top = folder.slice(0, -DOM0_GROUP.length - 1);
  // The uppermost has every process of the machine, or of the container: not ours to move.
  else if (folder === mount) return err(`${folder} is the uppermost control group, and not delegated`);
  else {
    const moved = moveAll(folder, files);
    if (moved !== undefined) return err(moved);
  }
  const tops = new Map<Controller, string>();
  for (const controller of ["cpu", "memory"] as const) {
    files.write(`${top}/cgroup.subtree_control`, `+${controller}`);
    if (words(files.read(`${top}/cgroup.subtree_control`)).includes(controller)) tops.set(controller, top);
  }
  return tops.size > 0 ? ok({ tops, knobs: knobsV2 }) : err(`${top} has neither a cpu nor a memory controller to give`);
}

/** Moves all processes of a delegated group to dom0's, in it. Answers with what kept them. */
function moveAll(folder: string, files: HostFiles): string | undefined {
  const made = files.mkdir(`${folder}/${DOM0_GROUP}`);
  if (made !== undefined && made !== "EEXIST") return `${folder} is not delegated to uid ${process.getuid?.() ?? "?"}: ${made}`;
  const target = `${folder}/${DOM0_GROUP}/cgroup.procs`;
  for (let i = 0; i < MOVES_MAX; i++) {
    const pids = words(files.read(`${folder}/cgroup.procs`));
    if (pids.length === 0) return undefined;
    for (const pid of pids) {
      const problem = files.write(target, pid);
      if (problem !== undefined && problem !== "ESRCH") return `${target}: ${problem}`;
    }
  }
  return `${folder} has processes that stay`;
}

const words = (text: string | undefined): string[] => (text ?? "").split(/\s+/).filter((word) => word !== "");

export function knobsV2({ weight, heaviest, quota, memoryMib }: Bounds): readonly Knob[] {
  const scale = Math.min(WEIGHT_A_WEIGHT, WEIGHT_MAX / heaviest);
  const cpuWeight = Math.max(WEIGHT_MIN, Math.round(weight * scale));
  const max = quota && `${quota.quotaUs} ${quota.periodUs}`;
  const memory = (file: string, mib: number): Knob => ({
    controller: "memory",
    file,
    value: String(mib * OCTETS_PER_MIB),
    what: `${file} ${mib} MiB`,
  });
  return [
    { controller: "cpu", file: "cpu.weight", value: String(cpuWeight), what: `cpu.weight ${cpuWeight}` },
    ...(max === undefined ? [] : [{ controller: "cpu" as const, file: "cpu.max", value: max, what: `cpu.max ${max}` }]),
    // From memory.high on the kernel takes back what it can and slows the group down: its neighbours keep their memory until it is killed.
    ...(memoryMib === undefined ? [] : [memory("memory.high", memoryMib), memory("memory.max", hardBoundMib(memoryMib))]),
  ];
}
