/** One run of a cockpit on this machine: windows, dom0, drive, faults, camera, pictures, and the end. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { app, screen, session as sessions, type NativeImage, type Session } from "electron";
import type { OverlayReport } from "../protocol/overlay.ts";
import type { Timer } from "../protocol/ports.ts";
import { vssSignals } from "../protocol/vss.ts";
import { Dom0 } from "./dom0.ts";
import { arrange } from "./electron/arrange.ts";
import type { BootTimeline } from "./electron/boot-timeline.ts";
import { DisplayInput, type Chord } from "./electron/display-input.ts";
import { DisplayWindow } from "./electron/display-window.ts";
import { hardenSession } from "./electron/hardening.ts";
import { watchLoopDelay } from "./electron/loop-delay.ts";
import { serve } from "./electron/scheme.ts";
import { screenshot } from "./electron/screenshot.ts";
import { realTimers } from "./electron/timers.ts";
import { Watchdog } from "./electron/watchdog.ts";
import type { Options } from "./launch/options.mjs";
import type { Log } from "./log/log.ts";
import { seededDice } from "./seeded-dice.ts";
import type { Cockpit, DisplayConfig } from "./toolstack/cockpit.ts";
import type { FaultSpec } from "./toolstack/fault-spec.ts";
import { DriveKeys } from "./vehicle/drive-keys.ts";
import { startDrive, type Drive, type DriveOptions } from "./vehicle/source.ts";
import { slotOf } from "./vehicle/signal-store.ts";
import { ViewGuests } from "./view-guests.ts";

export interface CockpitRunOptions {
  readonly cockpit: Cockpit;
  readonly drive: DriveOptions;
  readonly faults: readonly FaultSpec[];
  readonly options: Options;
  /** The folder of what was built. */
  readonly out: string;
  readonly gpu: boolean;
  readonly boot: BootTimeline;
  readonly log: Log;
}

/** How long an orderly end may take. */
const END_MS = 5000;
/** Overlays draw at this pace; telltales and guidelines need no more. */
const OVERLAY_SIGNALS_MS = 33;
/** As many fingers as kbdif.h takes when nobody says how many. */
const CONTACTS = 10;
const CAMERA_FILE = "/overlay/camera-source";
/** A held picture is at most this old. */
const HOLD_SNAPSHOT_MS = 1000;

interface Screen {
  readonly config: DisplayConfig;
  readonly window: DisplayWindow;
  readonly input: DisplayInput;
}

export class CockpitRun {
  readonly options: CockpitRunOptions;
  readonly dom0: Dom0;
  readonly guests: ViewGuests;
  readonly loopDelay = watchLoopDelay();
  readonly screens: Screen[] = [];
  /** How long each showing of the camera took, from dom0's decision to the painted picture. Milliseconds. */
  readonly cameraShownMs: number[] = [];
  #drive: Drive | undefined;
  readonly #driveKeys = new DriveKeys();
  readonly #watchdog: Watchdog;
  readonly #windows = new Map<string, DisplayWindow>();
  readonly #held = new Map<string, string>();
  readonly #timers: Timer[] = [];
  #camera: boolean | undefined;
  #ending: Promise<void> | undefined;

