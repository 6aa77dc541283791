/**
 * A cockpit that holds still for its picture: the car's bus is silent, and what its signals are is said here.
 *
 * The drive is a log without a frame, which ends at once; from then on nobody but us writes the signal store. It is told again and again,
 * since dom0 takes away what grows old.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { ROOT } from "../../main/launch/places.mjs";
import { vssSignals, type VssPath } from "../../protocol/vss.ts";
import { LAMP_CHECK_MS } from "../../renderer/kit/ignition.ts";
import { CockpitApp, filesFolder, readable } from "../e2e/cockpit-app.ts";
import type { Signals } from "../support/drives.ts";
import { APPS, type App } from "./apps.ts";
import { LANGUAGES, type Language } from "./languages.ts";
import { portraitCockpit } from "./portrait-cockpit.ts";
import type { Sitting, Theme } from "./shots.ts";
import type { Screen, State } from "./states.ts";

declare global {
  /** In dom0: what tells the store its signals. */
  var posing: ReturnType<typeof setInterval> | undefined;
  /** In dom0: what keeps the infotainment down. */
  var holdingDown: ReturnType<typeof setInterval> | undefined;
}

/** A display as it is seen: as it is, and small. */
export interface Taken {
  readonly png: Buffer;
  readonly thumbnail: Buffer;
}

const THUMBNAIL_WIDTH = 480;
/** Frames until needles stand and panels have come; until lamps that are lit to be checked are out again. */
const FRAMES = { signals: 36, look: 14, lampCheck: 36 + (60 * LAMP_CHECK_MS) / 1000 } as const;
/** No state takes a slow machine so long. */
const PATIENCE_MS = 20_000;
const POSE_MS = 200;
/** The button that plays and pauses, wherever the infotainment shows one. */
const PLAY = "media-play";
/** What the placeholder's seconds stop at. */
const DOWN_S = 3;

/** Stops a page's clock of the day, for whoever asks it anew. What moves goes by the display's frames, and goes on. */
const stopClock = (minute: number): string => `{
  const now = new Date(2026, 2, 14, 10, ${minute}).getTime();
  globalThis.RealDate ??= Date;
  globalThis.Date = class extends globalThis.RealDate {
    constructor(...args) { if (args.length === 0) super(now); else super(...args); }
    static now() { return now; }
  };
}`;
const MINUTE = 42;

export class PosedCockpit {
  readonly #app: CockpitApp;
  #look: Signals = {};
  #state: State | undefined;

  private constructor(app: CockpitApp) {
    this.#app = app;
  }

  static async open(cockpit: Sitting["cockpit"]): Promise<PosedCockpit> {
    const silence = join(await filesFolder(), "silence.log");
    writeFileSync(silence, "", { mode: 0o644 });
    const drive = [`--drive=${silence}`, `--dbc=${await readable(ROOT, "test", "data", "drive", "subaru-drive.dbc")}`];
    const where = cockpit === "default" ? [] : [`--cockpit=${await portraitCockpit()}`];
    const posed = new PosedCockpit(await CockpitApp.drive("--seed=1", ...drive, ...where));
    await posed.#adopt("cluster");
    await posed.#adopt("ivi");
    return posed;
  }

  /** What any page or dom0 complained about so far. */
  get complaints(): readonly string[] {
    return this.#app.complaints;
  }

  /** Everything of a state that is the same for all its pictures. */
  async enter(state: State): Promise<void> {
    this.#state = state;
    const cameras = await this.#cameras();
    await this.#say(state.signals);
    if (state.screens.includes("ivi")) await this.#openApp(state.app ?? "home");
    if ((state.signals["Vehicle.Powertrain.Transmission.SelectedGear"] ?? 0) < 0)
      await this.#until(async () => (await this.#cameras()) > cameras);
    if (state.plays === true) await this.#togglePlay();
    if (state.crash === true) await this.#crash();
    await this.#frames(state.screens.includes("cluster") ? FRAMES.lampCheck : FRAMES.signals);
  }

