import type { HostFiles } from "../../main/node/enforcement/host-files.ts";

/** The files of a machine as the kernel shows them: a new control group has files at once, and what may not be done is refused. */
export class HostTree implements HostFiles {
  readonly files = new Map<string, string>();
  readonly folders = new Set<string>();
  /** What was done, in order. */
  readonly done: string[] = [];
  /** Refused: an operation and a path, `write /a/b`, to errno's name. */
  readonly refusals = new Map<string, string>();
  readonly #groupFiles: readonly string[];

  /** `groupFiles`: what each new group has. */
  constructor(files: Readonly<Record<string, string>>, groupFiles: readonly string[] = []) {
    for (const [path, text] of Object.entries(files)) this.files.set(path, text);
    this.#groupFiles = groupFiles;
  }

  read(path: string): string | undefined {
    return this.files.get(path);
  }

  list(path: string): readonly string[] {
    const below = [...this.files.keys()].filter((file) => file.startsWith(`${path}/`));
    return [...new Set(below.map((file) => file.slice(path.length + 1).split("/")[0] ?? ""))];
  }

  write(path: string, text: string): string | undefined {
    this.done.push(`write ${path} ${text}`);
    const refused = this.refusals.get(`write ${path}`) ?? (this.files.has(path) ? undefined : "ENOENT");
    if (refused !== undefined) return refused;
    // A process leaves the group it was in, and the kernel adds a controller to those that there are.
    if (path.endsWith("/cgroup.procs")) this.#move(path, text);
    else this.files.set(path, path.endsWith("/cgroup.subtree_control") ? `${this.files.get(path) ?? ""} ${text.slice(1)}`.trim() : text);
    return undefined;
  }

  mkdir(path: string): string | undefined {
    this.done.push(`mkdir ${path}`);
    const refused = this.refusals.get(`mkdir ${path}`) ?? (this.folders.has(path) ? "EEXIST" : undefined);
    if (refused !== undefined) return refused;
    this.folders.add(path);
    for (const name of this.#groupFiles) this.files.set(`${path}/${name}`, "");
    return undefined;
  }

  rmdir(path: string): string | undefined {
    this.done.push(`rmdir ${path}`);
    const refused = this.refusals.get(`rmdir ${path}`) ?? (this.folders.has(path) ? undefined : "ENOENT");
    if (refused !== undefined) return refused;
    this.folders.delete(path);
    for (const file of [...this.files.keys()]) if (file.startsWith(`${path}/`)) this.files.delete(file);
    return undefined;
  }

  #move(to: string, pid: string): void {
    for (const [path, text] of this.files) {
      if (path.endsWith("/cgroup.procs"))
        this.files.set(
          path,
          text
            .split(/\s+/)
            .filter((one) => one !== pid && one !== "")
            .join("\n"),
        );
    }
    this.files.set(to, `${this.files.get(to) ?? ""}\n${pid}`.trim());
  }
}
