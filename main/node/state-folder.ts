/** Where a cockpit keeps what outlives it, unless it is told another place. */
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

export interface WhoseHome {
  /** The user's number; undefined where users have none. */
  readonly uid: number | undefined;
  readonly home: string;
}

const thisProcess = (): WhoseHome => ({ uid: process.getuid?.(), home: homedir() });

/**
 * A folder for each cockpit, by its name, which is no path. STATE_DIRECTORY is a service's own (systemd.exec), and how the launcher tells the user
 * that it starts the cockpit as; XDG_STATE_HOME is a person's (XDG Base Directory Specification), which says that a relative one does not count.
 */
export function defaultStateFolder(env: Environment, cockpit: string, { uid, home }: WhoseHome = thisProcess()): string {
  const [service, person] = [env["STATE_DIRECTORY"], env["XDG_STATE_HOME"]];
  if (service !== undefined && isAbsolute(service)) return join(service, cockpit);
  if (uid === 0) return join("/var/lib/argonaut/state", cockpit);
  return join(person !== undefined && isAbsolute(person) ? person : join(home, ".local", "state"), "argonaut", cockpit);
}
