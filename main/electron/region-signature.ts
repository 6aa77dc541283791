import { createHash } from "node:crypto";
import type { Rectangle, WebContents } from "electron";
import { scaled } from "./scaled-region.ts";
import { screenIsFile, screenPixels } from "./screenshot.ts";

/** A region of a guest's page, and where on the desktop it is shown. */
export interface SeenRegion {
  readonly contents: WebContents;
  /** Pixels of the page. */
  readonly region: Rectangle;
  /** Pixels of the desktop. */
  readonly onScreen: Rectangle;
}

/**
 * What a region looks like, in a word that is the same for the same pixels. Undefined: it cannot be seen now.
 *
 * Where the screen is a file it is read there, which is also nearest to what the driver sees. Asked of Chromium without a GPU, the
 * picture is composed anew, and for two or three frames nothing else is.
 */
export async function regionSignature(seen: SeenRegion): Promise<string | undefined> {
  try {
    const pixels = screenIsFile ? screenPixels(seen.onScreen) : await pagePixels(seen);
    return pixels && createHash("sha1").update(pixels).digest("hex");
  } catch (cause) {
    // The page may go while it is looked at.
    if (cause instanceof Error) return undefined;
    throw cause;
  }
}

async function pagePixels({ contents, region }: SeenRegion): Promise<Uint8Array | undefined> {
  const image = await contents.capturePage(scaled(region, contents.getZoomFactor()));
  return image.isEmpty() ? undefined : image.toBitmap();
}
