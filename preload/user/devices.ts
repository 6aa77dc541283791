import type { FrontendPorts } from "../../protocol/ports.ts";
import { VdisplFrontend, type VdisplSink } from "../frontends/vdispl-frontend.ts";
import { VssFrontend, type VssSink } from "../frontends/vss-frontend.ts";
import { XenbusFrontend } from "../frontends/xenbus-frontend.ts";

/** What a view guest's devices are for. */
export interface DeviceSinks {
  readonly display: VdisplSink;
  readonly signals: VssSink;
}

/**
 * Starts the first device of each class that this kernel has a driver for. The keyboard is not among them: its frontend is hosted by
 * dom0 (main/guests), since a sandboxed page cannot make trusted input.
 */
export async function startDevices(ports: FrontendPorts, sinks: DeviceSinks): Promise<void> {
  const vdispl = new XenbusFrontend(ports, "vdispl", 0, new VdisplFrontend(ports, sinks.display));
  const vss = new XenbusFrontend(ports, "vss", 0, new VssFrontend(ports, sinks.signals));
  // A device that the toolstack did not give is no fault: the page goes without.
  await Promise.all([vdispl.start(), vss.start()]);
}
