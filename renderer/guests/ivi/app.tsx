import { type ReactElement, useEffect } from "react";
import { useFrame } from "../../kit/frame.ts";
import { AppsApp } from "./apps/apps-app.tsx";
import { DomainApp } from "./apps/domain-app.tsx";
import { OwnAppFrame } from "./apps/own-app-frame.tsx";
import { SettingsApp } from "./apps/settings-app.tsx";
import { SignalsApp } from "./apps/signals-app.tsx";
import { TripApp } from "./apps/trip-app.tsx";
import { CarApp } from "./car/car-app.tsx";
import { ClimateBar } from "./climate/climate-bar.tsx";
import { Home } from "./home/home.tsx";
import { MapApp } from "./map/map-app.tsx";
import { MediaApp } from "./media/media-app.tsx";
import { MessagesApp } from "./notices/messages-app.tsx";
import { PhoneApp } from "./phone/phone-app.tsx";
import { SearchApp } from "./search/search-app.tsx";
import { Locked } from "./shell/locked.tsx";
import { Rail } from "./shell/rail.tsx";
import { listenRotary } from "./shell/rotary.ts";
import { StatusBar } from "./shell/status-bar.tsx";
import { listenWheelKeys } from "./shell/wheel-keys.ts";
import type { Place } from "./state/app-names.ts";
import { useIvi } from "./state/ivi.ts";
import { lockOf } from "./state/lock-table.ts";
import { useStore } from "./state/store.ts";

const apps: Readonly<Record<Place, () => ReactElement>> = {
  home: Home,
  map: MapApp,
  media: MediaApp,
  phone: PhoneApp,
  car: CarApp,
  apps: AppsApp,
  trip: TripApp,
  signals: SignalsApp,
  settings: SettingsApp,
  domain: DomainApp,
  own: OwnAppFrame,
  messages: MessagesApp,
  search: SearchApp,
};

/** The whole page: what is always there, and the app in the middle. */
export function App(): ReactElement {
  const ivi = useIvi();
  const name = useStore(ivi.app, (value) => value.name);
  const lock = useStore(ivi.lock, (value) => value.lock);
  const locked = lockOf(name, lock);
  const Shown = apps[name];
  useFrame((_at, elapsed) => ivi.step(elapsed));
  useEffect(() => listenWheelKeys(document, ivi), [ivi]);
  useEffect(() => listenRotary(document, () => ivi.open("home")), [ivi]);
  return (
    <div className="ivi">
      <Rail />
      <StatusBar />
      <main className="app" data-testid={`app-${name}`} key={name}>
        {locked ? <Locked id={`${name}-locked`} by={locked} /> : <Shown />}
      </main>
      <ClimateBar />
    </div>
  );
}
