import { existsSync, readFileSync, renameSync } from "node:fs";
import { mkdir, open, rename } from "node:fs/promises";
import { join } from "node:path";
import { done, err, ok, type Result } from "../../protocol/result.ts";
import type { SettingsFiles } from "../toolstack/kept-settings.ts";

/** A file for each domain: what one makes of its own cannot cost another its settings. The folder is made when there is something to write. */
export function settingsFiles(folder: string): SettingsFiles {
  const path = (domain: string): string => join(folder, `${domain}.yaml`);
  return {
    path,
    read: (domain) => {
      const text = attempt(() => readFileSync(path(domain), "utf8"));
      return !text.ok && text.error === "ENOENT" ? ok(undefined) : text;
    },
    write: (domain, text) => writeWhole(folder, path(domain), text),
    setAside: (domain) => {
      let to = `${path(domain)}.broken`;
      for (let more = 2; existsSync(to); more++) to = `${path(domain)}.broken-${more}`;
      return attempt(() => {
        renameSync(path(domain), to);
        return to;
      });
    },
  };
}

/** Under another name, onto the disk, and then in place of the old one: whoever reads has the old text or the new one. */
async function writeWhole(folder: string, path: string, text: string): Promise<Result<void, string>> {
  const fresh = `${path}.new`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(fresh, "w", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
    return done;
  } catch (cause) {
    return err(`${path}: ${codeOf(cause)}`);
  }
}

function attempt<T>(work: () => T): Result<T, string> {
  try {
    return ok(work());
  } catch (cause) {
    return err(codeOf(cause));
  }
}

/** The system's word for what went wrong; what is none of the system's is a defect of ours. */
function codeOf(cause: unknown): string {
  if (cause instanceof Error && "code" in cause) return String(cause.code);
  throw cause;
}
