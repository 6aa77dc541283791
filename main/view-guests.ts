/**
 * Guests that are Chromium views: for each domain a process with its door, the keyboard frontend that dom0 hosts for it, and a place
 * under its display's overlay. What the toolstack calls a guest host.
 */
import type { GuestMessage } from "../protocol/bridge.ts";
import type { DomId } from "../protocol/ids.ts";
import type { KbdInEvent } from "../protocol/io/kbdif.ts";
import { err, ok, type GuestFault, type Result } from "../protocol/result.ts";
import { VkbdFrontend } from "../preload/frontends/vkbd-frontend.ts";
import { FrontendBus } from "../preload/frontends/frontend-bus.ts";
import type { Dom0 } from "./dom0.ts";
import type { DisplayWindow } from "./electron/display-window.ts";
import { userSpaceOf } from "./user-space.ts";
import { watchFolder } from "./electron/watch-folder.ts";
import { GuestProcess } from "./electron/guest-process.ts";
import { Injector } from "./electron/injection.ts";
import type { Watchdog, Watched } from "./electron/watchdog.ts";
import { emulatedPorts } from "./guests/emulated-ports.ts";
import { Door } from "./hypervisor/door.ts";
import { SHUTDOWN } from "./hypervisor/domain.ts";
import { countEvent } from "./hypervisor/flood.ts";
import type { Hypercalls } from "./hypervisor/hypercalls.ts";
import type { Log } from "./log/log.ts";
import type { Enforcement } from "./node/enforcement/enforcer.ts";
import type { DomainConfig } from "./toolstack/domain-config.ts";
import type { GuestHost } from "./toolstack/machine.ts";

export interface ViewGuestOptions {
  readonly dom0: Dom0;
  readonly watchdog: Watchdog;
  /** Keeps each domain's process to what its xl.cfg gives it. */
  readonly enforcement: Enforcement;
  /** Windows by their connector's unique-id. */
  readonly windows: { get(connector: string): DisplayWindow | undefined };
  /** Built files: pages below `renderer`, kernels below `preload`. */
  readonly renderer: string;
  readonly preload: string;
  readonly gpu: boolean;
  readonly now: () => number;
  /** Lets dom0's event loop turn: what the toolstack does in one go would else hold up every display's vblank. */
  readonly nextTurn: () => Promise<void>;
  readonly log: Log;
}

interface Running {
  readonly door: Door;
  readonly process: GuestProcess;
  readonly windows: readonly DisplayWindow[];
  /** Undoes what `start` did, last first. */
  readonly undo: (() => void)[];
  pid: number;
  /** Its user space is being loaded again. */
  reloading: boolean;
  /** And again after that. */
  again: boolean;
}

export class ViewGuests implements GuestHost {
  readonly #options: ViewGuestOptions;
  readonly #running = new Map<DomId, Running>();

  constructor(options: ViewGuestOptions) {
    this.#options = options;
  }

  /** The process of a domain, while it has one. */
  pid(domid: DomId): number | undefined {
    return this.#running.get(domid)?.pid;
  }

  /** A message as if the guest's kernel had sent it, by the guest's own door. False: it has none. */
  receive(domid: DomId, message: GuestMessage): boolean {
    const running = this.#running.get(domid);
    running?.door.receive(message);
    return running !== undefined;
  }

  /** The guest's page, for a picture of what it drew. */
  view(domid: DomId): GuestProcess["view"] | undefined {
    return this.#running.get(domid)?.process.view;
  }

