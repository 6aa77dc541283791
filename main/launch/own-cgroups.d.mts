/** Where a process is in one hierarchy of control groups. */
export interface OwnCgroup {
  readonly version: 1 | 2;
  /** Of version 1: what the hierarchy controls. Of version 2 empty: its groups say themselves. */
  readonly controllers: readonly string[];
  /** Where the hierarchy is mounted. */
  readonly mount: string;
  /** The group's folder. */
  readonly folder: string;
}

/** From the texts of /proc/PID/cgroup and /proc/PID/mountinfo. */
export declare function ownCgroups(cgroup: string, mountinfo: string): OwnCgroup[];
