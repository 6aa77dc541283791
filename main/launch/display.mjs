/** A display for a machine that has none: Xvfb, as the user that Electron runs as, ended with us. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { StepFailed } from "./run.mjs";
import { ensureXvfb } from "./system.mjs";
import { handOver } from "./user.mjs";

/** Room for two displays of a cockpit side by side or one above the other. */
const SCREEN = "3840x2880x24";
const SOCKETS = "/tmp/.X11-unix";
const START_MS = 20_000;

/** Whether this machine shows something already. */
export function hasDisplay(env = process.env) {
  return process.platform !== "linux" || Boolean(env["DISPLAY"] ?? "") || Boolean(env["WAYLAND_DISPLAY"] ?? "");
}

/** An Xauthority file with one cookie that holds for every display (FamilyWild), as Xau.h lays it out. */
function cookieFile(path, user) {
  const counted = (octets) => [Buffer.from([octets.length >> 8, octets.length & 255]), octets];
  const parts = [
    Buffer.from([0xff, 0xff]),
    ...counted(Buffer.alloc(0)),
    ...counted(Buffer.alloc(0)),
    ...counted(Buffer.from("MIT-MAGIC-COOKIE-1")),
    ...counted(randomBytes(16)),
  ];
  writeFileSync(path, Buffer.concat(parts), { mode: 0o600 });
  if (user) chownSync(path, user.uid, user.gid);
  return path;
}

/** Starts Xvfb in `folder` (a run folder). Answers what the app's environment needs, and `close`. */
export async function startXvfb(user, folder) {
  await ensureXvfb();
  if (process.getuid() === 0 && !existsSync(SOCKETS)) {
    mkdirSync(SOCKETS, { recursive: true });
    chmodSync(SOCKETS, 0o1777);
  }
  const frames = folder.sub("display");
  const auth = cookieFile(join(frames, "Xauthority"), user);
  const wanted = ["-displayfd", "3", "-screen", "0", SCREEN, "-dpi", "96", "-nolisten", "tcp", "-noreset", "-auth", auth, "-fbdir", frames];
  const { command, args, options } = handOver(user, "Xvfb", wanted);
  const child = spawn(command, args, { ...options, cwd: frames, detached: true, stdio: ["ignore", "ignore", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (chunk) => {
    complaint = (complaint + chunk).slice(-2000);
  });
  const number = await new Promise((resolve, reject) => {
    const failed = (what) =>
      reject(new StepFailed(`Xvfb: wanted a display number, got ${what}`, { detail: complaint, byHand: "xvfb-run -a npm start" }));
    const patience = setTimeout(() => {
      child.kill("SIGKILL");
      failed(`nothing for ${START_MS / 1000} s`);
    }, START_MS);
    child.on("error", (error) => failed(error.message));
    child.on("exit", (code) => failed(`exit code ${code}`));
    let said = "";
    child.stdio[3].setEncoding("utf8").on("data", (chunk) => {
      said += chunk;
      if (!said.endsWith("\n")) return;
      clearTimeout(patience);
      resolve(Number(said));
    });
  });
  child.unref();
  for (const stream of child.stdio) stream?.unref?.();
  return {
    env: {
      DISPLAY: `:${number}`,
      XAUTHORITY: auth,
      ARGONAUT_XVFB_FRAMEBUFFER: join(frames, "Xvfb_screen0"),
      ARGONAUT_XVFB_PID: String(child.pid),
    },
    pid: child.pid,
    close: () => child.kill("SIGTERM"),
  };
}

/** The environment in which another user may draw on the display that is there. */
export function lentDisplay(user, folder, env = process.env) {
  if (!user) return {};
  const cookies = env["XAUTHORITY"] ?? join(homedir(), ".Xauthority");
  if (!existsSync(cookies)) return {};
  const copy = join(folder.sub("display"), "Xauthority");
  copyFileSync(cookies, copy);
  chownSync(copy, user.uid, user.gid);
  return { XAUTHORITY: copy };
}
