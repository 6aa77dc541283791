import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "../log/log.ts";
import type { OpenDisplay } from "./desk.ts";
import { packPng } from "./png.ts";
import { screenLines } from "./screenshot.ts";

/** Writes what is on each display to `folder`, as NAME.png. A display that cannot be read is told of, and does not keep the others back. */
export async function savePictures(displays: readonly OpenDisplay[], folder: string, log: Log): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { config, window } of displays) {
    const file = join(folder, `${config.name}.png`);
    try {
      const { octets, lines } = await screenLines(window.bounds());
      await writeFile(file, await packPng(octets, lines));
    } catch (cause) {
      log.error("no screenshot", { file, cause: cause instanceof Error ? cause.message : String(cause) });
    }
  }
}
