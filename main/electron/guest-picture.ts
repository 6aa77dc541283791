import type { NativeImage, Rectangle, WebContents } from "electron";
import { screenIsFile, screenshot } from "./screenshot.ts";

/** Of 100. Lines of text stay sharp, and it is made in a fraction of a PNG's time. */
const QUALITY = 92;

/**
 * What a guest shows on its display, which is `onScreen`. Undefined: it cannot be seen now.
 *
 * Where the screen is a file it is read there, with all that dom0 lays over it. Asked of Chromium without a GPU, the picture is composed
 * anew, and for two or three frames nothing else is.
 */
export async function guestPicture(contents: WebContents, onScreen: Rectangle): Promise<NativeImage | undefined> {
  try {
    const image = await (screenIsFile ? screenshot(onScreen) : contents.capturePage());
    return image.isEmpty() ? undefined : image;
  } catch (cause) {
    // The page may go while it is looked at.
    if (cause instanceof Error) return undefined;
    throw cause;
  }
}

/** As a page takes it. */
export function dataUrlOf(image: NativeImage): string {
  return `data:image/jpeg;base64,${image.toJPEG(QUALITY).toString("base64")}`;
}
