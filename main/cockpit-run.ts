/** One run of a cockpit on this machine, once its first display is open: dom0, drive, faults, camera, pictures, and the end. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { app, type NativeImage } from "electron";
import type { Cover, OverlayReport } from "../protocol/overlay.ts";
import type { Timer } from "../protocol/ports.ts";
import { tellCamera } from "./camera-told.ts";
import type { CameraState } from "./detection/camera-watch.ts";
import type { Engagement } from "./detection/reverse-stopwatch.ts";
import type { Detection } from "./detection/detection.ts";
import { Dom0, type Dom0Machine } from "./dom0.ts";
import { displayHolding } from "./display-holding.ts";
import { DomainProcesses } from "./domain-processes.ts";
import type { BootTimeline } from "./electron/boot-timeline.ts";
import { EmulatedGuests, hostsByKind, PictureViews } from "./emulated-guests.ts";
import { DisplayInput, type Chord } from "./electron/display-input.ts";
import type { Desk } from "./electron/desk.ts";
import type { DisplayWindow } from "./electron/display-window.ts";
import { gpuPid } from "./electron/gpu-process.ts";
import { dataUrlOf } from "./electron/guest-picture.ts";
import { watchLoopDelay } from "./electron/loop-delay.ts";
import { savePictures } from "./electron/pictures.ts";
import { settingsFiles } from "./node/settings-files.ts";
import { defaultSocketPath } from "./node/socket-path.ts";
import { promptTurns } from "./electron/turns.ts";
import { openEnforcement } from "./node/enforcement/open-enforcement.ts";
import { Watchdog } from "./electron/watchdog.ts";
import { RegionLooks } from "./region-looks.ts";
import { realTimers } from "./node/timers.ts";
import type { Observer } from "./faults/observed.ts";
import type { HeldPictures } from "./held-pictures.ts";
import { INTERFERENCE_MS, tellInterference } from "./interference.ts";
import type { Options } from "./launch/options.mjs";
import type { Log } from "./log/log.ts";
import { OverlayFeed } from "./overlay-feed.ts";
import { recordOf, type RearViewRecord } from "./rear-view-record.ts";
import { seededDice } from "./seeded-dice.ts";
import type { ToolSockets } from "./tool-sockets.ts";
import type { Cockpit, DisplayConfig } from "./toolstack/cockpit.ts";
import type { LifeMark } from "./toolstack/guest-life.ts";
import type { FaultSpec } from "./toolstack/fault-spec.ts";
import type { PhaseName } from "./vehicle/drive-script.ts";
import type { DriveOptions } from "./vehicle/source.ts";
import { ViewGuests } from "./view-guests.ts";

export interface CockpitRunOptions {
  readonly cockpit: Cockpit;
  readonly desk: Desk;
  readonly drive: DriveOptions;
  readonly faults: readonly FaultSpec[];
  /** A session that breaks this cockpit on purpose stands between dom0 and its machine, and hears of what dom0 does. */
  readonly session?: RunSession | undefined;
  readonly options: Options;
  /** Where settings outlive the run; undefined: nowhere. */
  readonly state: string | undefined;
  /** The folder of what was built. */
  readonly out: string;
  readonly gpu: boolean;
  readonly boot: BootTimeline;
  readonly log: Log;
}

export type RunSession = Pick<Dom0Machine, "ports" | "signalsFor"> & { readonly observer: Observer };

/** How long an orderly end may take. */
const END_MS = 5000;
/** As many fingers as kbdif.h takes when nobody says how many. */
const CONTACTS = 10;