  async start(domid: DomId, config: DomainConfig): Promise<Result<void, string>> {
    // Making a process takes its time in Chromium; the other displays' vblanks come between it and what was done before.
    await this.#options.nextTurn();
    const { dom0, watchdog, enforcement, log, now, renderer, preload, gpu } = this.#options;
    const domain = dom0.cockpit.domains.find((one) => one.config.name === config.name);
    const hypercalls = dom0.hypervisor.hypercalls(domid);
    if (!domain || !hypercalls.ok) return err("no such domain");
    const reload = (): void => void this.#reload(domid, config.name);
    const userSpace = userSpaceOf(domain, renderer, reload);
    if (!userSpace) return err("not a guest with a view");
    const watched = watchdog.watch(config.maxmemMib);
    if (!watched) return err("as many guests run as can be watched");

    const die = (fault: GuestFault): void => {
      dom0.fault(fault);
      // Not when the toolstack comes to it: what is already on its way would be taken in until then.
      guest.cutOff();
    };
    const input = this.#hostInput(hypercalls.value, (event) => injector.take(event));
    const door = new Door({
      hypercalls: hypercalls.value,
      hosted: input.devices,
      post: (message) => guest.post(message),
      // Packets, and not the ring that this domain has like any other: between copies of a page a request is octets, an answer, and the
      // index that makes room again, each with a look at every shared page and an upcall of every port of the guest (door.ts, rule 2).
      // For the handshakes of three devices that came to 276 messages instead of 161, and to several times the work at either end.
      openXenstore: (send) => dom0.store.packetConnection(domid, send),
      onFault: die,
      counters: watched.counters,
      now,
    });
    const windows = config.vdispl.flatMap(({ connectors }) =>
      connectors.flatMap(({ uniqueId }) => this.#options.windows.get(uniqueId) ?? []),
    );
    const guest = new GuestProcess({
      boot: { domid, name: config.name },
      kernel: (domain.guest.kind === "view" ? domain.guest.kernel : undefined) ?? `${preload}/guest.cjs`,
      userSpace,
      // Telltales and speed never depend on the GPU process, which every guest with WebGL can stall (DESIGN §4).
      webgl: gpu && !windows.some(({ info }) => info.telltales),
      realTime: domain.rtds !== undefined,
      log: log.in("guests"),
      onProcess: (pid) => {
        if (pid === running.pid) return;
        running.pid = pid;
        watched.setPid(pid);
        enforcement.place(domid, config.name, pid);
      },
      onMessage: (message) => door.receive(message),
      onEvent: (octets, ms) => countEvent(watched.counters, octets, ms),
      onFault: (why) => dom0.crash(domid, why),
      onGone: (reason, exitCode) => this.#gone(domid, watched, reason, exitCode),
    });
    const running: Running = { door, process: guest, windows, pid: 0, undo: [], reloading: false, again: false };
    this.#running.set(domid, running);
    running.undo.push(
      () => watched.close(),
      () => enforcement.release(domid),
      () => guest.kill(),
      () => door.close(),
    );
    for (const window of windows) {
      window.attach(guest.view);
      window.border({ domid, name: config.name, colour: domain.colour });
      running.undo.push(() => window.detach(guest.view));
    }
    const injector = new Injector(guest.view.webContents, now);
    running.undo.push(() => input.close());
    void input.devices.start();
    if (domain.guest.kind === "app" && domain.guest.source.kind === "folder") {
      const { path } = domain.guest.source;
      const watcher = watchFolder(path, reload, (cause) => log.in("guests").error("app not watched", { path, cause: cause.message }));
      running.undo.push(() => watcher.close());
    }

    await this.#options.nextTurn();
    const failed = await guest.start();
    if (failed === undefined) return ok(undefined);
    // A guest that died while it started has been reported to the hypervisor: that is a crash, not a refusal.
    if (dom0.hypervisor.domain(domid)?.shutdown !== undefined) return ok(undefined);
    return err(failed);
  }

  async stop(domid: DomId): Promise<void> {
    const running = this.#running.get(domid);
    this.#running.delete(domid);
    for (const undo of running?.undo.reverse() ?? []) undo();
    await this.#options.nextTurn();
  }

  /**
   * A new user space in the same domain, as by kexec: the old kernel suspends, its devices closed in good order, and the domain is resumed with
   * a kernel that begins anew. One that does not suspend is started again as a domain. Once at a time; what changes meanwhile is another time.
   */
  async #reload(domid: DomId, name: string): Promise<void> {
    const running = this.#running.get(domid);
    if (!running) return;
    if (running.reloading) {
      running.again = true;
      return;
    }
    running.reloading = true;
    const { dom0, log } = this.#options;
    const suspended = await dom0.lifecycle.suspend(name);
    if (this.#running.get(domid) !== running) return;
    running.process.disconnect();
    const resumed = suspended.ok ? await dom0.lifecycle.resume(name) : suspended;
    const failed = resumed.ok ? await running.process.reload() : resumed.error;
    if (this.#running.get(domid) !== running) return;
    running.reloading = false;
    log.in("guests").info("app loaded again", failed === undefined ? {} : { failed }, domid);
    if (failed !== undefined) await dom0.lifecycle.restart(name);
    else if (running.again) {
      running.again = false;
      await this.#reload(domid, name);
    }
  }

  /** The frontends of the domain that a sandboxed page cannot have: its keyboards and pointers. */
  #hostInput(hypercalls: Hypercalls, onEvent: (event: KbdInEvent) => void): { readonly devices: FrontendBus; close(): void } {
    const store = this.#options.dom0.store.connect(hypercalls.domid);
    const ports = emulatedPorts(hypercalls, store);
    const devices = new FrontendBus(ports, { vkbd: () => new VkbdFrontend(ports, { onEvent }) });
    return {
      devices,
      close: () => {
        devices.close();
        store.close();
      },
    };
  }

  #gone(domid: DomId, watched: Watched, reason: string, exitCode: number): void {
    const verdict = watched.verdict();
    const { dom0, log } = this.#options;
    if (verdict) dom0.detected(verdict.detector, dom0.nameOf(domid), verdict.why);
    log.in("guests").guest(domid, "process gone", { reason: verdict?.why ?? reason, exitCode });
    dom0.shutdown(domid, reason === "clean-exit" ? SHUTDOWN.poweroff : SHUTDOWN.crash);
  }
}
