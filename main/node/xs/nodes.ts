/** read, write, exists, list and rm: each a run through its nodes that stops at the first problem. */
import type { XenstoreOps } from "../../../protocol/ports.ts";
import { escapeValue } from "./escape.ts";
import { failure, success, type Outcome } from "./outcome.ts";
import type { RequestOf } from "./request.ts";

export async function read({ paths, prefix, raw }: RequestOf<"read">, ops: XenstoreOps): Promise<Outcome> {
  let printed = "";
  for (const path of paths) {
    const value = await ops.read(path);
    if (!value.ok) return failure(`could not read ${path}`, value.error, printed);
    printed += (prefix ? `${path}: ` : "") + (raw ? value.value : `${escapeValue(value.value)}\n`);
  }
  return success(printed);
}

export async function write({ pairs }: RequestOf<"write">, ops: XenstoreOps): Promise<Outcome> {
  for (const [path, value] of pairs) {
    const written = await ops.write(path, value);
    if (!written.ok) return failure(`could not write ${path}`, written.error);
  }
  return success();
}

/** That a node is not there is the answer, and no problem. */
export async function exists({ paths }: RequestOf<"exists">, ops: XenstoreOps): Promise<Outcome> {
  for (const path of paths) {
    const value = await ops.read(path);
    if (!value.ok) return value.error === "ENOENT" ? { code: 1, printed: "" } : failure(`could not read ${path}`, value.error);
  }
  return success();
}

export async function list({ paths, prefix }: RequestOf<"list">, ops: XenstoreOps): Promise<Outcome> {
  let printed = "";
  for (const path of paths) {
    const children = await ops.directory(path);
    if (!children.ok) return failure(`could not list ${path}`, children.error, printed);
    // Below / that is two slashes: so xenstore-list of Xen 4.17 has it.
    for (const child of children.value) printed += `${prefix ? `${path}/` : ""}${child}\n`;
  }
  return success(printed);
}

export async function rm({ paths, tidy }: RequestOf<"rm">, ops: XenstoreOps): Promise<Outcome> {
  for (const path of paths) {
    for (let next: string | undefined = path; next !== undefined; next = tidy ? await emptyParent(next, ops) : undefined) {
      const removed = await ops.rm(next);
      if (!removed.ok) return failure(`could not remove ${next}`, removed.error);
    }
  }
  return success();
}

/** The node above `path`, if it has neither value nor children. */
async function emptyParent(path: string, ops: XenstoreOps): Promise<string | undefined> {
  const slash = path.lastIndexOf("/");
  if (slash <= 0) return undefined;
  const parent = path.slice(0, slash);
  const value = await ops.read(parent);
  if (!value.ok || value.value !== "") return undefined;
  const children = await ops.directory(parent);
  return children.ok && children.value.length === 0 ? parent : undefined;
}
