import type { CameraFault } from "../world.ts";
import type { Fault } from "./fault.ts";

const camera = (kind: CameraFault, what: string, simulated: string): Fault => ({
  name: `camera.${kind}`,
  target: "none",
  what,
  parameters: {},
  lasts: true,
  simulated,
  inject: ({ world }) => world.camera(kind),
});

export const cameraFaults: readonly Fault[] = [
  camera("lost", "The camera sends no frame any more.", "no frame comes"),
  camera("frozen", "The camera sends the same frame again and again.", "each frame has the signature of the last"),
  camera("corrupt", "The camera sends noise in place of pictures.", "each frame has a signature of chance"),
  camera("late", "The camera's frames come at a third of their rate.", "every third frame comes"),
];