  constructor(options: CockpitRunOptions) {
    this.options = options;
    const { cockpit, log, out, gpu } = options;
    this.#watchdog = new Watchdog(new URL("./watchdog-worker.mjs", import.meta.url), (cause) =>
      log.error("the watchdog died", { cause: cause.message }),
    );
    const machine = {
      timers: realTimers,
      dice: seededDice(options.options.seed ?? 1),
      log,
      schedule: (fire: () => void) => void setImmediate(fire),
      host: (dom0: Dom0): ViewGuests =>
        new ViewGuests({
          dom0,
          watchdog: this.#watchdog,
          windows: this.#windows,
          renderer: join(out, "renderer"),
          preload: join(out, "preload"),
          gpu,
          now: () => realTimers.now(),
          log,
        }),
      onMark: ({ name, step }: { name: string; step: string }) => {
        if (step === "built" || step === "started") options.boot.mark(`${name} ${step}`);
      },
      onLease: (display: DisplayConfig, { to }: { to: string }) => {
        if (to === "live") this.#live(display);
      },
      onCover: (display: DisplayConfig) => this.#cover(display),
    };
    let guests: ViewGuests | undefined;
    this.dom0 = new Dom0(cockpit, { ...machine, host: (dom0) => (guests = machine.host(dom0)) });
    if (!guests) throw new TypeError("dom0 made no guest host");
    this.guests = guests;
  }

  /** The display with the camera first, and its picture before anything else; then the others, dom0, and the domains. */
  async start(): Promise<void> {
    const { cockpit, boot, log, faults } = this.options;
    const session = this.#dom0Session();
    const cameraFirst = [...cockpit.displays].sort((a, b) => Number(b.camera) - Number(a.camera));
    const warm = this.#openDisplays(cameraFirst, session);
    await warm;
    boot.mark("camera first frame");
    this.#startDrive();
    const booted = await this.dom0.boot();
    if (!booted.ok) log.error("xenstore refused dom0's watch", { error: booted.error });
    for (const fault of faults) this.#timers.push(realTimers.after(fault.atMs, () => this.inflict(fault.kind, fault.target)));
    const { exitAfter } = this.options.options;
    if (exitAfter !== undefined)
      this.#timers.push(realTimers.after(Math.max(0, exitAfter * 1000 - realTimers.now()), () => void this.end(0)));
    if (cockpit.displays.some(({ lease }) => lease === "hold")) this.#snapshot();
  }

  /** What a `--fault`, a chord or a test does to a domain. */
  inflict(kind: FaultSpec["kind"], name: string): void {
    const { log } = this.options;
    const domid = this.dom0.lifecycle.domidOf(name);
    const pid = domid === undefined ? undefined : this.guests.pid(domid);
    if (domid === undefined || pid === undefined || pid <= 0) {
      log.info("fault finds no running domain", { kind, name });
      return;
    }
    log.info("fault", { kind, pid }, domid);
    if (kind === "crash") process.kill(pid, "SIGKILL");
    if (kind === "pause") this.dom0.hypervisor.pause(domid);
    if (kind === "unpause") this.dom0.hypervisor.unpause(domid);
    if (kind === "hang" || kind === "pause") process.kill(pid, "SIGSTOP");
    if (kind === "unpause") process.kill(pid, "SIGCONT");
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
  async picture(display: string): Promise<NativeImage> {
    const found = this.screens.find(({ config }) => config.name === display);
    if (!found) throw new TypeError(`no display ${display}`);
    return screenshot(found.window.bounds());
  }

  /** What the run has seen so far, for reports and tests. */
  status() {
    return {
      boot: this.options.boot.marks,
      loopDelay: this.loopDelay.read(),
      memoryRss: process.memoryUsage.rss(),
      cameraShownMs: this.cameraShownMs,
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
    for (const timer of this.#timers) timer.cancel();
    const { options, boot, log } = this.options;
    if (options.screenshot !== undefined) await this.#pictures(options.screenshot);
    process.stdout.write(`${boot.toString()}\n`);
    for (const { config, connector } of this.dom0.displays) {
      const { flips, rate, p50, p99, missed } = connector.stats.summary();
      const ms = (value: number | undefined): string => (value === undefined ? "-" : value.toFixed(1));
      process.stdout.write(
        `${config.name}: ${flips} frames, ${ms(rate)} fps, interval p50 ${ms(p50)} ms, p99 ${ms(p99)} ms, ${missed} vblanks without a frame\n`,
      );
    }
    this.#drive?.stop();
    await this.dom0.close();
    for (const { window } of this.screens) window.close();
    await this.#watchdog.close();
    log.debug("end", { code });
    app.exit(code);
  }

  #dom0Session(): Session {
    const { cockpit, out } = this.options;
    const session = sessions.fromPartition("dom0", { cache: false });
    const { source } = cockpit.camera;
    hardenSession(session, { media: source.kind === "device" });
    serve(session, {
      root: join(out, "renderer"),
      folders: ["overlay", "assets"],
      files: source.kind === "file" ? { [CAMERA_FILE]: source.path } : {},
    });
    return session;
  }

  /** Resolves when the camera has painted; without a camera, when the first overlay stands. */
  #openDisplays(displays: readonly DisplayConfig[], session: Session): Promise<void> {
    const { cockpit, options } = this.options;
    const kiosk = options.kiosk ?? false;
    const places = arrange(
      cockpit.displays,
      screen.getAllDisplays().map((one) => (kiosk ? one.bounds : one.workArea)),
      kiosk,
    );
    return new Promise((warm) => {
      const open = (config: DisplayConfig): void => {
        const place = places[cockpit.displays.indexOf(config)];
        if (place) this.#open(config, session, { ...place, kiosk }, warm);
      };
      for (const config of displays) open(config);
    });
  }

  #open(config: DisplayConfig, session: Session, place: { x: number; y: number; scale: number; kiosk: boolean }, warm: () => void): void {
    const { cockpit, log, out } = this.options;
    const { name, width, height, telltales, connector } = config;
    const { source, wheelbase, track, steeringRatio } = cockpit.camera;
    const camera = {
      source: source.kind === "file" ? { kind: source.kind, url: `.${CAMERA_FILE.slice("/overlay".length)}` } : source,
      wheelbase,
      width: track,
      steeringRatio,
    };
    const contacts =
      cockpit.domains.find((domain) => domain.config.name === config.domain)?.config.vkb[0]?.multiTouchNumContacts || CONTACTS;
    const input = new DisplayInput({
      width,
      height,
      contacts,
      guest: {
        key: (keycode, pressed) => this.dom0.seat.key(connector, keycode, pressed),
        pointer: (x, y, wheel) => this.dom0.seat.pointer(connector, x, y, wheel),
        touch: (phase, contact, x, y) => this.dom0.seat.touch(connector, phase, contact, x, y),
      },
      onChord: (chord) => this.#chord(chord, config.domain),
      ...(telltales ? { onDriveKey: (code, pressed) => this.#driveKey(code, pressed) } : {}),
    });
    const window: DisplayWindow = new DisplayWindow({
      info: { display: name, width, height, telltales, ...(config.camera ? { camera } : {}) },
      title: `${cockpit.name} · ${name}`,
      place,
      kiosk: place.kiosk,
      session,
      preload: join(out, "preload/overlay.cjs"),
      log: log.in("displays"),
      onReport: (report) => this.#report(window, input, config, report, warm),
      onClosed: () => void this.end(0),
    });
    this.#windows.set(connector, window);
    this.screens.push({ config, window, input });
  }

  #report(window: DisplayWindow, input: DisplayInput, config: DisplayConfig, report: OverlayReport, warm: () => void): void {
    switch (report[0]) {
      case "ready":
        vssSignals.forEach(({ path }, index) => window.signal(path, this.dom0.signals.value(index)));
        window.flushSignals();
        if (!this.options.cockpit.displays.some(({ camera }) => camera)) warm();
        break;
      case "camera-warm":
        warm();
        break;
      case "camera-shown":
        this.cameraShownMs.push(realTimers.now() - report[1]);
        this.options.log.in("displays").info("camera shown", { display: config.name, ms: Math.round(realTimers.now() - report[1]) });
        break;
      case "camera-hidden":
        break;
      default:
        input.take(report);
    }
  }

  #startDrive(): void {
    const { drive, log } = this.options;
    const { signals } = this.dom0;
    let flush: Timer | undefined;
    signals.onFlush((changed) => {
      for (const index of changed) {
        const path = vssSignals[index]?.path;
        if (path !== undefined) for (const { window } of this.screens) window.signal(path, signals.value(index));
      }
      this.#rearView();
      flush ??= realTimers.after(OVERLAY_SIGNALS_MS, () => {
        flush = undefined;
        for (const { window } of this.screens) window.flushSignals();
      });
    });
    const started = startDrive(drive, {
      timers: realTimers,
      dice: seededDice(this.options.options.seed ?? 1),
      store: signals,
      log: log.in("vehicle"),
    });
    if (started.ok) this.#drive = started.value;
    this.#rearView();
  }

  /** The rear view comes with reverse gear and goes with it, whatever any guest does. */
  #rearView(): void {
    const gear = this.dom0.signals.value(slotOf("Vehicle.Powertrain.Transmission.SelectedGear"));
    const wanted = gear !== undefined && gear < 0;
    if (wanted === this.#camera) return;
    this.#camera = wanted;
    for (const { config, window } of this.screens) if (config.camera) window.camera(wanted, realTimers.now());
    this.#openInput();
  }

  #live(display: DisplayConfig): void {
    const { boot, cockpit } = this.options;
    boot.mark(`${display.domain} first frame`);
    if (cockpit.displays.every(({ domain }) => boot.has(`${domain} first frame`))) boot.mark("all up");
  }

  #cover(display: DisplayConfig): void {
    const cover = this.dom0.displays.find(({ config }) => config === display)?.cover.cover;
    const found = this.screens.find(({ config }) => config === display);
    if (!cover || !found) return;
    const image = this.#held.get(display.connector);
    found.window.cover(cover.kind === "hold" && image !== undefined ? { ...cover, image } : cover);
    this.#openInput();
  }

  /** A guest gets input while its picture is what is on the display. */
  #openInput(): void {
    for (const { config, input } of this.screens) {
      const cover = this.dom0.displays.find((one) => one.config === config)?.cover.cover;
      input.open = cover?.kind === "none" && !(config.camera && this.#camera === true);
    }
  }

  /** The driver's keys; Escape gives the wheel back to the script. Answers whether the key was one. */
  #driveKey(code: string, pressed: boolean): boolean {
    if (code === "Escape") {
      if (pressed) this.#drive?.resume();
      return true;
    }
    const wish = this.#driveKeys.key(code, pressed);
    if (wish) this.#drive?.drive(wish);
    return wish !== undefined;
  }

  #chord(chord: Chord, domain: string): void {
    if (chord === "quit") void this.end(0);
    else this.inflict(chord, domain);
  }

  /** Keeps a last picture for displays that hold one: when a process dies, its surface goes with it. */
  #snapshot(): void {
    this.#timers.push(realTimers.after(HOLD_SNAPSHOT_MS, () => this.#snapshot()));
    for (const { config, connector, lease } of this.dom0.displays) {
      const view = connector.domid === undefined ? undefined : this.guests.view(connector.domid);
      if (config.lease !== "hold" || lease.state !== "live" || !view) continue;
      view.webContents
        .capturePage()
        .then((image) => this.#held.set(config.connector, image.toDataURL()))
        .catch((cause: unknown) => this.options.log.debug("no snapshot", { cause: String(cause) }));
    }
  }

  async #pictures(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    for (const { config, window } of this.screens) {
      const file = join(folder, `${config.name}.png`);
      try {
        await writeFile(file, (await screenshot(window.bounds())).toPNG());
      } catch (cause) {
        this.options.log.error("no screenshot", { file, cause: cause instanceof Error ? cause.message : String(cause) });
      }
    }
  }
}
