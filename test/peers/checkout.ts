/** Where the checkout is, and its build. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** `npm run bench` runs benchmarks from here. */
export const CHECKOUT = process.cwd();

/** Has the programs of main/node/bin in out/node, as the sources are now. */
export async function buildNodePrograms(): Promise<void> {
  // The launcher is plain JavaScript without declarations; this is the one function of it that is wanted.
  const launcher = (await import(/* @vite-ignore */ pathToFileURL(join(CHECKOUT, "main/launch/built.mjs")).href)) as {
    ensureBuilt(what: "node"): Promise<void>;
  };
  await launcher.ensureBuilt("node");
}
