/** The files of /proc and of the control groups, which are the kernel's interface: what cannot be done answers with errno's name. */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";

export interface HostFiles {
  /** Undefined where it cannot be read. */
  read(path: string): string | undefined;
  /** Names in a folder; none where there is no such folder. */
  list(path: string): readonly string[];
  /** Undefined when it was done; else errno's name. */
  write(path: string, text: string): string | undefined;
  mkdir(path: string): string | undefined;
  rmdir(path: string): string | undefined;
}

const codeOf = (cause: unknown): string => {
  if (cause instanceof Error && "code" in cause && typeof cause.code === "string") return cause.code;
  throw cause;
};

function refusal(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (cause) {
    return codeOf(cause);
  }
}

function answer<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (cause) {
    codeOf(cause);
    return undefined;
  }
}

export const hostFiles: HostFiles = {
  read: (path) => answer(() => readFileSync(path, "latin1")),
  list: (path) => answer(() => readdirSync(path)) ?? [],
  // Not to be made when it is missing: a control group without a controller has not got that controller's files.
  write: (path, text) => refusal(() => writeFileSync(path, text, { flag: "r+" })),
  mkdir: (path) => refusal(() => mkdirSync(path)),
  rmdir: (path) => refusal(() => rmdirSync(path)),
};
