/** Which processors a program may run on. */
import { spawnSync } from "node:child_process";
import { cpus } from "node:os";

/** One processor, or "any". */
export type Cpu = number | "any";

/** The words that start a command on that processor. */
export function onCpu(cpu: Cpu, words: readonly string[]): readonly string[] {
  return cpu === "any" ? words : ["taskset", "-c", String(cpu), ...words];
}

/** Moves a process with all its threads. */
export function moveTo(cpu: Cpu, pid: number): void {
  const list = cpu === "any" ? `0-${cpus().length - 1}` : String(cpu);
  spawnSync("taskset", ["-a", "-c", "-p", list, String(pid)], { stdio: "ignore" });
}

/** Whether processes can be pinned here. */
export const canPin = (): boolean => spawnSync("taskset", ["--version"], { stdio: "ignore" }).status === 0;

/** The last processor: interrupts and start-up work tend to keep to the first. */
export const lastCpu = (): number => cpus().length - 1;
