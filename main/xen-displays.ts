/** The backends' half of dom0 on a real Xen, as the program that shows its displays sees it: what comes over their socket, and what goes back. */
import { connect, type Socket } from "node:net";
import type { Cover } from "../protocol/overlay.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { RemoteStream, type RemoteReport, type RemoteShown } from "../protocol/remote-display.ts";
import type { PictureSink } from "./displays/picture-upload.ts";
import type { GuestInput } from "./electron/display-input.ts";

export interface XenDisplayEvents {
  /** Whose display it is now, and what lies over it. */
  onDisplay(connector: string, domain: { readonly domid: number; readonly name: string } | undefined, cover: Cover): void;
  onLost(why: string): void;
}

/** A connection that is up. */
export class XenDisplays {
  readonly #socket: Socket;
  readonly #sinks = new Map<string, PictureSink>();
  readonly #events: XenDisplayEvents;
  /** The display that the last line of input was for. */
  #on = "";
  #closed = false;

  private constructor(socket: Socket, events: XenDisplayEvents) {
    this.#socket = socket;
    this.#events = events;
    const stream = new RemoteStream((header, payload) => this.#take(JSON.parse(header) as RemoteShown, payload)); // dom0's other half is as trusted as this one
    socket.on("data", (chunk) => {
      if (!stream.take(chunk)) socket.destroy();
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      if (!this.#closed) events.onLost("the backends ended the connection");
    });
  }

  static connect(path: string, events: XenDisplayEvents): Promise<Result<XenDisplays, string>> {
    return new Promise((resolve) => {
      const socket = connect(path);
      socket.once("error", ({ message }) => resolve(err(`wanted the backends at ${path}, got: ${message}`)));
      socket.once("connect", () => resolve(ok(new XenDisplays(socket, events))));
    });
  }

  /** Where a connector's pictures go from now on. */
  show(connector: string, sink: PictureSink): void {
    this.#sinks.set(connector, sink);
  }

  painted(connector: string): void {
    this.#say(["painted", connector]);
  }

  standing(connector: string): void {
    this.#say(["standing", connector]);
  }

  /** The devices of whoever has that connector. */
  input(connector: string): GuestInput {
    const say = (line: string): void => {
      if (this.#on !== connector) this.#say(["input", `on ${connector}`]);
      this.#on = connector;
      this.#say(["input", line]);
    };
    return {
      key: (keycode, pressed) => say(`key ${keycode} ${pressed ? 1 : 0}`),
      pointer: (x, y, wheel) => say(`pointer ${Math.max(0, Math.round(x))} ${Math.max(0, Math.round(y))} ${wheel}`),
      touch: (phase, contact, x, y) => {
        const place = `${Math.max(0, Math.round(x))} ${Math.max(0, Math.round(y))}`;
        say(phase === "up" ? `touch up ${contact}` : `touch ${phase === "down" ? "down" : "move"} ${contact} ${place}`);
      },
    };
  }

  close(): void {
    this.#closed = true;
    this.#socket.destroy();
  }

  #take(message: RemoteShown, payload: Uint8Array<ArrayBuffer>): void {
    const [kind, connector] = message;
    const sink = this.#sinks.get(connector);
    if (kind === "display") this.#events.onDisplay(connector, message[2] ?? undefined, message[3]);
    else if (kind === "band") sink?.band({ ...message[2], octets: payload });
    else if (kind === "clear") sink?.clear();
    else sink?.show();
  }

  #say(report: RemoteReport): void {
    if (this.#socket.writable) this.#socket.write(`${JSON.stringify(report)}\n`);
  }
}
