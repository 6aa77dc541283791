/** A simulated cockpit whose displays are all live: what faults are done to, and what is then to be seen of them. */
import { Observed } from "../../main/faults/observed.ts";
import type { DisplaySight } from "../../main/faults/world.ts";
import type { Fault } from "../../main/faults/catalogue/fault.ts";
import type { Dom0 } from "../../main/dom0.ts";
import { SimulatedWorld } from "../../main/simulated-world.ts";
import type { Cockpit } from "../../main/toolstack/cockpit.ts";
import type { DrivePhase } from "../../main/faults/world.ts";
import { slotOf } from "../../main/vehicle/signal-store.ts";
import { eventPageHeader } from "../../protocol/event-page.ts";
import { DOM0 } from "../../protocol/ids.ts";
import { kbdInEvent, kbdInRing, type KbdInEvent } from "../../protocol/io/kbdif.ts";
import type { VssPath } from "../../protocol/vss.ts";
import { theDefaultCockpit } from "./headless.ts";

/** All domains have started and drawn by then: milliseconds. */
const STEADY_MS = 3000;
const DAY_MS = 24 * 3_600_000;

export interface SteadyOptions {
  readonly cockpit?: Cockpit;
  readonly seed?: number;
  readonly drive?: DrivePhase;
}

export class SteadyWorld {
  readonly world: SimulatedWorld;
  readonly observed: Observed;
  #from = 0;
  /** Where each guest's input page stood at the mark. */
  readonly #taken = new Map<string, { readonly view: DataView; readonly inCons: number }>();

  private constructor({ cockpit = theDefaultCockpit(), seed = 1, drive = "cruise" }: SteadyOptions) {
    let observed: Observed | undefined;
    this.world = new SimulatedWorld({ cockpit, seed, drive }, (timers) => {
      observed = new Observed(timers);
      return observed;
    });
    if (!observed) throw new TypeError("nobody observes");
    this.observed = observed;
  }

  static async boot(options: SteadyOptions = {}): Promise<SteadyWorld> {
    const t = new SteadyWorld(options);
    void t.world.simulation.boot();
    await t.run(STEADY_MS);
    const states = t.world.displays().map(({ state }) => state);
    if (states.some((state) => state !== "live")) throw new Error(`wanted every display live, got ${states.join(", ")}`);
    t.mark();
    return t;
  }

  get dom0(): Dom0 {
    return this.world.simulation.dom0;
  }

  get now(): number {
    return this.world.timers.now();
  }

  /** From now on is what the questions below are about. */
  mark(): void {
    this.#from = this.now;
    this.#taken.clear();
    for (const domain of this.world.domains) {
      const view = this.world.ring(domain, "kbd-events")?.view;
      if (view) this.#taken.set(domain, { view, inCons: eventPageHeader.decode(view, 0).inCons });
    }
  }

  /** Since the mark: milliseconds. */
  get elapsed(): number {
    return this.now - this.#from;
  }

  async run(ms: number): Promise<void> {
    const { clock } = this.world.simulation;
    await clock.run(clock.now() + ms);
  }

  /** Lets time pass until it is so; throws when it is not within a day. */
  async until(so: () => boolean): Promise<void> {
    const { clock } = this.world.simulation;
    if (!(await clock.run(clock.now() + DAY_MS, so))) throw new Error("it was not so within a day");
  }

  /** Lets virtual time pass for as long as something takes that dom0 was asked for. */
  async during<T>(work: Promise<T>): Promise<T> {
    let over = false;
    const ended = (): void => void (over = true);
    work.then(ended, ended);
    await this.until(() => over);
    return work;
  }

  /** Does a fault as the engine does. Answers how to take it back. */
  inject(fault: Fault, target = "", values: Readonly<Record<string, number | string>> = {}): () => void {
    const value = (name: string): number | string | undefined => values[name] ?? fault.parameters[name]?.usual;
    return fault.inject({ world: this.world, target, number: (name) => Number(value(name)), word: (name) => String(value(name)) });
  }

  display(name: string): DisplaySight {
    const found = this.world.displays().find((display) => display.name === name);
    if (!found) throw new Error(`no display ${name}`);
    return found;
  }

  /** Frames shown since the mark, or within the last so many milliseconds. */
  frames(display: string, lastMs = this.elapsed): number {
    return this.observed.frames(display).filter((at) => at > this.now - lastMs).length;
  }

  /** Milliseconds between the two frames since the mark that are farthest apart. */
  longestGap(display: string): number {
    const at = [this.#from, ...this.observed.frames(display).filter((time) => time > this.#from), this.now];
    return Math.max(...at.slice(1).map((time, index) => time - (at[index] ?? time)));
  }

  /** Who fired for whom since the mark, each once, in order. */
  detected(): readonly string[] {
    const since = this.observed.detections.filter(({ at }) => at >= this.#from);
    return [...new Set(since.map(({ detector, target }) => `${detector} ${target}`))];
  }

  /** Milliseconds from the mark until it fired for the first time. */
  firedAfter(detector: string, target: string): number | undefined {
    const found = this.observed.detections.find((one) => one.at >= this.#from && one.detector === detector && one.target === target);
    return found && found.at - this.#from;
  }

  details(detector: string): readonly string[] {
    return this.observed.detections.filter((one) => one.at >= this.#from && one.detector === detector).map(({ detail }) => detail);
  }

  /** A domain's steps since the mark. */
  lives(domain: string): readonly string[] {
    return this.observed.lives.filter((one) => one.at >= this.#from && one.domain === domain).map(({ step }) => step);
  }

  /** dom0's log since the mark that has this in it, without its time. */
  said(words: string): readonly string[] {
    return this.observed.lines
      .filter((line) => Number(/^\d+\.\d+/.exec(line)?.[0] ?? 0) >= this.#from && line.includes(words))
      .map((line) => line.replace(/^\S+ /, ""));
  }

  signal(path: VssPath): number | undefined {
    return this.world.signal(path);
  }

  /** What a guest has been told of a signal: what it shows. */
  shows(domain: string, path: VssPath): number | undefined {
    const domid = this.world.domid(domain);
    return domid === undefined ? undefined : this.world.simulation.guests.shows(domid, slotOf(path));
  }

  /** The value of a node, as dom0 reads it. */
  async node(path: string): Promise<string | undefined> {
    const store = this.dom0.store.connect(DOM0);
    const read = await this.during(store.read(path));
    store.close();
    return read.ok ? read.value : undefined;
  }

  /** How many input events a guest has taken since the mark. */
  taken(domain: string): number {
    const view = this.world.ring(domain, "kbd-events")?.view;
    if (!view) return 0;
    const before = this.#taken.get(domain);
    return eventPageHeader.decode(view, 0).inCons - (before?.view === view ? before.inCons : 0);
  }

  /** The input events that a guest has taken since the mark: of many the last, which its page still holds. */
  input(domain: string): readonly KbdInEvent[] {
    const view = this.world.ring(domain, "kbd-events")?.view;
    if (!view) return [];
    const { inCons } = eventPageHeader.decode(view, 0);
    const from = Math.max(inCons - this.taken(domain), inCons - kbdInRing.slots);
    return Array.from({ length: inCons - from }, (_, i) =>
      kbdInEvent.decode(view, kbdInRing.ringAt + ((from + i) % kbdInRing.slots) * kbdInRing.slotOctets),
    ).filter((event) => event !== undefined);
  }
}
