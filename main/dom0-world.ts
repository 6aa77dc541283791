/** What faults and scenarios do to a dom0 and see of it, whether it is simulated or live: all of it by the interfaces that anyone has. */
import { isEvtchnPort, isGrantRef, type DomId } from "../protocol/ids.ts";
import type { Timers, Xenstore } from "../protocol/ports.ts";
import { vssSignals } from "../protocol/vss.ts";
import type { Dom0 } from "./dom0.ts";
import type { DisplaySight, GuestRing, RingName, Undo } from "./faults/world.ts";
import { guestRing } from "./guest-ring.ts";
import { SHUTDOWN } from "./hypervisor/domain.ts";
import { vssIndex } from "./vehicle/signal-store.ts";

export const nothing: Undo = () => undefined;

export class Dom0World {
  readonly dom0: Dom0;
  readonly timers: Timers;
  readonly domains: readonly string[];

  constructor(dom0: Dom0, timers: Timers) {
    this.dom0 = dom0;
    this.timers = timers;
    this.domains = dom0.cockpit.domains.map(({ config }) => config.name);
  }

  displays(): readonly DisplaySight[] {
    return this.dom0.displays.map(({ config, connector, lease, cover }) => ({
      name: config.name,
      domain: config.domain,
      connector: config.connector,
      colour: this.dom0.cockpit.domains.find((domain) => domain.config.name === config.domain)?.colour ?? "#808080",
      width: config.width,
      height: config.height,
      state: lease.state,
      cover: cover.cover.kind,
      flips: connector.stats.flips,
    }));
  }

  signal(path: string): number | undefined {
    const index = vssIndex(path);
    return index === undefined ? undefined : this.dom0.signals.value(index);
  }

  domid(domain: string): DomId | undefined {
    return this.dom0.lifecycle.domidOf(domain);
  }

  pause(domain: string): Undo {
    const { dom0 } = this;
    const domid = this.domid(domain);
    if (domid === undefined) return nothing;
    dom0.pause(domid);
    return () => dom0.unpause(domid);
  }

  shutdown(domain: string, reason: "poweroff" | "reboot"): void {
    const domid = this.domid(domain);
    if (domid !== undefined) this.dom0.shutdown(domid, SHUTDOWN[reason]);
  }

  drillWatchdog(domain: string): void {
    const domid = this.domid(domain);
    if (domid !== undefined) this.dom0.detectors.heartbeats.heard(domid, 0.001);
  }

  ring(domain: string, name: RingName): GuestRing | undefined {
    const domid = this.domid(domain);
    return domid === undefined ? undefined : guestRing(this.dom0.backends, domid, name);
  }

  notify(domain: string, port: number): void {
    const domid = this.domid(domain);
    const hypercalls = domid === undefined ? undefined : this.dom0.hypervisor.hypercalls(domid);
    if (hypercalls?.ok && isEvtchnPort(port)) hypercalls.value.send(port);
  }

  mask(domain: string, port: number): Undo {
    const domid = this.domid(domain);
    const hypercalls = domid === undefined ? undefined : this.dom0.hypervisor.hypercalls(domid);
    if (!hypercalls?.ok || !isEvtchnPort(port)) return nothing;
    hypercalls.value.mask(port);
    return () => hypercalls.value.unmask(port);
  }

  revoke(domain: string, ref: number): void {
    const domid = this.domid(domain);
    const hypercalls = domid === undefined ? undefined : this.dom0.hypervisor.hypercalls(domid);
    if (hypercalls?.ok && isGrantRef(ref)) hypercalls.value.endGrants(ref, 1);
  }

  store(domain: string): (Xenstore & { close(): void }) | undefined {
    const domid = this.domid(domain);
    return domid === undefined ? undefined : this.dom0.store.connect(domid);
  }

  key(connector: string, code: number, pressed: boolean): void {
    this.dom0.seat.key(connector, code, pressed);
  }

  pointer(connector: string, x: number, y: number): void {
    this.dom0.seat.pointer(connector, x, y, 0);
  }

  touch(connector: string, phase: "down" | "motion" | "up", contact: number, x: number, y: number): void {
    this.dom0.seat.touch(connector, phase, contact, x, y);
  }

  tamper(change: (path: string, value: number) => number | undefined): Undo {
    const { signals } = this.dom0;
    signals.tamper = (index, value) => change(vssSignals[index]?.path ?? "", value);
    return () => void (signals.tamper = undefined);
  }

  shiftTime(ms: number): Undo {
    const { signals } = this.dom0;
    signals.shiftMs = ms;
    return () => void (signals.shiftMs = 0);
  }

  inject(path: string, values: readonly number[]): void {
    const index = vssIndex(path);
    if (index === undefined) return;
    for (const value of values) this.dom0.signals.set(index, value, this.timers.now());
    this.dom0.signals.flush();
  }

  stopBackends(classes: readonly string[]): Undo {
    const { backends } = this.dom0;
    const stopped = backends.stop(classes);
    let started = false;
    return () => {
      if (started) return;
      started = true;
      void stopped.then(() => backends.start(classes));
    };
  }
}
