/**
 * dom0 without a screen: hypervisor, xenstored, backends, toolstack, displays' decisions and signals, wired.
 *
 * Everything of the machine (time, chance, processes, windows) is passed in, so the same dom0 runs live in Electron and headless in
 * virtual time.
 */
import type { Cover } from "../protocol/overlay.ts";
import { DOM0, type DomId } from "../protocol/ids.ts";
import type { BackendPorts, Dice, Timers, Xenstore } from "../protocol/ports.ts";
import type { GuestFault, Result } from "../protocol/result.ts";
import type { XsError } from "../protocol/xs-wire.ts";
import { BackendHost } from "./backends/backend-host.ts";
import type { Framebuffer } from "./backends/vdispl/scanout.ts";
import { VdisplBackend } from "./backends/vdispl/vdispl-backend.ts";
import { VkbdBackend } from "./backends/vkbd/vkbd-backend.ts";
import type { SignalSource } from "./backends/vss/signal-source.ts";
import { VssBackend } from "./backends/vss/vss-backend.ts";
import type { CameraState } from "./detection/camera-watch.ts";
import { Deadlines } from "./detection/deadlines.ts";
import type { Detection, DetectorName } from "./detection/detection.ts";
import { detectorsOf, type Detectors } from "./detectors.ts";
import { Connector } from "./displays/connector.ts";
import { CoverRule } from "./displays/cover.ts";
import { LeaseTracker, type LeaseTransition } from "./displays/lease.ts";
import { PictureUpload, type PictureSink } from "./displays/picture-upload.ts";
import { Seat } from "./displays/seat.ts";
import { domainHomes, type DomainHomes } from "./domain-homes.ts";
import { domainRings } from "./domain-rings.ts";
import { SHUTDOWN, type ShutdownReason, type StoreRing } from "./hypervisor/domain.ts";
import { Hypervisor, VIRQ_DOM_EXC } from "./hypervisor/hypervisor.ts";
import type { Schedule } from "./hypervisor/upcalls.ts";
import type { Log } from "./log/log.ts";
import type { Cockpit, DisplayConfig } from "./toolstack/cockpit.ts";
import { DomainBuilder } from "./toolstack/domain-builder.ts";
import type { LifeMark } from "./toolstack/guest-life.ts";
import type { SettingsFiles } from "./toolstack/kept-settings.ts";
import { Lifecycle } from "./toolstack/lifecycle.ts";
import type { GuestHost } from "./toolstack/machine.ts";
import { actionFor, dispositionOf } from "./toolstack/shutdown-policy.ts";
import { dom0Nodes, writeNodes } from "./toolstack/store-nodes.ts";
import { xl, type XlOutcome, type XlPorts } from "./toolstack/xl/xl.ts";
import { SignalStore } from "./vehicle/signal-store.ts";
import { Store } from "./xenstored/store.ts";

const REFRESH_HZ = 60;
/** What XenStore says dom0 has, as in xl's own example (dom0_mem=750M). Nothing here enforces it. */
const DOM0_MEMORY_MIB = 750;

/** One display as dom0 decides it. */
export interface Display {
  readonly config: DisplayConfig;
  readonly connector: Connector<Framebuffer>;
  readonly lease: LeaseTracker;
  readonly cover: CoverRule;
  /** Where its pixels go, for a guest that has any. */
  readonly picture: PictureUpload | undefined;
}

