import { mdiApps, mdiCar, mdiHome, mdiMapMarkerRadius, mdiMusic, mdiPhone } from "@mdi/js";
import type { ReactElement } from "react";
import { Icon } from "../../../kit/icon.tsx";
import { type AppName, useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { Press } from "./press.tsx";

const places: readonly { readonly name: AppName; readonly icon: string; readonly label: string }[] = [
  { name: "home", icon: mdiHome, label: "Home" },
  { name: "map", icon: mdiMapMarkerRadius, label: "Map" },
  { name: "media", icon: mdiMusic, label: "Media" },
  { name: "phone", icon: mdiPhone, label: "Phone" },
  { name: "car", icon: mdiCar, label: "Vehicle" },
  { name: "apps", icon: mdiApps, label: "Apps" },
];

/** The way to each main place; the apps opened from the grid keep its mark. */
export function Rail(): ReactElement {
  const ivi = useIvi();
  const name = useStore(ivi.app, (app) => app.name);
  const marked = places.some((place) => place.name === name) ? name : "apps";
  return (
    <nav className="rail" aria-label="Places">
      {places.map((place) => (
        <Press
          key={place.name}
          id={`rail-${place.name}`}
          className={place.name === marked ? "rail-place here" : "rail-place"}
          label={place.label}
          pressed={place.name === marked}
          onPress={() => ivi.open(place.name)}
        >
          <Icon path={place.icon} size={40} />
        </Press>
      ))}
    </nav>
  );
}
