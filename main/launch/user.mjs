/**
 * Whom Electron runs as. Chromium's sandbox refuses to run as root, so root hands over to `nobody` and stays behind to
 * prepare, to copy and to clean up. Where the kernel refuses the sandbox itself, that is said loudly and done without.
 */
import { existsSync, readFileSync } from "node:fs";
import { say } from "./progress.mjs";
import { capture } from "./run.mjs";
import { which } from "./system.mjs";

const NAME = "nobody";
/** What dom0 may use of the machine's devices; input only where it reads the devices itself. */
const DEVICE_GROUPS = ["video", "render", "audio"];

function rowOf(file, name) {
  const row = existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .find((line) => line.startsWith(`${name}:`))
    : undefined;
  return row?.split(":");
}

/** The user to run Electron as, with the groups of the devices it may use; undefined: as we are. */
export function otherUser({ kiosk = false } = {}) {
  if (process.platform !== "linux" || process.getuid() !== 0) return undefined;
  const row = rowOf("/etc/passwd", NAME);
  const groups = [...DEVICE_GROUPS, ...(kiosk ? ["input"] : [])].flatMap((name) => rowOf("/etc/group", name)?.[2] ?? []);
  return { name: NAME, uid: Number(row?.[2] ?? 65534), gid: Number(row?.[3] ?? 65534), groups };
}

/** The words to put before a command so that it runs as `user` and ends when we do, whatever becomes of us. */
export function handOver(user, command, args) {
  const setpriv = process.platform === "linux" ? which("setpriv") : undefined;
  if (!setpriv) return { command, args, options: user ? { uid: user.uid, gid: user.gid } : {} };
  const groups = user?.groups.length ? [`--groups=${user.groups.join(",")}`] : ["--clear-groups"];
  const change = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, ...groups] : [];
  return { command: setpriv, args: [...change, "--pdeathsig=TERM", "--", command, ...args], options: {} };
}

/** Whether the user can read the whole of every path. */
export async function canRead(user, ...paths) {
  if (!user) return true;
  const { uid, gid } = user;
  const { code, all } = await capture("find", [...paths, "!", "-readable", "-print", "-quit"], { uid, gid, cwd: "/" });
  return code === 0 && all.trim() === "";
}

/** The switches that Chromium's sandbox asks for here: none, or the one that gives it up, and then everybody hears of it. */
export async function sandboxSwitches(user) {
  if (process.platform !== "linux" || !which("unshare")) return [];
  const ids = user ? { uid: user.uid, gid: user.gid } : {};
  // What Chromium's zygote does first: a user namespace of its own, and in it a network and a process namespace.
  const { code } = await capture("unshare", ["--user", "--map-root-user", "--net", "--pid", "--fork", "true"], { ...ids, cwd: "/" });
  if (code === 0) return [];
  say(
    [
      "",
      "  ! This kernel (or container) refuses user namespaces, so Chromium's sandbox cannot work.",
      "  ! The cockpit runs WITHOUT it: a guest that breaks out of its renderer has the rights of this user.",
      "  ! To have it: sysctl kernel.unprivileged_userns_clone=1 user.max_user_namespaces=10000, or start the container",
      "  ! with a seccomp profile that allows unshare.",
      "",
    ].join("\n"),
  );
  return ["--no-sandbox"];
}
