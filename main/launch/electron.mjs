/** Runs Electron to its end: its environment, its switches, the signals that reach it, the files that come back. */
import { spawn } from "node:child_process";
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { constants } from "node:os";
import { join, resolve } from "node:path";
import { delegatedCgroups } from "./cgroups.mjs";
import { hasDisplay, lentDisplay, startXvfb } from "./display.mjs";
import { OPTIONS, optionWords } from "./options.mjs";
import { say } from "./progress.mjs";
import { realtimeBroker } from "./realtime.mjs";
import { runFolder } from "./run-folder.mjs";
import { readableInput, readableProgram } from "./stage.mjs";
import { handOver, otherUser, sandboxSwitches } from "./user.mjs";
import { hostOf, startXenBackends } from "./xen-backends.mjs";

/** How long Electron may take to end once it was asked to. */
const GRACE_MS = 8_000;
const PARENT_MS = 500;
/** Words of --camera that are not a file. */
const CAMERAS = new Set(["synthetic", "device"]);
/** Kinds of value that are paths, and those of them that need not be there. */
const PATHS = new Set(["folder", "newFolder", "file", "newFile", "camera"]);
const NEW = new Set(["newFolder", "newFile"]);
/** Where root looks for xenstored's socket; the other user has no run-time directory that outlives the run. */
const ROOTS_XENSTORED = "/run/argonaut/xenstored";
/** The other user has no home that outlives the run, either: node/state-folder.ts has the same for root itself. */
const ROOTS_STATE = "/var/lib/argonaut/state";

const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

/**
 * The options with every path absolute, from where npm was called. Answers as parseOptions does: a file that is not there is
 * as wrong as an option that does not exist.
 */
export function absolutePaths(options) {
  const found = { ...options };
  const problems = [];
  for (const { name, takes } of OPTIONS) {
    const key = camel(name);
    if (!PATHS.has(takes) || found[key] === undefined || CAMERAS.has(found[key])) continue;
    const paths = [found[key]].flat().map((path) => resolve(process.env["INIT_CWD"] ?? ".", path));
    const missing = NEW.has(takes) ? [] : paths.filter((path) => !existsSync(path));
    for (const path of missing) problems.push(`--${name}: wanted a ${takes === "folder" ? "folder" : "file"}, and ${path} is not there`);
    found[key] = Array.isArray(found[key]) ? paths : paths[0];
  }
  return problems.length > 0 ? { ok: false, error: problems } : { ok: true, value: found };
}

/** The options with what they name where the user can read it. */
async function withReadable(options, user, folder) {
  const found = { ...options };
  for (const { name, takes } of OPTIONS) {
    const key = camel(name);
    if (!["folder", "file", "camera"].includes(takes) || found[key] === undefined || CAMERAS.has(found[key])) continue;
    const readable = await Promise.all([found[key]].flat().map((path) => readableInput(user, folder, path)));
    found[key] = Array.isArray(found[key]) ? readable : readable[0];
  }
  return found;
}

/** Our environment as Electron should see it. */
function environment(user, folder, display) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$|ELECTRON_RUN_AS_NODE$)/.test(name)));
  const own = user
    ? {
        HOME: folder.sub("home"),
        XDG_RUNTIME_DIR: folder.sub("run"),
        TMPDIR: folder.sub("tmp"),
        USER: user.name,
        LOGNAME: user.name,
        STATE_DIRECTORY: ROOTS_STATE,
      }
    : {};
  if (user) for (const name of Object.keys(env)) if (/^(XDG_(CONFIG|CACHE|DATA|STATE)_HOME|SUDO_|MAIL$)/.test(name)) delete env[name];
  return { ...env, ...own, ...display };
}

/** xenstored's socket where root's own tools look for it, in a folder that is the other user's. */
function xenstoreSocketOf({ uid, gid }) {
  mkdirSync(ROOTS_XENSTORED, { recursive: true, mode: 0o711 });
  chmodSync(ROOTS_XENSTORED, 0o700);
  chownSync(ROOTS_XENSTORED, uid, gid);
  return join(ROOTS_XENSTORED, "socket");
}

