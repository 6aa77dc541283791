import { mdiCar, mdiChartLine, mdiChip, mdiCog, mdiMapMarkerRadius, mdiMusic, mdiPhone, mdiPulse } from "@mdi/js";
import type { ReactElement } from "react";
import { Icon } from "../../../kit/icon.tsx";
import { Press } from "../shell/press.tsx";
import { type AppName, useIvi } from "../state/ivi.ts";

const tiles: readonly { readonly name: AppName; readonly icon: string; readonly title: string; readonly note: string }[] = [
  { name: "map", icon: mdiMapMarkerRadius, title: "Map", note: "Route guidance" },
  { name: "media", icon: mdiMusic, title: "Media", note: "Six tracks" },
  { name: "phone", icon: mdiPhone, title: "Phone", note: "One missed call" },
  { name: "car", icon: mdiCar, title: "Vehicle", note: "Tyres and doors" },
  { name: "trip", icon: mdiChartLine, title: "Trip", note: "Since start" },
  { name: "signals", icon: mdiPulse, title: "Signals", note: "Live values" },
  { name: "settings", icon: mdiCog, title: "Settings", note: "Display and map" },
  { name: "domain", icon: mdiChip, title: "Domain", note: "This guest" },
];

export function AppsApp(): ReactElement {
  const ivi = useIvi();
  return (
    <div className="apps-app">
      {tiles.map((tile) => (
        <Press key={tile.name} id={`apps-${tile.name}`} className="card app-tile" onPress={() => ivi.open(tile.name)}>
          <i className="app-icon">
            <Icon path={tile.icon} size={52} />
          </i>
          <b>{tile.title}</b>
          <span>{tile.note}</span>
        </Press>
      ))}
    </div>
  );
}
