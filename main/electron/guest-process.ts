/**
 * One guest's machine: an OS process of its own, sandboxed, with a session of its own, and one port to dom0.
 *
 * The process is known to be hostile. Whatever comes from it goes, uninterpreted, to `onMessage` (the hypervisor's door);
 * a second use of the boot channel, any other channel, or a port inside a message is a fault.
 */
import { MessageChannelMain, WebContentsView, session as sessions, type MessagePortMain, type WebContents } from "electron";
import { BOOT_CHANNEL, type BootInfo, type Dom0Message } from "../../protocol/bridge.ts";
import type { Log } from "../log/log.ts";
import { hardenContents, hardenSession, logRefusals, viewPreferences } from "./hardening.ts";
import { isAppOf, serve } from "./scheme.ts";
import type { Served } from "./served.ts";
import { REAL_TIME_PAGE } from "./switches.ts";

/** The guest's user space. */
export interface UserSpace {
  /** What its session serves as `cockpit://hmi.argonaut/`. */
  readonly served: Served;
  /** The page it starts with. */
  readonly url: string;
  /** The development server that the page is of, if it is. */
  readonly origin?: string | undefined;
  /** The page wants to load itself again. Without it, it may not. */
  readonly onReload?: () => void;
}

export interface GuestProcessOptions {
  readonly boot: BootInfo;
  /** The guest's kernel: the preload script's file. */
  readonly kernel: string;
  readonly userSpace: UserSpace;
  /** Whether user space may have WebGL: never where its pictures matter for safety (DESIGN §4). */
  readonly webgl: boolean;
  /** Whether it was promised processor time, so that it is in real time as soon as it has started. */
  readonly realTime: boolean;
  readonly log: Log;
  /** The process runs, before it has run anything of the guest's; and again when it has its port. */
  readonly onProcess: (pid: number) => void;
  readonly onMessage: (message: unknown) => void;
  /** Something else than a message of the guest's came, that has so many octets and keeps dom0 at work for about so long. */
  readonly onEvent: (octets: number, ms: number) => void;
  readonly onFault: (why: string) => void;
  /** The process is gone; `reason` is Chromium's word for it, `exitCode` the system's. Once, and not after `kill`. */
  readonly onGone: (reason: string, exitCode: number) => void;
}

/** Of a console line, so much is kept. */
const CONSOLE_CHARS = 200;
/** What an event without a payload counts. */
const EVENT_OCTETS = 64;
/** What an event costs dom0, most of it in Chromium, where it cannot be measured: on the reference machine, rounded up. */
const EVENT_MS = 0.2;
const CONSOLE_MS = 0.5;
const REQUEST_MS = 1;

/**
 * Electron's own events for what `ipcRenderer` sends; the public ones leave out an invocation and a message with ports that nobody
 * handles. Arguments: the event, whether it is Electron's own, the channel.
 */
const IPC_EVENTS = ["-ipc-message", "-ipc-message-sync", "-ipc-invoke", "-ipc-ports", "-ipc-message-host"] as const;

/**
 * Leaves Electron its answers to its own invocations only. For any other that nobody handles it writes a line to stderr, which costs more
 * than all the rest of a flood.
 */
function answerOwnInvocations(contents: WebContents): void {
  const listeners = contents.listeners("-ipc-invoke");
  contents.removeAllListeners("-ipc-invoke");
  contents.on("-ipc-invoke" as "ipc-message", (...args: unknown[]) => {
    if (args[1] === true) for (const listener of listeners) Reflect.apply(listener, contents, args);
  });
}

export class GuestProcess {
  readonly view: WebContentsView;
  readonly #options: GuestProcessOptions;
  #port: MessagePortMain | undefined;
  #booted = false;
  #answer: (failed: string | undefined) => void = () => undefined;
  #gone = false;
  #cut = false;

