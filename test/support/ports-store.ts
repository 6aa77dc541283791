import type { DomId } from "../../protocol/ids.ts";
import type { Xenstore, XenstoreOps, XsWatch } from "../../protocol/ports.ts";
import { done, err, ok } from "../../protocol/result.ts";

interface Watch {
  readonly path: string;
  /** What the watcher asked for, if relative: its events are relative too. */
  readonly home: string | undefined;
  readonly onEvent: (path: string) => void;
  closed: boolean;
}

/** A store without permissions or quotas. Watch events come in a microtask, as those of a connection do. */
export interface FakeStore {
  connect(domid: DomId): Xenstore;
  /** As the toolstack writes: absolute paths. */
  set(nodes: Readonly<Record<string, string>>): void;
  get(path: string): string | undefined;
  remove(path: string): void;
  /** Every value a path had since the test began, in order. */
  history(path: string): readonly string[];
  readonly watches: number;
}

/** An empty store. */
export function aFakeStore(): FakeStore {
  const nodes = new Map<string, string>();
  const histories = new Map<string, string[]>();
  const watches = new Set<Watch>();

  const fire = (changed: string): void => {
    for (const watch of watches) {
      // Below the watched path, or a removal above it.
      if (changed !== watch.path && !changed.startsWith(`${watch.path}/`) && !watch.path.startsWith(`${changed}/`)) continue;
      const path = changed.startsWith(watch.path) ? changed : watch.path;
      queueMicrotask(() => {
        if (!watch.closed) watch.onEvent(watch.home === undefined ? path : path.slice(watch.home.length + 1));
      });
    }
  };
  const write = (path: string, value: string): void => {
    nodes.set(path, value);
    const history = histories.get(path) ?? [];
    histories.set(path, history);
    history.push(value);
    fire(path);
  };
  const remove = (path: string): void => {
    for (const key of [...nodes.keys()]) if (key === path || key.startsWith(`${path}/`)) nodes.delete(key);
    fire(path);
  };
  const list = (path: string): readonly string[] => {
    const names = new Set<string>();
    for (const key of nodes.keys()) if (key.startsWith(`${path}/`)) names.add(key.slice(path.length + 1).split("/")[0]!);
    return [...names];
  };
  return {
    connect: (domid) => {
      const home = `/local/domain/${domid}`;
      const absolute = (path: string): string => (path.startsWith("/") ? path : `${home}/${path}`);
      const ops: XenstoreOps = {
        read: (path) => {
          const value = nodes.get(absolute(path));
          return Promise.resolve(value === undefined ? err("ENOENT" as const) : ok(value));
        },
        write: (path, value) => {
          write(absolute(path), value);
          return Promise.resolve(done);
        },
        mkdir: (path) => {
          write(absolute(path), "");
          return Promise.resolve(done);
        },
        rm: (path) => {
          remove(absolute(path));
          return Promise.resolve(done);
        },
        directory: (path) => {
          const names = list(absolute(path));
          return Promise.resolve(names.length > 0 || nodes.has(absolute(path)) ? ok(names) : err("ENOENT" as const));
        },
        getPerms: () => Promise.resolve(ok([])),
        setPerms: () => Promise.resolve(done),
      };
      return {
        ...ops,
        watch: (path, onEvent) => {
          const watch: Watch = { path: absolute(path), home: path.startsWith("/") ? undefined : home, onEvent, closed: false };
          watches.add(watch);
          queueMicrotask(() => {
            if (!watch.closed) onEvent(path);
          });
          const close = (): void => {
            watch.closed = true;
            watches.delete(watch);
          };
          return Promise.resolve(ok<XsWatch>({ close }));
        },
        transaction: async (body) => {
          const held: [string, string][] = [];
          const result = await body({
            ...ops,
            write: (path, value) => {
              held.push([absolute(path), value]);
              return Promise.resolve(done);
            },
          });
          if (result.ok) for (const [path, value] of held) write(path, value);
          return result;
        },
      };
    },
    set: (values) => {
      for (const [path, value] of Object.entries(values)) write(path, value);
    },
    get: (path) => nodes.get(path),
    remove,
    history: (path) => histories.get(path) ?? [],
    get watches() {
      return watches.size;
    },
  };
}
