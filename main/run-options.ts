import type { Options } from "./launch/options.mjs";
import type { CameraSource, Cockpit } from "./toolstack/cockpit.ts";

/** The cockpit with --camera in place of its own. */
export function applyOptions(cockpit: Cockpit, { camera }: Options): Cockpit {
  if (camera === undefined) return cockpit;
  const source: CameraSource = camera === "synthetic" || camera === "device" ? { kind: camera } : { kind: "file", path: camera };
  return { ...cockpit, camera: { ...cockpit.camera, source } };
}