  constructor(options: GuestProcessOptions) {
    this.#options = options;
    // A partition without "persist:" lives in memory and dies with the domain; its name is never used again.
    const session = sessions.fromPartition(`d${options.boot.domid}`, { cache: false });
    const count = (octets = 0, ms = EVENT_MS): void => options.onEvent(EVENT_OCTETS + octets, ms);
    const log = logRefusals(options.log, options.boot.domid);
    const refuse: typeof log = (what, url) => {
      count(url.length);
      log(what, url);
    };
    const { served, origin, onReload } = options.userSpace;
    hardenSession(session, { media: false, refuse, origin, onRequest: () => count(0, REQUEST_MS) });
    serve(session, served);
    const preferences = viewPreferences(session, options.kernel);
    const boot = `--argonaut-boot=${encodeURIComponent(JSON.stringify(options.boot))}`;
    const additionalArguments = [boot, ...(options.realTime ? REAL_TIME_PAGE : [])];
    this.view = new WebContentsView({ webPreferences: { ...preferences, additionalArguments, webgl: options.webgl } });
    this.view.setBackgroundColor("#05080c");
    const contents = this.view.webContents;
    hardenContents(contents, { refuse, onReload, frames: (url) => isAppOf(served, url) });
    contents.on("page-title-updated", () => count());
    contents.on("did-navigate-in-page", () => count());
    contents.on("console-message", (_event, level, message, line, source) => {
      count(message.length, CONSOLE_MS);
      options.log.guest(options.boot.domid, "console", {
        level,
        message: message.slice(0, CONSOLE_CHARS),
        line,
        source: source.slice(-CONSOLE_CHARS),
      });
    });
    answerOwnInvocations(contents);
    for (const name of IPC_EVENTS) {
      // The names are not in Electron's types; the arguments are as IPC_EVENTS says.
      contents.on(name as "ipc-message", (_event, internal: unknown, channel: unknown) => {
        count();
        if (internal === true || (name === "-ipc-message" && channel === BOOT_CHANNEL)) return;
        this.#fault(`${name.slice(1)} on channel ${JSON.stringify(String(channel).slice(0, 64))}, want ${BOOT_CHANNEL}`);
      });
    }
    contents.once("did-start-navigation", () => {
      if (this.pid() > 0) options.onProcess(this.pid());
    });
    contents.on("ipc-message-sync", (event) => (event.returnValue = undefined));
    contents.ipc.on(BOOT_CHANNEL, (event) => {
      if (this.#booted || event.senderFrame !== contents.mainFrame) this.#fault("asked for its port again, want once");
      else this.#connect();
    });
    contents.on("render-process-gone", (_event, { reason, exitCode }) => {
      if (this.#gone) return;
      this.#gone = true;
      this.#port?.close();
      options.onGone(reason, exitCode);
    });
  }

  /** Starts the process; answers when its kernel runs, or with what went wrong. */
  start(): Promise<string | undefined> {
    return new Promise((answer) => {
      this.#answer = answer;
      this.view.webContents.loadURL(this.#options.userSpace.url).catch((cause: unknown) => {
        const reason = this.#gone ? "the process ended before its page was loaded" : cause instanceof Error ? cause.message : String(cause);
        // A kernel whose user space does not come is a guest that died, not one that could not be started.
        if (this.#booted) this.#fault(reason);
        answer(reason);
      });
    });
  }

  /** The kernel is on its last: takes and sends nothing more until `reload` has brought the next. */
  disconnect(): void {
    this.#port?.close();
    this.#port = undefined;
  }

  /** Loads the page again in the same process, with a new kernel; answers as `start` does. After `disconnect`. */
  reload(): Promise<string | undefined> {
    this.#booted = false;
    return this.start();
  }

  /** The process's id, or 0 before it has one. */
  pid(): number {
    return this.view.webContents.isDestroyed() ? 0 : this.view.webContents.getOSProcessId();
  }

  post(message: Dom0Message): void {
    if (!this.#gone) this.#port?.postMessage(message);
  }

  /** Ends the process, and hears no more of what it sent; the view stays as it is. Harmless twice. */
  cutOff(): void {
    if (this.#cut) return;
    this.#cut = true;
    this.#port?.close();
    if (this.view.webContents.isDestroyed()) return;
    for (const name of IPC_EVENTS) this.view.webContents.removeAllListeners(name);
    this.view.webContents.forcefullyCrashRenderer();
  }

  /** Ends the process at once, whatever it is doing. Harmless twice. */
  kill(): void {
    this.#gone = true;
    this.#port?.close();
    const contents = this.view.webContents;
    if (contents.isDestroyed()) return;
    contents.forcefullyCrashRenderer();
    contents.close({ waitForBeforeUnload: false });
  }

  #connect(): void {
    this.#booted = true;
    const { port1, port2 } = new MessageChannelMain();
    this.#port = port1;
    port1.on("message", ({ data, ports }) => {
      for (const port of ports) port.close();
      if (ports.length > 0) this.#fault(`${ports.length} ports in a message, want none`);
      else this.#options.onMessage(data);
    });
    port1.start();
    this.#options.onProcess(this.pid());
    this.view.webContents.postMessage(BOOT_CHANNEL, this.#options.boot, [port2]);
    this.#answer(undefined);
  }

  #fault(why: string): void {
    if (this.#gone || this.#cut) return;
    this.#options.onFault(why);
    this.cutOff();
  }
}