/** A folder that is there and, where it was made now, the other user's. */
function ownFolder(folder, { uid, gid }) {
  const made = mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (made !== undefined) chownSync(folder, uid, gid);
}

/** Waits for the child; the first SIGINT or SIGTERM is passed on once, a second one or a child that lingers ends hard. */
function waitFor(child) {
  return new Promise((done, fail) => {
    let asked = false;
    const kill = (signal) => {
      try {
        process.kill(-child.pid, signal);
      } catch (error) {
        if (error.code !== "ESRCH") throw error;
      }
    };
    const ask = (signal) => {
      if (asked) return kill("SIGKILL");
      asked = true;
      child.kill(signal);
      setTimeout(() => kill("SIGKILL"), GRACE_MS).unref();
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, ask);
    // npm passes SIGTERM to the shell between it and us, and the shell dies without a word.
    const parent = process.ppid;
    if (process.env["npm_lifecycle_event"]) setInterval(() => process.ppid !== parent && !asked && ask("SIGTERM"), PARENT_MS).unref();
    child.on("error", fail);
    child.on("exit", (code, signal) => done(code ?? 128 + constants.signals[signal]));
  });
}

/** Runs the built app with these options, their paths absolute, and answers its exit code. */
export async function runElectron(runtime, options) {
  const user = otherUser(options);
  const folder = runFolder(user);
  const groups = delegatedCgroups(options.noEnforcement ? undefined : user);
  let xvfb;
  let backends;
  let broker;
  try {
    const host = hostOf(options);
    if (host === "xen" && options.backendsSocket === undefined && !options.check) backends = await startXenBackends(options, user, folder);
    const asked = backends ? { ...options, cockpit: backends.cockpit } : options;
    const given = { ...(await withReadable(asked, user, folder)), host };
    if (backends) given.backendsSocket = backends.socket;
    const { app, binary } = await readableProgram(user, runtime);
    const pictures = options.screenshot;
    if (pictures !== undefined) given.screenshot = folder.sub("screenshots");
    const record = options.record;
    if (record !== undefined) given.record = join(folder.sub("record"), "record.json");
    if (user) given.xenstoreSocket ??= xenstoreSocketOf(user);
    if (user) ownFolder(given.state ?? ROOTS_STATE, user);
    if (!hasDisplay()) xvfb = await startXvfb(user, folder);
    // What shows the pictures comes before those who draw them.
    if (xvfb) groups.enter(xvfb.pid);
    const display = xvfb?.env ?? lentDisplay(user, folder);
    const switches = [
      ...(await sandboxSwitches(user)),
      ...(user ? [`--user-data-dir=${folder.sub("profile")}`] : []),
      // Chromium's own complaints (no D-Bus, no GPU) are not the user's business unless asked for.
      ...(options.verbose ? [] : ["--log-level=3"]),
    ];
    const words = handOver(user, binary, [...switches, app, "--", ...optionWords(given)]);
    if (!options.noEnforcement) broker = await realtimeBroker(user, groups, folder, xvfb?.pid);
    const env = { ...environment(user, folder, display), ...broker?.env };
    // A process group of its own: Ctrl-C reaches us alone, and Electron once, through us. A second signal kills Chromium.
    const child = spawn(words.command, words.args, {
      ...words.options,
      cwd: user ? folder.path : process.cwd(),
      env,
      stdio: "inherit",
      detached: process.platform !== "win32",
    });
    // Before it has forked anything: all that it starts is in its group then, until dom0 moves it.
    if (child.pid !== undefined) groups.enter(child.pid);
    const code = await waitFor(child);
    if (pictures !== undefined) {
      mkdirSync(pictures, { recursive: true });
      cpSync(given.screenshot, pictures, { recursive: true });
      say(`  · pictures in ${pictures}: ${readdirSync(given.screenshot).join(", ") || "none"}`);
    }
    if (record !== undefined && existsSync(given.record)) cpSync(given.record, record);
    return code;
  } finally {
    await backends?.close();
    xvfb?.close();
    broker?.close();
    await groups.close();
    folder.close();
  }
}
