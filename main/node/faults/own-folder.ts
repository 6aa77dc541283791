import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of this process's own in `parent`. What others left there that were killed goes first, where it may be taken away. */
export function ownFolder(parent = tmpdir()): string {
  for (const name of readdirSync(parent)) {
    const pid = /^argonaut-faults-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !lives(Number(pid))) rmSync(join(parent, name), { recursive: true, force: true });
  }
  return mkdtempSync(join(parent, `argonaut-faults-${process.pid}-`));
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    // EPERM: it is another user's, and so is the folder.
    return !(cause instanceof Error && "code" in cause && cause.code === "ESRCH");
  }
}
