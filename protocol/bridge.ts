/**
 * The one door between a guest's process and dom0, and what a guest's kernel shows its user space.
 *
 * A guest's preload (its kernel) gets one MessagePort from dom0, on channel `BOOT_CHANNEL`, and nothing else.
 * Everything on that port is one of the messages below; dom0 takes each for hostile and checks it in main/hypervisor/door.ts.
 */

/** The only ipcRenderer channel a guest uses: it sends on it once, empty, and dom0 answers with the port and `BootInfo`. */
export const BOOT_CHANNEL = "argonaut:boot";

/** What comes with the port: who the guest is. Nothing secret. */
export interface BootInfo {
  readonly domid: number;
  readonly name: string;
}

/** Refs and frames from here on are not a door's: dom0 numbers with them what it hosts for the same domain (main/guests). */
export const DOOR_REF_END = 16_384;
export const DOOR_GFN_END = 0x8_0000;

/** A page's changed words: for each run `start | count << 16` (words, not octets), then `count` words. */
export type PageRuns = Uint32Array;

/** Guest to dom0. A tuple's head says which hypercall it is. */
export type GuestMessage =
  /** An xs_wire packet: header and payload. */
  | readonly ["xs", Uint8Array]
  /** EVTCHNOP_alloc_unbound for `remote`; answered by ["evtchn", id, port or 0]. */
  | readonly ["evtchn-alloc", id: number, remote: number]
  /** EVTCHNOP_bind_interdomain; answered likewise. */
  | readonly ["evtchn-bind", id: number, remote: number, remotePort: number]
  | readonly ["evtchn-close", port: number]
  /** `count` grants in a row: refs from `ref`, frames from `gfn`. What a guest writes into its own grant table. */
  | readonly ["grant", ref: number, count: number, gfn: number, remote: number, readonly: boolean]
  | readonly ["ungrant", ref: number, count: number]
  /** The changed words of pages the peer may read, then EVTCHNOP_send on `ports`. Empty `ports`: a publication only. */
  | readonly ["notify", ports: readonly number[], pages: readonly (readonly [gfn: number, runs: PageRuns])[]]
  /** SCHEDOP_shutdown with SHUTDOWN_suspend; returns as ["resumed"]. */
  | readonly ["suspend"]
  /** SCHEDOP_watchdog: seconds until the domain is taken for hung unless this comes again; 0 disarms. */
  | readonly ["watchdog", timeoutS: number];

/** dom0 to guest. */
export type Dom0Message =
  | readonly ["xs", Uint8Array]
  | readonly ["evtchn", id: number, port: number]
  /** What the peer wrote, then the upcalls. */
  | readonly ["upcall", ports: readonly number[], pages: readonly (readonly [gfn: number, runs: PageRuns])[]]
  | readonly ["resumed"];

/** One connector of the guest's vdispl device. Pixels. */
export interface GuestConnector {
  readonly uniqueId: string;
  readonly width: number;
  readonly height: number;
}

/** A signal's value: booleans as 0 and 1, enumerations as their index in `allowed`; undefined when there is none or it is stale. */
export type SignalValue = number | undefined;

/** What the domain keeps over its own restarts and the cockpit's: at most 64 texts of at most 1024 octets. */
export interface GuestSettings {
  /** Calls back with everything kept first, then with what changed (undefined: forgotten). Answers an unsubscribe. */
  onChange(take: (changed: Readonly<Record<string, string | undefined>>) => void): () => void;
  /** Keeps `value` under `key` (a-z, then a-z, 0-9 and -; 64 characters at most); undefined forgets it. Bad keys or values throw with what was wanted and what came. */
  set(key: string, value: string | undefined): void;
}

export type TurnKind = "left" | "right" | "straight" | "arrive";

/** What guidance announces next. Every text a domain tells is of at most 64 characters, and has no control or direction characters. */
export interface ToldTurn {
  readonly kind: TurnKind;
  /** Whole metres to it, 0 to 100000. */
  readonly metres: number;
  /** The street it leads into; empty where it has no name. */
  readonly into: string;
  /** Whole minutes to the destination, at most 6000. */
  readonly arrival?: number | undefined;
}

/** What is heard. */
export interface ToldMedia {
  readonly title: string;
  readonly artist: string;
  readonly playing: boolean;
}

/** What the road allows. */
export interface ToldSpeedLimit {
  /** 5 to 200 in fives; "none" where there is no limit. Not known: not told. */
  readonly kmh: number | "none";
}

/** What a domain may tell another, by topic. Which topics, and whom, the cockpit says. */
export interface Told {
  readonly turn?: ToldTurn | undefined;
  readonly media?: ToldMedia | undefined;
  readonly "speed-limit"?: ToldSpeedLimit | undefined;
}

/**
 * `window.guest`: all that user space (the HMI) can see of its machine.
 *
 * Input is not here, since the page has it as the browser's own trusted events, and needs no more: pointer and touch events with every contact
 * (`pointerdown`, `touchmove`, …), `wheel`, and keys by `KeyboardEvent.code`. Only what the driver aims at this domain's display comes.
 */
export interface GuestApi {
  readonly domid: number;
  readonly name: string;
  /** Resolves when the display is connected. */
  readonly connectors: Promise<readonly GuestConnector[]>;
  /**
   * Calls back before each frame of connector 0 that the display will take; what is drawn in the callback is that frame,
   * and returning presents it (PG_FLIP). `at` is milliseconds on the page's own clock. Answers an unsubscribe.
   */
  onFrame(draw: (at: number) => void): () => void;
  /** Calls back with every signal first and then with the changed ones, by VSS path. Answers an unsubscribe. */
  onSignals(take: (changed: Readonly<Record<string, SignalValue>>) => void): () => void;
  readonly settings: GuestSettings;
  /**
   * Tells the domain that the cockpit's `tells` names; undefined withdraws. What is not told again within 5 s is withdrawn, and so is all of a
   * domain that ends: so tell it every two seconds for as long as it is so. Bad values throw with what was wanted and what came.
   */
  tell<Topic extends keyof Told>(topic: Topic, value: Told[Topic]): void;
  /** Calls back with everything that this domain is told first, then with what changed (undefined: withdrawn). Answers an unsubscribe. */
  onTold(take: (changed: Told) => void): () => void;
}
