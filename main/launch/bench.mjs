/** `npm run bench -- NAME`: builds app and benchmarks and runs one of them on this Node; those that need Electron find a display. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "./built.mjs";
import { ROOT } from "./places.mjs";
import { prepare } from "./prepare.mjs";
import { withDisplay } from "./private-display.mjs";
import { entry, say } from "./progress.mjs";

await entry(async () => {
  await prepare({ xvfb: true });
  await ensureBuilt("bench");
  const [name, ...rest] = process.argv.slice(2);
  const folder = join(ROOT, "out", "bench");
  const file = join(folder, `${name}.mjs`);
  if (name === undefined || !existsSync(file)) {
    const names = existsSync(folder) ? readdirSync(folder).flatMap((entryName) => /^(.*)\.mjs$/.exec(entryName)?.[1] ?? []) : [];
    say(`npm run bench -- NAME: wanted one of ${names.join(", ") || "(there are none yet)"}, got ${name ?? "nothing"}`);
    return 2;
  }
  return withDisplay((env) => {
    const child = spawn(process.execPath, [file, ...rest], { cwd: ROOT, stdio: "inherit", env: { ...process.env, ...env } });
    return new Promise((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
  });
});