  /** Gives the pages a theme and a language, and waits until those that are looked at have it. */
  async wear(theme: Theme, language: Language, screens: readonly Screen[]): Promise<void> {
    this.#look = {
      "Vehicle.Cabin.Infotainment.HMI.DayNightMode": theme === "day" ? 0 : 1,
      "Vehicle.Exterior.LightIntensity": theme === "day" ? 85 : 5,
      "Vehicle.Cabin.Infotainment.HMI.CurrentLanguage": LANGUAGES.indexOf(language),
      "Vehicle.Cabin.Infotainment.HMI.DistanceUnit": 1,
      "Vehicle.Cabin.Infotainment.HMI.TemperatureUnit": 0,
      "Vehicle.Cabin.Infotainment.HMI.TirePressureUnit": 2,
    };
    const { signals = {}, before, presses, shows, crash } = this.#state ?? {};
    await this.#say(before ?? signals);
    for (const screen of screens) {
      const pages = [await this.#app.overlay(screen)];
      if (screen !== "ivi" || crash !== true) pages.push(await this.#app.guest(screen));
      for (const page of pages) await this.#worn(page, theme, language);
    }
    if (presses) {
      await this.#openApp(this.#state?.app ?? "home");
      await this.#press(presses(language));
    }
    await this.#frames(presses ? FRAMES.signals : FRAMES.look);
    if (before) await this.#say(signals);
    if (shows !== undefined) await (await this.#app.guest("ivi")).getByTestId(shows).waitFor({ timeout: PATIENCE_MS });
    if (before || shows !== undefined) await this.#frames(FRAMES.look);
  }

  /** Waits until a page, a guest's or dom0's own, has a theme and a language, and what it takes to write it. */
  async #worn(page: Page, theme: Theme, language: Language): Promise<void> {
    await page.waitForFunction(
      ([wantedLanguage, wantedTheme]) => {
        const { lang, dataset } = document.documentElement;
        return lang === wantedLanguage && (dataset["theme"] ?? "night") === wantedTheme && document.fonts.status === "loaded";
      },
      [language, theme],
      { timeout: PATIENCE_MS },
    );
  }

  /**
   * A display's picture now. On a machine that is short of time dom0 may find a guest or the camera too late, and say so on the display; a
   * picture of a state is not one of that, and is taken again.
   */
  async take(screen: Screen): Promise<Taken> {
    const { png, thumbnail } = await this.#app.electron.evaluate(
      async (_electron, { name, width, cover, patience }) => {
        const run = globalThis.cockpitRun;
        const display = run.dom0.displays.find(({ config }) => config.name === name)!;
        const asMeant = (): boolean => display.cover.cover.kind === cover && run.dom0.detectors.camera.state !== "lost";
        for (const begun = performance.now(); performance.now() - begun < patience;) {
          const before = asMeant();
          const image = await run.picture(name);
          if (before && asMeant()) {
            const small = image.resize({ width, quality: "best" });
            return { png: image.toPNG().toString("base64"), thumbnail: small.toJPEG(80).toString("base64") };
          }
          // What dom0 has decided is on the display a moment later.
          do await new Promise((resolve) => setTimeout(resolve, 200));
          while (!asMeant() && performance.now() - begun < patience);
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
        throw new Error(`the ${name} display did not hold still for ${patience} ms`);
      },
      {
        name: screen,
        width: THUMBNAIL_WIDTH,
        cover: this.#state?.crash === true && screen === "ivi" ? "placeholder" : "none",
        patience: PATIENCE_MS,
      },
    );
    return { png: Buffer.from(png, "base64"), thumbnail: Buffer.from(thumbnail, "base64") };
  }

  /** Undoes what a state broke. */
  async leave(): Promise<void> {
    if (this.#state?.crash === true) await this.#recover();
    if (this.#state?.plays === true) await this.#togglePlay();
    this.#state = undefined;
  }

  async close(): Promise<void> {
    await this.#app.end();
  }

  /** For one that does not answer as it should. */
  async kill(): Promise<void> {
    await this.#app.electron.close();
  }

  /** From now on the car says this and the look, and is silent about all else. */
  async #say(signals: Signals): Promise<void> {
    const said: Signals = { ...signals, ...this.#look };
    await this.#app.electron.evaluate(
      (_electron, { values, ms }) => {
        const store = globalThis.cockpitRun.dom0.signals;
        const say = (): void => {
          values.forEach((value, index) => (value === null ? store.clear(index) : store.set(index, value, performance.now())));
          store.flush();
        };
        clearInterval(globalThis.posing);
        globalThis.posing = setInterval(say, ms);
        say();
      },
      { values: vssSignals.map(({ path }: { readonly path: VssPath }) => said[path] ?? null), ms: POSE_MS },
    );
  }

  async #openApp(app: App): Promise<void> {
    const { presses, there } = APPS[app];
    await this.#press(presses);
    await (await this.#app.guest("ivi")).getByTestId(there).waitFor({ timeout: PATIENCE_MS });
  }

  /** By a hand: a page may make no sound that nobody asked for. */
  async #togglePlay(): Promise<void> {
    await (await this.#app.guest("ivi")).getByTestId(PLAY).click({ timeout: PATIENCE_MS });
  }

  async #press(ids: readonly string[]): Promise<void> {
    const page = await this.#app.guest("ivi");
    for (const id of ids) await page.getByTestId(id).evaluate((button) => (button as HTMLElement).click());
  }

  /** Waits until every display that has a living guest has shown so many more of its frames. */
  async #frames(count: number): Promise<void> {
    await this.#app.electron.evaluate(
      async (_electron, { wanted, patience }) => {
        const { displays } = globalThis.cockpitRun.dom0;
        const from = displays.map(({ connector }) => connector.stats.flips);
        const begun = performance.now();
        const waits = (): boolean =>
          displays.some(({ connector, lease }, i) => lease.state === "live" && connector.stats.flips - (from[i] ?? 0) < wanted);
        while (waits()) {
          if (performance.now() - begun > patience) throw new Error(`a display did not show ${wanted} frames in ${patience} ms`);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      },
      { wanted: count, patience: PATIENCE_MS },
    );
  }

