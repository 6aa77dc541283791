/** The build step: skipped while nothing that goes into the build has changed. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./places.mjs";
import { step } from "./progress.mjs";
import { run } from "./run.mjs";

const NODE = ["main", "preload", "protocol", ".config/build.mjs", "package.json", "package-lock.json"];
const APP = [...NODE, "renderer"];
const INPUTS = {
  app: APP,
  node: NODE,
  bench: [...APP, "test/bench", "test/peers"],
  fuzz: [...NODE, "test/fuzz", "test/support"],
  gallery: [".config/build.mjs", "protocol", "main/faults/report", "test/gallery", "test/e2e", "test/support"],
  xen: [...NODE, "test/xen", "test/support"],
};
const NAMES = {
  app: "build",
  node: "build of the programs without Electron",
  bench: "build of the benchmarks",
  fuzz: "build of the fuzzer",
  gallery: "build of the gallery",
  xen: "build of what the Xen test measures beside",
};

function* filesOf(path) {
  if (!existsSync(join(ROOT, path))) return;
  if (statSync(join(ROOT, path)).isFile()) return yield path;
  const entries = readdirSync(join(ROOT, path), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.isDirectory()) yield* filesOf(`${path}/${entry.name}`);
    else if (entry.isFile()) yield `${path}/${entry.name}`;
  }
}

/** One hash over the names and the contents of all files that the build reads. */
export function inputHash(what) {
  const hash = createHash("sha256");
  for (const file of INPUTS[what].flatMap((path) => [...filesOf(path)])) {
    hash.update(`${file}\0`).update(readFileSync(join(ROOT, file)));
  }
  return hash.digest("hex");
}

/** Has out/ built from the sources as they are. `what` is a key of NAMES. */
export async function ensureBuilt(what = "app") {
  const mark = join(ROOT, "out", `.built-${what}`);
  const hash = inputHash(what);
  await step(
    NAMES[what],
    () => existsSync(mark) && readFileSync(mark, "utf8") === hash,
    async (tell) => {
      await rm(mark, { force: true });
      await run(process.execPath, [join(ROOT, ".config", "build.mjs"), what], { cwd: ROOT, onLine: tell });
      await mkdir(join(ROOT, "out"), { recursive: true });
      await writeFile(mark, hash);
    },
  );
}
