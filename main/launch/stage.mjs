/** What the other user may not read where it lies (a checkout below /root, say), copied to a place where it finds everything. */
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { ROOT } from "./places.mjs";
import { say } from "./progress.mjs";
import { run } from "./run.mjs";
import { canRead } from "./user.mjs";

/** World-readable, kept between starts: copying the runtime takes seconds. */
const STAGE = "/var/lib/argonaut";
/** What of out/ the program is; the rest is for tests. */
const APP_PARTS = ["out/main", "out/preload", "out/renderer", "out/cockpits", "package.json"];

/** Copies `parts` of `from` to the staged folder `name`, once for each `version`; answers the folder. */
async function staged(name, version, from, parts) {
  const folder = join(STAGE, name);
  const mark = join(folder, ".version");
  if (existsSync(mark) && readFileSync(mark, "utf8") === version) return folder;
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  for (const part of parts) {
    if (existsSync(join(from, part))) cpSync(join(from, part), join(fresh, part), { recursive: true, dereference: true });
  }
  await run("chmod", ["-R", "a+rX,go-w", fresh]);
  chmodSync(STAGE, 0o755);
  writeFileSync(join(fresh, ".version"), version);
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
  return folder;
}

const when = (path) => String(statSync(path).mtimeMs);

/** The app's folder and Electron's executable where the user can read them: as they lie, or copied. */
export async function readableProgram(user, { dist, binary }) {
  const parts = APP_PARTS.map((part) => join(ROOT, part)).filter((path) => existsSync(path));
  // One checkout does not overwrite the copy of another that runs.
  const which = Buffer.from(ROOT).toString("base64url");
  let app = ROOT;
  if (!(await canRead(user, ...parts))) {
    app = await staged(`app-${which}`, readFileSync(join(ROOT, "out", ".built-app"), "utf8"), ROOT, APP_PARTS);
    say(`  · ${user.name} cannot read ${ROOT}: running a copy in ${app}`);
  }
  if (await canRead(user, dist)) return { app, binary };
  const runtime = await staged("electron", `${binary} ${when(binary)}`, dirname(dist), [basename(dist)]);
  return { app, binary: join(runtime, basename(dist), relative(dist, binary)) };
}

/** A file or folder that was named on the command line, where the user can read it. */
export async function readableInput(user, folder, path) {
  if (await canRead(user, path)) return path;
  const copy = join(mkdtempSync(join(folder.sub("inputs"), "x")), basename(path));
  cpSync(path, copy, { recursive: true, dereference: true });
  await run("chown", ["-R", `${user.uid}:${user.gid}`, dirname(copy)]);
  say(`  · ${user.name} cannot read ${path}: using a copy of it`);
  return copy;
}
