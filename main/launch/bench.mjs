/** `npm run bench -- NAME`: builds the benchmarks and runs one of them on this Node, without Electron. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "./built.mjs";
import { ensurePackages } from "./packages.mjs";
import { ROOT } from "./places.mjs";
import { entry, say } from "./progress.mjs";
import { checkNode } from "./system.mjs";

await entry(async () => {
  checkNode();
  await ensurePackages();
  await ensureBuilt("bench");
  const [name, ...rest] = process.argv.slice(2);
  const folder = join(ROOT, "out", "bench");
  const file = join(folder, `${name}.mjs`);
  if (name === undefined || !existsSync(file)) {
    const names = existsSync(folder) ? readdirSync(folder).flatMap((entryName) => /^(.*)\.mjs$/.exec(entryName)?.[1] ?? []) : [];
    say(`npm run bench -- NAME: wanted one of ${names.join(", ") || "(there are none yet)"}, got ${name ?? "nothing"}`);
    return 2;
  }
  return spawnSync(process.execPath, [file, ...rest], { cwd: ROOT, stdio: "inherit" }).status ?? 1;
});
