/** A virtual display of one's own for as long as something runs, whether the machine has another or not. */
import { startXvfb } from "./display.mjs";
import { runFolder } from "./run-folder.mjs";
import { otherUser } from "./user.mjs";

/** Runs `run` with the environment of a display that it neither shares nor is seen on. */
export async function withDisplay(run) {
  const user = otherUser();
  const folder = runFolder(user);
  try {
    const xvfb = await startXvfb(user, folder);
    try {
      return await run({ ...xvfb.env, WAYLAND_DISPLAY: "" });
    } finally {
      xvfb.close();
    }
  } finally {
    folder.close();
  }
}
