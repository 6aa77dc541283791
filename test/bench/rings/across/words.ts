/** What the two processes of the benchmark say to each other beside what is measured. */

/** Octets of a request and of a response, as displif's. */
export const PACKET_OCTETS = 64;

export type Ask =
  /** Not before it is measured, since every granted page is looked at for every message. The answer is what was published. */
  | { readonly what: "open large ring" }
  /** Requests on our ring of one page or of many, so many, each window as full as it can be. */
  | { readonly what: "ring" | "large ring"; readonly requests: number }
  /** The same with a message a request and a message a response. */
  | { readonly what: "messages"; readonly requests: number; readonly window: number }
  /** One at a time, and how long each took. */
  | { readonly what: "ring alone" | "message alone"; readonly requests: number };

/** Milliseconds: of all, or of each. */
export type Told = readonly number[];

/** What the guest has granted and opened. */
export interface Published {
  readonly refs: readonly number[];
  readonly port: number;
}

/** How many pages the two rings have. */
export const RING_PAGES = { ring: 1, "large ring": 16 } as const;
