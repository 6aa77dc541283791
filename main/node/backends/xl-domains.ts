import type { Log } from "../../log/log.ts";
import type { Xenstore, XsWatch } from "../../../protocol/ports.ts";
import { ok, type Result } from "../../../protocol/result.ts";
import { parseXlList, type Xl } from "./xl-program.ts";

/** One domain of the cockpit: its name, as its xl.cfg has it, and that file. */
export interface XlDomain {
  readonly name: string;
  readonly path: string;
}

/**
 * The cockpit's domains on a real Xen, by the real toolstack: created in boot order, noticed when they come and go, destroyed at the end.
 *
 * What becomes of one that crashes is its xl.cfg's to say, and xl's own daemon's to do; here it is only seen that it has another domid.
 */
export class XlDomains {
  readonly #xl: Xl;
  readonly #xenstore: Xenstore;
  readonly #log: Log;
  readonly #onChange: (running: ReadonlyMap<string, number>) => void;
  /** Those that were created here: what someone else started is someone else's to end. */
  readonly #created: string[] = [];
  #running: ReadonlyMap<string, number> = new Map();
  #watches: XsWatch[] = [];
  #booting: Promise<unknown> = Promise.resolve();
  #looking: Promise<void> | undefined;
  #again = false;
  #ending = false;

  /** `onChange` hears the running domains' domids, by name, whenever one came or went. */
  constructor(xl: Xl, xenstore: Xenstore, log: Log, onChange: (running: ReadonlyMap<string, number>) => void) {
    this.#xl = xl;
    this.#xenstore = xenstore;
    this.#log = log;
    this.#onChange = onChange;
  }

  /** Creates those that do not run yet. One that cannot be created is told of, and does not keep the next from starting. */
  boot(domains: readonly XlDomain[]): Promise<Result<void, string>> {
    const booted = this.#boot(domains);
    this.#booting = booted;
    return booted;
  }

  /** Looks at what runs, once more if it is asked for meanwhile. */
  look(): Promise<void> {
    this.#again = true;
    this.#looking ??= this.#look();
    return this.#looking;
  }

  /** Destroys what was created here, last first. */
  async end(): Promise<void> {
    this.#ending = true;
    // What is being created just now is ours to end, too.
    await this.#booting;
    for (const watch of this.#watches.splice(0)) watch.close();
    await this.#looking;
    for (const name of this.#created.splice(0).reverse()) {
      const destroyed = await this.#xl(["destroy", name]);
      // It may have ended by itself.
      if (!destroyed.ok) this.#log.info("domain not destroyed", { name, problem: destroyed.error });
    }
  }

  async #boot(domains: readonly XlDomain[]): Promise<Result<void, string>> {
    for (const path of ["@introduceDomain", "@releaseDomain"]) {
      const watch = await this.#xenstore.watch(path, () => void this.look());
      if (watch.ok) this.#watches.push(watch.value);
      else this.#log.error("xenstore refused a watch", { path, error: watch.error });
    }
    const listed = await this.#list();
    if (!listed.ok) return listed;
    for (const { name, path } of domains) {
      if (this.#ending) break;
      if (listed.value.has(name)) {
        this.#log.info("domain runs already", { name, domid: listed.value.get(name) });
        continue;
      }
      const created = await this.#xl(["create", path]);
      if (!created.ok) {
        this.#log.error("domain not created", { name, problem: created.error });
        continue;
      }
      this.#created.push(name);
      this.#log.info("domain created", { name });
    }
    await this.look();
    return ok(undefined);
  }

  async #look(): Promise<void> {
    await Promise.resolve(); // so that `#looking` is set before it can be cleared
    try {
      while (this.#again) {
        this.#again = false;
        const listed = await this.#list();
        if (!listed.ok) this.#log.error("domains not listed", { problem: listed.error });
        else if (!same(listed.value, this.#running)) {
          this.#running = listed.value;
          this.#onChange(listed.value);
        }
      }
    } finally {
      this.#looking = undefined;
    }
  }

  async #list(): Promise<Result<ReadonlyMap<string, number>, string>> {
    const text = await this.#xl(["list", "-l"]);
    if (!text.ok) return text;
    const listed = parseXlList(text.value);
    return listed.ok ? ok(new Map(listed.value.map(({ name, domid }) => [name, domid]))) : listed;
  }
}

const same = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean =>
  a.size === b.size && [...a].every(([name, domid]) => b.get(name) === domid);
