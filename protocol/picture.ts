/** What dom0 and its own page below a display's overlay (renderer/scanout) say to each other: the pixels of guests that draw on granted pages. */

/** The channel on which the page's preload asks for its port and gets it. */
export const PICTURE_CHANNEL = "argonaut:picture";

/** What the page's preload puts beside the port that it hands the page. */
export const PICTURE_PORT = "argonaut:picture-port";

export type PictureMessage =
  /** Rows from `y` on, `width` pixels each: R, G, B, A. Seen from the next "show" on. */
  | readonly ["band", x: number, y: number, width: number, rgba: Uint8Array<ArrayBuffer>]
  /** All is black, from the next "show" on. */
  | readonly ["clear"]
  | readonly ["show"];

/** The page painted what it was told to show. */
export type PictureReport = "painted";
