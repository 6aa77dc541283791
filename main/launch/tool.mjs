/**
 * `npm run NAME -- …`: has what the program out/node/NAME.mjs needs, then becomes it: same process, so its signals reach it.
 * The fuzzer is one of the tests' programs, and has a folder of its own.
 * Stdout is the program's. What has to be said before goes to stderr, and nothing is said when there is nothing to do.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuilt } from "./built.mjs";
import { ensurePackages } from "./packages.mjs";
import { ROOT } from "./places.mjs";
import { entry, sayOnStderr } from "./progress.mjs";
import { checkNode } from "./system.mjs";

const [node, , name, ...words] = process.argv;
const folder = name === "fuzz" ? "fuzz" : "node";

sayOnStderr();

await entry(async () => {
  checkNode();
  await ensurePackages();
  await ensureBuilt(folder);
  return 0;
});

if (process.exitCode === 0) {
  const file = join(ROOT, "out", folder, `${name}.mjs`);
  process.argv = [node, file, ...words];
  // npm has gone to the checkout; a relative path is meant from where the person stands.
  if (process.env["npm_lifecycle_event"] !== undefined && process.env["INIT_CWD"]) process.chdir(process.env["INIT_CWD"]);
  await import(pathToFileURL(file).href);
}
