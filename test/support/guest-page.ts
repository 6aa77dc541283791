import { existsSync } from "node:fs";
import react from "@vitejs/plugin-react";
import { chromium, type Browser, type Page } from "playwright";
import { build, type Rolldown } from "vite";
import type { SignalValue } from "../../protocol/bridge.ts";
import { installFakeGuest } from "./fake-guest.ts";

/** Debian's package. Without it the tests that need a browser are skipped, and say so. */
const CHROMIUM = "/usr/bin/chromium";
const ORIGIN = "http://guest.test";

/** Whether this machine has a browser to open a guest's page in. */
export const hasBrowser: boolean = existsSync(CHROMIUM);

/** A guest's page, built as for production, to be opened any number of times on the fake kernel. */
export interface GuestPages {
  open(options: { width: number; height: number; signals: Readonly<Record<string, SignalValue>>; query?: string }): Promise<OpenedPage>;
  close(): Promise<void>;
}

export interface OpenedPage {
  readonly page: Page;
  /** What the page complained about so far: errors, warnings, refusals of its CSP. */
  readonly complaints: readonly string[];
}

/** Builds `renderer/guests/<guest>` into memory and starts a browser without a GPU, as the reference machine has none. */
export async function buildGuest(guest: string): Promise<GuestPages> {
  const root = new URL("../../renderer", import.meta.url).pathname;
  const html = `guests/${guest}/index.html`;
  const built = await build({
    configFile: false,
    root,
    base: "./",
    logLevel: "error",
    plugins: [react()],
    build: { write: false, target: "chrome130", rolldownOptions: { input: `${root}/${html}` } },
  });
  const files = new Map<string, string | Uint8Array>();
  for (const { output } of outputs(built))
    for (const file of output) files.set(file.fileName, file.type === "chunk" ? file.code : file.source);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  return {
    open: async ({ query = "", ...options }) => {
      const opened = await openPage(browser, files, options);
      await opened.page.goto(`${ORIGIN}/${html}${query}`);
      await opened.page.evaluate(() => document.fonts.ready);
      return opened;
    },
    close: () => browser.close(),
  };
}

async function openPage(
  browser: Browser,
  files: ReadonlyMap<string, string | Uint8Array>,
  options: Parameters<typeof installFakeGuest>[0],
): Promise<OpenedPage> {
  const page = await browser.newPage({ viewport: { width: options.width, height: options.height } });
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.route("**/*", (route) => {
    const path = new URL(route.request().url()).pathname.slice(1);
    const body = files.get(path);
    if (body === undefined) return route.fulfill({ status: path === "favicon.ico" ? 204 : 404 });
    return route.fulfill({ body: typeof body === "string" ? body : Buffer.from(body), contentType: contentType(path) });
  });
  await page.addInitScript(installFakeGuest, options);
  return { page, complaints };
}

function outputs(built: Awaited<ReturnType<typeof build>>): readonly Rolldown.RolldownOutput[] {
  if (Array.isArray(built)) return built;
  return "output" in built ? [built] : [];
}

function contentType(path: string): string {
  const types: Readonly<Record<string, string>> = { html: "text/html", js: "text/javascript", css: "text/css", woff2: "font/woff2" };
  return types[path.split(".").at(-1) ?? ""] ?? "application/octet-stream";
}