export interface Dom0Machine {
  readonly timers: Timers;
  readonly dice: Dice;
  readonly log: Log;
  /** Runs upcalls in a turn of their own. */
  readonly schedule: Schedule;
  /** Resolves in a later turn of the event loop; live, so that building a domain holds up no display. Headless there is no need. */
  readonly turn?: () => Promise<void>;
  /** Who runs guests; made once dom0 stands, because it needs dom0. */
  readonly host: (dom0: Dom0) => GuestHost;
  /** Where the domains' settings outlive this run; without it they do not. */
  readonly settings?: SettingsFiles | undefined;
  readonly onMark: (mark: LifeMark) => void;
  readonly onLease: (display: DisplayConfig, transition: LeaseTransition) => void;
  /** Where a display's pixels are seen; undefined: its guest draws elsewhere. Headless nobody sees any. */
  readonly pictures?: (display: DisplayConfig) => PictureSink | undefined;
  /** Stands between the backends and the machine: for a run that tries what a bad machine does to them. */
  readonly ports?: (ports: BackendPorts) => BackendPorts;
  /** The vehicle's signals as one domain is told of them, for the same. */
  readonly signalsFor?: (domid: DomId, signals: SignalSource) => SignalSource;
  /** A detector fired. It is logged already. */
  readonly onDetection?: (detection: Detection) => void;
  /** What the rear view's frames look like has changed. */
  readonly onCamera?: (state: CameraState, ms: number) => void;
  /** Another cover lies over a display from now on. */
  readonly onCover: (display: DisplayConfig, cover: Cover) => void;
}

export class Dom0 {
  readonly cockpit: Cockpit;
  readonly hypervisor: Hypervisor;
  readonly store: Store;
  readonly signals: SignalStore;
  readonly seat: Seat;
  readonly displays: readonly Display[];
  readonly backends: BackendHost;
  readonly builder: DomainBuilder;
  readonly homes: DomainHomes;
  readonly lifecycle: Lifecycle;
  readonly detectors: Detectors;
  readonly #machine: Dom0Machine;
  readonly #xenstore: Xenstore;
  /** What each frozen display waits for. */
  readonly #hangs: Deadlines<Connector<Framebuffer>>;
  /** Domains that a quota has refused something, with it. */
  readonly #refused = new Set<string>();
  /** Until when each started domain has to show its first frame. */
  readonly #starts: Deadlines<DomId>;

