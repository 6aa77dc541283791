/** What there is to be had: bare windows of the cockpit's two sizes, in each of which one block of pixels changes with every frame. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { _electron } from "playwright/test";
import { electronForTests } from "../../../main/launch/electron-as-user.mjs";
import { namesOf, watch, type Round } from "./watch.ts";

const WARM_MS = 3000;
const SIZES = { cluster: [1920, 720, 0], ivi: [1280, 800, 740] } as const;

/** The cockpit's own switches (main/electron/switches.ts), without what only a cockpit wants. */
const main = `
import { app, BrowserWindow } from "electron";
const set = (name, value) => app.commandLine.appendSwitch(name, value);
set("disable-gpu"); set("disable-gpu-process-crash-limit"); set("enable-features", "NetworkServiceInProcess2");
set("disable-features", "Translate,MediaRouter,OptimizationHints,HardwareMediaKeyHandling,SpareRendererForSitePerProcess");
set("disable-backgrounding-occluded-windows"); set("disable-renderer-backgrounding");
app.whenReady().then(() => {
  for (const [name, [width, height, y]] of Object.entries(${JSON.stringify(SIZES)})) {
    const window = new BrowserWindow({ x: 0, y, width, height, frame: false, useContentSize: true, backgroundColor: "#05080c",
      webPreferences: { sandbox: true, spellcheck: false, backgroundThrottling: false } });
    window.loadFile("index.html", { hash: name });
  }
});`;
const content = `<!doctype html><body style="margin:0;background:#05080c"><canvas width="64" height="64"></canvas><script>
const block = document.querySelector("canvas").getContext("2d");
window.times = [];
let count = 0;
const draw = () => {
  block.fillStyle = count++ % 2 === 0 ? "#36d1c4" : "#ffb000";
  block.fillRect(0, 0, 64, 64);
  window.times.push(performance.now());
  requestAnimationFrame(draw);
};
requestAnimationFrame(draw);</script>`;

declare global {
  interface Window {
    times: number[];
  }
}

export async function bareRound(seconds: number): Promise<Round> {
  const { executablePath, args, folder } = await electronForTests();
  const bare = join(folder, "bare");
  mkdirSync(bare, { recursive: true });
  writeFileSync(join(bare, "package.json"), JSON.stringify({ name: "bare", type: "module", main: "main.mjs" }));
  writeFileSync(join(bare, "main.mjs"), main);
  writeFileSync(join(bare, "index.html"), content);
  const app = await _electron.launch({ executablePath, args: [...args.slice(0, -1), bare], chromiumSandbox: true });
  try {
    while (app.windows().length < 2) await new Promise((resolve) => setTimeout(resolve, 100));
    await new Promise((resolve) => setTimeout(resolve, WARM_MS));
    const names = await namesOf(app, new Map());
    return await watch(seconds, names, async (wanted) => {
      for (const one of app.windows()) await one.evaluate(() => void (window.times.length = 0));
      await new Promise((resolve) => setTimeout(resolve, wanted * 1000));
      const times = await Promise.all(
        app.windows().map(async (one) => [new URL(one.url()).hash.slice(1), await one.evaluate(() => window.times)] as const),
      );
      return Object.fromEntries(times);
    });
  } finally {
    await app.close();
  }
}
