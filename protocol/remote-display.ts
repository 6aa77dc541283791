/**
 * What the backends on a real Xen and the program that shows their displays say to each other, on a Unix socket: dom0's two halves, of which only the
 * first has root's rights.
 *
 * To the program: messages of a header of JSON and some octets, each preceded by the lengths of both (u32, little endian). To the backends: lines
 * of JSON.
 */
import type { Cover } from "./overlay.ts";
import type { PictureBand } from "./picture.ts";

/** A display by its connector's unique-id. */
export type RemoteShown =
  /** Rows of a picture; its octets follow the header. Seen from the next "show" on. */
  | readonly ["band", connector: string, band: Omit<PictureBand, "octets">]
  | readonly ["clear", connector: string]
  | readonly ["show", connector: string]
  /** Whose display it is, if a domain runs that has it, and what lies over it. */
  | readonly ["display", connector: string, domain: { readonly domid: number; readonly name: string } | undefined | null, cover: Cover];

export type RemoteReport =
  /** What was to be shown is painted. */
  | readonly ["painted", connector: string]
  /** The page that shows it is a new one, and shows nothing. */
  | readonly ["standing", connector: string]
  /** A line of main/node/backends/input-script.ts. */
  | readonly ["input", line: string];

/** Octets of the two lengths. */
export const REMOTE_HEAD = 8;
/** A header is no longer than this; nor is a band's payload longer than a picture may be. */
export const REMOTE_HEADER_MAX = 64 << 10;
export const REMOTE_PAYLOAD_MAX = 64 << 20;

/** Cuts a stream into messages, wherever it was cut before; false from `take` when it is no such stream. */
export class RemoteStream {
  readonly #onMessage: (header: string, payload: Uint8Array<ArrayBuffer>) => void;
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  constructor(onMessage: (header: string, payload: Uint8Array<ArrayBuffer>) => void) {
    this.#onMessage = onMessage;
  }

  take(chunk: Uint8Array): boolean {
    const all = new Uint8Array(this.#rest.length + chunk.length);
    all.set(this.#rest);
    all.set(chunk, this.#rest.length);
    let at = 0;
    while (all.length - at >= REMOTE_HEAD) {
      const view = new DataView(all.buffer, at, REMOTE_HEAD);
      const [header, payload] = [view.getUint32(0, true), view.getUint32(4, true)];
      if (header > REMOTE_HEADER_MAX || payload > REMOTE_PAYLOAD_MAX) return false;
      const end = at + REMOTE_HEAD + header + payload;
      if (all.length < end) break;
      let text = "";
      for (let i = 0; i < header; i++) text += String.fromCharCode(all[at + REMOTE_HEAD + i]!);
      // Its own buffer: what it is handed on to copies whole buffers.
      this.#onMessage(text, all.slice(at + REMOTE_HEAD + header, end));
      at = end;
    }
    this.#rest = all.slice(at);
    return true;
  }
}
