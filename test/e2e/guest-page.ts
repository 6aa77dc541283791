/** A guest's built page by itself, in the product's own Electron, on the fake kernel of test/support/fake-guest.ts. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { _electron, type ElectronApplication, type Page } from "playwright/test";
import type { SignalValue } from "../../protocol/bridge.ts";
import { electronForTests } from "../../main/launch/electron-as-user.mjs";
import { installFakeGuest } from "../support/fake-guest.ts";

const ORIGIN = "https://guest.test";
const BUILT = new URL("../../out/renderer/", import.meta.url).pathname;
/** What the infotainment is told of a user's own apps: one, whose page is empty. */
const OWN_APPS = [{ name: "Lights out", url: "about:blank", colour: "#3B2A63" }];
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

export interface GuestPageOptions {
  readonly width: number;
  readonly height: number;
  readonly signals: Readonly<Record<string, SignalValue>>;
  /** What the page kept when it ran before. */
  readonly kept?: Readonly<Record<string, string>>;
}

export class GuestPage {
  readonly page: Page;
  /** What the page complained about so far: errors, warnings, refusals of its content security policy. */
  readonly complaints: string[] = [];
  readonly #app: ElectronApplication;

  private constructor(app: ElectronApplication, page: Page) {
    this.#app = app;
    this.page = page;
  }

  static async open(guest: string, options: GuestPageOptions): Promise<GuestPage> {
    const { executablePath, args, folder } = await electronForTests();
    const bare = join(folder, "bare");
    mkdirSync(bare, { recursive: true });
    writeFileSync(join(bare, "package.json"), JSON.stringify({ name: "bare", main: "main.cjs" }));
    writeFileSync(join(bare, "main.cjs"), main);
    const app = await _electron.launch({
      executablePath,
      args: [...args.slice(0, -1), bare, `${options.width}x${options.height}`],
      chromiumSandbox: true,
    });
    const opened = new GuestPage(app, await app.firstWindow());
    await opened.#load(guest, options);
    return opened;
  }

  async close(): Promise<void> {
    await this.#app.close();
  }

  async #load(guest: string, options: GuestPageOptions): Promise<void> {
    const { page, complaints } = this;
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.route(`${ORIGIN}/**`, (route) => {
      const path = new URL(route.request().url()).pathname.slice(1);
      if (path === "favicon.ico") return route.fulfill({ status: 204 });
      if (path === "apps.json") return route.fulfill({ json: OWN_APPS });
      return route.fulfill({ body: readFileSync(join(BUILT, path)), contentType: types[extname(path)] ?? "application/octet-stream" });
    });
    await page.addInitScript(installFakeGuest, options);
    await page.goto(`${ORIGIN}/guests/${guest}/index.html`);
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
  }
}
