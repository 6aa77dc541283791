/** The domain manager: boots a cockpit's domains in their order and keeps each as its config says. */
import { DOM0, type DomId } from "../../protocol/ids.ts";
import type { Xenstore, XsWatch } from "../../protocol/ports.ts";
import { done, err, type Result } from "../../protocol/result.ts";
import { RELEASE_DOMAIN } from "../../protocol/xs-path.ts";
import type { XsError } from "../../protocol/xs-wire.ts";
import { formatDomainList } from "./domain-list.ts";
import { GuestLife, type GuestSpec, type LifePorts } from "./guest-life.ts";
import { suspendDomain } from "./suspend.ts";

/** What `xl` does, for the domains of one cockpit. */
export class Lifecycle {
  readonly #ports: LifePorts;
  readonly #store: Xenstore;
  readonly #lives: readonly GuestLife[];
  #watch: XsWatch | undefined;

  /** `guests` in boot order, their names unique. */
  constructor(guests: readonly GuestSpec[], store: Xenstore, ports: LifePorts) {
    this.#ports = ports;
    this.#store = store;
    this.#lives = guests.map((spec) => new GuestLife(spec, ports));
  }

  /** Starts one domain after the other. One that cannot be started does not keep the next from it. */
  async boot(): Promise<Result<void, XsError>> {
    const watch = await this.#store.watch(RELEASE_DOMAIN, () => this.#look());
    if (!watch.ok) return watch;
    this.#watch = watch.value;
    for (const life of this.#lives) await life.start();
    return done;
  }

  /** `xl create` of a domain of this cockpit that is not running. */
  async create(name: string): Promise<Result<void, string>> {
    const life = this.#lives.find((one) => one.name === name);
    if (!life) return err(this.#unknown(name));
    await life.start();
    return done;
  }

  /** `xl destroy`: also takes the name of a domain that rename-restart kept. It stays away until it is created again. */
  async destroy(name: string): Promise<Result<void, string>> {
    const life = this.#lives.find((one) => one.name === name || one.domids.has(name));
    if (!life) return err(this.#unknown(name));
    await life.destroy(name);
    return done;
  }

  /** Destroys the domain and starts it again at once, whatever its back-off says. */
  async restart(name: string): Promise<Result<void, string>> {
    const life = this.#lives.find((one) => one.name === name);
    if (!life) return err(this.#unknown(name));
    await life.restart();
    return done;
  }

  /** Asks the domain's kernel to suspend. Resolves when it stands still, its devices closed: what a migration would take from there. */
  async suspend(name: string): Promise<Result<void, string>> {
    const life = this.#lives.find((one) => one.name === name);
    if (!life) return err(this.#unknown(name));
    if (life.domid === undefined) return err(`${name} is not running`);
    const { domains, timers } = this.#ports;
    const suspended = await suspendDomain({ store: this.#store, timers, domains }, life.domid);
    await life.look();
    return suspended;
  }

  /** Lets a suspended domain go on. */
  async resume(name: string): Promise<Result<void, string>> {
    const life = this.#lives.find((one) => one.name === name);
    return life ? life.resume() : err(this.#unknown(name));
  }

  /** Today's domid of a name. */
  domidOf(name: string): DomId | undefined {
    return this.#lives.map((life) => life.domids.get(name)).find((domid) => domid !== undefined);
  }

  /** The name of a domid, "(null)" when it is nobody's, as in xl's list. */
  nameOf(domid: DomId): string {
    if (domid === DOM0) return "Domain-0";
    const names = this.#lives.flatMap((life) => [...life.domids]);
    return names.find(([, one]) => one === domid)?.[0] ?? "(null)";
  }

  /** `xl list`. */
  list(cpuSeconds: (domid: DomId) => number = () => 0): string {
    const infos = this.#ports.domains.domains();
    return formatDomainList(infos.map((info) => ({ info, name: this.nameOf(info.domid), cpuSeconds: cpuSeconds(info.domid) })));
  }

  /** Destroys every domain, the last started first. Harmless twice. */
  async close(): Promise<void> {
    this.#watch?.close();
    this.#watch = undefined;
    for (const life of [...this.#lives].reverse()) {
      // Today's first: what waits to be started again must not be.
      for (const name of new Set([life.name, ...life.domids.keys()])) await life.destroy(name);
    }
  }

  #look(): void {
    for (const life of this.#lives) void life.look();
  }

  #unknown(name: string): string {
    return `want one of ${this.#lives.map((life) => life.name).join(", ")}, got ${JSON.stringify(name)}`;
  }
}
