import { mdiCarDoor, mdiCarTireAlert, mdiGasStation } from "@mdi/js";
import type { ReactElement } from "react";
import { bar, kilometres, NO_VALUE } from "../../../kit/format.ts";
import { Icon } from "../../../kit/icon.tsx";
import { useSignalAs } from "../../../kit/signals.ts";
import { Press } from "../shell/press.tsx";
import { useIvi } from "../state/ivi.ts";
import { useOpenDoors, useTyres } from "./use-body.ts";

/** What the car wants its driver to know: an open door, then a soft tyre, else how far the fuel lasts. */
export function CarTile(): ReactElement {
  const ivi = useIvi();
  return (
    <Press id="tile-car" className="card tile" onPress={() => ivi.open("car")}>
      <CarFact />
    </Press>
  );
}

function CarFact(): ReactElement {
  const open = useOpenDoors();
  const tyres = useTyres();
  const range = useSignalAs("Vehicle.Powertrain.FuelSystem.Range", kilometres);
  const soft = tyres.find((tyre) => tyre.low);
  const door = open[0];
  if (door !== undefined) {
    return (
      <>
        <span className="tile-icon danger">
          <Icon path={mdiCarDoor} size={40} />
        </span>
        <b>Open</b>
        <span>{open.length > 1 ? `${open.length} doors` : door}</span>
      </>
    );
  }
  if (soft !== undefined) {
    return (
      <>
        <span className="tile-icon warn">
          <Icon path={mdiCarTireAlert} size={40} />
        </span>
        <b>{bar(soft.pressure)} bar</b>
        <span>{soft.wheel}</span>
      </>
    );
  }
  return (
    <>
      <span className="tile-icon">
        <Icon path={mdiGasStation} size={40} />
      </span>
      <b>{range} km</b>
      <span>{range === NO_VALUE ? "No signal" : "Range"}</span>
    </>
  );
}
