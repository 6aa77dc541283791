import { mdiApps, mdiCar, mdiHome, mdiMapMarkerRadius, mdiMusic, mdiPhone } from "@mdi/js";
import type { ReactElement } from "react";
import { Icon } from "../../../kit/icon.tsx";
import type { AppName, Place } from "../state/app-names.ts";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { type TextKey, useTexts } from "../text/texts.ts";
import { Press } from "./press.tsx";

const places: readonly { readonly name: AppName; readonly icon: string; readonly label: TextKey }[] = [
  { name: "home", icon: mdiHome, label: "home" },
  { name: "map", icon: mdiMapMarkerRadius, label: "map" },
  { name: "media", icon: mdiMusic, label: "media" },
  { name: "phone", icon: mdiPhone, label: "phone" },
  { name: "car", icon: mdiCar, label: "vehicle" },
  { name: "apps", icon: mdiApps, label: "apps" },
];

/** Under which main place the driver is; messages are under none, their bell is in the status bar. */
function placeIn(name: Place, searched: "street" | "contact"): AppName | undefined {
  if (name === "messages") return undefined;
  if (name === "search") return searched === "street" ? "map" : "phone";
  return places.find((place) => place.name === name)?.name ?? "apps";
}

/** The way to each main place; the apps opened from the grid keep its mark. */
export function Rail(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const name = useStore(ivi.app, (app) => app.name);
  const searched = useStore(ivi.search, (search) => search.what);
  const marked = placeIn(name, searched);
  return (
    <nav className="rail" aria-label={texts.places}>
      {places.map((place) => (
        <Press
          key={place.name}
          id={`rail-${place.name}`}
          className={place.name === marked ? "rail-place here" : "rail-place"}
          label={texts[place.label]}
          pressed={place.name === marked}
          onPress={() => ivi.open(place.name)}
        >
          <Icon path={place.icon} size={40} />
        </Press>
      ))}
    </nav>
  );
}
