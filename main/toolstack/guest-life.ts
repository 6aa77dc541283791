/** The life of one configured domain, over as many domids as it takes. */
import type { DomId } from "../../protocol/ids.ts";
import type { Dice, Timer, Timers } from "../../protocol/ports.ts";
import { err, type Result } from "../../protocol/result.ts";
import { SHUTDOWN } from "../hypervisor/domain.ts";
import type { Log } from "../log/log.ts";
import { Backoff } from "./backoff.ts";
import { randomUuid, type DomainBuilder } from "./domain-builder.ts";
import type { DomainConfig, ShutdownAction } from "./domain-config.ts";
import type { Domains, GuestHost, StoreIntroduction } from "./machine.ts";
import { actionFor, dispositionOf, reasonName } from "./shutdown-policy.ts";

/** A step in a domain's life, told as it happens; the boot timeline and the displays live off it. */
export interface LifeMark {
  readonly name: string;
  readonly domid: DomId | undefined;
  /** `built`: nodes are there, nothing runs. `started`: the guest's process runs. `waiting`: held back after a death. `given-up`: it died too often. */
  readonly step:
    | "building"
    | "built"
    | "started"
    | "refused"
    | "shutdown"
    | "suspended"
    | "resumed"
    | "destroyed"
    | "preserved"
    | "waiting"
    | "given-up";
  readonly detail?: string;
}

/** What a life needs of its surroundings. */
export interface LifePorts {
  readonly domains: Domains;
  readonly builder: DomainBuilder;
  readonly introduction: StoreIntroduction;
  readonly host: GuestHost;
  readonly timers: Timers;
  readonly dice: Dice;
  readonly log: Log;
  readonly restartBackoffMs: readonly number[];
  /** Deaths in a row after which a domain stays down; undefined: it is never given up. */
  readonly giveUpAfter?: number | undefined;
  readonly onMark: (mark: LifeMark) => void;
}

/** One domain of a cockpit. */
export interface GuestSpec {
  readonly config: DomainConfig;
  readonly signals: boolean;
}

type LifeState =
  | { readonly kind: "down" }
  | { readonly kind: "up"; readonly domid: DomId; readonly since: number }
  /** Suspended: it stands still until it is resumed. */
  | { readonly kind: "suspended"; readonly domid: DomId; readonly since: number }
  /** Shut down, and kept to be looked at. */
  | { readonly kind: "kept"; readonly domid: DomId }
  | { readonly kind: "waiting"; readonly timer: Timer };

/** Runs its operations one after the other, so that a restart that waits for its backends does not hold up another domain. */
export class GuestLife {
  readonly spec: GuestSpec;
  readonly #ports: LifePorts;
  readonly #backoff: Backoff;
  readonly #uuid: string;
  /** Renamed by rename-restart, by their new names. */
  readonly #preserved = new Map<string, DomId>();
  #renamed = 0;
  #state: LifeState = { kind: "down" };
  #tail: Promise<void> = Promise.resolve();

  constructor(spec: GuestSpec, ports: LifePorts) {
    this.spec = spec;
    this.#ports = ports;
    this.#backoff = new Backoff(ports.restartBackoffMs, ports.giveUpAfter);
    this.#uuid = spec.config.uuid ?? randomUuid(ports.dice);
  }

  get name(): string {
    return this.spec.config.name;
  }

  /** The domain of today, when there is one. */
  get domid(): DomId | undefined {
    return "domid" in this.#state ? this.#state.domid : undefined;
  }

