/**
 * The build: `node .config/build.mjs [app|node|bench|fuzz|gallery|xen]`. One process, one Vite build for each thing that loads by itself.
 *
 * An entry is found by where it lies, so a new guest, worker or benchmark needs no line here. What is not there yet is
 * skipped with a note. Everything but Electron and Node's own modules is bundled: the built program needs no node_modules.
 */
import react from "@vitejs/plugin-react";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { builtinModules } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const at = (...parts) => join(root, ...parts);
const nodeModules = [...builtinModules, ...builtinModules.map((name) => `node:${name}`)];

const common = { root, configFile: false, envDir: false, logLevel: "warn" };
const output = { emptyOutDir: false, sourcemap: true, minify: false, assetsInlineLimit: 0, reportCompressedSize: false };

const files = (folder, pattern) => (existsSync(at(folder)) ? readdirSync(at(folder)).filter((name) => pattern.test(name)) : []);
const stem = (name) => basename(name).replace(/\.[^.]+$/, "");

/** dom0 and its workers, the programs without Electron, or the benchmarks: ESM for Node. `entries` is name → file; `bundled`: packages go in, and none need be installed. */
function forNode(entries, outDir, bundled = true) {
  return build({
    ...common,
    build: {
      ...output,
      ssr: true,
      outDir: at(outDir),
      target: "node20.18",
      rolldownOptions: {
        input: entries,
        // The launcher finds its places by where its files lie, so it is loaded from there: test/bench and out/bench are as deep.
        external: ["electron", "koffi", ...nodeModules, ...(bundled ? [] : [/\/main\/launch\//])],
        output: { format: "es", entryFileNames: "[name].mjs", chunkFileNames: "chunks/[name]-[hash].mjs" },
      },
    },
    ssr: bundled ? { noExternal: true, external: ["electron", "koffi"] } : { external: true },
  });
}

/** A preload: a sandboxed one may require electron and nothing else, not even a chunk, so each is a build of its own. */
function forPreload(name, file, outDir = "out/preload") {
  return build({
    ...common,
    build: {
      ...output,
      ssr: true,
      outDir: at(outDir),
      target: "chrome130",
      rolldownOptions: {
        input: { [name]: file },
        external: ["electron"],
        output: { format: "cjs", entryFileNames: "[name].cjs", codeSplitting: false },
      },
    },
    ssr: { noExternal: true, external: ["electron"], target: "webworker" },
  });
}

/**
 * One page, whole in itself: no chunk is shared between dom0 and a guest or between two guests, and none is waited for.
 * Fonts and pictures stay files: the guests' content security policy has no `data:` for fonts.
 */
function forPage(page) {
  return build({
    ...common,
    root: at("renderer"),
    base: "./",
    plugins: [react()],
    build: {
      ...output,
      outDir: at("out/renderer"),
      minify: true,
      target: "chrome130",
      modulePreload: { polyfill: false },
      rolldownOptions: { input: page, output: { codeSplitting: false } },
    },
  });
}

/** Every index.html below renderer/. */
function pages(folder = "renderer") {
  return readdirSync(at(folder), { withFileTypes: true, recursive: false }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return pages(path);
    return entry.name === "index.html" ? [at(path)] : [];
  });
}

function note(text) {
  process.stdout.write(`${text}\n`);
}

async function buildApp() {
  for (const folder of ["main", "preload", "renderer", "cockpits"]) rmSync(at("out", folder), { recursive: true, force: true });

  const dom0 = Object.fromEntries(files("main/electron", /-worker\.ts$/).map((name) => [stem(name), at("main/electron", name)]));
  if (existsSync(at("main/index.ts"))) dom0.index = at("main/index.ts");
  else note("main/index.ts is not there: no dom0");
  if (Object.keys(dom0).length > 0) {
    note(`dom0: ${Object.keys(dom0).join(", ")}`);
    await forNode(dom0, "out/main");
  }

  for (const name of ["guest", "overlay", "scanout"]) {
    if (!existsSync(at("preload", `${name}.ts`))) {
      note(`preload/${name}.ts is not there: skipped`);
      continue;
    }
    note(`preload: ${name}`);
    await forPreload(name, at("preload", `${name}.ts`));
  }

  const found = existsSync(at("renderer")) ? pages() : [];
  if (found.length === 0) note("no index.html below renderer: no pages");
  else {
    note(`${found.length} pages`);
    for (const page of found) await forPage(page);
  }

  if (existsSync(at("main/toolstack/cockpits"))) cpSync(at("main/toolstack/cockpits"), at("out/cockpits"), { recursive: true });
  else note("main/toolstack/cockpits is not there: no cockpits");
}

/** What runs without Electron: every file of main/node/bin is a program of its name. */
async function buildNode() {
  rmSync(at("out/node"), { recursive: true, force: true });
  const entries = Object.fromEntries(files("main/node/bin", /\.ts$/).map((name) => [stem(name), at("main/node/bin", name)]));
  if (Object.keys(entries).length === 0) return note("no programs in main/node/bin");
  note(`programs: ${Object.keys(entries).join(", ")}`);
  await forNode(entries, "out/node");
  // What the page of a fault session's report is made of, as it is put into it.
  rmSync(at("out/report"), { recursive: true, force: true });
  for (const file of [
    "main/faults/report/base.css",
    "main/faults/report/page.css",
    "main/faults/report/page.client.mjs",
    "node_modules/uplot/dist/uPlot.iife.min.js",
    "node_modules/uplot/dist/uPlot.min.css",
  ]) {
    cpSync(at(file), at("out/report", basename(file)));
  }
  // The one that goes to another machine's dom0 is whole in one file, and wants koffi beside it.
  rmSync(at("out/backends"), { recursive: true, force: true });
  await forNode({ backends: at("main/node/bin/backends.ts") }, "out/backends");
}

async function buildBench() {
  rmSync(at("out/bench"), { recursive: true, force: true });
  mkdirSync(at("out/bench"), { recursive: true });
  const entries = Object.fromEntries(files("test/bench", /\.ts$/).map((name) => [stem(name), at("test/bench", name)]));
  if (Object.keys(entries).length === 0) return note("no benchmarks in test/bench");
  note(`benchmarks: ${Object.keys(entries).join(", ")}`);
  await forNode(entries, "out/bench", false);
  // One that runs Electron itself: what dom0 and the guest's kernel are there.
  await forNode({ "across-dom0": at("test/bench/rings/across/dom0.ts") }, "out/bench/electron");
  await forPreload("across-guest", at("test/bench/rings/across/guest.ts"), "out/bench/electron");
}

async function buildFuzz() {
  rmSync(at("out/fuzz"), { recursive: true, force: true });
  const entries = Object.fromEntries(files("test/fuzz/bin", /\.ts$/).map((name) => [stem(name), at("test/fuzz/bin", name)]));
  if (Object.keys(entries).length === 0) return note("no programs in test/fuzz/bin");
  await forNode(entries, "out/fuzz");
}

async function buildGallery() {
  rmSync(at("out/gallery"), { recursive: true, force: true });
  await forNode({ gallery: at("test/gallery/gallery.ts") }, "out/gallery", false);
}

/** What the Xen test has dom0 run beside the backends. */
async function buildXen() {
  rmSync(at("out/xen"), { recursive: true, force: true });
  await forNode({ emulated: at("test/xen/emulated.ts") }, "out/xen");
}

const builds = { app: buildApp, node: buildNode, bench: buildBench, fuzz: buildFuzz, gallery: buildGallery, xen: buildXen };
await builds[process.argv[2] ?? "app"]();
