import { isDomId, type DomId } from "../../protocol/ids.ts";
import type { FrontendPorts, XsWatch } from "../../protocol/ports.ts";
import { done, err, type Result } from "../../protocol/result.ts";
import { frontendStep, parseXenbusState, printXenbusState, type FrontendState, type FrontendStep } from "../../protocol/xenbus.ts";

/** Nodes of one device directory, by key; a key may lead into a connector (`0/req-ring-ref`). */
export type FrontendNodes = Readonly<Record<string, string>>;
/** Reads a node of one end's directory; undefined when there is none. */
export type ReadNode = (key: string) => Promise<string | undefined>;

/** One device's frontend. XenbusFrontend owns the state machine and calls these. */
export interface FrontendDevice {
  /** Allocates what the connection needs and answers the nodes that publish it. */
  publish(backendId: DomId, own: ReadNode, backend: ReadNode): Promise<Result<FrontendNodes, string>>;
  /** The backend is connected, and so are we. */
  connect(): void;
  /** Gives everything back. Safe from any state, twice, and while `publish` is under way. */
  close(): void;
}

/** What a XenbusFrontend tells of itself. */
export interface XenbusFrontendEvents {
  onState?(state: FrontendState): void;
  /** The device could not be published; it is closed. */
  onError?(reason: string): void;
}

/** The grid has no cycle without the backend's doing; this bounds a mistake in it. */
const STEPS_MAX = 4;

/**
 * Drives one frontend through xenbus: the guest's end of main/backends/xenbus-backend.ts, and like it one evaluation after another.
 *
 * A backend that goes away takes the device to Reconfiguring and, since nothing of ours outlives the loss, straight on to Initialising
 * once there is a backend to meet.
 */
export class XenbusFrontend {
  readonly #ports: FrontendPorts;
  readonly #own: string;
  readonly #device: FrontendDevice;
  readonly #events: XenbusFrontendEvents;
  #state: FrontendState = "Initialising";
  #backend = "";
  #backendId: DomId | undefined;
  #watch: XsWatch | undefined;
  #closed = false;
  #again = false;
  #running: Promise<void> | undefined;
  #onClosed: (() => void)[] = [];

  /** `type` and `devid` as in `device/<type>/<devid>`, relative to the guest's home. */
  constructor(ports: FrontendPorts, type: string, devid: number, device: FrontendDevice, events: XenbusFrontendEvents = {}) {
    this.#ports = ports;
    this.#own = `device/${type}/${devid}`;
    this.#device = device;
    this.#events = events;
  }

  get state(): FrontendState {
    return this.#state;
  }

  /** Where the backend is, as the toolstack said when we began. */
  get backend(): string {
    return this.#backend;
  }

  /** Finds the backend and begins; once more after `remove` has resolved. Err when the toolstack gave no such device. */
  async start(): Promise<Result<void, string>> {
    const backend = await this.#read("backend");
    const backendId = Number(await this.#read("backend-id"));
    if (backend === undefined || !isDomId(backendId)) return err(`${this.#own}: want backend and backend-id`);
    this.#watch?.close();
    this.#backend = backend;
    this.#backendId = backendId;
    // Whatever an earlier kernel of this domain left there: we begin anew, and its backend has to see it.
    await this.#enter("Initialising");
    const watch = await this.#ports.xenstore.watch(`${backend}/state`, () => void this.#changed());
    if (!watch.ok) return err(`${backend}/state: ${watch.error}`);
    this.#watch = watch.value;
    if (this.#closed) watch.value.close();
    await this.#changed();
    return done;
  }

  /** Removes the device in good order: Closing, and Closed when the backend has let go. Resolves then, or when `close` comes first. */
  async remove(): Promise<void> {
    if (this.#state === "Closed" || this.#closed) return;
    const closed = new Promise<void>((resolve) => this.#onClosed.push(resolve));
    if (this.#state !== "Closing") {
      this.#device.close();
      await this.#enter("Closing");
    }
    await this.#changed();
    return closed;
  }

  /** The guest, or its device, goes without a word. Harmless twice. */
  close(): void {
    this.#closed = true;
    this.#watch?.close();
    this.#device.close();
    this.#tellClosed();
  }

  #changed(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    await Promise.resolve(); // so that `#running` is set before it can be cleared
    try {
      while (this.#again && !this.#closed) {
        this.#again = false;
        await this.#evaluate();
      }
    } finally {
      this.#running = undefined;
    }
  }

  async #evaluate(): Promise<void> {
    for (let steps = 0; steps < STEPS_MAX && !this.#closed; steps++) {
      const peer = parseXenbusState(await this.#readBackend("state"));
      const { step, next } = frontendStep(this.#state, peer);
      if (step === "-" || this.#closed) return;
      await this.#perform(step, next);
    }
  }

  async #perform(step: Exclude<FrontendStep, "-">, next: FrontendState): Promise<void> {
    switch (step) {
      case "publish":
        return this.#publish(next);
      case "connect":
        await this.#enter(next);
        return this.#device.connect();
      case "lose":
      case "close":
        this.#device.close();
        return this.#enter(next);
      case "reset":
        return this.#enter(next);
    }
  }

  async #publish(next: FrontendState): Promise<void> {
    if (this.#backendId === undefined) return;
    const nodes = await this.#device.publish(this.#backendId, this.#read, this.#readBackend);
    if (this.#closed || this.#state !== "Initialising") return this.#device.close();
    if (!nodes.ok) return this.#fail(nodes.error);
    // One transaction, so that the backend never sees half of it; the state comes last.
    const written = await this.#ports.xenstore.transaction(async (tx) => {
      for (const [key, value] of Object.entries(nodes.value)) {
        const put = await tx.write(`${this.#own}/${key}`, value);
        if (!put.ok) return put;
      }
      return tx.write(`${this.#own}/state`, printXenbusState(next));
    });
    if (!written.ok) return this.#fail(`publishing: ${written.error}`);
    this.#state = next;
    this.#events.onState?.(next);
  }

  async #fail(reason: string): Promise<void> {
    this.#device.close();
    this.#events.onError?.(reason);
    await this.#enter("Closing");
  }

  async #enter(state: FrontendState): Promise<void> {
    if (this.#closed) return;
    this.#state = state;
    await this.#ports.xenstore.write(`${this.#own}/state`, printXenbusState(state));
    this.#events.onState?.(state);
    if (state === "Closed") this.#tellClosed();
  }

  #tellClosed(): void {
    for (const tell of this.#onClosed.splice(0)) tell();
  }

  readonly #read: ReadNode = async (key) => {
    const value = await this.#ports.xenstore.read(`${this.#own}/${key}`);
    return value.ok ? value.value : undefined;
  };

  readonly #readBackend: ReadNode = async (key) => {
    const value = await this.#ports.xenstore.read(`${this.#backend}/${key}`);
    return value.ok ? value.value : undefined;
  };
}
