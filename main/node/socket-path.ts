/** Where xenstored's socket is, for the daemon that makes it and for the clients that look for it. */
import { tmpdir } from "node:os";
import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

export interface WhoAndWhere {
  /** The user's number; undefined where users have none. */
  readonly uid: number | undefined;
  readonly tmp: string;
}

const thisProcess = (): WhoAndWhere => ({ uid: process.getuid?.(), tmp: tmpdir() });

/** In the run-time directory, which only its user may enter: the daemon's socket unless it is told another. */
export function defaultSocketPath(env: Environment, { uid, tmp }: WhoAndWhere = thisProcess()): string {
  return join(runtimeFolder(env, uid, tmp), "xenstored", "socket");
}

function runtimeFolder(env: Environment, uid: number | undefined, tmp: string): string {
  // Root's is the system's wherever it logged in: a cockpit that it starts runs as another user, who may not enter root's own.
  if (uid === 0) return "/run/argonaut";
  if (env["XDG_RUNTIME_DIR"]) return join(env["XDG_RUNTIME_DIR"], "argonaut");
  return join(tmp, uid === undefined ? "argonaut" : `argonaut-${uid}`);
}

/** Where a client looks that is told nothing: as libxenstore by XENSTORED_PATH, then XENSTORED_RUNDIR, and then where our daemon is. */
export function clientSocketPath(env: Environment, who: WhoAndWhere = thisProcess()): string {
  if (env["XENSTORED_PATH"]) return env["XENSTORED_PATH"];
  if (env["XENSTORED_RUNDIR"]) return `${env["XENSTORED_RUNDIR"]}/socket`;
  return defaultSocketPath(env, who);
}
