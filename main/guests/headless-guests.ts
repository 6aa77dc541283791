import type { DomId } from "../../protocol/ids.ts";
import { done, err, type Result } from "../../protocol/result.ts";
import { HeadlessGuest, type HeadlessEvents, type HeadlessMachine } from "./headless-guest.ts";

/** Answers what a domain's guest runs on; refused when there is no such domain. */
export type HeadlessMachines = (domid: DomId) => Result<HeadlessMachine, string>;

/** Runs every domain as a headless guest: what the toolstack calls a guest host, for runs in virtual time. */
export class HeadlessGuests {
  readonly #machines: HeadlessMachines;
  readonly #events: HeadlessEvents;
  readonly #running = new Map<DomId, HeadlessGuest>();

  constructor(machines: HeadlessMachines, events: HeadlessEvents = {}) {
    this.#machines = machines;
    this.#events = events;
  }

  /** The guest of a domain, while it runs. */
  guest(domid: DomId): HeadlessGuest | undefined {
    return this.#running.get(domid);
  }

  start(domid: DomId): Promise<Result<void, string>> {
    const machine = this.#machines(domid);
    if (!machine.ok) return Promise.resolve(err(machine.error));
    const guest = new HeadlessGuest(machine.value, this.#events);
    this.#running.set(domid, guest);
    guest.start();
    return Promise.resolve(done);
  }

  stop(domid: DomId): Promise<void> {
    this.#running.get(domid)?.close();
    this.#running.delete(domid);
    return Promise.resolve();
  }
}
