import { DOM0, type DomId } from "../protocol/ids.ts";
import type { Dom0 } from "./dom0.ts";
import { cpuSeconds } from "./node/cpu-seconds.ts";

/** What is done to a domain together with the process that it is. */
export class DomainProcesses {
  readonly #dom0: Dom0;
  readonly #pidOf: (domid: DomId) => number | undefined;

  constructor(dom0: Dom0, pidOf: (domid: DomId) => number | undefined) {
    this.#dom0 = dom0;
    this.#pidOf = pidOf;
  }

  /** `xl pause`. */
  pause(domid: DomId): void {
    this.#dom0.pause(domid);
    this.signal(domid, "SIGSTOP");
  }

  /** `xl unpause`. */
  unpause(domid: DomId): void {
    this.#dom0.unpause(domid);
    this.signal(domid, "SIGCONT");
  }

  /** CPU time that it has used; dom0 is this process. */
  cpuSeconds(domid: DomId): number {
    return cpuSeconds(domid === DOM0 ? process.pid : (this.#pidOf(domid) ?? 0));
  }

  /** Nothing happens to a domain without a process. */
  signal(domid: DomId, signal: "SIGSTOP" | "SIGCONT" | "SIGKILL"): void {
    const pid = this.#pidOf(domid);
    if (pid !== undefined && pid > 0) process.kill(pid, signal);
  }
}
