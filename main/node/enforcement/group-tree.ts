/**
 * dom0's own subtree of control groups: one group for dom0, one for each domain. What a group's files are called is the version's affair
 * (cgroup-v1.ts, cgroup-v2.ts); that nothing is claimed which the kernel does not say back is this file's.
 */
import type { HostFiles } from "./host-files.ts";
import type { Outcome } from "./outcome.ts";
import type { Quota } from "./plan.ts";

export type Controller = "cpu" | "memory";

/** What a group is bounded by. Weights on credit2's scale; `heaviest` is the largest of the cockpit, dom0's as a rule. */
export interface Bounds {
  readonly weight: number;
  readonly heaviest: number;
  readonly quota?: Quota | undefined;
  readonly memoryMib?: number | undefined;
}

/** One file of a group, and what is to be in it. */
export interface Knob {
  readonly controller: Controller;
  readonly file: string;
  readonly value: string;
  /** The setting in a report's words. */
  readonly what: string;
}

/** One version of control groups, set up for a run. */
export interface Version {
  /** Where groups are made: a folder for each controller, which may be one and the same. */
  readonly tops: ReadonlyMap<Controller, string>;
  readonly knobs: (bounds: Bounds) => readonly Knob[];
}

/** The group that dom0 is in; the launcher (main/launch/cgroups.mjs) knows it by this name. */
export const DOM0_GROUP = "dom0";
/** What is no part of the cockpit, and cannot leave its subtree: whatever a fault starts on the host. */
export const OUTSIDE_GROUP = "outside";

export class GroupTree {
  readonly #version: Version;
  readonly #files: HostFiles;
  /** Folders of domains that are gone and whose last process was not, when it was tried. */
  readonly #leftOver = new Set<string>();

  constructor(version: Version, files: HostFiles) {
    this.#version = version;
    this.#files = files;
  }

  /** Sets the group's bounds, and then moves the process there, so that it is never there without them. */
  place(group: string, pid: number, bounds: Bounds): readonly Outcome[] {
    this.#sweep();
    const { tops } = this.#version;
    const problems = new Map<Controller, string>();
    for (const folder of new Set(tops.values())) {
      const made = this.#files.mkdir(`${folder}/${group}`);
      if (made !== undefined && made !== "EEXIST") this.#blame(problems, folder, `${folder}/${group}: ${made}`);
      this.#leftOver.delete(`${folder}/${group}`);
    }
    const set = this.bound(group, bounds);
    for (const folder of new Set(tops.values())) {
      const path = `${folder}/${group}/cgroup.procs`;
      const moved = this.#files.write(path, String(pid));
      if (moved !== undefined) this.#blame(problems, folder, `${path}: ${moved}`);
    }
    return set.map(({ controller, what, refused }) => {
      const why = problems.get(controller) ?? refused;
      return why === undefined ? { what } : { what, refused: why };
    });
  }

  /** Takes a process back into its group, bounds and all: it had left it for real time. */
  back(group: string, pid: number): void {
    const top = this.#version.tops.get("cpu");
    if (top !== undefined) this.#files.write(`${top}/${group}/cgroup.procs`, String(pid));
  }

  /** Sets a group's bounds, and reads them again: what the kernel made of them is what counts. */
  bound(group: string, bounds: Bounds): readonly (Outcome & Pick<Knob, "controller">)[] {
    return this.#version.knobs(bounds).map(({ controller, file, value, what }) => {
      const top = this.#version.tops.get(controller);
      if (top === undefined) return { controller, what, refused: `no group with a ${controller} controller is ours` };
      const path = `${top}/${group}/${file}`;
      const problem = this.#files.write(path, value);
      if (problem !== undefined) return { controller, what, refused: `${path}: ${problem}` };
      const got = this.#files.read(path)?.trim();
      return got === value ? { controller, what } : { controller, what, refused: `${path}: wanted ${value}, got ${got ?? "nothing"}` };
    });
  }

  /**
   * Whether the group has only what the others leave, and gives way to them at once (`cpu.idle`, Linux 5.15, both versions). Answers why not.
   * A group that ceases to be idle has a new one's weight: its bounds have to be set again.
   */
  idle(group: string, on: boolean): string | undefined {
    const top = this.#version.tops.get("cpu");
    if (top === undefined) return "no group with a cpu controller is ours";
    const path = `${top}/${group}/cpu.idle`;
    const problem = this.#files.write(path, on ? "1" : "0");
    return problem === undefined ? undefined : `${path}: ${problem}`;
  }

  /** Takes a domain's group away as soon as its last process is gone: a process dies later than it is killed. */
  remove(group: string): void {
    for (const folder of new Set(this.#version.tops.values())) this.#leftOver.add(`${folder}/${group}`);
    this.#sweep();
  }

  #sweep(): void {
    for (const path of this.#leftOver) {
      const problem = this.#files.rmdir(path);
      if (problem !== "EBUSY") this.#leftOver.delete(path);
    }
  }

  #blame(problems: Map<Controller, string>, folder: string, problem: string): void {
    for (const [controller, top] of this.#version.tops) if (top === folder && !problems.has(controller)) problems.set(controller, problem);
  }
}

/** Octets of the hard bound on memory, whole pages of every size that Linux has. */
export function hardBoundMib(memoryMib: number): number {
  return memoryMib + Math.max(HARD_MIB_MIN, Math.ceil(memoryMib / HARD_PART));
}

/**
 * Above what the domain has, because a group is charged with more than a process is seen to hold: page tables, sockets, what it read of
 * files. Below it dom0's watchdog looks every 20 ms and can say why it kills; this is for what grows faster, or while nobody looks.
 */
const HARD_MIB_MIN = 64;
const HARD_PART = 8;
