/** What a domain of Argonaut has of its machine: `window.guest`. There before any script of the page runs. */

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

declare global {
  interface Window {
    readonly guest: GuestApi;
  }
}
