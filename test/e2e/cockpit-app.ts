/**
 * The built program, run for tests as `npm start` runs it: as the unprivileged user, with Chromium's sandbox, on a screen of its own.
 *
 * What dom0 knows is asked in dom0 (`electron.evaluate`), what a page shows is asked of the page, and what a person sees is read off the screen.
 */
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { _electron, expect, test, type CDPSession, type ElectronApplication, type Page } from "playwright/test";
import type { CockpitRun } from "../../main/cockpit-run.ts";
import { DOM0 } from "../../protocol/ids.ts";
import type { GuestApi } from "../../protocol/bridge.ts";
import type { OverlayApi } from "../../protocol/overlay.ts";
import { electronForTests } from "../../main/launch/electron-as-user.mjs";
import { Picture } from "./picture.ts";

declare global {
  /** In dom0: main/index.ts leaves it there. */
  var cockpitRun: CockpitRun;
  interface Window {
    readonly dom0: OverlayApi;
    readonly guest: GuestApi;
  }
}

export type Status = ReturnType<CockpitRun["status"]>;
export type DisplayStatus = Status["displays"][number];
export type DomainStatus = Status["domains"][number];

const OVERLAY = "cockpit://hmi.argonaut/overlay/index.html";
const guestUrl = (hmi: string): string => `cockpit://hmi.argonaut/guests/${hmi}/index.html`;

/** Whether Chromium's sandbox works on this machine, by the launcher's own probe. */
export const sandboxWorks = async (): Promise<boolean> => (await electronForTests()).sandbox;

/** Copies a file or a flat folder to where the unprivileged user can read it. The path is from this folder, or a whole one. */
export async function readable(...path: readonly string[]): Promise<string> {
  const from = fileURLToPath(new URL(path.join("/"), import.meta.url));
  const to = join((await electronForTests()).folder, basename(from));
  const copy = (source: string, target: string): void => {
    writeFileSync(target, readFileSync(source));
    chmodSync(target, 0o644);
  };
  if (basename(from).includes(".")) copy(from, to);
  else {
    mkdirSync(to, { recursive: true });
    chmodSync(to, 0o755);
    for (const name of readdirSync(from)) copy(join(from, name), join(to, name));
  }
  return to;
}

/** A folder that the unprivileged user can write to. */
export const filesFolder = async (): Promise<string> => (await electronForTests()).folder;

/** Runs the program to its end, for what ends by itself. */
export async function runToEnd(words: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  const { executablePath, args } = await electronForTests();
  const child = spawn(executablePath, [...args, "--", ...words], { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (out += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (err += chunk));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, out, err };
}

/**
 * Asks dom0 for what it may be asked twice. The inspector holds an answer that is under way weakly, so while dom0 collects a flood's garbage
 * it now and then loses one.
 */
export async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (problem) {
    if (!(problem instanceof Error) || !problem.message.includes("promise was garbage collected")) throw problem;
    return ask();
  }
}

const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ESRCH") return false;
    throw cause;
  }
};

/** Benchmarks and the gallery drive the program, too; in them no test runs that could have failed. */
const inTest = process.env["TEST_WORKER_INDEX"] !== undefined;

export class CockpitApp {
  readonly electron: ElectronApplication;
  /** What a test must not have seen: console errors of any page, errors of dom0. */
  readonly complaints: string[] = [];
  /** What dom0 has told of so far, a line each. */
  readonly log: string[] = [];
  readonly #crashed = new WeakSet<Page>();
  #touch = new Map<Page, CDPSession>();

