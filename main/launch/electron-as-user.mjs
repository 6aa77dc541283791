/**
 * The built app for tests: an executable that Playwright can start, which becomes the unprivileged user before it is
 * Electron, so that the tests run with Chromium's sandbox on, as `npm start` does.
 *
 *   const { executablePath, args } = await electronForTests();
 *   const app = await _electron.launch({ executablePath, args: [...args, "--", "--seed=1"] });
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { installedRuntime } from "./runtime.mjs";
import { StepFailed, typed } from "./run.mjs";
import { delegatedCgroups } from "./cgroups.mjs";
import { realtimeBroker } from "./realtime.mjs";
import { runFolder } from "./run-folder.mjs";
import { readableProgram } from "./stage.mjs";
import { otherUser, sandboxSwitches } from "./user.mjs";

/** What Playwright starts. It stays one process (exec all the way), so signals and exit codes are Electron's. */
function script({ user, home, binary, switches, groups, env }) {
  const change = `setpriv --reuid=${user?.uid} --regid=${user?.gid} --clear-groups -- "$0" "$@"`;
  // As the launcher does it with its groups, and for the same option not at all.
  const entered = groups.procs.map((file) => `echo $$ > ${typed(file, [])}; `).join("");
  const enforced = `case " $* " in *" --no-enforcement "*) ;; *) ${entered}exec nice -n ${groups.nice} ${change};; esac; `;
  return [
    "#!/bin/sh",
    "# Written by main/launch/electron-as-user.mjs.",
    user ? `if [ "$(id -u)" != ${user.uid} ]; then ${enforced}exec ${change}; fi` : "",
    `cd ${typed(home, [])} || exit 1`,
    user ? `export HOME=${typed(home, [])} XDG_RUNTIME_DIR=${typed(home, [])} TMPDIR=${typed(home, [])}` : "",
    ...Object.entries(env).map(([name, value]) => `export ${name}=${typed(value, [])}`),
    "unset ELECTRON_RUN_AS_NODE NODE_OPTIONS",
    "# No run has another's settings, and none a person's.",
    `export STATE_DIRECTORY="$(mktemp -d ${typed(home, [])}/state-XXXXXX)"`,
    // Playwright takes the sandbox away unless told not to at every launch; here it stays wherever the kernel has one.
    'for word; do shift; [ "$word" = --no-sandbox ] || set -- "$@" "$word"; done',
    `exec ${typed(binary, [])} --user-data-dir="$(mktemp -d ${typed(home, [])}/profile-XXXXXX)" --log-level=3 ${switches.join(" ")} "$@"`,
    "",
  ].join("\n");
}

/**
 * Answers `executablePath`, `args` (the app's folder; the program's own options go after a `--` behind it), and
 * `folder`: one that the app can write to and that is gone when this process ends; the same each time. The app must be built and the runtime there.
 */
export function electronForTests() {
  return (prepared ??= prepare());
}

let prepared;

async function prepare() {
  const runtime = installedRuntime();
  if (!runtime) throw new StepFailed("wanted the Electron runtime, and it is not installed", { byHand: "node main/launch/runtime.mjs" });
  const user = otherUser();
  const { app, binary } = await readableProgram(user, runtime);
  const folder = runFolder(user);
  const groups = delegatedCgroups(user);
  process.once("exit", () => {
    folder.close();
    void groups.close();
  });
  const { env } = await realtimeBroker(user, groups, folder);
  const executablePath = join(folder.path, "electron");
  const switches = await sandboxSwitches(user);
  writeFileSync(executablePath, script({ user, home: folder.sub("home"), binary, switches, groups, env }), { mode: 0o755 });
  return { executablePath, args: [app], folder: folder.sub("files"), sandbox: switches.length === 0 };
}
