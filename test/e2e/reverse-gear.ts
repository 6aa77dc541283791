import { vssSignals } from "../../protocol/vss.ts";
import type { CockpitApp } from "./cockpit-app.ts";

const PARK = 126;

/** Reverse gear comes or goes, whatever the drive says of it. */
export async function reverse(app: CockpitApp, engaged: boolean): Promise<void> {
  const gear = vssSignals.findIndex(({ path }) => path === "Vehicle.Powertrain.Transmission.SelectedGear");
  await app.electron.evaluate(
    (_electron, [slot, value]) => {
      const { signals } = globalThis.cockpitRun.dom0;
      signals.tamper = (index, sent) => (index === slot ? value : sent);
      signals.set(slot, value, performance.now());
      signals.flush();
    },
    [gear, engaged ? -1 : PARK] as const,
  );
}
