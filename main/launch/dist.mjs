/**
 * `npm run dist`: the packages of electron-builder.yml, in dist/. Without a way to GitHub electron-builder cannot fetch its
 * packers, so Debian's take their place: 7za for the archive, dpkg-deb (through .config/fpm-by-dpkg.mjs) for the .deb.
 */
import { join } from "node:path";
import { ROOT } from "./places.mjs";
import { prepare } from "./prepare.mjs";
import { entry, step } from "./progress.mjs";
import { run } from "./run.mjs";
import { ensureSevenZip, which } from "./system.mjs";

await entry(async () => {
  const { dist } = await prepare({ xvfb: false });
  if (process.platform === "linux") await ensureSevenZip();
  const sevenZip = which("7za");
  // 9, the default, packs 2 % smaller and takes three minutes for it.
  const env = { ELECTRON_BUILDER_COMPRESSION_LEVEL: "3", ...process.env, ...(sevenZip ? { ELECTRON_BUILDER_7ZIP_PATH: sevenZip } : {}) };
  if (which("dpkg-deb") && !which("fpm")) env["CUSTOM_FPM_PATH"] = join(ROOT, ".config", "fpm-by-dpkg.mjs");
  const cli = join(ROOT, "node_modules", "electron-builder", "cli.js");
  const args = [cli, "--config", "electron-builder.yml", "--publish", "never", `-c.electronDist=${dist}`, ...process.argv.slice(2)];
  await step(
    "packages",
    () => false,
    async (tell) => {
      await run(process.execPath, args, { cwd: ROOT, env, onLine: tell });
      return "in dist/";
    },
  );
  return 0;
});
