import { readFileSync } from "node:fs";

/** USER_HZ, which Linux has fixed for what it shows in /proc. */
const TICKS_A_SECOND = 100;
/** Of the fields behind the name, which are counted from 3 (proc(5)): utime and stime. */
const UTIME = 14 - 3;
const STIME = 15 - 3;

/** CPU time that a process has used so far, all its threads; 0 where nobody can tell, or it is gone. */
export function cpuSeconds(pid: number): number {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch (problem) {
    if (!(problem instanceof Error && "code" in problem)) throw problem;
    return 0;
  }
  // The name is in parentheses and may hold anything, parentheses too.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[UTIME]) + Number(fields[STIME])) / TICKS_A_SECOND;
}
