/** Who uses the processor: a run's processes by what they are, and what each took of one processor. */
import { readdirSync, readFileSync } from "node:fs";
import { cpuSeconds } from "../../../main/node/cpu-seconds.ts";

/** What a process is called in the table, by its number. */
export type Names = ReadonlyMap<number, string>;

/** CPU seconds so far, by name. */
export function cpuByName(names: Names): ReadonlyMap<string, number> {
  const used = new Map<string, number>();
  for (const [pid, name] of names) used.set(name, (used.get(name) ?? 0) + cpuSeconds(pid));
  return used;
}

/** Percent of one processor that each used between two looks `seconds` apart. */
export function percentOfOne(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  seconds: number,
): ReadonlyMap<string, number> {
  return new Map([...after].map(([name, used]) => [name, ((used - (before.get(name) ?? 0)) / seconds) * 100]));
}

/** The virtual display's server that this process draws on: pixels are copied there, and that is somebody's time, too. */
export function displayServer(): Names {
  const cookies = process.env["XAUTHORITY"];
  const found = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && cookies !== undefined && commandOf(name).includes(cookies));
  return new Map(found.filter((pid) => commandOf(pid).startsWith("Xvfb")).map((pid) => [Number(pid), "Xvfb"]));
}

/** Empty for a process that is gone. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch (problem) {
    if (problem instanceof Error && "code" in problem) return "";
    throw problem;
  }
}
