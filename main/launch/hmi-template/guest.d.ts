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
}

declare global {
  interface Window {
    readonly guest: GuestApi;
  }
}
