/** The door of dom0's own page that shows guests' pixels: its port, handed on as it is, for a picture is too large to be copied once more. */
import { ipcRenderer } from "electron";
import { PICTURE_CHANNEL, PICTURE_PORT } from "../protocol/picture.ts";

ipcRenderer.once(PICTURE_CHANNEL, (event) => window.postMessage(PICTURE_PORT, location.origin, event.ports));
// The page's script runs before this; a debugger that attaches early has this run in the empty document, too.
if (location.protocol !== "about:") window.addEventListener("load", () => ipcRenderer.send(PICTURE_CHANNEL), { once: true });
