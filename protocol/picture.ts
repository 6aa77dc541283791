/** What dom0 and its own page below a display's overlay (renderer/scanout) say to each other: the pixels of guests that draw on granted pages. */

/** The channel on which the page's preload asks for its port and gets it. */
export const PICTURE_CHANNEL = "argonaut:picture";

/** What the page's preload puts beside the port that it hands the page. */
export const PICTURE_PORT = "argonaut:picture-port";

/** How a pixel lies in the octets of a buffer, little endian: DRM's names. ARGB8888 counts as XRGB8888. */
export type PictureLayout = "xrgb8888" | "rgb565";

/** Rows of a picture, from its row `y` on, as the guest left them: `width` pixels each, `stride` pixels apart; the last ends with its pixels. */
export interface PictureBand {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly stride: number;
  readonly layout: PictureLayout;
  readonly octets: Uint8Array<ArrayBuffer>;
}

export type PictureMessage =
  /** Seen from the next "show" on. */
  | readonly ["band", band: PictureBand]
  /** All is black, from the next "show" on. */
  | readonly ["clear"]
  | readonly ["show"];

/** The page painted what it was told to show. */
export type PictureReport = "painted";
