import type { ReactElement } from "react";
import { measuresFor } from "../../kit/measures.ts";
import { useSettings } from "../../kit/page-settings.ts";
import { useSignal } from "../../kit/signals.ts";
import { useStage } from "../../kit/stage.ts";
import { unitKeys } from "../../kit/units.ts";
import { isTyreLow } from "../../kit/vehicle-limits.ts";
import { CarRear } from "./car-rear.tsx";
import { useCentre } from "./centre-store.ts";
import { CarTop, type OpenDoors } from "./car-top.tsx";
import { position } from "./gear.ts";
import { laneScene } from "./lane-scene.ts";
import { MediaLine } from "./media-line.tsx";
import { MessageList } from "./message-list.tsx";
import { allClear, nearest, parkingArcs } from "./parking.ts";
import { ROAD_HEIGHT, ROAD_WIDTH } from "./road.ts";
import { TurnCard } from "./turn-card.tsx";
import { useTexts } from "./text/texts.ts";

/**
 * The middle belongs to what the driver does: the road ahead when driving, what is behind when reversing, the car itself when parked; and to
 * the list of messages when the driver asks for it, except in reverse.
 */
export function Middle(): ReactElement {
  const selected = useSignal("Vehicle.Powertrain.Transmission.SelectedGear");
  const at = position(selected, undefined);
  const listOpen = useCentre((centre) => centre.list !== undefined);
  const instead = at === "R" ? <Behind /> : listOpen ? <MessageList /> : at === "P" ? <Parked /> : undefined;
  return (
    <>
      <Road shown={instead === undefined} />
      {instead}
    </>
  );
}

/** Always there, so that it is there at once when the car is put into drive. */
function Road({ shown }: { readonly shown: boolean }): ReactElement {
  const texts = useTexts();
  const stage = useStage(ROAD_WIDTH, ROAD_HEIGHT, laneScene, shown);
  const known = useSignal("Vehicle.Speed") !== undefined;
  const braking = (useSignal("Vehicle.Body.Lights.Brake.IsActive") ?? 0) > 0;
  const left = useSignal("Vehicle.Body.Lights.DirectionIndicator.Left.IsSignaling") === 1;
  const right = useSignal("Vehicle.Body.Lights.DirectionIndicator.Right.IsSignaling") === 1;
  return (
    <section className={known ? "middle road" : "middle road unknown"} aria-label={texts.roadAhead} aria-hidden={!shown}>
      <div className="stage" ref={stage} />
      <CarRear braking={braking} left={left} right={right} />
      <TurnCard />
      <MediaLine />
    </section>
  );
}

function Behind(): ReactElement {
  const left = useSignal("Vehicle.ADAS.ObstacleDetection.Rear.Left.Distance");
  const centre = useSignal("Vehicle.ADAS.ObstacleDetection.Rear.Center.Distance");
  const right = useSignal("Vehicle.ADAS.ObstacleDetection.Rear.Right.Distance");
  const open = useOpenDoors();
  const distances = [left, centre, right];
  const closest = nearest(distances);
  const texts = useTexts();
  const settings = useSettings();
  return (
    <section className="middle behind" aria-label={texts.behind}>
      <p className="hint">{texts.rearView}</p>
      <div className="car-crop">
        <CarTop open={open} />
      </div>
      <svg className="sensors" width="520" height="176" viewBox="-260 0 520 176" aria-hidden>
        {parkingArcs({ left, centre, right }).map((arc) => (
          <path key={`${arc.sector}${arc.ring}`} d={arc.path} className={`sensor ${arc.zone}`} />
        ))}
      </svg>
      <p className={`distance ${closest?.zone ?? "clear"}`}>
        {closest ? (
          <>
            <span className="digits">{measuresFor(settings).near(closest.metres)}</span> {texts[unitKeys(settings).near]}
          </>
        ) : (
          texts[allClear(distances) ? "clear" : "noSensors"]
        )}
      </p>
    </section>
  );
}

function Parked(): ReactElement {
  const texts = useTexts();
  const open = useOpenDoors();
  return (
    <section className="middle parked" aria-label={texts.vehicleStatus}>
      <Tyre path="Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Pressure" place="front-left" />
      <Tyre path="Vehicle.Chassis.Axle.Row1.Wheel.Right.Tire.Pressure" place="front-right" />
      <Tyre path="Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.Pressure" place="rear-left" />
      <Tyre path="Vehicle.Chassis.Axle.Row2.Wheel.Right.Tire.Pressure" place="rear-right" />
      <CarTop open={open} />
    </section>
  );
}

function Tyre(props: { path: Parameters<typeof useSignal>[0]; place: string }): ReactElement {
  const pressure = useSignal(props.path);
  const settings = useSettings();
  const texts = useTexts();
  const low = isTyreLow(pressure);
  return (
    <p className={`tyre-fact ${props.place}${low ? " low" : ""}`}>
      <span className="digits">{measuresFor(settings).pressure(pressure)}</span>
      <small>{texts[unitKeys(settings).pressure]}</small>
    </p>
  );
}

function useOpenDoors(): OpenDoors {
  return {
    frontLeft: useSignal("Vehicle.Cabin.Door.Row1.DriverSide.IsOpen") === 1,
    frontRight: useSignal("Vehicle.Cabin.Door.Row1.PassengerSide.IsOpen") === 1,
    rearLeft: useSignal("Vehicle.Cabin.Door.Row2.DriverSide.IsOpen") === 1,
    rearRight: useSignal("Vehicle.Cabin.Door.Row2.PassengerSide.IsOpen") === 1,
    boot: useSignal("Vehicle.Body.Trunk.Rear.IsOpen") === 1,
  };
}
