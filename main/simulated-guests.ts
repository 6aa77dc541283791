/** Headless guests as a simulation runs them: they take their time to start, and each can be made to stand still. */
import type { DomId } from "../protocol/ids.ts";
import type { Dice, Timers } from "../protocol/ports.ts";
import { done, err, type Result } from "../protocol/result.ts";
import { vssSignals } from "../protocol/vss.ts";
import type { Dom0 } from "./dom0.ts";
import { HeadlessGuest } from "./guests/headless-guest.ts";
import { ringXenstore } from "./guests/ring-xenstore.ts";
import type { DomainConfig } from "./toolstack/domain-config.ts";
import type { GuestHost } from "./toolstack/machine.ts";

/** From the start of a process to its first line of script, as measured on two cores without a GPU: between these. Milliseconds. */
const START_MS = [250, 450] as const;

export class SimulatedGuests implements GuestHost {
  readonly #dom0: Dom0;
  readonly #timers: Timers;
  readonly #dice: Dice;
  readonly #running = new Map<DomId, HeadlessGuest>();
  /** What each guest was told last of each signal, by its place in protocol/vss.ts. */
  readonly #told = new Map<DomId, (number | undefined)[]>();
  /** How often each is held: it runs while nobody holds it. */
  readonly #holds = new Map<DomId, number>();

  constructor(dom0: Dom0, timers: Timers, dice: Dice) {
    this.#dom0 = dom0;
    this.#timers = timers;
    this.#dice = dice;
  }

  async start(domid: DomId, _config: DomainConfig): Promise<Result<void, string>> {
    const [least, most] = START_MS;
    await new Promise<void>((resolve) => void this.#timers.after(least + this.#dice.next() * (most - least), resolve));
    const hypercalls = this.#dom0.hypervisor.hypercalls(domid);
    // Destroyed, or dead, before it began: that is a crash, not a refusal.
    if (!hypercalls.ok) return done;
    const xenstore = ringXenstore(hypercalls.value);
    if (!xenstore.ok) return err(xenstore.error);
    const told: (number | undefined)[] = vssSignals.map(() => undefined);
    this.#told.set(domid, told);
    const machine = { hypercalls: hypercalls.value, xenstore: xenstore.value, timers: this.#timers };
    const guest = new HeadlessGuest(machine, {
      onFault: (fault) => this.#dom0.fault(fault),
      onSignal: (_domid, index, value) => void (told[index] = value),
    });
    this.#running.set(domid, guest);
    guest.start();
    return done;
  }

  stop(domid: DomId): Promise<void> {
    this.#running.get(domid)?.close();
    this.#running.delete(domid);
    this.#told.delete(domid);
    this.#holds.delete(domid);
    return Promise.resolve();
  }

  /** What the guest has been told of a signal: what its HMI shows. */
  shows(domid: DomId, index: number): number | undefined {
    return this.#told.get(domid)?.[index];
  }

  /** It stands still until every holder has let go. Answers how to let go, harmless twice. */
  hold(domid: DomId): () => void {
    this.#holds.set(domid, (this.#holds.get(domid) ?? 0) + 1);
    this.#running.get(domid)?.hangKernel();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const left = (this.#holds.get(domid) ?? 1) - 1;
      this.#holds.set(domid, left);
      if (left === 0) this.#running.get(domid)?.wake();
    };
  }
}
