import type { ReactElement } from "react";
import { EngineDial, SpeedDial } from "./dials.tsx";
import { DistanceFacts, SupplyFacts, TopFacts } from "./facts.tsx";
import { MessageBand } from "./message-band.tsx";
import { Middle } from "./middle.tsx";
import { TelltaleStrip } from "./telltale-strip.tsx";

/**
 * The instrument cluster, 1920 by 720. It leaves the border, the name tag, the arrows and the lamps that matter most to dom0, which draws
 * them above this page; the other lamps stand in the same strip, and the time between the arrows.
 */
export function Cluster(): ReactElement {
  return (
    <main className="cluster">
      <SpeedDial />
      <EngineDial />
      <Middle />
      <TelltaleStrip />
      <TopFacts />
      <DistanceFacts />
      <SupplyFacts />
      <MessageBand />
    </main>
  );
}
