/** `npm run bench -- NAME`: builds what it measures and runs it on this Node; one that needs Electron finds that, and a display. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "./built.mjs";
import { ensurePackages } from "./packages.mjs";
import { ROOT } from "./places.mjs";
import { prepare } from "./prepare.mjs";
import { withDisplay } from "./private-display.mjs";
import { entry, say } from "./progress.mjs";
import { checkNode } from "./system.mjs";

/** Benchmarks of what runs without Electron, by the beginning of their names. */
const PLAIN = /^(simulation|xenstored)/;

await entry(async () => {
  const [name, ...rest] = process.argv.slice(2);
  const plain = PLAIN.test(name ?? "");
  if (plain) {
    checkNode();
    await ensurePackages();
    await ensureBuilt("node");
  } else await prepare({ xvfb: true });
  await ensureBuilt("bench");
  const folder = join(ROOT, "out", "bench");
  const file = join(folder, `${name}.mjs`);
  if (name === undefined || !existsSync(file)) {
    const names = existsSync(folder) ? readdirSync(folder).flatMap((entryName) => /^(.*)\.mjs$/.exec(entryName)?.[1] ?? []) : [];
    say(`npm run bench -- NAME: wanted one of ${names.join(", ") || "(there are none yet)"}, got ${name ?? "nothing"}`);
    return 2;
  }
  const run = (env) => {
    const child = spawn(process.execPath, [file, ...rest], { cwd: ROOT, stdio: "inherit", env: { ...process.env, ...env } });
    return new Promise((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
  };
  return plain ? run({}) : withDisplay(run);
});
