/** One built page by itself, in the product's own Electron: no cockpit around it, and its preload's place taken by a test's. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { _electron, type ElectronApplication, type Page } from "playwright/test";
import { electronForTests } from "../../main/launch/electron-as-user.mjs";

const ORIGIN = "https://guest.test";
const BUILT = new URL("../../out/renderer/", import.meta.url).pathname;
const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
};

/** A window without a GPU, as the reference machine has none, and without WebGL, as dom0 gives the cluster none. */
const main = `
const { app, BrowserWindow } = require("electron");
app.commandLine.appendSwitch("disable-gpu");
app.whenReady().then(() => {
  const [width, height] = process.argv.at(-1).split("x").map(Number);
  new BrowserWindow({ width, height, useContentSize: true, frame: false, webPreferences: { sandbox: true, webgl: false, backgroundThrottling: false } }).loadURL("about:blank");
});`;

/** Puts into the page what its preload would have. */
export type Install = (page: Page) => Promise<unknown>;

export class BarePage {
  readonly page: Page;
  /** What the page complained about so far: errors, warnings, refusals of its content security policy. */
  readonly complaints: string[] = [];
  readonly #app: ElectronApplication;

  private constructor(app: ElectronApplication, page: Page) {
    this.#app = app;
    this.page = page;
  }

  /** `path` is the page's folder, of those that were built. */
  static async open(path: string, { width, height }: { width: number; height: number }, install: Install): Promise<BarePage> {
    const { executablePath, args, folder } = await electronForTests();
    const bare = join(folder, "bare");
    mkdirSync(bare, { recursive: true });
    writeFileSync(join(bare, "package.json"), JSON.stringify({ name: "bare", main: "main.cjs" }));
    writeFileSync(join(bare, "main.cjs"), main);
    const app = await _electron.launch({
      executablePath,
      args: [...args.slice(0, -1), bare, `${width}x${height}`],
      // Electron warns of the empty page that the window begins with, sometimes when the page that is meant is there already.
      env: { ...process.env, ELECTRON_DISABLE_SECURITY_WARNINGS: "true" },
      chromiumSandbox: true,
    });
    const opened = new BarePage(app, await app.firstWindow());
    await opened.#load(path, install);
    return opened;
  }

  async close(): Promise<void> {
    await this.#app.close();
  }

  async #load(path: string, install: Install): Promise<void> {
    const { page, complaints } = this;
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.route(`${ORIGIN}/**`, (route) => {
      const file = new URL(route.request().url()).pathname.slice(1);
      if (file === "favicon.ico") return route.fulfill({ status: 204 });
      return route.fulfill({ body: readFileSync(join(BUILT, file)), contentType: types[extname(file)] ?? "application/octet-stream" });
    });
    await install(page);
    await page.goto(`${ORIGIN}/${path}/index.html`);
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
  }
}
