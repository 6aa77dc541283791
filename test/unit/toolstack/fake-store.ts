/** A store with the rights of dom0, for tests: a map of paths. New nodes inherit as xenstored's do; watches fire in a microtask. */
import { DOM0 } from "../../../protocol/ids.ts";
import type { Xenstore, XenstoreOps, XsPerm, XsWatch } from "../../../protocol/ports.ts";
import { done, err, ok, type Result } from "../../../protocol/result.ts";
import type { XsError } from "../../../protocol/xs-wire.ts";

interface FakeNode {
  readonly value: string;
  readonly perms: readonly XsPerm[];
}
type Tree = Map<string, FakeNode>;

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));
const answer = <T>(value: Result<T, XsError>): Promise<Result<T, XsError>> => Promise.resolve(value);

class Ops implements XenstoreOps {
  readonly tree: Tree;
  readonly #changed: (path: string) => void;
  readonly #refuse: (path: string) => XsError | undefined;

  constructor(tree: Tree, changed: (path: string) => void, refuse: (path: string) => XsError | undefined) {
    this.tree = tree;
    this.#changed = changed;
    this.#refuse = refuse;
  }

  read(path: string): Promise<Result<string, XsError>> {
    const node = this.tree.get(path);
    return answer(node ? ok(node.value) : err("ENOENT"));
  }

  write(path: string, value: string): Promise<Result<void, XsError>> {
    const refused = this.#refuse(path);
    if (refused) return answer(err(refused));
    this.#ensure(parentOf(path));
    this.tree.set(path, { value, perms: this.tree.get(path)?.perms ?? this.#inherited(path) });
    this.#changed(path);
    return answer(done);
  }

  mkdir(path: string): Promise<Result<void, XsError>> {
    this.#ensure(path);
    this.#changed(path);
    return answer(done);
  }

  rm(path: string): Promise<Result<void, XsError>> {
    if (!this.tree.has(path)) return answer(err("ENOENT"));
    for (const key of [...this.tree.keys()]) if (key === path || key.startsWith(`${path}/`)) this.tree.delete(key);
    this.#changed(path);
    return answer(done);
  }

  directory(path: string): Promise<Result<readonly string[], XsError>> {
    if (!this.tree.has(path)) return answer(err("ENOENT"));
    const below = [...this.tree.keys()].filter((key) => parentOf(key) === path);
    return answer(ok(below.map((key) => key.slice(path.length + 1))));
  }

  getPerms(path: string): Promise<Result<readonly XsPerm[], XsError>> {
    const node = this.tree.get(path);
    return answer(node ? ok(node.perms) : err("ENOENT"));
  }

  setPerms(path: string, perms: readonly XsPerm[]): Promise<Result<void, XsError>> {
    const node = this.tree.get(path);
    if (!node) return answer(err("ENOENT"));
    this.tree.set(path, { ...node, perms });
    return answer(done);
  }

  #ensure(path: string): void {
    if (path === "" || this.tree.has(path)) return;
    this.#ensure(parentOf(path));
    this.tree.set(path, { value: "", perms: this.#inherited(path) });
  }

  #inherited(path: string): readonly XsPerm[] {
    return this.tree.get(parentOf(path))?.perms ?? [{ domid: DOM0, access: "n" }];
  }
}

/** `refuse` answers the error that a write to a path is to get, if any. */
export class FakeStore implements Xenstore {
  refuse: (path: string) => XsError | undefined = () => undefined;
  #ops: Ops;
  readonly #watches = new Set<{ readonly path: string; readonly onEvent: (path: string) => void }>();

  constructor() {
    this.#ops = this.#over(new Map(), (path) => this.#fire(path));
  }

  /** `path = "value" n0,r1`, one a node, in order of path. */
  dump(below = "/"): readonly string[] {
    const line = ([path, { value, perms }]: [string, FakeNode]): string =>
      `${path} = ${JSON.stringify(value)} ${perms.map(({ domid, access }) => `${access}${domid}`).join(",")}`;
    return [...this.#ops.tree]
      .filter(([path]) => path.startsWith(below))
      .map(line)
      .sort();
  }

  /** Fires a special watch, as xenstored does by itself. */
  fireSpecial(name: string): void {
    for (const watch of [...this.#watches]) if (watch.path === name) this.#call(watch, name);
  }

  get watchCount(): number {
    return this.#watches.size;
  }

  read = (path: string): Promise<Result<string, XsError>> => this.#ops.read(path);
  write = (path: string, value: string): Promise<Result<void, XsError>> => this.#ops.write(path, value);
  mkdir = (path: string): Promise<Result<void, XsError>> => this.#ops.mkdir(path);
  rm = (path: string): Promise<Result<void, XsError>> => this.#ops.rm(path);
  directory = (path: string): Promise<Result<readonly string[], XsError>> => this.#ops.directory(path);
  getPerms = (path: string): Promise<Result<readonly XsPerm[], XsError>> => this.#ops.getPerms(path);
  setPerms = (path: string, perms: readonly XsPerm[]): Promise<Result<void, XsError>> => this.#ops.setPerms(path, perms);

  watch(path: string, onEvent: (path: string) => void): Promise<Result<XsWatch, XsError>> {
    const watch = { path, onEvent };
    this.#watches.add(watch);
    this.#call(watch, path);
    return answer(ok({ close: () => void this.#watches.delete(watch) }));
  }

  /** Runs on a copy. What another wrote meanwhile is not looked at but for a commit on top of it: then the body runs again. */
  async transaction<T>(body: (tx: XenstoreOps) => Promise<Result<T, XsError>>): Promise<Result<T, XsError>> {
    for (;;) {
      const before = this.#ops.tree;
      const size = JSON.stringify([...before]);
      const changed: string[] = [];
      const tx = this.#over(new Map(before), (path) => changed.push(path));
      const result = await body(tx);
      if (!result.ok) return result;
      if (JSON.stringify([...this.#ops.tree]) !== size) continue;
      this.#ops = this.#over(tx.tree, (path) => this.#fire(path));
      for (const path of changed) this.#fire(path);
      return result;
    }
  }

  #over(tree: Tree, changed: (path: string) => void): Ops {
    return new Ops(tree, changed, (path) => this.refuse(path));
  }

  #fire(path: string): void {
    for (const watch of [...this.#watches]) {
      if (path === watch.path || path.startsWith(`${watch.path}/`) || watch.path.startsWith(`${path}/`)) this.#call(watch, path);
    }
  }

  #call(watch: { readonly onEvent: (path: string) => void }, path: string): void {
    queueMicrotask(() => {
      if ([...this.#watches].some((one) => one === watch)) watch.onEvent(path);
    });
  }
}
