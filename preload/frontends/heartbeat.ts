import type { FrontendPorts, Timer, Timers } from "../../protocol/ports.ts";

/** How often a kernel says that it lives. Linux's watchdogd does so every 10 s of a 30 s timeout; a driver waits for no such thing. */
export const HEARTBEAT_MS = 1000;
/** What it asks the hypervisor to believe. dom0 may believe it for less. */
const TIMEOUT_S = 30;

/** A kernel's watchdog driver (Linux: xen_wdt): keeps the domain's watchdog from firing while the kernel's timers run. */
export class Heartbeat {
  readonly #ports: FrontendPorts;
  readonly #timers: Timers;
  #timer: Timer | undefined;

  constructor(ports: FrontendPorts, timers: Timers) {
    this.#ports = ports;
    this.#timers = timers;
  }

  start(): void {
    this.#ports.watchdog?.(TIMEOUT_S);
    this.#timer = this.#timers.after(HEARTBEAT_MS, () => this.start());
  }

  /** It falls silent: the watchdog will fire. Harmless twice. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
