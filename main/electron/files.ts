import { accessSync, constants, createReadStream, readFileSync, statSync } from "node:fs";

type Read = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly error: string };

/** A file's text, or the system's word for why there is none. */
export function readText(path: string): Read {
  try {
    return { ok: true, value: readFileSync(path, "utf8") };
  } catch (cause) {
    if (cause instanceof Error && "code" in cause) return { ok: false, error: String(cause.code) };
    throw cause;
  }
}

export function canRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause) return false;
    throw cause;
  }
}

/** A file that is read from its start, as often as asked, a piece at a time. */
export function openFile(path: string): { name: string; size: number; open(): AsyncIterable<Uint8Array> } {
  return { name: path, size: statSync(path).size, open: () => createReadStream(path) };
}