  /** How often the camera has come so far. */
  #cameras(): Promise<number> {
    return this.#app.electron.evaluate(() => globalThis.cockpitRun.cameraShownMs.length);
  }

  async #until(met: () => Promise<boolean>): Promise<void> {
    const begun = performance.now();
    while (!(await met())) {
      if (performance.now() - begun > PATIENCE_MS) throw new Error(`waited ${PATIENCE_MS} ms for ${this.#state?.name ?? "nothing"}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** The infotainment dies, and each process that takes its place is stopped before it draws. The placeholder's seconds stand at last, too. */
  async #crash(): Promise<void> {
    await this.#app.electron.evaluate(() => {
      const run = globalThis.cockpitRun;
      const stopped = new Set<number>();
      const dead = run.dom0.lifecycle.domidOf("ivi");
      run.inflict("crash", "ivi");
      globalThis.holdingDown = setInterval(() => {
        const domid = run.dom0.lifecycle.domidOf("ivi");
        const pid = domid === undefined || domid === dead ? undefined : run.guests.pid(domid);
        if (pid === undefined || pid <= 0 || stopped.has(pid)) return;
        stopped.add(pid);
        process.kill(pid, "SIGSTOP");
      }, 10);
    });
    await this.#until(async () => (await this.#app.display("ivi")).cover.kind === "placeholder");
    const overlay = await this.#app.overlay("ivi");
    await overlay.waitForFunction(
      (seconds) => /\d+/.exec(document.querySelector("#cover p")?.textContent ?? "")?.[0] === String(seconds),
      DOWN_S,
      {
        timeout: PATIENCE_MS,
      },
    );
    await overlay.evaluate(() => {
      const now = performance.now();
      performance.now = () => now;
    });
  }

  async #recover(): Promise<void> {
    const overlay = await this.#app.overlay("ivi");
    // The page's own clock is its prototype's.
    await overlay.evaluate(() => Reflect.deleteProperty(performance, "now"));
    await this.#app.electron.evaluate(() => {
      clearInterval(globalThis.holdingDown);
      const run = globalThis.cockpitRun;
      const domid = run.dom0.lifecycle.domidOf("ivi");
      const pid = domid === undefined ? undefined : run.guests.pid(domid);
      if (pid !== undefined && pid > 0) process.kill(pid, "SIGCONT");
    });
    await this.#app.untilLive();
    await this.#adopt("ivi");
  }

  /** A page that has just come. What shows the minute looks when another begins, so one does. */
  async #adopt(hmi: Screen): Promise<void> {
    const page: Page = await this.#app.guest(hmi);
    await page.evaluate(stopClock(MINUTE - 1));
    await this.#frames(FRAMES.signals);
    await page.evaluate(stopClock(MINUTE));
  }
}
