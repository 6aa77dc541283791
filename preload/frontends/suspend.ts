import type { FrontendPorts, XsWatch } from "../../protocol/ports.ts";
import { ok } from "../../protocol/result.ts";
import type { FrontendBus } from "./frontend-bus.ts";

/** xenstore-paths.txt, ~/control: where the toolstack asks, and where a guest says that it can. */
const SHUTDOWN = "control/shutdown";
const FEATURE = "control/feature-suspend";

/**
 * A guest's answer to `control/shutdown` = suspend, as drivers/xen/manage.c: acknowledges by emptying the node, closes its devices in good order,
 * stops, and after the resume begins anew with each device.
 *
 * What a migration needs: nothing of the old connections is left when the domain stops, so whoever resumes it may be another host.
 */
export class SuspendWatch {
  readonly #ports: FrontendPorts;
  readonly #bus: FrontendBus;
  #watch: XsWatch | undefined;
  #busy = false;
  #again = false;
  #closed = false;

  constructor(ports: FrontendPorts, bus: FrontendBus) {
    this.#ports = ports;
    this.#bus = bus;
  }

  /** Says that the guest can be suspended, unless its machine cannot. */
  async start(): Promise<void> {
    if (!this.#ports.suspend) return;
    const watch = await this.#ports.xenstore.watch(SHUTDOWN, () => void this.#look());
    if (!watch.ok) return;
    this.#watch = watch.value;
    if (this.#closed) watch.value.close();
    await this.#ports.xenstore.write(FEATURE, "1");
  }

  /** Harmless twice. */
  close(): void {
    this.#closed = true;
    this.#watch?.close();
  }

  async #look(): Promise<void> {
    this.#again = true;
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#again && !this.#closed) {
        this.#again = false;
        if (await this.#acknowledge()) await this.#suspend();
      }
    } finally {
      this.#busy = false;
    }
  }

  async #suspend(): Promise<void> {
    await this.#bus.suspend();
    if (this.#closed) return;
    await this.#ports.suspend?.();
    await this.#bus.resume();
  }

  /** Whether the toolstack asks to suspend. It knows from the emptied node that the guest has read it, and takes nothing back after that. */
  async #acknowledge(): Promise<boolean> {
    const asked = await this.#ports.xenstore.transaction(async (tx) => {
      const wish = await tx.read(SHUTDOWN);
      if (!wish.ok || wish.value !== "suspend") return ok(false);
      const emptied = await tx.write(SHUTDOWN, "");
      return emptied.ok ? ok(true) : emptied;
    });
    return asked.ok && asked.value;
  }
}
