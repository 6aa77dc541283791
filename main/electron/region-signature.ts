import { createHash } from "node:crypto";
import type { Rectangle, WebContents } from "electron";

/** What a region of a page looks like, in a word that is the same for the same pixels. Undefined: it cannot be seen now. Pixels of the page. */
export async function regionSignature(contents: WebContents, region: Rectangle): Promise<string | undefined> {
  try {
    const zoom = contents.getZoomFactor();
    const scaled = {
      x: Math.round(region.x * zoom),
      y: Math.round(region.y * zoom),
      width: Math.max(1, Math.round(region.width * zoom)),
      height: Math.max(1, Math.round(region.height * zoom)),
    };
    const image = await contents.capturePage(scaled);
    return image.isEmpty() ? undefined : createHash("sha1").update(image.toBitmap()).digest("hex");
  } catch (cause) {
    // The page may go while it is looked at.
    if (cause instanceof Error) return undefined;
    throw cause;
  }
}
