/** Paths already taken apart. Cockpits say the same few thousand paths over and over, and parsing is most of what a read costs. */
import { domainHome, parseXsPath } from "../../protocol/xs-path.ts";
import { XENSTORE_ABS_PATH_MAX } from "../../protocol/xs-wire.ts";
import { keyPath, type KeyPath } from "./node.ts";

/** A guest may say as many paths as it likes, so the table starts over when it holds this much text. */
const OCTETS_MAX = 1 << 20;

export class PathTable {
  readonly #paths = new Map<string, KeyPath>();
  #octets = 0;

  /** The path as `domid` means it; undefined when it breaks the grammar. Its length against the quota is the caller's to judge. */
  resolve(path: string, domid: number): KeyPath | undefined {
    const absolute = path.startsWith("/") || path.startsWith("@");
    const text = absolute ? path : `${domainHome(domid)}/${path}`;
    return this.#paths.get(text) ?? this.#parse(path, text, domid);
  }

  #parse(path: string, text: string, domid: number): KeyPath | undefined {
    const parsed = parseXsPath(path, domid, XENSTORE_ABS_PATH_MAX);
    if (!parsed) return undefined;
    if (this.#octets + text.length > OCTETS_MAX) {
      this.#paths.clear();
      this.#octets = 0;
    }
    const key = keyPath(parsed);
    this.#paths.set(text, key);
    this.#octets += text.length;
    return key;
  }
}