  /** Today's domain and those that were kept under another name. */
  get domids(): ReadonlyMap<string, DomId> {
    return new Map([...this.#preserved, ...(this.domid === undefined ? [] : [[this.name, this.domid] as const])]);
  }

  /** Starts the domain unless it is there. */
  start(): Promise<void> {
    return this.#enqueue(async () => {
      this.#stopWaiting();
      if (this.#state.kind === "down") await this.#start();
    });
  }

  /** `xl destroy`, by the domain's name or that of a preserved one. */
  destroy(name = this.name): Promise<void> {
    return this.#enqueue(async () => {
      const domid = this.domids.get(name);
      if (name === this.name) this.#stopWaiting();
      if (domid === undefined) return;
      await this.#destroy(domid, name);
      this.#preserved.delete(name);
    });
  }

  /** Destroys what is there and starts anew, at once. */
  restart(): Promise<void> {
    return this.#enqueue(async () => {
      this.#stopWaiting();
      this.#backoff.reset();
      if (this.domid !== undefined) await this.#destroy(this.domid, this.name);
      await this.#start();
    });
  }

  /** `xl resume`: a suspended domain goes on, and its frontends begin anew. */
  resume(): Promise<Result<void, string>> {
    return new Promise((resolve) => {
      void this.#enqueue(async () => resolve(await this.#resume()));
    });
  }

  /** Some domain shut down or is gone: looks whether it was this one. Resolves when that is dealt with. */
  async look(): Promise<void> {
    if (this.#state.kind !== "up" && this.#state.kind !== "suspended") return;
    const { domid, kind } = this.#state;
    const info = this.#ports.domains.domain(domid);
    if (info && !info.dying && info.shutdown === (kind === "up" ? undefined : SHUTDOWN.suspend)) return;
    await this.#enqueue(async () => {
      if (this.#state.kind === kind && this.#state.domid === domid) await this.#ended(domid, this.#state.since);
    });
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    const run = this.#tail.then(work);
    this.#tail = run;
    return run;
  }

  async #start(): Promise<void> {
    const { builder, domains, host, timers } = this.#ports;
    const { config, signals } = this.spec;
    this.#mark("building", undefined);
    const built = await builder.build({ config, signals, uuid: this.#uuid });
    if (!built.ok) return this.#refused(undefined, built.error);
    const domid = built.value;
    this.#mark("built", domid);
    const since = timers.now();
    // Before the process: nothing runs yet that could run too early, and a starting guest waits for its upcalls.
    domains.unpause(domid);
    const started = await host.start(domid, config);
    if (!started.ok) {
      await this.#destroy(domid, this.name);
      return this.#refused(domid, started.error);
    }
    this.#state = { kind: "up", domid, since };
    this.#mark("started", domid);
    // It may have died before anybody looked.
    void this.look();
  }

  async #resume(): Promise<Result<void, string>> {
    if (this.#state.kind !== "suspended") return err(`${this.name} is not suspended`);
    const { domid, since } = this.#state;
    const { domains, introduction } = this.#ports;
    const resumed = domains.resume(domid);
    if (!resumed.ok) return resumed;
    this.#state = { kind: "up", domid, since };
    this.#mark("resumed", domid);
    const known = await introduction.resume(domid);
    void this.look();
    return known;
  }

  /** A start that was refused is a death at birth: on_crash says whether to try again. */
  #refused(domid: DomId | undefined, reason: string): void {
    this.#ports.log.error("domain not started", { name: this.name, reason });
    this.#mark("refused", domid, reason);
    if (dispositionOf(this.spec.config.onCrash).rebuild) this.#startLater(this.#backoff.next(0));
  }

  async #ended(domid: DomId, since: number): Promise<void> {
    const { domains, log, timers } = this.#ports;
    const aliveMs = timers.now() - since;
    const reason = domains.domain(domid)?.shutdown;
    if (reason === undefined) {
      // Destroyed behind our back: as xl, clean up and leave it at that.
      log.info("domain is gone", undefined, domid);
      return this.#destroy(domid, this.name);
    }
    if (reason === SHUTDOWN.suspend) {
      // As xl: nothing is disposed of. Its devices are closed, its memory and its process stay.
      log.info("domain suspended", undefined, domid);
      this.#state = { kind: "suspended", domid, since };
      return this.#mark("suspended", domid);
    }
    const action = actionFor(this.spec.config, reason);
    log.info("domain shut down", { reason: reasonName(reason), action }, domid);
    this.#mark("shutdown", domid, reasonName(reason));
    await this.#dispose(domid, action);
    if (dispositionOf(action).rebuild) {
      const delay = this.#backoff.next(aliveMs);
      if (delay === 0) await this.#start();
      else this.#startLater(delay);
    }
  }

  async #dispose(domid: DomId, action: ShutdownAction): Promise<void> {
    const { builder, dice, host, log } = this.#ports;
    const { old, without } = dispositionOf(action);
    if (without !== undefined) log.info("done without what xl would do", { action, without }, domid);
    if (old === "destroy") return this.#destroy(domid, this.name);
    // A domain that shut down runs no more: Xen stops its vCPUs, and we the process that they are.
    await host.stop(domid);
    if (old === "keep") {
      this.#state = { kind: "kept", domid };
      return this.#mark("preserved", domid);
    }
    const name = `${this.name}-${++this.#renamed}`;
    const renamed = await builder.preserveAs(domid, name, randomUuid(dice));
    if (!renamed.ok) {
      log.error("domain not renamed, destroyed instead", { domid, name, reason: renamed.error });
      return this.#destroy(domid, this.name);
    }
    this.#preserved.set(name, domid);
    this.#state = { kind: "down" };
    this.#mark("preserved", domid, name);
  }

  async #destroy(domid: DomId, name: string): Promise<void> {
    await this.#ports.host.stop(domid);
    await this.#ports.builder.destroy(domid);
    if (name === this.name) this.#state = { kind: "down" };
    this.#ports.onMark({ name, domid, step: "destroyed" });
  }

  /** Undefined: never again, until somebody says so. */
  #startLater(delayMs: number | undefined): void {
    if (delayMs === undefined) {
      this.#ports.log.error("domain given up", { name: this.name, deaths: this.#ports.giveUpAfter });
      return this.#mark("given-up", undefined);
    }
    const timer = this.#ports.timers.after(delayMs, () => void this.start());
    this.#state = { kind: "waiting", timer };
    this.#mark("waiting", undefined, `${delayMs} ms`);
  }

  #stopWaiting(): void {
    if (this.#state.kind !== "waiting") return;
    this.#state.timer.cancel();
    this.#state = { kind: "down" };
  }

  #mark(step: LifeMark["step"], domid: DomId | undefined, detail?: string): void {
    this.#ports.onMark({ name: this.name, domid, step, ...(detail === undefined ? {} : { detail }) });
  }
}