  constructor(cockpit: Cockpit, machine: Dom0Machine) {
    this.cockpit = cockpit;
    this.#machine = machine;
    const { timers, dice, log, schedule } = machine;
    this.#hangs = new Deadlines(timers);
    this.#starts = new Deadlines(timers);
    this.hypervisor = new Hypervisor({
      schedule,
      onFault: (fault) => this.fault(fault),
      onWatchdog: (domid, timeoutS) => this.detectors.heartbeats.heard(domid, timeoutS),
    });
    const { limits } = cockpit;
    this.store = new Store({
      timers,
      quota: { nodes: limits.xenstoreNodes, watches: limits.xenstoreWatches, transactions: limits.xenstoreTransactions },
      onQuotaRefusal: ({ domid, quota, limit, current }) => {
        log.guest(domid, "xenstore quota", { quota, limit, current });
        this.#overQuota(domid, quota);
      },
      rings: domainRings(this.hypervisor, log.in("xenstored")),
    });
    this.signals = new SignalStore((complaint) => log.debug("signal out of its table", { ...complaint }));
    this.displays = cockpit.displays.map((config) => this.#display(config));
    this.seat = new Seat(
      this.displays.map(({ connector }) => connector),
      (uniqueId) => this.detectors.input(uniqueId),
    );

    this.#xenstore = this.store.connect(DOM0);
    const plain: BackendPorts = {
      domid: DOM0,
      xenstore: this.#xenstore,
      evtchn: this.hypervisor.eventChannels(DOM0),
      gnttab: this.hypervisor.grantTables(DOM0),
      gntshr: this.hypervisor.grantShares(DOM0),
    };
    const ports = machine.ports?.(plain) ?? plain;
    const lookup = (uniqueId: string): Connector<Framebuffer> | undefined =>
      this.displays.find(({ connector }) => connector.uniqueId === uniqueId)?.connector;
    this.backends = new BackendHost(
      { ports, timers, log: log.in("backends") },
      {
        vdispl: (context) => new VdisplBackend(context, lookup),
        vkbd: (context) => new VkbdBackend(context, this.seat),
        vinput: (context) => new VkbdBackend(context, this.seat),
        vss: (context) => new VssBackend(context, machine.signalsFor?.(context.address.domid, this.signals) ?? this.signals),
      },
      {
        onFault: (domid, reason) => {
          this.detected("abi", this.nameOf(domid), reason);
          this.crash(domid, reason);
        },
      },
    );

    const introduction = {
      introduce: (domid: DomId, ring: StoreRing) => Promise.resolve(this.store.introduce(domid, ring)),
      resume: (domid: DomId) => Promise.resolve(this.store.resume(domid)),
    };
    const { xenstore } = ports;
    const toolstackLog = log.in("toolstack");
    this.homes = domainHomes(cockpit, { store: xenstore, signals: this.signals, timers, log: toolstackLog, files: machine.settings });
    this.builder = new DomainBuilder({
      domains: this.hypervisor,
      store: xenstore,
      introduction,
      timers,
      log: toolstackLog,
      settings: this.homes,
      turn: machine.turn,
    });
    this.lifecycle = new Lifecycle(
      cockpit.domains.map(({ config, signals }) => ({ config, signals })),
      ports.xenstore,
      {
        domains: this.hypervisor,
        builder: this.builder,
        introduction,
        host: machine.host(this),
        timers,
        dice,
        log: log.in("toolstack"),
        restartBackoffMs: cockpit.detection.restartBackoffMs,
        giveUpAfter: cockpit.detection.giveUpAfter,
        onMark: (mark) => {
          if (mark.step === "given-up") this.#givenUp(mark.name);
          if (mark.step === "resumed" && mark.domid !== undefined) this.detectors.heartbeats.again(mark.domid);
          if (mark.step === "destroyed" && mark.domid !== undefined) this.detectors.heartbeats.forget(mark.domid);
          this.#watchStart(mark);
          machine.onMark(mark);
        },
      },
    );
    this.detectors = detectorsOf(this, timers, (state, ms) => machine.onCamera?.(state, ms));
    // xenstored's own upcall: it learns here, and only here, that a domain shut down or is gone.
    this.hypervisor.bindVirq(VIRQ_DOM_EXC, () => this.#domainException());
  }

  /** dom0's own nodes; the backends, so that every device finds its backend waiting; then the domains, in boot order. */
  async boot(): Promise<Result<void, XsError>> {
    const written = await writeNodes(this.#xenstore, dom0Nodes(DOM0_MEMORY_MIB));
    if (!written.ok) return written;
    this.homes.load();
    await this.backends.start();
    this.detectors.start();
    return this.lifecycle.boot();
  }

  /** Today's or yesterday's name of a domid, for reports. */
  nameOf(domid: number): string {
    return this.hypervisor.domains().find((info) => info.domid === domid)?.name ?? `d${domid}`;
  }

  /** A detector fired: said once, in the log and to whoever asked. */
  detected(detector: DetectorName, target: string, detail: string): void {
    const { log, onDetection } = this.#machine;
    log.in("detection").info("detected", { detector, target, detail });
    onDetection?.({ detector, target, detail });
  }

  /** `xl pause`. Whoever pauses a domain knows why it does not draw: the watchdog leaves it. */
  pause(domid: DomId): void {
    this.hypervisor.pause(domid);
    for (const { connector } of this.#displaysOf(domid)) this.#hangs.met(connector);
  }

  /** `xl unpause`. */
  unpause(domid: DomId): void {
    this.hypervisor.unpause(domid);
    this.detectors.heartbeats.again(domid);
    for (const { connector, lease } of this.#displaysOf(domid)) if (lease.state === "frozen") this.#watch(connector, domid);
  }

  /** Runs a command line of xl's, less the program's name. Live, whoever runs the guests pauses their processes as well, and knows what they used. */
  xl(words: readonly string[], host: Partial<Pick<XlPorts, "pause" | "unpause" | "cpuSeconds">> = {}): Promise<XlOutcome> {
    const { builder, lifecycle, hypervisor: domains } = this;
    const plain = { pause: (domid: DomId) => this.pause(domid), unpause: (domid: DomId) => this.unpause(domid), cpuSeconds: () => 0 };
    return xl({ builder, lifecycle, domains, store: this.#xenstore, ...plain, ...host }, words);
  }

  /** The domain's vCPUs stop for this reason; on_poweroff, on_crash or on_watchdog says what becomes of it. Its displays are covered at once. */
  shutdown(domid: DomId, reason: ShutdownReason): void {
    if (this.hypervisor.domain(domid)?.shutdown === SHUTDOWN.suspend) {
      // It ends while it stands still: that is another shutdown, and news.
      this.hypervisor.resume(domid);
      this.store.resume(domid);
    }
    const ran = this.hypervisor.domain(domid)?.shutdown === undefined;
    this.hypervisor.shutdown(domid, reason);
    if (reason !== SHUTDOWN.suspend) this.homes.shutDown(domid);
    if (ran && (reason === SHUTDOWN.crash || reason === SHUTDOWN.watchdog)) this.#exited(domid, reason);
    const now = this.#machine.timers.now();
    for (const { lease } of this.#displaysOf(domid)) lease.released(now);
    const name = this.hypervisor.domain(domid)?.name;
    for (const { config, lease, cover } of this.displays) {
      if (config.domain !== name || lease.state !== "gone") continue;
      // It had lost its display already, and is now known to have ended.
      const next = cover.next(lease.state, lease.shown);
      if (next) this.#machine.onCover(config, next);
    }
  }

  #exited(domid: DomId, reason: ShutdownReason): void {
    const name = this.nameOf(domid);
    this.detected("domain-exit", name, reason === SHUTDOWN.crash ? "crash" : "watchdog");
    for (const key of this.#refused) if (key.startsWith(`${domid}/`)) this.#refused.delete(key);
  }

  /** A guest broke the ABI: the domain pays with its life. */
  fault({ domid, message }: GuestFault): void {
    this.detected("abi", this.nameOf(domid), message);
    this.crash(domid, message);
  }

  /** Xen's domain_crash(). Once a domain: what it does after its death is nobody's business. */
  crash(domid: number, reason: string): void {
    const info = this.hypervisor.domains().find((domain) => domain.domid === domid);
    if (!info || info.dying || (info.shutdown !== undefined && info.shutdown !== SHUTDOWN.suspend)) return;
    this.#machine.log.in("hypervisor").guest(domid, "domain crashed", { reason });
    this.shutdown(info.domid, SHUTDOWN.crash);
  }

  /** Whether the toolstack brings the domain back after a crash. */
  restarts(name: string): boolean {
    const config = this.cockpit.domains.find((domain) => domain.config.name === name)?.config;
    return config !== undefined && dispositionOf(actionFor(config, SHUTDOWN.crash)).rebuild;
  }

  /** Ends all domains, and leaves no node of any. */
  async close(): Promise<void> {
    this.detectors.close();
    this.#hangs.close();
    this.#starts.close();
    // Before the domains, which may take their time to end: whatever becomes of that, their settings are kept.
    await this.homes.close();
    await this.lifecycle.close();
    this.backends.close();
  }

  #display(config: DisplayConfig): Display {
    const { timers, log, onLease, onCover, pictures } = this.#machine;
    const cover = new CoverRule(this.restarts(config.domain));
    const rules = { policy: config.lease, freezeVblanks: this.cockpit.detection.freezeVblanks };
    const lease: LeaseTracker = new LeaseTracker(rules, (transition) => {
      log.in("displays").info("display", { display: config.name, from: transition.from, to: transition.to, shown: transition.shown });
      onLease(config, transition);
      const next = cover.next(transition.to, transition.shown, this.#alive(config.domain));
      if (next) onCover(config, next);
      if (transition.to === "frozen") this.detected("flip-deadline", config.domain, `no frame for ${rules.freezeVblanks} vblanks`);
      this.#watchHang(connector, transition);
      if (transition.to === "live" && connector.domid !== undefined) this.#starts.met(connector.domid);
    });
    const { connector: uniqueId, width, height } = config;
    const sink = pictures?.(config);
    const picture = sink && new PictureUpload(sink, (fault) => this.fault(fault));
    const output = { uniqueId, width, height, refreshHz: REFRESH_HZ, follows: pictures !== undefined && sink === undefined };
    const connector = new Connector<Framebuffer>(output, timers, lease, picture);
    return { config, connector, lease, cover, picture };
  }

  /** A guest that was started and never draws is as dead as one that stopped. One without a display cannot be judged. */
  #watchStart({ step, domid, name }: LifeMark): void {
    if (domid === undefined || step === "building" || step === "built") return;
    this.#starts.met(domid);
    const displays = step === "started" || step === "resumed" ? this.displays.filter(({ config }) => config.domain === name) : [];
    if (displays.length === 0) return;
    const { startMs } = this.cockpit.detection;
    if (displays.some(({ connector, lease }) => connector.domid === domid && lease.state === "live")) return;
    const judge = (): void => {
      if (this.hypervisor.domain(domid)?.paused !== false) return;
      this.#machine.log.in("displays").guest(domid, "no first frame", { ms: startMs });
      this.detected("first-frame", name, `none for ${startMs} ms`);
      this.shutdown(domid, SHUTDOWN.watchdog);
    };
    this.#starts.set(domid, startMs, judge);
  }

  /** A guest that stays frozen is shut down by the watchdog, as one that does not pet its own is on Xen. */
  #watchHang(connector: Connector<Framebuffer>, { to }: LeaseTransition): void {
    this.#hangs.met(connector);
    const { domid } = connector;
    // A paused guest cannot draw: its time begins when the pause ends.
    if (to === "frozen" && domid !== undefined && this.hypervisor.domain(domid)?.paused === false) this.#watch(connector, domid);
  }

  #watch(connector: Connector<Framebuffer>, domid: DomId): void {
    const { log } = this.#machine;
    const { watchdogMs } = this.cockpit.detection;
    const hung = (): void => {
      log.in("displays").guest(domid, "hung", { ms: watchdogMs });
      this.detected("hung", this.nameOf(domid), `frozen for ${watchdogMs} ms`);
      this.shutdown(domid, SHUTDOWN.watchdog);
    };
    this.#hangs.set(connector, watchdogMs, hung);
  }

  /** Said once a domain and quota: a guest that goes on asking is only refused again. */
  #overQuota(domid: number, quota: string): void {
    const key = `${domid}/${quota}`;
    if (this.#refused.has(key)) return;
    this.#refused.add(key);
    this.detected("quota", this.nameOf(domid), `${quota} refused`);
  }

  /** The driver is not told any more that it comes back. */
  #givenUp(name: string): void {
    this.detected("given-up", name, `died ${this.cockpit.detection.giveUpAfter} times in a row`);
    for (const { config, cover } of this.displays) {
      const next = config.domain === name ? cover.giveUp() : undefined;
      if (next) this.#machine.onCover(config, next);
    }
  }

  /** Whether a domain of that name runs, or stands still and can go on. */
  #alive(name: string): boolean {
    const domid = this.lifecycle.domidOf(name);
    const info = domid === undefined ? undefined : this.hypervisor.domain(domid);
    return info !== undefined && !info.dying && (info.shutdown === undefined || info.shutdown === SHUTDOWN.suspend);
  }

  #displaysOf(domid: DomId): readonly Display[] {
    return this.displays.filter(({ connector }) => connector.domid === domid);
  }

  #domainException(): void {
    const alive = new Map(this.hypervisor.domains().map((info) => [info.domid, info]));
    for (const domid of this.store.introduced()) {
      const info = alive.get(domid);
      if (!info || info.dying) this.store.release(domid);
      else if (info.shutdown !== undefined) this.store.shutdown(domid);
    }
  }
}
