/** The half of dom0 that a real Xen wants root for: backends and toolstack, a program of their own beside Electron's. */
import { spawn } from "node:child_process";
import { chownSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "./built.mjs";
import { ROOT } from "./places.mjs";
import { StepFailed } from "./run.mjs";
import { handOver } from "./user.mjs";

const CAPABILITIES = "/proc/xen/capabilities";
const XEN_COCKPIT = join(ROOT, "main", "toolstack", "cockpits", "xen");
/** How long the domains and devices may take to end. */
const GRACE_MS = 30_000;

/** Where the domains run, by what was asked for and by what this machine is. */
export function hostOf({ host }, capabilities = existsSync(CAPABILITIES) ? readFileSync(CAPABILITIES, "utf8") : "") {
  return host ?? (/\bcontrol_d\b/.test(capabilities) ? "xen" : "emulated");
}

/** Starts them and waits until they serve; `close` ends them, and the domains that they created. The socket is `user`'s. */
export async function startXenBackends(options, user, folder) {
  await ensureBuilt("node");
  const cockpit = options.cockpit ?? XEN_COCKPIT;
  const socket = join(folder.path, "displays");
  const program = join(ROOT, "out", "backends", "backends.mjs");
  const words = [program, "--host", "xen", "--cockpit", cockpit, "--serve", socket];
  if (options.state !== undefined) words.push("--state", options.state);
  if (options.verbose) words.push("--verbose");
  const run = handOver(undefined, process.execPath, words);
  // A process group of its own: Ctrl-C reaches us alone, and it is ended when Electron is.
  const child = spawn(run.command, run.args, { ...run.options, cwd: ROOT, stdio: ["ignore", "pipe", "inherit"], detached: true });
  const ended = new Promise((resolve) => child.on("exit", (code, signal) => resolve(code ?? signal)));
  const ready = new Promise((resolve) => {
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      said += text;
      if (/^ready$/m.test(said)) resolve(true);
    });
    void ended.then(() => resolve(false));
  });
  if (!(await ready)) throw new StepFailed("--host xen: wanted the backends to serve, and they ended; what they said is above");
  if (user) chownSync(socket, user.uid, user.gid);
  return {
    cockpit,
    socket,
    close: async () => {
      child.kill("SIGTERM");
      const hard = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
      await ended;
      clearTimeout(hard);
    },
  };
}
