/** Everything that has to be there before Electron can run the built app, in order. */
import { ensureBuilt } from "./built.mjs";
import { hasDisplay } from "./display.mjs";
import { ensurePackages } from "./packages.mjs";
import { ensureRuntime } from "./runtime.mjs";
import { checkNode, ensureLibraries, ensureXvfb } from "./system.mjs";

/** Has packages, runtime, libraries and, unless told otherwise, the build; answers the runtime. `xvfb`: also a virtual display. */
export async function prepare({ xvfb = !hasDisplay(), build = true } = {}) {
  checkNode();
  await ensurePackages();
  const runtime = await ensureRuntime();
  await ensureLibraries(runtime.binary);
  if (xvfb) await ensureXvfb();
  if (build) await ensureBuilt("app");
  return runtime;
}
