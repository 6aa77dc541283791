/** Paths already taken apart. Cockpits say the same few thousand paths over and over, and parsing is most of what a read costs. */
import { domainHome, parseXsPath } from "../../protocol/xs-path.ts";
import { XENSTORE_ABS_PATH_MAX } from "../../protocol/xs-wire.ts";
import { keyPath, type KeyPath } from "./node.ts";

/** A guest may say as many paths as it likes, so the table starts over at about this size. Enough for the paths of 1000 domains. */
const OCTETS_MAX = 32 << 20;
/** What an entry takes beside its text, and what each of its names takes, roughly. */
const ENTRY_OCTETS = 200;
const NAME_OCTETS = 40;

export class PathTable {
  readonly #paths = new Map<string, KeyPath>();
  /** One string object for each name, so that a lookup compares pointers and not text. */
  readonly #names = new Map<string, string>();
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
    if (this.#octets > OCTETS_MAX) {
      this.#paths.clear();
      this.#names.clear();
      this.#octets = 0;
    }
    const key = keyPath({ text, names: parsed.names.map((name) => this.#shared(name)) });
    this.#paths.set(text, key);
    this.#octets += ENTRY_OCTETS + NAME_OCTETS * key.names.length + text.length;
    return key;
  }

  #shared(name: string): string {
    const known = this.#names.get(name);
    if (known === undefined) this.#names.set(name, name);
    return known ?? name;
  }
}
