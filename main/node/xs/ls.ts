import type { Client } from "./client.ts";
import type { RequestOf } from "./request.ts";
import type { Terminal } from "./terminal.ts";
import { treeLayout, treeLine } from "./tree-line.ts";

/** Prints each node as it is found: no transaction, so a store that changes meanwhile is seen as it is by then. */
export async function ls({ paths, flat, perms }: RequestOf<"ls">, client: Client, terminal: Terminal): Promise<number> {
  const layout = treeLayout(flat, terminal.columns);

  const below = async (path: string, depth: number): Promise<boolean> => {
    const children = await client.directory(path);
    if (!children.ok) {
      // It was there when its parent was listed; now it is not, and there is nothing below it.
      if (depth > 0 && children.error === "ENOENT") return true;
      terminal.problem(`could not list ${path}: ${children.error}`);
      return false;
    }
    for (const name of children.value) {
      const at = path.endsWith("/") ? path + name : `${path}/${name}`;
      const value = await client.read(at);
      const found = perms ? await client.getPerms(at) : undefined;
      if (found && !found.ok) terminal.problem(`could not read the permissions of ${at}: ${found.error}`);
      const node = { depth, path: at, name, value: value.ok ? value.value : undefined, perms: found?.ok ? found.value : undefined };
      terminal.print(treeLine(layout, node, perms));
      if (!(await below(at, depth + 1))) return false;
    }
    return true;
  };

  for (const path of paths) if (!(await below(path, 0))) return 1;
  return 0;
}
