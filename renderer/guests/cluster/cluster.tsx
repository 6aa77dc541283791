import type { ReactElement } from "react";
import { EngineDial, SpeedDial } from "./dials.tsx";
import { DistanceFacts, SupplyFacts, TopFacts } from "./facts.tsx";
import { MessageBand } from "./message-band.tsx";
import { Middle } from "./middle.tsx";

/**
 * The instrument cluster, 1920 by 720. It leaves the top strip's lamps and arrows, the border and the name tag to dom0, which draws them
 * above this page; only the time stands in that strip, between the arrows.
 */
export function Cluster(): ReactElement {
  return (
    <main className="cluster">
      <Middle />
      <SpeedDial />
      <EngineDial />
      <TopFacts />
      <DistanceFacts />
      <SupplyFacts />
      <MessageBand />
    </main>
  );
}
