/**
 * A view guest's kernel: what runs before its user space. It gets one port from dom0, drives the frontends of the devices that the
 * toolstack gave the domain, and shows user space `window.guest` and nothing else.
 */
import { contextBridge, ipcRenderer } from "electron";
import { BOOT_CHANNEL, type BootInfo, type Dom0Message, type GuestApi } from "../protocol/bridge.ts";
import { domId } from "../protocol/ids.ts";
import type { Timers } from "../protocol/ports.ts";
import { Heartbeat } from "./frontends/heartbeat.ts";
import { guestKernel } from "./kernel/guest-kernel.ts";
import { GuestDisplay } from "./user/guest-display.ts";
import { GuestSettings } from "./user/guest-settings.ts";
import { GuestSignals } from "./user/guest-signals.ts";
import { GuestTells } from "./user/guest-tells.ts";
import { startDevices } from "./user/devices.ts";

const set = (ms: number, fire: () => void): { cancel(): void } => {
  const timer = setTimeout(fire, Math.max(0, ms));
  return { cancel: () => clearTimeout(timer) };
};
const timers: Timers = {
  now: () => performance.now(),
  at: (time, fire) => set(time - performance.now(), fire),
  after: set,
};

/** dom0 says on the command line who we are, because user space asks before the port can be there. */
function bootInfo(): BootInfo {
  const prefix = "--argonaut-boot=";
  const words = process.argv.find((word) => word.startsWith(prefix));
  return words === undefined ? { domid: 0, name: "" } : (JSON.parse(decodeURIComponent(words.slice(prefix.length))) as BootInfo);
}

const boot = bootInfo();
const display = new GuestDisplay((frame) => requestAnimationFrame(frame));
const signals = new GuestSignals();
const settings = new GuestSettings();
const tells = new GuestTells();

ipcRenderer.once(BOOT_CHANNEL, (event) => {
  const [port] = event.ports;
  if (!port) return;
  const ports = guestKernel({
    domid: domId(boot.domid),
    port: {
      post: (message) => port.postMessage(message),
      onMessage: (take) => {
        // dom0 is trusted by its guests, as a hypervisor is.
        port.onmessage = ({ data }) => take(data as Dom0Message);
      },
    },
    schedule: (fire) => queueMicrotask(fire),
    timers,
  });
  new Heartbeat(ports, timers).start();
  // The settings first: what the page draws depends on them.
  void ports.startOver().then(() => Promise.all([settings.start(ports), tells.start(ports), startDevices(ports, { display, signals })]));
});
// A debugger that attaches early has this run in the view's initial empty document, too. The machine boots once, with the real page.
if (location.protocol !== "about:") ipcRenderer.send(BOOT_CHANNEL);

const api: GuestApi = {
  domid: boot.domid,
  name: boot.name,
  connectors: display.connectors,
  onFrame: (draw) => display.onFrame(draw),
  onSignals: (take) => signals.onSignals(take),
  settings: { onChange: (take) => settings.onChange(take), set: (key, value) => settings.set(key, value) },
  tell: (topic, value) => tells.tell(topic, value),
  onTold: (take) => tells.onTold(take),
};
contextBridge.exposeInMainWorld("guest", api);
