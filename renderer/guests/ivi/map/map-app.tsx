import { mdiCrosshairsGps, mdiMagnify, mdiMinus, mdiNavigation, mdiPlus } from "@mdi/js";
import type { ReactElement } from "react";
import { Icon } from "../../../kit/icon.tsx";
import { Press } from "../shell/press.tsx";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { useTexts } from "../text/texts.ts";
import { ArrivalCard, NextTurnCard } from "./guidance-cards.tsx";
import { recentre, toggleNorth, zoomBy } from "./map-camera.ts";
import { MapCanvas } from "./map-canvas.tsx";

const CAR_AT = { x: 0.5, y: 0.7 };

/** The map over the whole app area, with what a driver needs to handle it. */
export function MapApp(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const northUp = useStore(ivi.camera, (camera) => camera.northUp);
  const held = useStore(ivi.camera, (camera) => camera.held !== undefined);
  return (
    <div className="map-app card">
      <MapCanvas carAt={CAR_AT} />
      <NextTurnCard />
      <ArrivalCard />
      <div className="map-tools">
        <Press
          id="map-orientation"
          className="map-tool"
          label={northUp ? texts.turnWithCar : texts.northUp}
          onPress={() => ivi.camera.set(toggleNorth)}
        >
          {northUp ? <b className="map-north">{texts.northLetter}</b> : <Icon path={mdiNavigation} size={40} />}
        </Press>
        <Press id="map-zoom-in" className="map-tool" label={texts.closer} onPress={() => ivi.camera.set((camera) => zoomBy(camera, 1))}>
          <Icon path={mdiPlus} size={40} />
        </Press>
        <Press id="map-zoom-out" className="map-tool" label={texts.farther} onPress={() => ivi.camera.set((camera) => zoomBy(camera, -1))}>
          <Icon path={mdiMinus} size={40} />
        </Press>
        <Press id="map-search" className="map-tool" label={texts.findStreet} onPress={() => ivi.find("street")}>
          <Icon path={mdiMagnify} size={40} />
        </Press>
      </div>
      {held && (
        <Press id="map-recentre" className="map-recentre" onPress={() => ivi.camera.set(recentre)}>
          <Icon path={mdiCrosshairsGps} size={36} />
          {texts.backToCar}
        </Press>
      )}
    </div>
  );
}
