import { BackendHost, type DeviceClasses } from "../../main/backends/backend-host.ts";
import { VdisplBackend } from "../../main/backends/vdispl/vdispl-backend.ts";
import type { Framebuffer } from "../../main/backends/vdispl/scanout.ts";
import { VkbdBackend } from "../../main/backends/vkbd/vkbd-backend.ts";
import type { InputPort, InputRoute, InputSeat } from "../../main/backends/vkbd/input.ts";
import type { SignalSource } from "../../main/backends/vss/signal-source.ts";
import { VssBackend } from "../../main/backends/vss/vss-backend.ts";
import { Connector } from "../../main/displays/connector.ts";
import { Log, type LogRecord } from "../../main/log/log.ts";
import { aFakeClock } from "./clock.ts";
import { aFakeMachine } from "./ports.ts";

/** dom0's input, as a test makes it: `ports` are the devices attached now. */
export function aSeat(): InputSeat & { readonly ports: Set<{ readonly route: InputRoute; readonly port: InputPort }> } {
  const ports = new Set<{ readonly route: InputRoute; readonly port: InputPort }>();
  return {
    ports,
    attach: (route, port) => {
      const entry = { route, port };
      ports.add(entry);
      return { close: () => void ports.delete(entry) };
    },
    size: (id) => (id === "cluster" ? { width: 1920, height: 720 } : undefined),
  };
}

/** Vehicle signals that a test sets. */
export function aSignalSource(): SignalSource & { set(index: number, value: number | undefined): void; readonly subscribers: number } {
  const values = new Map<number, number>();
  const subscribers = new Set<(index: number) => void>();
  return {
    set: (index, value) => {
      if (value === undefined) values.delete(index);
      else values.set(index, value);
      for (const tell of subscribers) tell(index);
    },
    value: (index) => values.get(index),
    subscribe: (tell) => {
      subscribers.add(tell);
      return () => void subscribers.delete(tell);
    },
    get subscribers() {
      return subscribers.size;
    },
  };
}

/** dom0 on a fake machine: a host with all three devices, two connectors, and what it logged and reported. */
export function aCockpit() {
  const machine = aFakeMachine();
  const clock = aFakeClock();
  const records: LogRecord[] = [];
  const faults: { readonly domid: number; readonly reason: string }[] = [];
  const seat = aSeat();
  const signals = aSignalSource();
  const connectors = new Map(
    [
      { uniqueId: "cluster", width: 1920, height: 720, refreshHz: 60 },
      { uniqueId: "ivi", width: 1280, height: 800, refreshHz: 60 },
    ].map((config) => [config.uniqueId, new Connector<Framebuffer>(config, clock)]),
  );
  const classes: DeviceClasses = {
    vdispl: (context) => new VdisplBackend(context, (id) => connectors.get(id)),
    vkbd: (context) => new VkbdBackend(context, seat),
    vinput: (context) => new VkbdBackend(context, seat),
    vss: (context) => new VssBackend(context, signals),
  };
  const log = new Log(clock.now, (record) => records.push(record), "backends");
  const aHost = (): BackendHost =>
    new BackendHost({ ports: machine.dom0, timers: clock, log }, classes, { onFault: (domid, reason) => faults.push({ domid, reason }) });
  return { machine, clock, records, faults, seat, signals, connectors, host: aHost(), aHost };
}

/** What libxl writes for one device: both directories, both Initialising. */
export function addDevice(
  store: { set(nodes: Readonly<Record<string, string>>): void },
  device: { readonly backend: string; readonly frontend?: string; readonly domid: number; readonly devid?: number },
  own: Readonly<Record<string, string>> = {},
  front: Readonly<Record<string, string>> = {},
): { readonly back: string; readonly front: string } {
  const devid = device.devid ?? 0;
  const back = `/local/domain/0/backend/${device.backend}/${device.domid}/${devid}`;
  const frontend = `/local/domain/${device.domid}/device/${device.frontend ?? device.backend}/${devid}`;
  const under = (path: string, nodes: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(nodes).map(([key, value]) => [`${path}/${key}`, value]));
  store.set({
    ...under(frontend, { backend: back, "backend-id": "0", ...front, state: "1" }),
    ...under(back, { frontend, "frontend-id": String(device.domid), online: "1", ...own, state: "1" }),
  });
  return { back, front: frontend };
}
