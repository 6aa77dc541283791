/** A simulation as faults and scenarios see it. Where there is no real thing to break, main/faults/catalogue says what is done instead. */
import { isEvtchnPort, isGrantRef, type DomId } from "../protocol/ids.ts";
import type { Dice, Xenstore } from "../protocol/ports.ts";
import { vssSignals } from "../protocol/vss.ts";
import type { Observer } from "./faults/observed.ts";
import { FaultyMachine } from "./faults/faulty-machine.ts";
import { every } from "./faults/catalogue/fault.ts";
import type { CameraFault, DisplaySight, FaultWorld, GuestRing, RingName, Undo } from "./faults/world.ts";
import { SHUTDOWN } from "./hypervisor/domain.ts";
import { DOOR_SLOTS, countMessage, countedSince, FLOOD_WINDOW_MS, judge, readCount } from "./hypervisor/flood.ts";
import { guestRing } from "./guest-ring.ts";
import { seededDice } from "./seeded-dice.ts";
import { Simulation, type CameraModel } from "./simulation.ts";
import type { Cockpit } from "./toolstack/cockpit.ts";
import type { PhaseName } from "./vehicle/drive-script.ts";
import { slotOf, vssIndex } from "./vehicle/signal-store.ts";

const LEAK_MS = 100;
/** What a guest's process takes before it leaks, as measured; MiB. */
const BASE_MIB = 120;
/** While the GPU process is made anew nobody draws; milliseconds, as measured without a GPU. */
const GPU_MS = 300;
const CONTEXT_MS = 100;
const BUSY_MS = 400;
const MESSAGE_OCTETS = 64;

const nothing: Undo = () => undefined;

const CAMERAS: Readonly<Record<CameraFault, CameraModel>> = {
  lost: () => undefined,
  frozen: () => 0,
  corrupt: (_sound, dice) => Math.floor(dice.next() * 2 ** 32),
  late: (sound) => (sound % 3 === 0 ? sound : undefined),
};

export interface SimulatedWorldOptions {
  readonly cockpit: Cockpit;
  readonly seed: number;
  readonly drive: PhaseName;
}

export class SimulatedWorld implements FaultWorld {
  readonly mode = "sim";
  readonly simulation: Simulation;
  readonly timers: FaultWorld["timers"];
  readonly dice: Dice;
  readonly machine: FaultyMachine;
  readonly domains: readonly string[];
  readonly #cockpit: Cockpit;

  /** `observe` makes who hears of what dom0 does; it is asked once, with the clock. */
  constructor({ cockpit, seed, drive }: SimulatedWorldOptions, observe: (timers: FaultWorld["timers"]) => Observer) {
    this.#cockpit = cockpit;
    this.domains = cockpit.domains.map(({ config }) => config.name);
    let observer: Observer | undefined;
    let machine: FaultyMachine | undefined;
    this.dice = seededDice(seed ^ 0xfa017);
    const simulation: Simulation = new Simulation({
      cockpit,
      seed,
      drive,
      onLog: ({ at, level, room, domid, msg, data }) =>
        observer?.log(`${at.toFixed(3)} ${level} ${room} ${domid ?? "-"} ${msg} ${data ? JSON.stringify(data) : ""}`),
      machine: {
        ports: (ports) => (machine = new FaultyMachine(simulationTimers(), this.dice)).wrap(ports),
        signalsFor: (domid, signals) => machine?.wrapSignals(domid, signals) ?? signals,
        onDetection: (detection) => observer?.detection(detection),
        onMark: ({ name, step }) => observer?.life(name, step),
        onLease: ({ name, domain }, { from, to }) => observer?.lease(name, domain, from, to),
        onCover: ({ name, domain }, cover) => observer?.cover(name, domain, cover),
        onCamera: (state) => observer?.camera(state),
      },
    });
    // The machine is wrapped while the simulation is being made; nothing happens before it boots.
    function simulationTimers(): FaultWorld["timers"] {
      return {
        now: () => simulation.clock.now(),
        at: (time, fire) => simulation.clock.at(time, fire),
        after: (ms, fire) => simulation.clock.after(ms, fire),
      };
    }
    if (!machine) throw new TypeError("dom0 did not ask for its ports");
    this.simulation = simulation;
    this.machine = machine;
    this.timers = simulation.clock;
    observer = observe(this.timers);
    for (const { config, connector } of simulation.dom0.displays) connector.stats.tap = (at) => observer?.flip(config.name, at);
  }

  displays(): readonly DisplaySight[] {
    return this.simulation.dom0.displays.map(({ config, connector, lease, cover }) => ({
      name: config.name,
      domain: config.domain,
      connector: config.connector,
      colour: this.#cockpit.domains.find((domain) => domain.config.name === config.domain)?.colour ?? "#808080",
      width: config.width,
      height: config.height,
      state: lease.state,
      cover: cover.cover.kind,
      flips: connector.stats.flips,
    }));
  }

