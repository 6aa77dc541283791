/** The processes that Chromium forks a page's process from: what they are bounded by, a page's process is from its first instruction. */
import type { HostFiles } from "./host-files.ts";

/** Those of `browser`. The unsandboxed one is not among them: it forks Chromium's helpers, and no page. */
export function zygotesOf(browser: number, files: HostFiles): readonly number[] {
  return files
    .list("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && isZygote(pid, files) && descends(pid, browser, files));
}

function isZygote(pid: number, files: HostFiles): boolean {
  // A process that gave itself a title has its words in one.
  const words = files.read(`/proc/${pid}/cmdline`)?.split(/[\0 ]/) ?? [];
  return words.includes("--type=zygote") && !words.includes("--no-zygote-sandbox");
}

/** Between a browser and its zygote there is at most another zygote. */
const GENERATIONS = 3;

function descends(pid: number, from: number, files: HostFiles): boolean {
  let above = pid;
  for (let i = 0; i < GENERATIONS && above > 1; i++) {
    // proc(5): the parent is the second field behind the name, which may itself have blanks and brackets.
    above = Number(/\) \S (\d+) [^)]*$/.exec(files.read(`/proc/${above}/stat`) ?? "")?.[1] ?? 0);
    if (above === from) return true;
  }
  return false;
}
