import type { Log } from "../log/log.ts";
import type { XsWatch, BackendPorts, Timers } from "../../protocol/ports.ts";
import { BugError, err, GuestFault, type Result } from "../../protocol/result.ts";
import { RingOverflow } from "../../protocol/ring.ts";
import {
  backendNode,
  backendStep,
  parseXenbusState,
  printXenbusState,
  type BackendState,
  type BackendStep,
  type XenbusState,
} from "../../protocol/xenbus.ts";
import type { BackendDevice, DeviceAddress, DeviceContext, DeviceFactory, NodeReader } from "./backend.ts";
import { RingScope } from "./ring-scope.ts";

/** After so many failures a device stays Closed until the toolstack makes it anew: a guest may not have dom0 try for ever. */
const FAILURES_MAX = 3;
/** The grid has no cycle without the frontend's doing; this bounds a mistake in it. */
const STEPS_MAX = 4;
/** In place of the grid's "recover". */
const REJOIN = { step: "connect", next: "Connected" } as const;
/** Reasons can quote a guest's nodes. */
const REASON_MAX = 256;
/** EINVAL, as Linux's xenbus_dev_fatal() prefixes its message. */
const ERROR_PREFIX = "22";

/** What a XenbusBackend reports to whoever made it. */
export interface XenbusBackendEvents {
  /** A guest broke the ABI or published what cannot be connected; the device is closed. */
  onFault(domid: number, reason: string): void;
  /** The device reached a state, and its node says so (`backendNode`). */
  onState?(address: DeviceAddress, state: BackendState): void;
}

/**
 * Drives one device through xenbus: watches the frontend's state, performs the grid's steps, writes its own state.
 *
 * Everything runs in one queue, one evaluation after another: `changed()` says that something may have, and the evaluation reads
 * what there is by then. So no step ever sees a state older than its own last write.
 */
export class XenbusBackend {
  readonly address: DeviceAddress;
  /** The device's open rings. */
  readonly scope = new RingScope();
  readonly #ports: BackendPorts;
  readonly #log: Log;
  readonly #events: XenbusBackendEvents;
  readonly #device: BackendDevice;
  readonly #own: string;
  #state: BackendState = "Initialising";
  /** Whether the first look was taken: before it the `state` node is what an earlier backend left there. */
  #begun = false;
  #stopping = false;
  #frontend: string | undefined;
  #watch: XsWatch | undefined;
  #failures = 0;
  #erred = false;
  #reason: string | undefined;
  #gone = false;
  #again = false;
  #running: Promise<void> | undefined;

  constructor(
    address: DeviceAddress,
    machine: { readonly ports: BackendPorts; readonly timers: Timers; readonly log: Log },
    make: DeviceFactory,
    events: XenbusBackendEvents,
  ) {
    this.address = address;
    this.#ports = machine.ports;
    this.#log = machine.log;
    this.#events = events;
    this.#own = `backend/${address.type}/${address.domid}/${address.devid}`;
    const context: DeviceContext = {
      address,
      ...machine,
      scope: this.scope,
      guard: (serve) => this.#guard(serve),
      guardAsync: (serve) => void this.#guardAsync(serve),
    };
    this.#device = make(context);
  }

  get state(): BackendState {
    return this.#state;
  }

  /** Whether it wrote an error node. */
  get erred(): boolean {
    return this.#erred;
  }

  get device(): BackendDevice {
    return this.#device;
  }

