import type { Log } from "./log/log.ts";
import type { CameraSource } from "./toolstack/cockpit.ts";

/** Tells of a camera that gives something else than pictures, what was wanted and what came; undefined: pictures come again. */
export function tellCamera(source: CameraSource, display: string, came: string | undefined, log: Log): void {
  const wanted = source.kind === "file" ? `a video file, ${source.path}` : "pictures of the machine's first camera";
  if (came === undefined) log.info("camera gives pictures again", { display, wanted });
  else log.info("camera gives no picture", { display, wanted, came });
}
