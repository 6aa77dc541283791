/** A simulation as faults and scenarios see it. Where there is no real thing to break, main/faults/catalogue says what is done instead. */
import type { Dice, Timers } from "../protocol/ports.ts";
import { Dom0World, nothing } from "./dom0-world.ts";
import { every } from "./faults/catalogue/fault.ts";
import { FaultyMachine } from "./faults/faulty-machine.ts";
import type { Observer } from "./faults/observed.ts";
import type { CameraFault, DrivePhase, FaultWorld, Undo } from "./faults/world.ts";
import { countedSince, countMessage, DOOR_SLOTS, FLOOD_WINDOW_MS, judge, readCount } from "./hypervisor/flood.ts";
import { seededDice } from "./seeded-dice.ts";
import { Simulation, type CameraModel } from "./simulation.ts";
import type { Cockpit } from "./toolstack/cockpit.ts";

const LEAK_MS = 100;
/** What a guest's process takes before it leaks, as measured; MiB. */
const BASE_MIB = 120;
/** While the GPU process is made anew nobody draws; milliseconds, as measured without a GPU. */
const GPU_MS = 300;
const CONTEXT_MS = 100;
const BUSY_MS = 400;
const MESSAGE_OCTETS = 64;

const CAMERAS: Readonly<Record<CameraFault, CameraModel>> = {
  lost: () => undefined,
  frozen: () => 0,
  corrupt: (_sound, dice) => Math.floor(dice.next() * 2 ** 32),
  late: (sound) => (sound % 3 === 0 ? sound : undefined),
};

export interface SimulatedWorldOptions {
  readonly cockpit: Cockpit;
  readonly seed: number;
  readonly drive: DrivePhase;
}

export class SimulatedWorld extends Dom0World implements FaultWorld {
  readonly mode = "sim";
  readonly simulation: Simulation;
  readonly dice: Dice;
  readonly machine: FaultyMachine;

  /** `observe` makes who hears of what dom0 does; it is asked once, with the clock. */
  constructor({ cockpit, seed, drive }: SimulatedWorldOptions, observe: (timers: Timers) => Observer) {
    let observer: Observer | undefined;
    let machine: FaultyMachine | undefined;
    const dice = seededDice(seed ^ 0xfa017);
    // dom0 is wrapped while it is being made; nothing happens before it boots.
    const timers: Timers = {
      now: () => simulation.clock.now(),
      at: (time, fire) => simulation.clock.at(time, fire),
      after: (ms, fire) => simulation.clock.after(ms, fire),
    };
    const simulation: Simulation = new Simulation({
      cockpit,
      seed,
      drive,
      onLog: ({ at, level, room, domid, msg, data }) =>
        observer?.log(`${at.toFixed(3)} ${level} ${room} ${domid ?? "-"} ${msg} ${data ? JSON.stringify(data) : ""}`),
      machine: {
        ports: (ports) => (machine = new FaultyMachine(timers, dice)).wrap(ports),
        signalsFor: (domid, signals) => machine?.wrapSignals(domid, signals) ?? signals,
        onDetection: (detection) => observer?.detection(detection),
        onMark: ({ name, step, detail }) => observer?.life(name, step, detail),
        onLease: ({ name, domain }, { from, to }) => observer?.lease(name, domain, from, to),
        onCover: ({ name, domain }, cover) => observer?.cover(name, domain, cover),
        onCamera: (state) => observer?.camera(state),
      },
    });
    super(simulation.dom0, simulation.clock);
    if (!machine) throw new TypeError("dom0 did not ask for its ports");
    this.simulation = simulation;
    this.machine = machine;
    this.dice = dice;
    observer = observe(this.timers);
    for (const { config, connector } of simulation.dom0.displays) connector.stats.tap = (at) => observer?.flip(config.name, at);
  }

  startPhase(phase: DrivePhase): void {
    this.simulation.startPhase(phase);
  }

  crash(domain: string): void {
    const domid = this.domid(domain);
    if (domid !== undefined) this.dom0.crash(domid, "fault");
  }

  hang(domain: string): Undo {
    const domid = this.domid(domain);
    return domid === undefined ? nothing : this.simulation.guests.hold(domid);
  }

  leak(domain: string, mibPerS: number): Undo {
    const { dom0 } = this;
    const domid = this.domid(domain);
    const config = this.dom0.cockpit.domains.find((one) => one.config.name === domain)?.config;
    if (domid === undefined || !config) return nothing;
    let mib = BASE_MIB;
    return every(this, LEAK_MS, () => {
      mib += (mibPerS * LEAK_MS) / 1000;
      if (mib <= config.maxmemMib || this.domid(domain) !== domid) return;
      dom0.detected("memory", domain, `${Math.round(mib)} MiB of ${config.maxmemMib}`);
      dom0.crash(domid, "memory");
    });
  }

  busy(domain: string, share: number): Undo {
    let awake = nothing;
    const cycle = every(this, BUSY_MS, () => {
      awake = this.hang(domain);
      const wake = awake;
      this.timers.after(BUSY_MS * share, wake);
    });
    return () => {
      cycle();
      awake();
    };
  }

  flood(domain: string, perMs: number): Undo {
    const { dom0 } = this;
    const domid = this.domid(domain);
    if (domid === undefined) return nothing;
    const counters = new Int32Array(DOOR_SLOTS);
    let before = readCount(counters);
    return every(this, FLOOD_WINDOW_MS, () => {
      for (let i = 0; i < perMs * FLOOD_WINDOW_MS; i++) countMessage(counters, MESSAGE_OCTETS);
      const now = readCount(counters);
      if (judge(countedSince(before, now), FLOOD_WINDOW_MS) === "flood" && this.domid(domain) === domid) {
        dom0.detected("flood", domain, `${perMs} hypercalls a millisecond`);
        dom0.crash(domid, "flood");
      }
      before = now;
    });
  }

  killGpu(): void {
    for (const domain of this.domains) this.timers.after(GPU_MS, this.hang(domain));
  }

  loseContext(domain: string): void {
    this.timers.after(CONTEXT_MS, this.hang(domain));
  }

  camera(fault: CameraFault): Undo {
    const sound = this.simulation.camera;
    this.simulation.camera = CAMERAS[fault];
    return () => void (this.simulation.camera = sound);
  }

  holdUp(ms: number): void {
    this.simulation.clock.holdUp(ms);
  }

  hogCpu(): Undo {
    return nothing;
  }

  hogMemory(): Undo {
    return nothing;
  }

  fillDisk(): Undo {
    return nothing;
  }
}