/** After the timers that are due and the messages that are there. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class CockpitRun {
  readonly options: CockpitRunOptions;
  readonly dom0: Dom0;
  readonly guests: ViewGuests;
  readonly emulated: EmulatedGuests;
  readonly loopDelay = watchLoopDelay();
  /** How long each showing of the camera took, from dom0's decision to the painted picture. Milliseconds. */
  readonly cameraShownMs: number[] = [];
  readonly rearView: RearViewRecord;
  readonly #feed: OverlayFeed;
  readonly #watchdog: Watchdog;
  readonly enforcement: ReturnType<typeof openEnforcement>;
  readonly processes: DomainProcesses;
  /** By the display's connector. */
  readonly #inputs: ReadonlyMap<string, DisplayInput>;
  readonly #held: HeldPictures<NativeImage>;
  readonly #looks: RegionLooks;
  /** Those that have not fired. */
  readonly #timers = new Set<Timer>();
  #tools: Promise<ToolSockets> | undefined;
  #ending: Promise<void> | undefined;

  constructor(options: CockpitRunOptions) {
    this.options = options;
    const { cockpit, log, out, gpu } = options;
    this.rearView = recordOf(cockpit, log);
    this.#watchdog = new Watchdog(pathToFileURL(join(out, "main/watchdog-worker.mjs")), (cause) =>
      log.error("the watchdog died", { cause: cause.message }),
    );
    this.enforcement = openEnforcement(cockpit, options.options.noEnforcement ?? false, realTimers, { log, gpuPid });
    const machine = {
      timers: realTimers,
      dice: seededDice(options.options.seed ?? 1),
      log,
      schedule: promptTurns(),
      turn: nextTurn,
      host: (dom0: Dom0): ViewGuests =>
        new ViewGuests({
          dom0,
          watchdog: this.#watchdog,
          enforcement: this.enforcement,
          windows: { get: (connector) => options.desk.window(connector) },
          renderer: join(out, "renderer"),
          preload: join(out, "preload"),
          gpu,
          now: () => realTimers.now(),
          nextTurn,
          log,
        }),
      ...options.session,
      onDetection: (detection: Detection) => options.session?.observer.detection(detection),
      onCamera: (state: CameraState, ms: number) => {
        options.session?.observer.camera(state);
        this.rearView.state(state, ms, realTimers.now());
        if (state === "hidden") return;
        for (const { config, window } of this.screens) if (config.camera) window.cameraState(state);
      },
      onMark: ({ name, step, detail }: LifeMark) => {
        options.session?.observer.life(name, step, detail);
        if (step === "built" || step === "started") options.boot.mark(`${name} ${step}`);
        // Nobody's picture is there any more: the border says so. One that comes back keeps it until then.
        if (step === "destroyed" && !this.dom0.restarts(name)) {
          for (const { config, window } of this.screens) if (config.domain === name) window.border(undefined);
        }
      },
      onLease: (display: DisplayConfig, { from, to }: { from: string; to: string }) => {
        options.session?.observer.lease(display.name, display.domain, from, to);
        if (to === "live") this.#live(display);
      },
      onCover: (display: DisplayConfig, cover: Cover) => {
        options.session?.observer.cover(display.name, display.domain, cover);
        this.#cover(display);
      },
    };
    const views = new PictureViews(options.desk, cockpit);
    let guests: ViewGuests | undefined;
    let emulated: EmulatedGuests | undefined;
    this.dom0 = new Dom0(cockpit, {
      ...machine,
      settings: options.state === undefined ? undefined : settingsFiles(options.state),
      pictures: (display) => views.sink(display),
      host: (dom0) => {
        emulated = new EmulatedGuests(dom0, options.desk, views);
        guests = machine.host(dom0);
        return hostsByKind(cockpit, { view: guests, pattern: emulated });
      },
    });
    if (!guests || !emulated) throw new TypeError("dom0 made no guest host");
    this.guests = guests;
    this.emulated = emulated;
    for (const { config, connector } of options.session ? this.dom0.displays : []) {
      connector.stats.tap = (at) => options.session?.observer.flip(config.name, at);
    }
    this.processes = new DomainProcesses(this.dom0, (domid) => guests?.pid(domid));
    this.#feed = new OverlayFeed({
      signals: this.dom0.signals,
      drive: options.drive,
      screens: () => this.screens,
      timers: realTimers,
      dice: seededDice(options.options.seed ?? 1),
      log,
      onCamera: (shown, now) => {
        this.rearView.camera(shown, now);
        this.dom0.detectors.camera.shown(shown, now);
        this.#openInput();
      },
    });
    this.#looks = new RegionLooks({
      regions: cockpit.detection.signatures,
      dom0: this.dom0,
      guests,
      window: ({ config }) => this.screens.find((screen) => screen.config === config)?.window,
      cameraShown: () => this.#feed.camera,
      timers: realTimers,
    });
    const { desk } = options;
    this.#held = displayHolding({ dom0: this.dom0, guests, desk, cameraShown: () => this.#feed.camera, timers: realTimers });
    this.#inputs = new Map(cockpit.displays.map((config) => [config.connector, this.#inputOf(config)]));
  }

  /** What overlays of this run's displays draw from, and what their input is for. */
  get screens() {
    return this.options.desk.displays;
  }

  /** The other displays, the drive, dom0's services, and the domains in boot order. */
  async start(): Promise<void> {
    const { desk, log, faults } = this.options;
    desk.listen({
      onReport: (display, window, report) => this.#report(display, window, report),
      onClosed: () => void this.end(0),
    });
    desk.openRest();
    this.#feed.start();
    const booted = await this.dom0.boot();
    if (!booted.ok) log.error("xenstore refused dom0's watch", { error: booted.error });
    this.#tools = this.#openTools();
    for (const fault of faults) this.#after(fault.atMs, () => this.inflict(fault.kind, fault.target));
    const { exitAfter } = this.options.options;
    if (exitAfter !== undefined) this.#after(Math.max(0, exitAfter * 1000 - realTimers.now()), () => void this.end(0));
    this.#held.start();
    this.#looks.start();
  }

  /** The sockets for tools. Nothing of them is needed before the domains are up. */
  async #openTools(): Promise<ToolSockets> {
    const { openToolSockets } = await import("./tool-sockets.ts");
    const { log, options } = this.options;
    const path = options.xenstoreSocket ?? defaultSocketPath(process.env);
    const engagements = (): readonly Engagement[] => this.rearView.engagements(realTimers.now());
    return openToolSockets({ dom0: this.dom0, path, clock: realTimers, log, engagements, processes: this.processes });
  }

  /** What a `--fault`, a chord or a test does to a domain. */
  inflict(kind: FaultSpec["kind"], name: string): void {
    const { log } = this.options;
    const domid = this.dom0.lifecycle.domidOf(name);
    const pid = domid === undefined ? undefined : this.guests.pid(domid);
    const at = realTimers.now();
    const emulated = domid !== undefined && this.emulated.inflict(kind, domid);
    if (!emulated && (domid === undefined || pid === undefined || pid <= 0)) {
      log.info("fault finds no running domain", { kind, name });
      return;
    }
    log.info("fault", { kind, pid }, domid);
    this.#after(INTERFERENCE_MS, () => tellInterference(this.dom0.displays, { kind, name, at }, log));
    if (emulated || domid === undefined) return;
    if (kind === "crash") this.processes.signal(domid, "SIGKILL");
    if (kind === "hang") this.processes.signal(domid, "SIGSTOP");
    if (kind === "pause") this.processes.pause(domid);
    if (kind === "unpause") this.processes.unpause(domid);
  }

  /** Pictures if they were asked for, then the domains in good order, then the program. Once. */
  end(code: number): Promise<void> {
    if (!this.#ending) {
      // Whatever hangs on the way out, the program ends.
      realTimers.after(END_MS, () => app.exit(code));
      this.#ending = this.#end(code);
    }
    return this.#ending;
  }

  /** The pixels of a display, as a person sees it now. */
  picture(display: string): Promise<NativeImage> {
    return this.options.desk.picture(display);
  }

  shoot(display: string): Promise<() => NativeImage> {
    return this.options.desk.shoot(display);
  }

  /** What the run has seen so far, for reports and tests. */
  status() {
    return {
      boot: this.options.boot.marks,
      loopDelay: this.loopDelay.read(),
      memoryRss: process.memoryUsage.rss(),
      enforcement: this.enforcement.lines(),
      cameraShownMs: this.cameraShownMs,
      engagements: this.rearView.engagements(realTimers.now()),
      displays: this.dom0.displays.map(({ config, connector, lease, cover }) => ({
        name: config.name,
        domid: connector.domid,
        state: lease.state,
        cover: cover.cover,
        ...connector.stats.summary(),
      })),
      domains: this.dom0.hypervisor.domains().map((info) => ({
        ...info,
        name: this.dom0.lifecycle.nameOf(info.domid),
        pid: this.guests.pid(info.domid),
        accounting: this.dom0.hypervisor.accounting(info.domid),
      })),
    };
  }

  async #end(code: number): Promise<void> {
    this.#looks.stop();
    this.#held.stop();
    for (const timer of this.#timers) timer.cancel();
    const { options, boot, log } = this.options;
    if (options.screenshot !== undefined) await savePictures(this.screens, options.screenshot, log);
    process.stdout.write(`${boot.toString()}\n`);
    for (const { config, connector } of this.dom0.displays) {
      const { flips, rate, p50, p99, missed } = connector.stats.summary();
      const ms = (value: number | undefined): string => (value === undefined ? "-" : value.toFixed(1));
      process.stdout.write(
        `${config.name}: ${flips} frames, ${ms(rate)} fps, interval p50 ${ms(p50)} ms, p99 ${ms(p99)} ms, ${missed} vblanks without a frame\n`,
      );
    }
    this.#feed.stop();
    await (await this.#tools)?.close();
    await this.dom0.close();
    this.options.desk.close();
    await this.#watchdog.close();
    log.debug("end", { code });
    app.exit(code);
  }

  #inputOf({ connector, domain, width, height, telltales }: DisplayConfig): DisplayInput {
    const { seat } = this.dom0;
    const config = this.options.cockpit.domains.find((one) => one.config.name === domain)?.config;
    return new DisplayInput({
      width,
      height,
      contacts: config?.vkb[0]?.multiTouchNumContacts || CONTACTS,
      guest: {
        key: (keycode, pressed) => seat.key(connector, keycode, pressed),
        pointer: (x, y, wheel) => seat.pointer(connector, x, y, wheel),
        touch: (phase, contact, x, y, ellipse) => seat.touch(connector, phase, contact, x, y, ellipse),
      },
      onChord: (chord) => this.#chord(chord, domain),
      ...(telltales ? { onDriveKey: (code: string, pressed: boolean) => this.#feed.driveKey(code, pressed) } : {}),
    });
  }

  #report(display: DisplayConfig, window: DisplayWindow, report: OverlayReport): void {
    this.rearView.report(display.name, report, realTimers.now());
    switch (report[0]) {
      case "ready":
        this.#feed.tellAll(window);
        void this.enforcement.placeOverlay(window.overlayPid());
        break;
      case "camera-shown":
        this.cameraShownMs.push(realTimers.now() - report[1]);
        this.options.log.in("displays").info("camera shown", { display: display.name, ms: Math.round(realTimers.now() - report[1]) });
        break;
      case "camera-source":
        tellCamera(this.options.cockpit.camera.source, display.name, report[1], this.options.log.in("displays"));
        break;
      case "camera-frame":
        this.dom0.detectors.camera.frame(report[1], realTimers.now());
        break;
      case "camera-warm":
      case "camera-hidden":
      case "camera-times":
        break;
      default:
        this.#inputs.get(display.connector)?.take(report);
    }
  }

  #live(display: DisplayConfig): void {
    const { boot, cockpit } = this.options;
    boot.mark(`${display.domain} first frame`);
    const domid = this.dom0.displays.find(({ config }) => config === display)?.connector.domid;
    if (domid !== undefined) this.enforcement.started(domid);
    if (cockpit.displays.every(({ domain }) => boot.has(`${domain} first frame`))) boot.mark("all up");
  }

  #cover(display: DisplayConfig): void {
    const cover = this.dom0.displays.find(({ config }) => config === display)?.cover.cover;
    const found = this.screens.find(({ config }) => config === display);
    if (!cover || !found) return;
    const held = cover.kind === "hold" ? this.#held.of(display.connector) : undefined;
    const picture = held && { image: dataUrlOf(held.picture), ageMs: realTimers.now() - held.at };
    found.window.cover({ ...cover, ...picture });
    this.#openInput();
  }

  /** A guest gets input while its picture is what is on the display. */
  #openInput(): void {
    for (const { config, cover } of this.dom0.displays) {
      const input = this.#inputs.get(config.connector);
      if (input) input.open = cover.cover.kind === "none" && !(config.camera && this.#feed.camera);
    }
  }

  #chord(chord: Chord, domain: string): void {
    if (chord === "quit") void this.end(0);
    else this.inflict(chord, domain);
  }

  /** The built-in drive begins anew in a phase of its script. */
  startPhase(phase: PhaseName): void {
    this.#feed.startPhase(phase);
  }

  /** Once, unless the run ends before. */
  #after(ms: number, fire: () => void): void {
    const timer = realTimers.after(ms, () => {
      this.#timers.delete(timer);
      fire();
    });
    this.#timers.add(timer);
  }
}