  /** Says that a node of either end may have changed. Resolves when all that was said so far is dealt with. */
  changed(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  /**
   * The backend's driver ends and the device stays: everything is let go of, and Closing and Closed say so, that no frontend waits. Resolves when
   * they are written. Another XenbusBackend may take the device up from there. Harmless twice.
   */
  async stop(): Promise<void> {
    if (this.#gone) return;
    this.#stopping = true;
    // At once, not in the queue: a connect under way gives up.
    this.#device.close();
    await this.changed();
    this.close();
  }

  /** The directory is gone: lets everything go without another word in the store. Harmless twice. */
  close(): void {
    this.#gone = true;
    this.#watch?.close();
    this.#device.close();
  }

  /** Closes the device for `reason`, as for a guest's fault: error node, one log line, `onFault`. */
  fail(reason: string): void {
    if (!this.#serves()) return;
    this.#reason = reason;
    // At once, not in the queue: nothing more of this guest's may be served.
    this.#device.close();
    void this.changed();
  }

  async #run(): Promise<void> {
    await Promise.resolve(); // so that `#running` is set before it can be cleared
    try {
      while (this.#again && !this.#gone) {
        this.#again = false;
        await this.#evaluate();
      }
    } finally {
      this.#running = undefined;
    }
  }

  async #evaluate(): Promise<void> {
    for (let steps = 0; steps < STEPS_MAX && !this.#gone; steps++) {
      if (this.#stopping) return backendNode[this.#state] === "Closed" ? undefined : this.#shut();
      if (this.#reason !== undefined) return this.#enterFailed(this.#reason);
      const own = await this.#read("state");
      if (own === undefined || this.#gone) return; // removed; the host closes us
      const online = (await this.#read("online")) !== "0";
      const told = parseXenbusState(own);
      if (this.#toldToClose(told, online)) {
        // The toolstack unplugs: it wrote our state and waits for Closed, whatever the frontend does.
        await this.#shut();
        continue;
      }
      if (!(await this.#findFrontend())) return;
      const peer = parseXenbusState(await this.#readFrontend("state"));
      if (this.#stopping) continue;
      if (told === "Initialising" && this.#state !== "Initialising") this.#startOver();
      const { step, next } = this.#rejoins(peer) ? REJOIN : backendStep(this.#state, peer);
      const opens = step === "advertise" || step === "recover" || step === "restart";
      if (step === "-" || (opens && (!online || this.#failures >= FAILURES_MAX))) return;
      if (await this.#perform(step)) await this.#enter(next);
    }
  }

  /** Whether it is the frontend of an earlier backend, which died, and can be served as it is. */
  #rejoins(peer: XenbusState): boolean {
    return this.#device.rejoins === true && this.#state === "Initialising" && peer === "Connected";
  }

  /** Whether the `state` node holds the toolstack's wish, and neither our own last word nor, at the first look, an earlier backend's. */
  #toldToClose(told: XenbusState, online: boolean): boolean {
    const first = !this.#begun;
    this.#begun = true;
    if (told !== "Closing" && told !== "Closed") return false;
    const own = backendNode[this.#state];
    return first ? !online : own !== told || (own === "Closing" && !online);
  }

  /** Lets everything go, and says so: a frontend, or the toolstack, that waits for either state sees it. */
  async #shut(): Promise<void> {
    this.#device.close();
    if (backendNode[this.#state] !== "Closed") await this.#enter("Closing");
    await this.#enter("Closed");
  }

  /** The toolstack removed the directory and made it again between two looks of ours. */
  #startOver(): void {
    this.#device.close();
    this.#state = "Initialising";
    this.#failures = 0;
  }

  /** The step's effect. False: it failed, and `#reason` says why. */
  async #perform(step: Exclude<BackendStep, "-">): Promise<boolean> {
    switch (step) {
      case "advertise":
        return this.#advertise();
      case "restart":
        // Both states are seen by a frontend that waits for them before it comes back (libxenbe does likewise).
        await this.#shut();
        return this.#advertise();
      case "recover":
        this.#device.close();
        return this.#advertise();
      case "connect": {
        const connected = await this.#connect();
        if (this.#stopping) return false;
        if (!connected.ok) this.fail(connected.error);
        return connected.ok && this.#reason === undefined && !this.#gone;
      }
      case "disconnect":
      case "close":
        this.#device.close();
        return true;
    }
  }

  /** A fault that is thrown while connecting is as good as one that is answered. */
  async #connect(): Promise<Result<void, string>> {
    try {
      return await this.#device.connect(this.#readFrontend, this.#read);
    } catch (problem) {
      if (!(problem instanceof GuestFault || problem instanceof RingOverflow)) throw problem;
      return err(problem.message);
    }
  }

  async #advertise(): Promise<boolean> {
    const nodes = await this.#device.advertise((key) => this.#read(key));
    for (const [key, value] of Object.entries(nodes)) await this.#write(`${this.#own}/${key}`, value);
    return true;
  }

  async #enter(state: BackendState): Promise<void> {
    if (this.#gone) return;
    this.#state = state;
    await this.#write(`${this.#own}/state`, printXenbusState(backendNode[state]));
    this.#log.debug("backend state", { type: this.address.type, devid: this.address.devid, state }, this.address.domid);
    this.#events.onState?.(this.address, state);
  }

  async #enterFailed(reason: string): Promise<void> {
    this.#failures++;
    const { domid, type, devid } = this.address;
    this.#erred = true;
    const printable = reason.replace(/[^ -~]/g, "?").slice(0, REASON_MAX);
    await this.#write(`error/${this.#own}/error`, `${ERROR_PREFIX} ${printable}`);
    this.#log.guest(domid, "device closed", { type, devid, reason: printable });
    await this.#enter("Failed");
    this.#reason = undefined;
    this.#events.onFault(domid, printable);
  }

  async #findFrontend(): Promise<boolean> {
    if (this.#frontend !== undefined) return true;
    const frontend = await this.#read("frontend");
    if (frontend === undefined || this.#gone) return false;
    this.#frontend = frontend;
    const watch = await this.#ports.xenstore.watch(`${frontend}/state`, () => void this.changed());
    if (!watch.ok) {
      this.#frontend = undefined;
      return false;
    }
    this.#watch = watch.value;
    if (this.#gone) watch.value.close();
    return !this.#gone;
  }

  readonly #read: NodeReader = async (key) => {
    const value = await this.#ports.xenstore.read(`${this.#own}/${key}`);
    return value.ok ? value.value : undefined;
  };

  readonly #readFrontend: NodeReader = async (key) => {
    const value = await this.#ports.xenstore.read(`${this.#frontend}/${key}`);
    return value.ok ? value.value : undefined;
  };

  async #write(path: string, value: string): Promise<void> {
    if (this.#gone) return;
    const written = await this.#ports.xenstore.write(path, value);
    if (!written.ok && written.error === "EINVAL") throw new BugError(`write ${path}: EINVAL`);
    // Anything else: the toolstack removed the directory meanwhile, or the store is full; the peer's timeout deals with both.
    if (!written.ok) this.#log.debug("node not written", { path, error: written.error }, this.address.domid);
  }

  #serves(): boolean {
    return !this.#gone && !this.#stopping && this.#reason === undefined;
  }

  #guard(serve: () => void): void {
    if (!this.#serves()) return;
    try {
      serve();
    } catch (problem) {
      this.#blame(problem);
    }
  }

  async #guardAsync(serve: () => Promise<void>): Promise<void> {
    if (!this.#serves()) return;
    try {
      await serve();
    } catch (problem) {
      this.#blame(problem);
    }
  }

  #blame(problem: unknown): void {
    if (problem instanceof GuestFault || problem instanceof RingOverflow) this.fail(problem.message);
    else throw problem;
  }
}
