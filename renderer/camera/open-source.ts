import type { CameraInfo } from "../../protocol/overlay.ts";
import type { CameraSource } from "./source.ts";
import { syntheticSource } from "./synthetic-source.ts";
import { VideoSource } from "./video-source.ts";

/** The source that the cockpit names. `tell` hears what came in place of pictures, each time that is another thing; undefined: pictures came. */
export function openSource({ source, vehicle }: CameraInfo, tell: (came: string | undefined) => void): CameraSource {
  switch (source.kind) {
    case "synthetic":
      return syntheticSource(vehicle);
    case "file":
      return new VideoSource(() => fileOf(source.url), tell);
    case "device":
      return new VideoSource(deviceStream, tell);
  }
}

/** The file as a whole: what comes a piece at a time cannot begin anew at its end. */
async function fileOf(url: string): Promise<Blob> {
  const answer = await fetch(url, { cache: "no-store" });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.blob();
}

const deviceStream = (): Promise<MediaStream> =>
  navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, frameRate: { ideal: 30 } }, audio: false });