  signal(path: string): number | undefined {
    const index = vssIndex(path);
    return index === undefined ? undefined : this.simulation.dom0.signals.value(index);
  }

  domid(domain: string): DomId | undefined {
    return this.simulation.dom0.lifecycle.domidOf(domain);
  }

  crash(domain: string): void {
    const domid = this.domid(domain);
    if (domid !== undefined) this.simulation.dom0.crash(domid, "fault");
  }

  hang(domain: string): Undo {
    const domid = this.domid(domain);
    return domid === undefined ? nothing : this.simulation.guests.hold(domid);
  }

  pause(domain: string): Undo {
    const { dom0 } = this.simulation;
    const domid = this.domid(domain);
    if (domid === undefined) return nothing;
    dom0.pause(domid);
    return () => dom0.unpause(domid);
  }

  shutdown(domain: string, reason: "poweroff" | "reboot"): void {
    const domid = this.domid(domain);
    if (domid !== undefined) this.simulation.dom0.shutdown(domid, SHUTDOWN[reason]);
  }

  leak(domain: string, mibPerS: number): Undo {
    const { dom0 } = this.simulation;
    const domid = this.domid(domain);
    const config = this.#cockpit.domains.find((one) => one.config.name === domain)?.config;
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
    const { dom0 } = this.simulation;
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

  drillWatchdog(domain: string): void {
    const domid = this.domid(domain);
    if (domid !== undefined) this.simulation.dom0.detectors.heartbeats.heard(domid, 0.001);
  }

  ring(domain: string, name: RingName): GuestRing | undefined {
    const domid = this.domid(domain);
    return domid === undefined ? undefined : guestRing(this.simulation.dom0.backends, domid, name);
  }

  notify(domain: string, port: number): void {
    const domid = this.domid(domain);
    const hypercalls = domid === undefined ? undefined : this.simulation.dom0.hypervisor.hypercalls(domid);
    if (hypercalls?.ok && isEvtchnPort(port)) hypercalls.value.send(port);
  }

  mask(domain: string, port: number): Undo {
    const domid = this.domid(domain);
    const hypercalls = domid === undefined ? undefined : this.simulation.dom0.hypervisor.hypercalls(domid);
    if (!hypercalls?.ok || !isEvtchnPort(port)) return nothing;
    hypercalls.value.mask(port);
    return () => hypercalls.value.unmask(port);
  }

  revoke(domain: string, ref: number): void {
    const domid = this.domid(domain);
    const hypercalls = domid === undefined ? undefined : this.simulation.dom0.hypervisor.hypercalls(domid);
    if (hypercalls?.ok && isGrantRef(ref)) hypercalls.value.endGrants(ref, 1);
  }

  store(domain: string): (Xenstore & { close(): void }) | undefined {
    const domid = this.domid(domain);
    return domid === undefined ? undefined : this.simulation.dom0.store.connect(domid);
  }

  killGpu(): void {
    for (const domain of this.domains) this.timers.after(GPU_MS, this.hang(domain));
  }

  loseContext(domain: string): void {
    this.timers.after(CONTEXT_MS, this.hang(domain));
  }

  key(connector: string, code: number, pressed: boolean): void {
    this.simulation.dom0.seat.key(connector, code, pressed);
  }

  pointer(connector: string, x: number, y: number): void {
    this.simulation.dom0.seat.pointer(connector, x, y, 0);
  }

  touch(connector: string, phase: "down" | "motion" | "up", contact: number, x: number, y: number): void {
    this.simulation.dom0.seat.touch(connector, phase, contact, x, y);
  }

  camera(fault: CameraFault): Undo {
    const sound = this.simulation.camera;
    this.simulation.camera = CAMERAS[fault];
    return () => void (this.simulation.camera = sound);
  }

  tamper(change: (path: string, value: number) => number | undefined): Undo {
    const { signals } = this.simulation.dom0;
    signals.tamper = (index, value) => change(vssSignals[index]?.path ?? "", value);
    return () => void (signals.tamper = undefined);
  }

  shiftTime(ms: number): Undo {
    const { signals } = this.simulation.dom0;
    signals.shiftMs = ms;
    return () => void (signals.shiftMs = 0);
  }

  inject(path: string, value: number): void {
    const { signals } = this.simulation.dom0;
    const index = vssIndex(path) ?? slotOf("Vehicle.Speed");
    signals.set(index, value, this.timers.now());
    signals.flush();
  }

  stopBackends(classes: readonly string[]): Undo {
    const { backends } = this.simulation.dom0;
    const stopped = backends.stop(classes);
    let started = false;
    return () => {
      if (started) return;
      started = true;
      void stopped.then(() => backends.start(classes));
    };
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
