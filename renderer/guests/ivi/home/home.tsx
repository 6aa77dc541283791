import type { ReactElement } from "react";
import { ArrivalCard, NextTurnCard } from "../map/guidance-cards.tsx";
import { MapCanvas } from "../map/map-canvas.tsx";
import { useIvi } from "../state/ivi.ts";
import { MediaTile } from "../media/media-tile.tsx";
import { PhoneTile } from "../phone/phone-tile.tsx";
import { CarTile } from "../car/car-tile.tsx";

const CAR_AT = { x: 0.5, y: 0.68 };

/** The map first, beside it what a driver asks for most. */
export function Home(): ReactElement {
  const ivi = useIvi();
  return (
    <div className="home">
      <div className="home-map card">
        <MapCanvas carAt={CAR_AT} onTap={() => ivi.open("map")} />
        <NextTurnCard />
        <ArrivalCard />
      </div>
      <MediaTile />
      <PhoneTile />
      <CarTile />
    </div>
  );
}
