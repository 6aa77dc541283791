import { mdiCar, mdiChartLine, mdiChip, mdiCog, mdiLockOutline, mdiMapMarkerRadius, mdiMusic, mdiPhone, mdiPulse } from "@mdi/js";
import type { ReactElement } from "react";
import { Icon } from "../../../kit/icon.tsx";
import { OwnIcon } from "./own-app-frame.tsx";
import { Press } from "../shell/press.tsx";
import type { AppName } from "../state/app-names.ts";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { type TextKey, useTexts } from "../text/texts.ts";

interface Tile {
  readonly name: AppName;
  readonly icon: string;
  readonly title: TextKey;
  readonly note: TextKey;
  /** There is only something to read, so that it waits until the car stands. */
  readonly standing?: true;
}

const tiles: readonly Tile[] = [
  { name: "map", icon: mdiMapMarkerRadius, title: "map", note: "routeGuidance" },
  { name: "media", icon: mdiMusic, title: "media", note: "sixTracks" },
  { name: "phone", icon: mdiPhone, title: "phone", note: "oneMissedCall" },
  { name: "car", icon: mdiCar, title: "vehicle", note: "tyresAndDoors" },
  { name: "trip", icon: mdiChartLine, title: "trip", note: "sinceStart" },
  { name: "signals", icon: mdiPulse, title: "signals", note: "liveValues", standing: true },
  { name: "settings", icon: mdiCog, title: "settings", note: "languageAndUnits" },
  { name: "domain", icon: mdiChip, title: "domain", note: "thisGuest", standing: true },
];

export function AppsApp(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const own = useStore(ivi.own, (value) => value.apps);
  const locked = useStore(ivi.lock, (value) => value.lock !== "open");
  return (
    <div className={own.length > 0 ? "apps-app more" : "apps-app"}>
      {tiles.map((tile) => (
        <Press key={tile.name} id={`apps-${tile.name}`} className="card app-tile" onPress={() => ivi.open(tile.name)}>
          <i className="app-icon">
            <Icon path={tile.icon} size={52} />
          </i>
          <b>{texts[tile.title]}</b>
          <Note locked={locked && tile.standing === true} note={texts[tile.note]} />
        </Press>
      ))}
      {own.map((app, index) => (
        <Press key={app.url} id={`apps-own-${index}`} className="card app-tile" onPress={() => ivi.openOwn(app)}>
          <OwnIcon app={app} />
          <b>
            <bdi>{app.name}</bdi>
          </b>
          <Note locked={locked} note={texts.ownApp} />
        </Press>
      ))}
    </div>
  );
}

function Note({ locked, note }: { readonly locked: boolean; readonly note: string }): ReactElement {
  const texts = useTexts();
  if (!locked) return <span>{note}</span>;
  return (
    <span>
      <Icon path={mdiLockOutline} size={22} /> {texts.whenStanding}
    </span>
  );
}
