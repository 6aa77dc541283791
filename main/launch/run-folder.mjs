import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lives } from "./run.mjs";

/** A folder of this run's own, gone at the end. The other user's, if there is one. */
export function runFolder(user) {
  const parent = user ? "/tmp" : tmpdir();
  for (const name of readdirSync(parent)) {
    // What a run left behind that was killed.
    const pid = /^argonaut-run-(\d+)-/.exec(name)?.[1];
    if (pid && !lives(Number(pid)) && statSync(join(parent, name)).uid === (user?.uid ?? process.getuid?.())) {
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
  const folder = mkdtempSync(join(parent, `argonaut-run-${process.pid}-`));
  if (user) chownSync(folder, user.uid, user.gid);
  return {
    path: folder,
    /** A folder below it, of the same owner. */
    sub(name) {
      const path = join(folder, name);
      mkdirSync(path, { recursive: true, mode: 0o700 });
      if (user) chownSync(path, user.uid, user.gid);
      return path;
    },
    close: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}
