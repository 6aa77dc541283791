/** `npm run gallery`: has what the running cockpit needs, and a display of its own, and runs test/gallery there. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureBuilt } from "./built.mjs";
import { ROOT } from "./places.mjs";
import { prepare } from "./prepare.mjs";
import { withDisplay } from "./private-display.mjs";
import { entry } from "./progress.mjs";

await entry(async () => {
  await prepare({ xvfb: true });
  await ensureBuilt("gallery");
  // An interrupt is the gallery's to answer: it keeps what is done.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => undefined);
  return withDisplay((env) => {
    const file = join(ROOT, "out", "gallery", "gallery.mjs");
    const child = spawn(process.execPath, [file, ...process.argv.slice(2)], {
      cwd: ROOT,
      stdio: "inherit",
      env: { ...process.env, ...env },
    });
    process.on("SIGTERM", () => child.kill("SIGTERM"));
    return new Promise((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
  });
});
