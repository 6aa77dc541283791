/** The displays of a real Xen, for the one program that shows them: pictures and covers go out on a Unix socket, paint reports and input come in. */
import { createServer, type Server, type Socket } from "node:net";
import { rm } from "node:fs/promises";
import type { Framebuffer } from "../../backends/vdispl/scanout.ts";
import type { PictureObserver } from "../../displays/connector.ts";
import { CoverRule } from "../../displays/cover.ts";
import { LeaseTracker } from "../../displays/lease.ts";
import { PictureUpload, type PictureSink } from "../../displays/picture-upload.ts";
import type { Log } from "../../log/log.ts";
import type { GuestFault } from "../../../protocol/result.ts";
import type { RemoteReport, RemoteShown } from "../../../protocol/remote-display.ts";

/** A line is no longer than this. */
const LINE_MAX = 4096;

/** What a display is made of here. */
export interface ServedDisplay {
  /** The connector's unique-id. */
  readonly connector: string;
  /** The domain that has it, by its name. */
  readonly domain: string;
  readonly lease: "hold" | "blank" | "placeholder";
  /** The domain comes back by itself after a crash. */
  readonly restarts: boolean;
}

interface Shown {
  readonly display: ServedDisplay;
  readonly upload: PictureUpload;
  readonly tracker: LeaseTracker;
  readonly cover: CoverRule;
  domid: number | undefined;
}

export class DisplayServer {
  readonly #shown: ReadonlyMap<string, Shown>;
  readonly #onInput: (line: string) => void;
  readonly #log: Log;
  readonly #server: Server;
  #client: Socket | undefined;

  constructor(displays: readonly ServedDisplay[], onInput: (line: string) => void, onFault: (fault: GuestFault) => void, log: Log) {
    this.#onInput = onInput;
    this.#log = log;
    this.#shown = new Map(displays.map((display) => [display.connector, this.#make(display, onFault)]));
    this.#server = createServer((socket) => this.#serve(socket));
  }

  /** Listens where nobody else may; whoever may open the socket sees all displays and types on them. */
  async listen(path: string): Promise<void> {
    await rm(path, { force: true });
    const mask = process.umask(0o177);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#server.once("error", reject);
        this.#server.listen(path, resolve);
      });
    } finally {
      process.umask(mask);
    }
  }

  close(): void {
    this.#client?.destroy();
    this.#server.close();
  }

  /** Who takes the pictures of a connector; undefined for one that no display shows. */
  picture(connector: string): PictureObserver<Framebuffer> | undefined {
    return this.#shown.get(connector)?.upload;
  }

  /** Who hears of a connector's leases and flips. */
  lease(connector: string): LeaseTracker | undefined {
    return this.#shown.get(connector)?.tracker;
  }

  /** The domains that run now, by name. */
  running(domids: ReadonlyMap<string, number>): void {
    for (const shown of this.#shown.values()) {
      const domid = domids.get(shown.display.domain);
      if (domid === shown.domid) continue;
      shown.domid = domid;
      // One that is gone has another cover than one whose display was taken from it.
      shown.cover.next(shown.tracker.state, shown.tracker.shown, domid !== undefined);
      this.#tell(shown);
    }
  }

  #make(display: ServedDisplay, onFault: (fault: GuestFault) => void): Shown {
    const { connector } = display;
    const say = (message: RemoteShown, payload?: Uint8Array): void => this.#say(message, payload);
    const sink: PictureSink = {
      band: ({ octets, ...band }) => say(["band", connector, band], octets),
      clear: () => say(["clear", connector]),
      show: () => say(["show", connector]),
    };
    const cover = new CoverRule(display.restarts);
    // A guest of its own kernel may well stand still: no number of vblanks without a flip is a freeze.
    const tracker: LeaseTracker = new LeaseTracker({ policy: display.lease, freezeVblanks: undefined }, ({ to, shown: glass }) => {
      this.#log.info("display", { connector, to, shown: glass });
      if (cover.next(to, glass, shown.domid !== undefined)) this.#tell(shown);
    });
    const shown: Shown = { display, upload: new PictureUpload(sink, onFault), tracker, cover, domid: undefined };
    return shown;
  }

  /** One at a time: a second program would have pictures that the first was told of. */
  #serve(socket: Socket): void {
    if (this.#client) {
      socket.destroy();
      return;
    }
    this.#client = socket;
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      this.#client = undefined;
    });
    let rest = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#take(line);
      if (rest.length > LINE_MAX) socket.destroy();
    });
    for (const shown of this.#shown.values()) this.#tell(shown);
  }

  #take(line: string): void {
    const report = parseReport(line);
    if (!report) this.#log.error("a report that is none", { line: line.slice(0, 80) });
    else if (report[0] === "input") this.#onInput(report[1]);
    else if (report[0] === "painted") this.#shown.get(report[1])?.upload.painted();
    else this.#shown.get(report[1])?.upload.restarted();
  }

  #tell({ display, domid, cover }: Shown): void {
    this.#say(["display", display.connector, domid === undefined ? null : { domid, name: display.domain }, cover.cover]);
  }

  /** What nobody hears is told again to the next page, from its "standing" on. */
  #say(message: RemoteShown, payload: Uint8Array = new Uint8Array(0)): void {
    if (!this.#client) return;
    // One character an octet, whatever is in a name.
    const header = JSON.stringify(message).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
    const head = Buffer.alloc(8);
    head.writeUInt32LE(header.length, 0);
    head.writeUInt32LE(payload.length, 4);
    this.#client.write(head);
    this.#client.write(header, "latin1");
    // The socket may hold it for a while, and the upload fills it anew for the next picture but one.
    if (payload.length > 0) this.#client.write(Buffer.from(payload));
  }
}

/** Array.isArray, less the `any` that its type lets out. */
const isArray: (value: unknown) => value is readonly unknown[] = Array.isArray;

function parseReport(line: string): RemoteReport | undefined {
  let report: unknown;
  try {
    report = JSON.parse(line);
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw problem;
    return undefined;
  }
  if (!isArray(report) || report.length !== 2) return undefined;
  const [kind, what] = report;
  if (typeof what !== "string" || (kind !== "painted" && kind !== "standing" && kind !== "input")) return undefined;
  return [kind, what];
}
