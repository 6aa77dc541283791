import type { FrontendPorts } from "../../protocol/ports.ts";
import { FrontendBus } from "../frontends/frontend-bus.ts";
import { SuspendWatch } from "../frontends/suspend.ts";
import { VdisplFrontend, type VdisplSink } from "../frontends/vdispl-frontend.ts";
import { VssFrontend, type VssSink } from "../frontends/vss-frontend.ts";

/** What a view guest's devices are for. */
export interface DeviceSinks {
  readonly display: VdisplSink;
  readonly signals: VssSink;
}

/**
 * Drives the first device of each class that this kernel has a driver for, whenever the toolstack gives it, and answers a wish to suspend. The
 * keyboard is not among them: its frontend is hosted by dom0 (main/guests), since a sandboxed page cannot make trusted input.
 */
export async function startDevices(ports: FrontendPorts, sinks: DeviceSinks): Promise<void> {
  const devices = new FrontendBus(ports, {
    vdispl: (devid) => (devid === 0 ? new VdisplFrontend(ports, sinks.display) : undefined),
    vss: (devid) => (devid === 0 ? new VssFrontend(ports, sinks.signals) : undefined),
  });
  await Promise.all([devices.start(), new SuspendWatch(ports, devices).start()]);
}