  private constructor(application: ElectronApplication) {
    this.electron = application;
    application.on("window", (page) => this.#attend(page));
    for (const page of application.windows()) this.#attend(page);
    let tail = "";
    application
      .process()
      .stderr?.setEncoding("utf8")
      .on("data", (chunk: string) => {
        const lines = (tail + chunk).split("\n");
        tail = lines.pop() ?? "";
        this.log.push(...lines);
        this.complaints.push(...lines.filter((line) => /^ *\d+\.\d{3} error /.test(line)));
      });
  }

  /** `words` are the program's own options. */
  static launch(...words: readonly string[]): Promise<CockpitApp> {
    return CockpitApp.launchWith([], ...words);
  }

  /** The same, with switches for Chromium. */
  static async launchWith(switches: readonly string[], ...words: readonly string[]): Promise<CockpitApp> {
    const { executablePath, args } = await electronForTests();
    const application = await _electron.launch({ executablePath, args: [...switches, ...args, "--", ...words], chromiumSandbox: true });
    return new CockpitApp(application);
  }

  /** The same, and waits until every display shows its guest. */
  static async drive(...words: readonly string[]): Promise<CockpitApp> {
    const app = await CockpitApp.launch(...words);
    await app.untilLive();
    return app;
  }

  status(): Promise<Status> {
    return asked(() => this.electron.evaluate(() => globalThis.cockpitRun.status()));
  }

  async display(name: string): Promise<DisplayStatus> {
    const found = (await this.status()).displays.find((display) => display.name === name);
    if (!found) throw new Error(`no display ${name}`);
    return found;
  }

  /** The domain of that name, undefined while there is none. */
  async domain(name: string): Promise<DomainStatus | undefined> {
    return (await this.status()).domains.find((domain) => domain.name === name);
  }

  /** Every display shows its guest's picture. */
  async untilLive(): Promise<void> {
    // Retried as a whole: while the program starts, the inspector may lose an answer.
    await expect(async () => {
      const live = await this.electron.evaluate(() => globalThis.cockpitRun?.dom0.displays.map(({ lease }) => lease.state) ?? []);
      expect(live.length > 0 && live.every((state) => state === "live")).toBe(true);
    }).toPass({ timeout: 20_000, intervals: [100] });
  }

  /** dom0's page over a display. All have one URL. */
  async overlay(display: string): Promise<Page> {
    for (const page of this.#pages(OVERLAY)) if ((await page.evaluate(() => window.dom0.info.display)) === display) return page;
    throw new Error(`no overlay of ${display}`);
  }

  /** The page of a running guest, the newest if there is more than one. */
  async guest(hmi: string): Promise<Page> {
    await expect.poll(() => this.#pages(guestUrl(hmi)).length, { timeout: 10_000 }).toBeGreaterThan(0);
    return this.#pages(guestUrl(hmi)).at(-1)!;
  }

  /** What a person sees on a display now. */
  async picture(display: string): Promise<Picture> {
    const png = await this.electron.evaluate(
      async (_electron, name) => (await globalThis.cockpitRun.picture(name)).toPNG().toString("base64"),
      display,
    );
    return new Picture(Buffer.from(png, "base64"));
  }

  /** Every node of xenstore and its value, as dom0 reads it. */
  xenstore(): Promise<Record<string, string>> {
    return this.electron.evaluate(async (_electron, dom0) => {
      const store = globalThis.cockpitRun.dom0.store.connect(dom0);
      const nodes: Record<string, string> = {};
      const take = async (path: string): Promise<void> => {
        const [value, children] = [await store.read(path), await store.directory(path)];
        nodes[path] = value.ok ? value.value : value.error;
        for (const name of children.ok ? children.value : []) await take(path === "/" ? `/${name}` : `${path}/${name}`);
      };
      await take("/");
      store.close();
      return nodes;
    }, DOM0);
  }

  /** Fingers on a display's glass: all that are down, with what has just happened to one of them. */
  async touch(
    display: string,
    type: "touchStart" | "touchMove" | "touchEnd",
    points: readonly { x: number; y: number; id: number }[],
  ): Promise<void> {
    const page = await this.overlay(display);
    const session = this.#touch.get(page) ?? (await page.context().newCDPSession(page));
    this.#touch.set(page, session);
    await session.send("Input.dispatchTouchEvent", { type, touchPoints: [...points] });
  }

  /** Ends the run in good order, and sees that no process of it is left. */
  async end(): Promise<void> {
    const main = this.electron.process();
    const pids = (await this.status()).domains.flatMap(({ pid }) => (pid === undefined || pid <= 0 ? [] : [pid]));
    const closed = this.electron.waitForEvent("close");
    await this.electron.evaluate(() => void globalThis.cockpitRun.end(0));
    await closed;
    expect({ code: main.exitCode, signal: main.signalCode }).toEqual({ code: 0, signal: null });
    await expect.poll(() => [main.pid ?? 0, ...pids].filter(runs)).toEqual([]);
    // One more error beside the test's own: where it failed there is nothing else left to ask.
    if (inTest && test.info().errors.length > 0) throw new Error(`what dom0 told last:\n${this.log.slice(-20).join("\n")}`);
  }

  #pages(url: string): readonly Page[] {
    return this.electron.windows().filter((page) => page.url() === url && !page.isClosed() && !this.#crashed.has(page));
  }

  #attend(page: Page): void {
    page.on("crash", () => this.#crashed.add(page));
    page.on("pageerror", (error) => this.complaints.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(`${page.url()}: ${message.text()}`);
    });
  }
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
