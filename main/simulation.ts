/**
 * dom0 headless in virtual time, driven by the built-in drive: the same dom0 as in the program, with its own hypervisor, xenstored, backends,
 * toolstack and detectors. Only the clock, the chance, the guests' user space and the camera are not the program's.
 */
import { DOM0 } from "../protocol/ids.ts";
import type { Dice, Timer } from "../protocol/ports.ts";
import { Dom0, type Dom0Machine } from "./dom0.ts";
import { Log, type LogRecord } from "./log/log.ts";
import { seededDice } from "./seeded-dice.ts";
import { SimulatedGuests } from "./simulated-guests.ts";
import type { Cockpit } from "./toolstack/cockpit.ts";
import type { PhaseName } from "./vehicle/drive-script.ts";
import { slotOf } from "./vehicle/signal-store.ts";
import { Simulator } from "./vehicle/simulator.ts";
import { eachChild } from "./xenstored/children.ts";
import type { StoreNode } from "./xenstored/node.ts";
import { VirtualClock } from "./virtual-clock.ts";

const CAMERA_FRAME_MS = 1000 / 30;
/** How often signatures are taken. */
const SIGNATURE_MS = 250;

/** What the camera's frames are. `undefined`: no frame comes. */
export type CameraModel = (sound: number, dice: Dice) => number | undefined;

export interface SimulationOptions {
  readonly cockpit: Cockpit;
  readonly seed: number;
  readonly drive: PhaseName;
  readonly onLog: (record: LogRecord) => void;
  /** What stands between dom0 and its machine, and who hears of what it does. */
  readonly machine: Pick<Dom0Machine, "ports" | "signalsFor" | "onDetection" | "onMark" | "onLease" | "onCover"> & {
    readonly onCamera: (state: string) => void;
  };
}

/** Nodes that are there for a domain, and go with it: its own, its backends' devices and their errors, and what the toolstack notes of it. */
const OF_DOMAINS = /^\/(local\/domain\/[1-9]|local\/domain\/0\/(backend\/[^/]+|error\/backend\/[^/]+)\/[1-9]|vm\/(?!0{8}-)|libxl\/[1-9])/;

function pathsOf(node: StoreNode, path: string): string[] {
  const found = [path];
  eachChild(node, (child) => found.push(...pathsOf(child, `${path}/${child.name}`)));
  return found;
}

export class Simulation {
  readonly clock = new VirtualClock();
  readonly dom0: Dom0;
  readonly guests: SimulatedGuests;
  readonly #options: SimulationOptions;
  readonly #cameraDice: Dice;
  readonly #timers = new Set<Timer>();
  camera: CameraModel = (sound) => sound;
  #drive: Simulator | undefined;
  #cameraTimer: Timer | undefined;
  #reverse = false;
  #frames = 0;

  constructor(options: SimulationOptions) {
    this.#options = options;
    const { cockpit, seed, machine, onLog } = options;
    this.#cameraDice = seededDice(seed ^ 0xca3e7a);
    let guests: SimulatedGuests | undefined;
    this.dom0 = new Dom0(cockpit, {
      ...machine,
      timers: this.clock,
      dice: seededDice(seed),
      log: new Log(() => this.clock.now(), onLog),
      schedule: (fire) => void this.clock.after(0, fire),
      host: (dom0) => (guests = new SimulatedGuests(dom0, this.clock, seededDice(seed ^ 0x9e3779b9))),
    });
    if (!guests) throw new TypeError("dom0 made no guest host");
    this.guests = guests;
  }

  /** Drives and boots. Time has to be let pass for it: `clock.run`. */
  async boot(): Promise<void> {
    const { signals } = this.dom0;
    signals.onFlush(() => this.#rearView());
    this.startPhase(this.#options.drive);
    if (this.#options.cockpit.detection.signatures.length > 0) this.#every(SIGNATURE_MS, () => this.#signatures());
    await this.dom0.boot();
  }

  /** Ends all domains in good order. What is left then is an orphan: answers what. */
  async close(): Promise<readonly string[]> {
    this.#drive?.stop();
    this.#cameraTimer?.cancel();
    for (const timer of this.#timers) timer.cancel();
    let closed = false;
    void this.dom0.close().then(() => (closed = true));
    const { clock } = this;
    await clock.run(clock.now() + 60_000, () => closed);
    // Late events of the machine's are none of its nodes, grants or ports.
    await clock.run(clock.now() + 100);
    return closed ? this.#orphans() : ["dom0 did not end within a minute"];
  }

  /** The built-in drive begins anew in a phase of its script. */
  startPhase(start: PhaseName): void {
    this.#drive?.stop();
    const { signals: store } = this.dom0;
    this.#drive = new Simulator({ start }, { timers: this.clock, dice: seededDice(this.#options.seed ^ 0x5eed), store });
    this.#rearView();
  }

  #orphans(): readonly string[] {
    const { hypervisor, store } = this.dom0;
    const found: string[] = [];
    for (const { domid, name } of hypervisor.domains()) if (domid !== DOM0) found.push(`domain ${domid} (${name})`);
    // dom0's own: the VIRQ that xenstored listens on.
    const { ports, grants, mapped } = hypervisor.accounting(DOM0);
    if (ports > 1 || grants > 0 || mapped > 0) found.push(`dom0 holds ${ports} ports, ${grants} grants, ${mapped} mapped pages`);
    for (const domid of store.introduced()) if (domid !== DOM0) found.push(`xenstored knows d${domid}`);
    const nodes = pathsOf(store.view.root, "").filter((path) => OF_DOMAINS.test(path));
    if (nodes.length > 0) found.push(`${nodes.length} nodes, ${nodes[0]} among them`);
    return found;
  }

  #every(ms: number, act: () => void): void {
    const next = (): void => {
      this.#timers.delete(timer);
      act();
      timer = this.clock.after(ms, next);
      this.#timers.add(timer);
    };
    let timer = this.clock.after(ms, next);
    this.#timers.add(timer);
  }

  /** As main/overlay-feed.ts has it. */
  #rearView(): void {
    const gear = this.dom0.signals.value(slotOf("Vehicle.Powertrain.Transmission.SelectedGear"));
    const reverse = gear !== undefined && gear < 0;
    if (reverse === this.#reverse) return;
    this.#reverse = reverse;
    this.dom0.detectors.camera.shown(reverse, this.clock.now());
    if (reverse) this.#cameraFrame();
  }

  #cameraFrame(): void {
    if (!this.#reverse) return;
    const signature = this.camera(++this.#frames, this.#cameraDice);
    if (signature !== undefined) this.dom0.detectors.camera.frame(signature, this.clock.now());
    this.#cameraTimer?.cancel();
    this.#cameraTimer = this.clock.after(CAMERA_FRAME_MS, () => this.#cameraFrame());
  }

  /** What a headless guest would draw is what it was told. */
  #signatures(): void {
    const seen = new Map<string, number>();
    for (const { display, signal } of this.#options.cockpit.detection.signatures) {
      const index = seen.get(display) ?? 0;
      seen.set(display, index + 1);
      const found = this.dom0.displays.find(({ config }) => config.name === display);
      const domid = found?.connector.domid;
      const live = found?.lease.state === "live" && domid !== undefined;
      const shown = live ? this.guests.shows(domid, slotOf(signal)) : undefined;
      this.dom0.detectors.signature(display, index, shown === undefined ? undefined : shown.toFixed(0));
    }
  }
}
