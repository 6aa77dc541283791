/** The door of dom0's own page above a display: one port, handed over once, and nothing of Electron beyond it. */
import { contextBridge, ipcRenderer } from "electron";
import { OVERLAY_CHANNEL, type OverlayApi, type OverlayInfo, type OverlayMessage, type OverlayReport } from "../protocol/overlay.ts";

/** dom0 says on the command line what the display is, so that the page need not wait for the port to draw. */
function overlayInfo(): OverlayInfo {
  const prefix = "--argonaut-overlay=";
  const word = process.argv.find((one) => one.startsWith(prefix));
  if (word === undefined) throw new Error(`want ${prefix} on the command line`);
  return JSON.parse(decodeURIComponent(word.slice(prefix.length))) as OverlayInfo;
}

let port: MessagePort | undefined;
let page: ((message: OverlayMessage) => void) | undefined;
/** What the page reports before the port is here. */
const early: OverlayReport[] = [];

function join(): void {
  const take = page;
  if (!port || !take) return;
  port.onmessage = ({ data }) => take(data as OverlayMessage);
}

ipcRenderer.once(OVERLAY_CHANNEL, (event) => {
  port = event.ports[0];
  for (const report of early.splice(0)) port?.postMessage(report);
  join();
});
// A debugger that attaches early has this run in the view's initial empty document, too. The port is for the real page.
if (location.protocol !== "about:") ipcRenderer.send(OVERLAY_CHANNEL);

const api: OverlayApi = {
  info: overlayInfo(),
  connect(take) {
    page = take;
    join();
  },
  report(report) {
    if (port) port.postMessage(report);
    else early.push(report);
  },
};

contextBridge.exposeInMainWorld("dom0", api);
