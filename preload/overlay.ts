/** The door of dom0's own page above a display: one port, handed over once, and nothing of Electron beyond it. */
import { contextBridge, ipcRenderer } from "electron";
import { OVERLAY_CHANNEL, type OverlayApi, type OverlayInfo, type OverlayMessage, type OverlayReport } from "../protocol/overlay.ts";

let port: MessagePort | undefined;
let info: OverlayInfo | undefined;
let page: { take: (message: OverlayMessage) => void; info: (info: OverlayInfo) => void } | undefined;
/** What the page reports before the port is here. */
const early: OverlayReport[] = [];

function join(): void {
  if (!port || !info || !page) return;
  const { take } = page;
  page.info(info);
  port.onmessage = ({ data }) => take(data as OverlayMessage);
  for (const report of early.splice(0)) port.postMessage(report);
}

ipcRenderer.once(OVERLAY_CHANNEL, (event, received: OverlayInfo) => {
  port = event.ports[0];
  info = received;
  join();
});
ipcRenderer.send(OVERLAY_CHANNEL);

const api: OverlayApi = {
  connect(take, onInfo) {
    page = { take, info: onInfo };
    join();
  },
  report(report) {
    if (port) port.postMessage(report);
    else early.push(report);
  },
};

contextBridge.exposeInMainWorld("dom0", api);
