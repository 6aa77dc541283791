/**
 * Guests that dom0 emulates on this machine: each is a HeadlessGuest that draws on granted pages, and on each of its displays lies a page
 * of dom0's own that shows them, below the overlay.
 */
import type { DomId } from "../protocol/ids.ts";
import { done, err, type Result } from "../protocol/result.ts";
import type { PictureSink } from "./displays/picture-upload.ts";
import type { Display, Dom0 } from "./dom0.ts";
import type { Desk } from "./electron/desk.ts";
import type { PictureView } from "./electron/picture-view.ts";
import { HeadlessGuest } from "./guests/headless-guest.ts";
import { ringXenstore } from "./guests/ring-xenstore.ts";
import { patternWorkload } from "./guests/test-pattern.ts";
import type { Cockpit, CockpitDomain, DisplayConfig } from "./toolstack/cockpit.ts";
import type { DomainConfig } from "./toolstack/domain-config.ts";
import type { FaultSpec } from "./toolstack/fault-spec.ts";
import type { GuestHost } from "./toolstack/machine.ts";

/** The pages that show pixels, by their display's connector. Each is made when its first guest starts, and stays. */
export class PictureViews {
  readonly #desk: Desk;
  readonly #cockpit: Cockpit;
  readonly #views = new Map<string, PictureView>();

  constructor(desk: Desk, cockpit: Cockpit) {
    this.#desk = desk;
    this.#cockpit = cockpit;
  }

  /** Where a display's pixels go; undefined when its guest has none. */
  sink({ connector, domain }: DisplayConfig): PictureSink | undefined {
    if (domainOf(this.#cockpit, domain)?.guest.kind !== "pattern") return undefined;
    const view = (): PictureView | undefined => this.#views.get(connector);
    return {
      band: (band) => view()?.band(band),
      clear: () => view()?.clear(),
      show: () => view()?.show(),
    };
  }

  /** Has a display show what its connector shows. */
  open({ config, picture }: Display): void {
    const window = this.#desk.window(config.connector);
    if (!picture || !window || this.#views.has(config.connector)) return;
    const view = this.#desk.pictureView(config, { onPainted: () => picture.painted(), onStanding: () => picture.restarted() });
    this.#views.set(config.connector, view);
    window.attach(view.view);
  }
}

const domainOf = (cockpit: Cockpit, name: string): CockpitDomain | undefined => cockpit.domains.find(({ config }) => config.name === name);

export class EmulatedGuests implements GuestHost {
  readonly #dom0: Dom0;
  readonly #desk: Desk;
  readonly #views: PictureViews;
  readonly #running = new Map<DomId, HeadlessGuest>();

  constructor(dom0: Dom0, desk: Desk, views: PictureViews) {
    this.#dom0 = dom0;
    this.#desk = desk;
    this.#views = views;
  }

  start(domid: DomId, { name }: DomainConfig): Promise<Result<void, string>> {
    const dom0 = this.#dom0;
    const domain = domainOf(dom0.cockpit, name);
    const hypercalls = dom0.hypervisor.hypercalls(domid);
    if (domain?.guest.kind !== "pattern" || !hypercalls.ok) return Promise.resolve(err("not a guest to emulate"));
    const xenstore = ringXenstore(hypercalls.value);
    if (!xenstore.ok) return Promise.resolve(xenstore);
    for (const display of dom0.displays.filter(({ config }) => config.domain === name)) {
      this.#views.open(display);
      this.#desk.window(display.config.connector)?.border({ domid, name, colour: domain.colour });
    }
    const workload = patternWorkload(domain.guest.format);
    const machine = { hypercalls: hypercalls.value, xenstore: xenstore.value, workload };
    const guest = new HeadlessGuest(machine, { onFault: (fault) => dom0.fault(fault) });
    this.#running.set(domid, guest);
    guest.start();
    return Promise.resolve(done);
  }

  stop(domid: DomId): Promise<void> {
    this.#running.get(domid)?.close();
    this.#running.delete(domid);
    return Promise.resolve();
  }

  /** A fault, as a process would have it from a signal. False: no such guest runs here. */
  inflict(kind: FaultSpec["kind"], domid: DomId): boolean {
    const guest = this.#running.get(domid);
    if (!guest) return false;
    if (kind === "crash") this.#dom0.crash(domid, "fault");
    if (kind === "hang") guest.hang();
    if (kind === "pause") this.#dom0.pause(domid);
    if (kind === "unpause") this.#dom0.unpause(domid);
    return true;
  }
}

/** Each domain by the host of its kind. */
export function hostsByKind(cockpit: Cockpit, hosts: { readonly view: GuestHost; readonly pattern: GuestHost }): GuestHost {
  return {
    start: (domid, config) => {
      const kind = domainOf(cockpit, config.name)?.guest.kind ?? "view";
      if (kind === "domu") return Promise.resolve(err("a kernel of its own wants a real Xen"));
      return hosts[kind === "pattern" ? kind : "view"].start(domid, config);
    },
    stop: async (domid) => {
      await hosts.view.stop(domid);
      await hosts.pattern.stop(domid);
    },
  };
}
