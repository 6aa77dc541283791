/**
 * How fast the cockpit boots, beside a bare Electron window in the same run: medians of alternating starts.
 *
 * The bare window has the cockpit's switches and says "painted" the way the cockpit's overlay does (two animation frames after its
 * content is there), so both numbers mean the same moment. Limits: camera ≤ 1.3 × bare, all up ≤ 3 × bare.
 */
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { electronForTests } from "../../main/launch/electron-as-user.mjs";

const RUNS = Number(process.argv[2] ?? 5);
const UP_S = 6;

const bareMain = `
import { app, BrowserWindow } from "electron";
const set = (name, value) => app.commandLine.appendSwitch(name, value);
set("disable-gpu"); set("disable-gpu-process-crash-limit"); set("enable-features", "NetworkServiceInProcess2");
set("disable-features", "Translate,MediaRouter,OptimizationHints,HardwareMediaKeyHandling,SpareRendererForSitePerProcess");
set("password-store", "basic"); set("disable-background-networking"); set("disable-component-update"); set("disable-breakpad");
const since = () => Math.round(Date.now() - process.getCreationTime());
app.whenReady().then(() => {
  const ready = since();
  const window = new BrowserWindow({ width: 1280, height: 800, backgroundColor: "#05080c", webPreferences: { sandbox: true, spellcheck: false } });
  window.webContents.on("console-message", () => { console.log("ready", ready, "painted", since()); app.exit(0); });
  window.loadFile("index.html");
});`;
const barePage = `<!doctype html><body style="background:#05080c;color:#fff"><h1>bare</h1><script>
requestAnimationFrame(() => requestAnimationFrame(() => console.log("painted")));</script>`;

const { executablePath, args, folder } = await electronForTests();
const bare = join(folder, "bare");
mkdirSync(bare, { recursive: true });
writeFileSync(join(bare, "package.json"), JSON.stringify({ name: "bare", type: "module", main: "main.mjs" }));
writeFileSync(join(bare, "main.mjs"), bareMain);
writeFileSync(join(bare, "index.html"), barePage);
const switches = args.slice(0, -1);
const app = args[args.length - 1] ?? "";

function output(words: readonly string[]): Promise<string> {
  const child = spawn(executablePath, [...words], { stdio: ["ignore", "pipe", "ignore"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  return new Promise((resolve) => child.on("exit", () => resolve(text)));
}

function figure(text: string, name: RegExp): number {
  const found = name.exec(text)?.[1];
  if (found === undefined) throw new Error(`wanted ${name}, got: ${text}`);
  return Number(found);
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const series: Record<string, number[]> = {
  "bare ready": [],
  "bare painted": [],
  "app ready": [],
  "camera first frame": [],
  "cluster first frame": [],
  "ivi first frame": [],
  "all up": [],
};
for (let run = 0; run < RUNS; run++) {
  const plain = await output([...switches, bare]);
  series["bare ready"]?.push(figure(plain, /ready (\d+)/));
  series["bare painted"]?.push(figure(plain, /painted (\d+)/));
  const cockpit = await output([...switches, app, "--", `--exit-after=${UP_S}`]);
  for (const name of Object.keys(series).filter((one) => !one.startsWith("bare")))
    series[name]?.push(figure(cockpit, new RegExp(`${name}\\s+(\\d+)`)));
  process.stdout.write(`run ${run + 1} of ${RUNS}\n`);
}

const base = median(series["bare painted"] ?? []);
for (const [name, values] of Object.entries(series)) {
  process.stdout.write(
    `${name.padEnd(20)} median ${String(median(values)).padStart(5)} ms  min ${String(Math.min(...values)).padStart(5)}  ${(median(values) / base).toFixed(2)} x bare\n`,
  );
}
